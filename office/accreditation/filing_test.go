package accreditation_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/office/accreditation"
	"assay/rule/condition"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// newPlace is where a body that files for the first time will stand.
const newPlace = skill.OrgPath("/44/zhan/")

// stationFacts fulfil the requirements of an appraisal station but for what
// experts have to say.
// Source: docs/rules.md, Filing.
const stationFacts = `{"type":"station","registered":"2020-01-01","province":"44",
 "staff":[
  {"name":"样例站长","document":{"kind":"passport","number":"E0000001"},"born":"1970-01-01","position":"head","degree":"bachelor","title":"intermediate","since":"2010-01-01"},
  {"name":"样例副站","document":{"kind":"passport","number":"E0000002"},"born":"1971-01-01","position":"deputy","degree":"higher-vocational","title":"senior","since":"2010-01-01","full_time":true},
  {"name":"样例会计","document":{"kind":"passport","number":"E0000003"},"position":"accountant"},
  {"name":"样例出纳","document":{"kind":"passport","number":"E0000004"},"position":"cashier"},
  {"name":"样例微机","document":{"kind":"passport","number":"E0000005"},"position":"computer-manager"},
  {"name":"样例档案","document":{"kind":"passport","number":"E0000006"},"position":"archivist"},
  {"name":"样例考评","document":{"kind":"passport","number":"E0000007"},"position":"assessor","degree":"junior-college","title":"intermediate","card":true}],
 "rooms":[{"kind":"theory","seats":40},{"kind":"practical"},{"kind":"office"}],
 "equipment":[{"use":"practical","occupation":"6-31-01-03"},{"use":"testing","occupation":"6-31-01-03"},
  {"use":"practical","occupation":"6-18-02-04"},{"use":"testing","occupation":"6-18-02-04"},
  {"use":"printing"},{"use":"cabinet"},{"use":"communication"},{"use":"computer"},{"use":"printer"}]}`

// A filer is a body on its way into the register, with who acts for it and for
// the centre.
type filer struct {
	*register
	clerk, head store.By
	experts     []skill.Person
}

// joined adds a person whose document was seen, with a role.
func (r *register) joined(n int, name string, role skill.Role, at skill.OrgPath) (skill.Person, store.By) {
	r.t.Helper()
	p := skill.Person{
		Name: name, Born: day.Must("1980-01-01").AddDays(n), Seen: true,
		Document: skill.Document{Kind: skill.Passport, Number: skill.StoredIDNumber(fmt.Sprintf("F%07d", n))},
	}
	g := skill.Grant{Role: role, Path: at}
	testdb.Update(r.t, r.s, func(ctx context.Context, tx *store.Tx) error {
		p.ID = skill.PersonID(tx.NewID())
		g.ID, g.Person = skill.GrantID(tx.NewID()), p.ID
		if err := store.Add(ctx, tx, &p); err != nil {
			return err
		}
		return store.Add(ctx, tx, &g)
	})
	return p, store.By{Actor: skill.Actor{Person: p.ID, Strong: true, Grants: []skill.Grant{g}}}
}

func (r *register) filer() *filer {
	f := &filer{register: r}
	_, f.clerk = r.joined(1, "样例经办", skill.RoleClerk, newPlace)
	_, f.head = r.joined(2, "样例负责", skill.RoleHead, newPlace)
	for i := range 4 {
		p, _ := r.joined(10+i, "样例专家"+string(rune('甲'+i)), skill.RoleExpert, "/44/")
		f.experts = append(f.experts, p)
	}
	return f
}

func eachFiler(t *testing.T, fn func(f *filer)) {
	each(t, func(r *register) { fn(r.filer()) })
}

// expert acts as one of the experts.
func (f *filer) expert(i int) store.By {
	return store.By{Actor: skill.Actor{Person: f.experts[i].ID, Strong: true, Grants: []skill.Grant{{Person: f.experts[i].ID, Role: skill.RoleExpert, Path: "/44/"}}}}
}

func (f *filer) facts(text string) *skill.BodyDossier {
	f.t.Helper()
	d, err := condition.ReadBodyDossier([]byte(text), day.Must("2026-11-20"))
	f.must(d, err)
	return &d
}

// station is a new appraisal station as its draft has it.
func station() skill.Filing {
	return skill.Filing{
		Kind: skill.FilingNew, Path: newPlace, Type: skill.BodyStation, Name: "样例省职业技能鉴定站", USCC: "91350100M000100Y43",
		Class: "S", Code: "0000", Province: "44", Sites: []skill.FiledSite{{Name: "一号考点"}},
		Scopes: []skill.FiledScope{{Site: "一号考点", Occupation: "6-31-01-03", Levels: []skill.Level{skill.Level5, skill.Level4}}},
	}
}

// drafted drafts a filing with every document.
func (f *filer) drafted(draft skill.Filing, facts string) skill.Filing {
	f.t.Helper()
	return f.draftedBy(f.clerk, draft, facts)
}

func (f *filer) draftedBy(by store.By, draft skill.Filing, facts string) skill.Filing {
	f.t.Helper()
	ctx := f.t.Context()
	var dossier *skill.BodyDossier
	if facts != "" {
		dossier = f.facts(facts)
	}
	out, err := f.desk.DraftFiling(ctx, by, draft, dossier)
	f.must(out, err)
	for i, p := range f.desk.Papers {
		out, err = f.desk.Attach(ctx, by, out.ID, skill.FiledDocument{Kind: p.Paper, Hash: skill.FileHash(strings.Repeat(fmt.Sprintf("%02x", i), 32))})
		f.must(out, err)
	}
	return out
}

// submitted hands in a filing.
func (f *filer) submitted(by store.By, id skill.FilingID) skill.Filing {
	f.t.Helper()
	out, err := f.desk.SubmitFiling(f.t.Context(), by, id)
	f.must(out, err)
	return out
}

// reviewed has the centre take the filing up and three experts speak for every
// point.
func (f *filer) reviewed(filing skill.Filing) skill.Filing {
	f.t.Helper()
	ctx := f.t.Context()
	var ids []skill.PersonID
	for i := range 3 {
		ids = append(ids, f.experts[i].ID)
	}
	out, err := f.desk.ReceiveFiling(ctx, f.by(centreReviewer), filing.ID, filing.Version, ids)
	f.must(out, err)
	opinions, err := store.List(ctx, f.s.Unscoped(), store.Opinions{Filing: filing.ID, Round: out.Round}, store.Everything)
	f.must(opinions, err)
	for i, o := range opinions {
		o.Points = f.points(out)
		f.must(f.desk.GiveOpinion(ctx, f.expert(i), o))
	}
	return out
}

// points are a stance on every clause of the filing's verdict.
func (f *filer) points(filing skill.Filing, against ...string) (out []skill.Point) {
	f.t.Helper()
	set, err := f.desk.Requirements.ByID(filing.Set)
	f.must(set, err)
	for _, c := range set.Clauses {
		p := skill.Point{Clause: c.ID, Stance: skill.For}
		if slices.Contains(against, c.ID) {
			p.Stance, p.Ground = skill.Against, "现场核查不符"
		}
		out = append(out, p)
	}
	return out
}

func decision(f skill.Filing) accreditation.FilingDecision {
	return accreditation.FilingDecision{Filing: f.ID, Version: f.Version, Ground: "材料齐全，专家评审通过"}
}

// A new body goes from its draft into the register, with its sites, scopes, term
// and receipt, and everything happens once.
func TestANewBodyIsFiled(t *testing.T) {
	eachFiler(t, func(f *filer) {
		ctx := t.Context()
		filing := f.submitted(f.head, f.drafted(station(), stationFacts).ID)
		if filing.Status != skill.FilingSubmitted || filing.Set != "station-2000s" || filing.Outcome != skill.ToReview || filing.Judged != day.Must("2026-11-20") || filing.Round != 1 {
			t.Errorf("submitted %+v", filing)
		}
		filing = f.reviewed(filing)
		out, err := f.desk.AcceptFiling(ctx, f.by(centreApprover), decision(filing))
		f.must(out, err)
		if out.Status != skill.FilingAccepted || out.Receipt != "BA-44-2026-000001" || out.Term != (day.Period{From: day.Must("2026-11-20"), To: day.Must("2029-11-19")}) {
			t.Errorf("accepted %+v", out)
		}
		b, err := f.s.Unscoped().Body(ctx, out.Body)
		f.must(b, err)
		if b.Status != skill.FilingFiled || b.Path != newPlace || b.Type != skill.BodyStation || b.FiledTo != out.Term.To || b.Name != "样例省职业技能鉴定站" {
			t.Errorf("the register has %+v", b)
		}
		standing, err := f.s.Unscoped().Standing(ctx, b.ID)
		f.must(standing, err)
		site, err := store.One(ctx, f.s.Unscoped(), store.Sites{Body: b.ID})
		f.must(site, err)
		if site.Serial != "000001" || len(standing.Scopes) != 2 {
			t.Errorf("site %+v, %d scopes", site, len(standing.Scopes))
		}
		f.must(nil, standing.MayAct("6-31-01-03", skill.Level4, site.ID, day.Must("2026-11-20")))
		_, err = standing.InScope("6-31-01-03", skill.Level4, site.ID, day.Must("2029-11-20"))
		f.refused("body.filing_over", err)
		_, err = standing.InScope("6-31-01-03", skill.Level3, site.ID, day.Must("2026-11-20"))
		f.refused("body.out_of_scope", err)

		// Whoever files the same place again finds it taken.
		_, err = f.desk.DraftFiling(ctx, f.clerk, station(), nil)
		f.refused("body.exists", err)
	})
}

// Receipts count by place and year, serials under the codes that bodies share,
// those given by hand left out.
func TestReceiptsAndSerials(t *testing.T) {
	eachFiler(t, func(f *filer) {
		ctx := t.Context()
		f.must(f.desk.AddSite(ctx, f.by(centreApprover), skill.Site{Body: f.Body.ID, Name: "手工编号考点", Serial: "000002"}))
		var serials, receipts []string
		for i, path := range []skill.OrgPath{"/44/zhan/", "/44/zhan-2/", "/44/zhan-3/"} {
			if i == 2 {
				f.clock.Step(60 * 24 * time.Hour)
			}
			draft := station()
			draft.Path = path
			_, by := f.joined(100+i, "样例"+string(rune('子'+i)), skill.RoleHead, path)
			filing := f.reviewed(f.submitted(by, f.draftedBy(by, draft, stationFacts).ID))
			out, err := f.desk.AcceptFiling(ctx, f.by(centreApprover), decision(filing))
			f.must(out, err)
			serials, receipts = append(serials, out.Sites[0].Serial), append(receipts, out.Receipt)
		}
		if got := strings.Join(append(serials, receipts...), " "); got != "000001 000003 000004 BA-44-2026-000001 BA-44-2026-000002 BA-44-2027-000001" {
			t.Error(got)
		}
		_, err := f.desk.AddSite(ctx, f.by(centreApprover), skill.Site{Body: f.Body.ID, Name: "重号考点", Serial: "000003"})
		f.refused("site.prefix_taken", err)
	})
}

// In a demonstration the sites have the reserved serials.
func TestADemonstrationsSites(t *testing.T) {
	eachFiler(t, func(f *filer) {
		f.desk.Demo = true
		filing := f.reviewed(f.submitted(f.head, f.drafted(station(), stationFacts).ID))
		out, err := f.desk.AcceptFiling(t.Context(), f.by(centreApprover), decision(filing))
		f.must(out, err)
		if out.Sites[0].Serial != "999901" {
			t.Error(out.Sites)
		}
	})
}

// What is submitted is whole; what is missing is named by its field.
func TestSubmitNamesWhatIsMissing(t *testing.T) {
	eachFiler(t, func(f *filer) {
		ctx := t.Context()
		draft := f.drafted(station(), stationFacts)
		for want, spoil := range map[string]func(*skill.Filing){
			"name body.no_name":                          func(f *skill.Filing) { f.Name = " " },
			"uscc uscc.check_wrong":                      func(f *skill.Filing) { f.USCC = "91350100M000100Y44" },
			"class number.class.unknown":                 func(f *skill.Filing) { f.Class = "X" },
			"class number.body.not_digit":                func(f *skill.Filing) { f.Code = "00A0" },
			"path filing.path_tier":                      func(f *skill.Filing) { f.Province = "45" },
			"scopes filing.no_scope":                     func(f *skill.Filing) { f.Scopes = nil },
			"scopes[0].site filing.no_site":              func(f *skill.Filing) { f.Scopes[0].Site = "二号考点" },
			"scopes[0].levels filing.no_level":           func(f *skill.Filing) { f.Scopes[0].Levels = nil },
			"scopes[0].occupation plan.no_occupation":    func(f *skill.Filing) { f.Scopes[0].Occupation = "6-31-01-99" },
			"scopes[0].occupation occupation.code_shape": func(f *skill.Filing) { f.Scopes[0].Occupation = "焊工" },
			"sites[0].name site.no_name":                 func(f *skill.Filing) { f.Sites[0].Name = "" },
			"sites[1].name filing.site_twice":            func(f *skill.Filing) { f.Sites = append(f.Sites, f.Sites[0]) },
		} {
			said := station()
			said.ID = draft.ID
			spoil(&said)
			f.must(f.desk.AmendFiling(ctx, f.clerk, said, f.facts(stationFacts)))
			_, err := f.desk.SubmitFiling(ctx, f.head, draft.ID)
			e, ok := errors.AsType[*skill.Error](err)
			if !ok || len(e.Fields) == 0 || e.Fields[0].Path+" "+e.Fields[0].Reason != want {
				t.Errorf("got %v, want %s", err, want)
			}
		}
		for text, want := range map[string]string{
			`{"type":"station","staff":[{"person":"甲","name":"样例","position":"head"}]}`:                           "filing.staff_document",
			`{"type":"station","staff":[{"document":{"kind":"passport","number":"E0000001"},"position":"head"}]}`: "person.no_name",
		} {
			said := station()
			said.ID = draft.ID
			f.must(f.desk.AmendFiling(ctx, f.clerk, said, f.facts(text)))
			_, err := f.desk.SubmitFiling(ctx, f.head, draft.ID)
			f.refused(want, err)
		}

		untyped := station()
		untyped.Type = ""
		_, err := f.desk.DraftFiling(ctx, f.clerk, untyped, f.facts(stationFacts))
		f.refused("field.required", err)

		bare := station()
		bare.Path = "/44/bare/"
		_, by := f.joined(50, "样例丑", skill.RoleHead, bare.Path)
		filing, err := f.desk.DraftFiling(ctx, by, bare, f.facts(stationFacts))
		f.must(filing, err)
		_, err = f.desk.SubmitFiling(ctx, by, filing.ID)
		f.refused("filing.papers_missing", err)
		e, _ := errors.AsType[*skill.Error](err)
		if len(e.Fields) != 9 || e.Fields[0].Path != "documents.application" || e.Fields[0].Args["paper"] != "application" {
			t.Errorf("missing %+v", e.Fields)
		}
	})
}

// Nobody attests for himself, or says what the register knows.
func TestWhatABodyMayNotState(t *testing.T) {
	eachFiler(t, func(f *filer) {
		ctx := t.Context()
		for text, want := range map[string]string{
			`{"type":"station","attested":["ability"]}`:                  "filing.attested_denied",
			`{"type":"station","record":{"batches":9}}`:                  "filing.record_denied",
			`{"type":"station","applies":[{"occupation":"6-31-01-03"}]}`: "filing.applies_denied",
		} {
			_, err := f.desk.DraftFiling(ctx, f.clerk, station(), f.facts(text))
			f.refused(want, err)
		}
		for want, spoil := range map[string]func(*skill.Filing){
			"filing.kind":    func(f *skill.Filing) { f.Kind = "other" },
			"body.path":      func(f *skill.Filing) { f.Path = "/44/x" },
			"actor.denied":   func(f *skill.Filing) { f.Path = "/44/x/" },
			"filing.no_body": func(f *skill.Filing) { f.Kind = skill.FilingScope },
			"body.exists":    func(f *skill.Filing) { f.Path = "" },
		} {
			draft := station()
			spoil(&draft)
			if want == "body.exists" {
				draft.Path = f.Body.Path
			}
			_, err := f.desk.DraftFiling(ctx, f.clerk, draft, nil)
			f.refused(want, err)
		}
		// One filing of a kind at a time.
		f.must(f.desk.DraftFiling(ctx, f.clerk, station(), nil))
		_, err := f.desk.DraftFiling(ctx, f.head, station(), nil)
		f.refused("filing.exists", err)
		// A clerk drafts; the head submits.
		all, err := store.List(ctx, f.s.Unscoped(), store.Filings{Path: newPlace}, store.Everything)
		f.must(all, err)
		_, err = f.desk.SubmitFiling(ctx, f.clerk, all[0].ID)
		f.refused("actor.denied", err)
		_, err = f.desk.Attach(ctx, f.clerk, all[0].ID, skill.FiledDocument{Kind: "poem", Hash: seal})
		f.refused("filing.paper_unknown", err)
		_, err = f.desk.Attach(ctx, f.clerk, all[0].ID, skill.FiledDocument{Kind: "application", Hash: "x"})
		f.refused("file.empty", err)
	})
}

// Who decides belongs neither to the body nor to those who reviewed or submitted.
func TestFourEyesOnAFiling(t *testing.T) {
	eachFiler(t, func(f *filer) {
		ctx := t.Context()
		filing := f.reviewed(f.submitted(f.head, f.drafted(station(), stationFacts).ID))
		by := func(p skill.PersonID) store.By {
			return store.By{Actor: skill.Actor{Person: p, Strong: true, Grants: []skill.Grant{{Person: p, Role: skill.RoleCentreApprover, Path: "/44/"}}}}
		}
		accept := func(p skill.PersonID) error {
			_, err := f.desk.AcceptFiling(ctx, by(p), decision(filing))
			return err
		}
		f.refused("filing.own_review", accept(f.experts[1].ID))
		f.refused("filing.own_body", accept(f.head.Actor.Person))
		f.refused("filing.own_body", accept(f.also(skill.Person{Name: "样例副站", Born: day.Must("1971-01-01")}, "G3")))
		f.refused("filing.own_body", accept(f.also(skill.Person{Name: "样例别名", Born: day.Must("1991-01-01")}, "E0000003")))
		_, err := f.desk.ReturnFiling(ctx, by(f.head.Actor.Person), decision(filing))
		f.refused("filing.own_body", err)
		_, err = f.desk.AcceptFiling(ctx, f.by(centreReviewer), decision(filing))
		f.refused("actor.denied", err)
		f.must(f.desk.AcceptFiling(ctx, f.by(centreApprover), decision(filing)))
	})
}

// Two officers decide at once: one wins, the other is told in which role somebody
// else decided and when; names stay out of it.
func TestTwoOfficersAtOnce(t *testing.T) {
	eachFiler(t, func(f *filer) {
		ctx := t.Context()
		filing := f.reviewed(f.submitted(f.head, f.drafted(station(), stationFacts).ID))
		_, second := f.joined(70, "样例副审", skill.RoleCentreApprover, "/44/")
		var wait sync.WaitGroup
		var errs [2]error
		for i, by := range []store.By{f.by(centreApprover), second} {
			wait.Go(func() {
				if i == 0 {
					_, errs[i] = f.desk.AcceptFiling(ctx, by, decision(filing))
				} else {
					_, errs[i] = f.desk.RefuseFiling(ctx, by, decision(filing))
				}
			})
		}
		wait.Wait()
		lost := errs[0]
		if errs[0] == nil {
			lost = errs[1]
		} else if errs[1] != nil {
			t.Fatalf("both lost: %v, %v", errs[0], errs[1])
		}
		f.refused("filing.decided", lost)
		e, _ := errors.AsType[*skill.Error](lost)
		if skill.CodeOf(lost) != skill.Conflict || e.Args["role"] != "centre-approver" || !strings.HasPrefix(e.Args["at"], "2026-11-20 ") || (e.Args["status"] != "accepted" && e.Args["status"] != "refused") {
			t.Errorf("told %v", e)
		}
		for _, name := range []string{"样例", string(second.Actor.Person)} {
			if strings.Contains(lost.Error(), name) {
				t.Errorf("told of a person: %v", lost)
			}
		}
		after, err := f.s.Unscoped().Filing(ctx, filing.ID)
		f.must(after, err)
		bodies, err := store.Count(ctx, f.s.Unscoped(), store.Bodies{Path: newPlace})
		f.must(bodies, err)
		if (after.Status == skill.FilingAccepted) != (bodies == 1) {
			t.Errorf("%s, and %d bodies", after.Status, bodies)
		}
		// The body's own wish comes too late as well.
		_, err = f.desk.WithdrawFiling(ctx, f.head, filing.ID)
		f.refused("filing.decided", err)
	})
}

// Returned, mended and submitted again: the experts of the new round count, those
// of the old one do not.
func TestReturnedAndSubmittedAgain(t *testing.T) {
	eachFiler(t, func(f *filer) {
		ctx := t.Context()
		poor := strings.Replace(stationFacts, `"seats":40`, `"seats":39`, 1)
		filing := f.reviewed(f.submitted(f.head, f.drafted(station(), poor).ID))
		_, err := f.desk.AmendFiling(ctx, f.clerk, filing, f.facts(stationFacts))
		f.refused("filing.wrong_state", err)
		_, err = f.desk.Attach(ctx, f.clerk, filing.ID, skill.FiledDocument{Kind: "other", Hash: seal})
		f.refused("filing.wrong_state", err)
		_, err = f.desk.ReturnFiling(ctx, f.by(centreReviewer), accreditation.FilingDecision{Filing: filing.ID, Version: filing.Version})
		f.refused("filing.no_ground", err)
		back, err := f.desk.ReturnFiling(ctx, f.by(centreReviewer), decision(filing))
		f.must(back, err)
		if back.Status != skill.FilingReturned || back.MovedAs != skill.RoleCentreReviewer {
			t.Errorf("%s as %s", back.Status, back.MovedAs)
		}
		said := station()
		said.ID = filing.ID
		f.must(f.desk.AmendFiling(ctx, f.clerk, said, f.facts(stationFacts)))
		again := f.submitted(f.head, filing.ID)
		if again.Round != 2 || again.Ground != "" || again.Outcome != skill.ToReview || len(again.Documents) != len(f.desk.Papers) {
			t.Errorf("again %+v", again)
		}
		// Somebody who looked at the first version does not decide on the second.
		_, err = f.desk.RefuseFiling(ctx, f.by(centreApprover), decision(filing))
		f.refused("filing.decided", err)
		_, err = f.desk.AcceptFiling(ctx, f.by(centreApprover), decision(again))
		f.refused("filing.wrong_state", err)
		f.must(f.desk.AcceptFiling(ctx, f.by(centreApprover), decision(f.reviewed(again))))
	})
}

// A body that files with the nation stands at the top, has the code that the
// nation gave, and is judged by the nation's set.
func TestANationalBody(t *testing.T) {
	eachFiler(t, func(f *filer) {
		ctx := t.Context()
		const place = skill.OrgPath("/xiehui/")
		_, by := f.joined(80, "样例会长", skill.RoleHead, place)
		draft := station()
		draft.Path, draft.Tier, draft.Type, draft.Code = place, skill.TierNation, skill.BodyEmployer, ""
		facts := strings.Replace(stationFacts, `"station"`, `"employer"`, 1)
		filing := f.draftedBy(by, draft, facts)
		filing = f.submitted(by, filing.ID)
		if filing.Set != "employer-national-2019" || filing.Outcome != skill.ToReview {
			t.Errorf("%s by %s", filing.Outcome, filing.Set)
		}
		_, provincial := f.joined(81, "样例省审", skill.RoleCentreApprover, "/44/")
		_, err := f.desk.RefuseFiling(ctx, provincial, decision(filing))
		f.refused("actor.denied", err)

		centre := func(n int, role skill.Role) store.By {
			_, by := f.joined(n, fmt.Sprint("样例中央", n), role, "/")
			return by
		}
		reviewer, approver := centre(82, skill.RoleCentreReviewer), centre(83, skill.RoleCentreApprover)
		var ids []skill.PersonID
		var experts []store.By
		for i := range 3 {
			p, by := f.joined(84+i, fmt.Sprint("样例国家", i), skill.RoleExpert, "/")
			ids, experts = append(ids, p.ID), append(experts, by)
		}
		filing, err = f.desk.ReceiveFiling(ctx, reviewer, filing.ID, filing.Version, ids)
		f.must(filing, err)
		opinions, err := store.List(ctx, f.s.Unscoped(), store.Opinions{Filing: filing.ID}, store.Everything)
		f.must(opinions, err)
		for i, o := range opinions {
			o.Points = f.points(filing)
			f.must(f.desk.GiveOpinion(ctx, experts[i], o))
		}
		c := decision(filing)
		_, err = f.desk.AcceptFiling(ctx, approver, c)
		f.refused("filing.code_tier", err)
		c.Code = "0123"
		out, err := f.desk.AcceptFiling(ctx, approver, c)
		f.must(out, err)
		if out.Receipt != "BA-00-2026-000001" || out.Code != "0123" {
			t.Errorf("%s with code %s", out.Receipt, out.Code)
		}
	})
}
