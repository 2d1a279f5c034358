package api

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/rule/access"
	"assay/skill"
	"assay/store"
)

// Every cell of the matrix of rights is tried by a call: whoever may is let
// through to whatever the records then say, whoever may not is told so, or does
// not find the thing, and changes nothing.
func TestMatrixCallByCall(t *testing.T) {
	m := newMatrix(newScene(t))
	tried := 0
	for _, o := range m.api.Operations() {
		row, _ := access.Of(access.Op(o[0]))
		for _, whose := range access.Records() {
			for _, role := range access.Columns() {
				for _, who := range m.askers(row, role, whose) {
					tried++
					m.try(o, row, cell{role, whose, who})
				}
			}
		}
	}
	if tried < 3000 {
		t.Errorf("only %d calls were tried", tried)
	}
}

// A matrix is a scene with somebody in every role at every place.
type matrix struct {
	*scene
	ids     map[string]string // a record of each area
	sitting string
	bodies  map[string]any // what the calls send
}

// A cell is one call of the matrix: by a role, on whose record, as whom.
type cell struct {
	role  skill.Role
	whose access.Whose
	who   string
}

// The places of the matrix, seen from the record of /44/b-017/.
var places = map[access.Whose]string{access.Here: "/44/b-017/", access.Below: "/44/", access.Beside: "/51/b-001/"}

func newMatrix(s *scene) *matrix {
	m := &matrix{scene: s, ids: map[string]string{}}
	body, site := s.filed()
	plan := s.planned(body, site)
	imported := s.entered(plan, 2)
	s.marked(plan)
	results := s.items("clerk", "/plans/"+plan+"/results")
	m.ids["objections"] = s.do("clerk", "POST", "/results/"+results[0]["id"].(string)+"/objections", doc{"text": "评分有误"})["id"].(string)
	sittings := s.items("clerk", "/plans/"+plan+"/sittings")
	for _, x := range sittings {
		if x["application"] == results[0]["application"] {
			m.sitting = x["id"].(string)
		}
	}
	m.ids["corrections"] = s.do("clerk", "POST", "/results/"+results[0]["id"].(string)+"/corrections",
		doc{"sitting": m.sitting, "kind": "marked", "mark": "91", "ground": "复核后更正"})["id"].(string)
	report := s.confirmed(plan)
	cert := s.issued(report)[0]
	for area, id := range map[string]string{
		"bodies": body, "plans": plan, "imports": imported, "results": results[0]["id"].(string), "reports": report,
		"certificates": cert["id"].(string), "applications": cert["application"].(string), "persons": s.people["clerk"],
	} {
		m.ids[area] = id
	}
	m.duties(body, plan)
	m.planning(site, plan)
	m.filing(body)
	m.cast()
	m.candidate(cert["application"].(string))
	m.ids["assessors"] = m.do("clerk", "POST", "/assessors", m.examiner("candidate"))["id"].(string)
	m.applied()
	m.bodies = m.sent()
	maps.Copy(m.bodies, m.sentApplying())
	maps.Copy(m.bodies, m.disputed())
	maps.Copy(m.bodies, m.plannings())
	return m
}

// duties makes what a body owes, and hands its plan to the centre.
func (m *matrix) duties(body, plan string) {
	m.ids["rectifications"] = m.do("checker", "POST", "/bodies/"+body+"/rectifications", doc{"demand": "视频监控缺失", "due": "2027-01-31"})["id"].(string)
	m.ids["annual-reports"] = m.do("head", "POST", "/bodies/"+body+"/annual-reports", doc{"year": 2025, "words": "未开展评价"})["id"].(string)
	m.ids["exits"] = m.do("head", "POST", "/bodies/"+body+"/exits", doc{"on": "2028-01-01", "why": "业务调整"})["id"].(string)
	m.must(m.api.Store.Update(m.t.Context(), testdb.System(), func(tx *store.Tx) error {
		h := skill.Handover{
			ID: skill.HandoverID(tx.NewID()), Body: skill.BodyID(body), Plan: skill.PlanID(plan), Path: "/44/b-017/",
			Cause: skill.CauseSuspended, From: tx.Today(),
		}
		move, err := h.HandOver()
		if err != nil {
			return err
		}
		m.ids["handovers"] = string(h.ID)
		_, err = store.MoveOne(m.t.Context(), tx, h, move)
		return err
	}))
}

// filing is one of the body for added scope, with a document, that an expert was
// asked about.
func (m *matrix) filing(body string) {
	f := m.do("clerk", "POST", "/filings", doc{"kind": "scope", "body": body, "type": "social", "sites": []doc{{"name": "二号考点"}},
		"scopes":  []doc{{"site": "二号考点", "occupation": "6-18-02-04", "levels": []string{"4"}}},
		"dossier": doc{"staff": []doc{{"name": "样例考评", "document": doc{"kind": "passport", "number": "E0000007"}, "position": "assessor"}}}})
	m.ids["filings"] = f["id"].(string)
	for _, p := range m.api.Accreditation.Papers {
		m.do("clerk", "PUT", "/filings/"+m.ids["filings"]+"/documents/"+string(p.Paper), testdb.PDF("paper"))
	}
	f = m.do("head", "POST", "/filings/"+m.ids["filings"]+"/submit", nil)
	m.enrolled("one expert", 450)
	m.grant("one expert", "expert", "/44/")
	m.do("checker", "POST", "/filings/"+m.ids["filings"]+"/receive", doc{"version": f["version"], "experts": []string{m.people["one expert"]}})
	m.ids["opinions"] = m.items("checker", "/opinions")[0]["id"].(string)
}

// examiner is what somebody is proposed with.
func (m *matrix) examiner(who string) doc {
	return doc{
		"person": m.people[who], "path": places[access.Here], "class": "assessor", "occupations": []string{"6-31-01-03"}, "levels": []string{"4"},
		"card": "考-0001", "dossier": doc{"born": "1980-01-01"},
	}
}

// cast puts somebody into every role at every place.
func (m *matrix) cast() {
	n := 100
	for _, role := range skill.Roles() {
		for whose, at := range places {
			n++
			m.enrolled(string(role)+"@"+string(whose), n)
			m.grant(string(role)+"@"+string(whose), string(role), at)
		}
	}
	m.enrolled("audit@whole", 399)
	m.grant("audit@whole", "audit", "/")
	m.ids["audit"] = "1"
	m.enrolled("spare", 400)
	for range 12 {
		a := m.do("system", "POST", "/appointments", doc{"person": m.people["spare"], "role": "invigilator", "path": places[access.Here]})
		m.ids["appointments"] = a["id"].(string)
		g := m.do("security", "POST", "/appointments/"+a["id"].(string)+"/approve", nil)["grant"].(string)
		m.do("system", "POST", "/grants/"+g+"/revoke", nil)
	}
	m.grant("spare", "supervisor", places[access.Here])
	m.ids["grants"] = m.items("system", "/grants?person="+m.people["spare"])[0]["id"].(string)
}

func (m *matrix) enrolled(who string, n int) {
	p := testdb.Born(n)
	made := m.do("security", "POST", "/persons", doc{
		"at": "/", "name": p.Name, "document": doc{"kind": "resident-id", "number": p.Document.Number.Reveal()},
	})
	m.token(who, made["id"].(string))
}

// candidate gives a token to somebody whose certificate was issued: whoever saw
// their document.
func (m *matrix) candidate(application string) {
	a, err := m.api.Store.Unscoped().Application(m.t.Context(), skill.ApplicationID(application))
	m.must(err)
	p, err := m.api.Store.Unscoped().Person(m.t.Context(), a.Person)
	m.must(err)
	_, err = m.api.Identity.Enrol(m.t.Context(), store.By{Actor: m.actor("security")}, p, "/")
	m.must(err)
	m.token("candidate", string(p.ID))
	m.enrolled("somebody", 500)
	made := m.do("clerk", "POST", "/persons/"+string(p.ID)+"/amendments", doc{"field": "romanised", "value": "YANG LI SI", "ground": "拼写有误"})
	m.ids["amendments"] = made["id"].(string)
	m.ids["erasures"] = m.do("candidate", "POST", "/persons/"+string(p.ID)+"/erasure-requests", doc{"ground": "不再需要"})["id"].(string)
}

func (m *matrix) actor(who string) skill.Actor {
	a, err := m.api.Identity.Actor(m.t.Context(), m.tokens[who])
	m.must(err)
	return a
}

// askers are those who try a cell: nobody where no call can be.
func (m *matrix) askers(row access.Row, role skill.Role, whose access.Whose) []string {
	about := len(row.Roles) == 0 || row.Roles[0] == skill.RoleProgram // no organisation comes into it
	switch {
	case role == access.Nobody:
		return []string{""}
	case role == access.SignedIn && whose == access.Mine && row.Own:
		return []string{"candidate"}
	case role == access.SignedIn && !about:
		return []string{"somebody"}
	case whose == access.Mine || about || !slices.Contains(skill.Roles(), role):
		return nil
	}
	if row.Whole && whose == access.Here && slices.Contains(row.Roles, role) {
		return []string{string(role) + "@whole"}
	}
	return []string{string(role) + "@" + string(whose)}
}

// try makes one call and compares what came of it with the matrix.
func (m *matrix) try(o [4]string, row access.Row, c cell) {
	want := access.Ask(row.Op, c.role, c.whose) != access.No
	path, body := m.request(o, c)
	got := m.ask(c.who, o[1], path, body)
	if m.reached(got) != want {
		m.t.Errorf("%s by %s on %s record (%s): %d %.300s, want it to be let through: %v", o[0], c.role, c.whose, got.asked, got.status, got.body, want)
	}
}

// reached tells whether a call came to the record: refused by rights, or not
// found, it did not, nor does a list that shows nothing of the place.
func (m *matrix) reached(got said) bool {
	if got.status < 300 {
		var list struct{ Items *[]struct{ Path *string } }
		if json.Unmarshal(got.body, &list) != nil || list.Items == nil {
			return true
		}
		for _, row := range *list.Items {
			if row.Path == nil || *row.Path == places[access.Here] {
				return true
			}
		}
		return false
	}
	reason := problemIn(m.t, got).Reason
	return reason != "plan.no_body" && reason != "filing.no_body" && !strings.HasPrefix(reason, "actor.") && !strings.HasPrefix(reason, "token.") && !strings.HasSuffix(reason, ".not_found")
}

// request is a call of the operation on the record that everything is about, with
// enough in it to be let through to the decision.
func (m *matrix) request(o [4]string, c cell) (path string, body any) {
	area := strings.Split(strings.TrimPrefix(o[2], Prefix+"/"), "/")[0]
	id := m.ids[area]
	if special, ok := m.own(o[0], c); ok {
		id = special
	}
	if id == "" {
		id = "none"
	}
	path = strings.ReplaceAll(strings.Replace(o[2], "{id}", id, 1), "{number}", "S000044012345264000001")
	path = strings.Replace(strings.Replace(path, "{paper}", "application", 1), "{material}", "diploma", 1)
	switch o[0] {
	case "find-occupations":
		path += "?word=6-31"
	case "import-roster", "substitute-application":
		path += "?consents=2026-11"
	case "list-silent-bodies":
		path += "?year=2026"
	case "get-path":
		path += "?occupation=6-31-01-03"
	case "list-queue":
		path += "?status=accepted"
	}
	body, ok := m.bodies[o[0]]
	switch {
	case o[1] == "GET":
		return path, nil
	case !ok:
		return path, "{}"
	}
	return path, body
}

// own is the record that is the asker's own, where another's is none of theirs.
func (m *matrix) own(op string, c cell) (id string, ok bool) {
	switch {
	case c.who == "" || c.whose != access.Mine:
		return "", false
	case slices.Contains([]string{"get-person", "stop-processing", "resume-processing", "keep-person-proof", "propose-amendment", "ask-erasure"}, op):
		return m.people[c.who], true
	case strings.HasSuffix(op, "-duty"), op == "list-duties", op == "list-recusals":
		return m.duty(c.who, op), true
	case op == "revoke-token":
		_, t, err := m.api.Identity.IssueToken(m.t.Context(), store.By{Actor: skill.Program("/")}, skill.Token{Person: skill.PersonID(m.people[c.who])}, time.Hour)
		m.must(err)
		return string(t.ID), true
	case op == "object", op == "ask-score-review", op == "get-result":
		a := store.Results{Applications: []skill.ApplicationID{skill.ApplicationID(m.ids["applications"])}}
		r, err := store.One(m.t.Context(), m.api.Store.Unscoped(), a)
		m.must(err)
		return string(r.ID), true
	case op == "get-objection":
		o := skill.Objection{Result: skill.ResultID(m.ids["results"]), By: skill.PersonID(m.people[c.who]), Path: "/44/b-017/"}
		m.must(m.api.Store.Update(m.t.Context(), testdb.System(), func(tx *store.Tx) error {
			r, err := tx.Result(m.t.Context(), o.Result)
			if err != nil {
				return err
			}
			o.ID, o.Plan = skill.ObjectionID(tx.NewID()), r.Plan
			move, err := o.Raise()
			if err != nil {
				return err
			}
			o, err = store.MoveOne(m.t.Context(), tx, o, move)
			return err
		}))
		return string(o.ID), true
	case strings.HasSuffix(op, "-opinion"), strings.HasSuffix(op, "-opinions"), op == "get-opinion-document", op == "release-expert":
		o := skill.Opinion{Filing: skill.FilingID(m.ids["filings"]), Expert: skill.PersonID(m.people[c.who]), Path: "/44/b-017/", Round: 1}
		m.must(m.api.Store.Update(m.t.Context(), testdb.System(), func(tx *store.Tx) error {
			o.ID = skill.OpinionID(tx.NewID())
			move, err := o.Ask()
			if err != nil {
				return err
			}
			o, err = store.MoveOne(m.t.Context(), tx, o, move)
			return err
		}))
		return string(o.ID), true
	}
	return "", false
}

// sent is what the calls send where an empty object is not let through to the
// question of rights.
func (m *matrix) sent() map[string]any {
	ground := doc{"ground": "核对后决定"}
	picture, roster := photo(m.t), m.roster(1, 0)
	return map[string]any{
		"file-body": doc{"path": "/44/b-017/", "name": "样例", "uscc": "91440000MA0000007P", "class": "S", "code": "0000", "province": "44", "filed_to": "2029-12-31"},
		"file-plan": doc{"body": m.ids["bodies"], "title": "样例", "occupation": "6-31-01-03", "level": "4"},
		"enrol-person": doc{"at": "/44/b-017/", "name": testdb.Born(600).Name,
			"document": doc{"kind": "resident-id", "number": testdb.Born(600).Document.Number.Reveal()}},
		"draft-filing": doc{"kind": "renewal", "body": m.ids["bodies"], "type": "social"}, "amend-filing": doc{"type": "social"},
		"receive-filing": doc{"version": 1}, "return-filing": ground, "refuse-filing": ground, "accept-filing": ground, "release-expert": ground,
		"ask-expert": doc{"expert": m.people["spare"]}, "give-opinion": doc{"points": []doc{{"clause": "1.1", "stance": "for"}}},
		"attach-document": testdb.PDF("paper"), "ask-filing": doc{"dossier": doc{"type": "social"}},
		"propose-assessor":     m.examiner("spare"),
		"propose-appointment":  doc{"person": m.people["spare"], "role": "invigilator", "path": "/44/b-017/"},
		"ask-eligibility":      doc{"set": "national-2023", "occupation": "6-31-01-03", "on": "2026-11-21", "dossier": doc{"born": "1990-05-05"}},
		"issue-certificates":   doc{"report": m.ids["reports"]},
		"discard-certificates": doc{"certificates": []string{m.ids["certificates"]}, "ground": "重做"},
		"import-roster":        roster, "substitute-application": roster, "add-photos": m.photos(1), "keep-proof": testdb.PDF("proof"),
		"set-photo": picture, "set-seal": picture,
		"record-marks": doc{"rows": []doc{{"application": m.ids["applications"], "part": "theory", "kind": "marked", "mark": "80"}}},
		"suspend-body": ground, "restore-body": ground, "withdraw-body": ground, "refuse-appointment": ground, "withdraw-appointment": ground,
		"object": doc{"text": "评分有误"}, "ask-score-review": doc{"text": "请复核操作技能第三项"},
		"make-token":         doc{"label": "样例", "days": 1},
		"propose-correction": doc{"sitting": m.sitting, "kind": "marked", "mark": "92", "ground": "复核"},
		"accept-application": doc{"version": 1, "ground": "属实", "proof": strings.Repeat("0a", 32)},
		"refuse-application": doc{"version": 1, "ground": "不实"},
	}
}
