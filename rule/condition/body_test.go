package condition_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"assay/reference"
	"assay/rule/condition"
	"assay/skill"
	"assay/skill/day"
)

// aStation fulfils every requirement of an appraisal station on theDay, on which
// head and deputy reach their five years, for an electrician of levels 5 and 3.
const aStation = `{"name":"样例鉴定站","type":"station","registered":"2020-01-01","province":"44","insured":"44",
 "staff":[
  {"person":"甲","position":"head","degree":"bachelor","title":"intermediate","since":"2021-11-21"},
  {"person":"乙","position":"deputy","degree":"higher-vocational","title":"senior","since":"2021-11-21","full_time":true},
  {"person":"丙","position":"accountant"},{"person":"丁","position":"cashier"},{"person":"戊","position":"computer-manager"},
  {"person":"己","position":"archivist"},
  {"person":"庚","position":"assessor","degree":"junior-college","title":"intermediate","card":true}],
 "rooms":[{"kind":"theory","seats":40,"video":true},{"kind":"practical","seats":8,"occupations":["6-31-01-03"],"video":true},{"kind":"office"}],
 "equipment":[{"use":"practical","occupation":"6-31-01-03","name":"实训台","count":8},{"use":"testing","occupation":"6-31-01-03","count":4},
  {"use":"printing"},{"use":"cabinet"},{"use":"communication"},{"use":"computer","count":3},{"use":"printer"}],
 "systems":["exam","quality","certificates","archives","finance","safety"],
 "commitments":["supervision"],
 "attested":["ability","knowledge","experience"],
 "applies":[{"occupation":"6-31-01-03","levels":["5","3"]}]}`

// aNational fulfils those of a national social organisation on theDay, on which
// its six years are full.
const aNational = `{"type":"social","registered":"2010-01-01","province":"11",
 "staff":[{"person":"甲","position":"manager","full_time":true},{"person":"乙","position":"expert","occupations":["6-31-01-03"]},{"person":"丙","position":"expert"}],
 "rooms":[{"kind":"theory","seats":100,"video":true},{"kind":"practical","video":true}],
 "equipment":[{"use":"practical","occupation":"6-31-01-03"},{"use":"practical","occupation":"6-18-02-04"}],
 "systems":["quality"],
 "turnover":[{"occupation":"6-31-01-03","year":2024,"persons":20000},{"occupation":"6-31-01-03","year":2026,"persons":20000},{"occupation":"6-18-02-04","year":2025,"persons":10000}],
 "service":[{"from":"2020-11-21","to":"2023-01-31"},{"from":"2023-02-01","to":null}],
 "commitments":["not-for-profit","supervision"],
 "attested":["credit","unit","funds","standards"],
 "applies":[{"occupation":"6-31-01-03"},{"occupation":"6-18-02-04"}]}`

const anEmployer = `{"type":"employer","attested":["organisation","rules","technology","conditions","team","control"],"applies":[{"occupation":"6-31-01-03"}]}`

// aGeneral fulfils what most provinces ask.
const aGeneral = `{"type":"social","registered":"2020-01-01","province":"44","insured":"44",
 "staff":[{"person":"甲","position":"assessor"}],
 "rooms":[{"kind":"theory","seats":30,"video":true},{"kind":"practical","seats":10,"video":true}],
 "equipment":[{"use":"practical","occupation":"6-31-01-03"}],
 "systems":["exam","quality","certificates","archives","finance","safety"],
 "commitments":["supervision","own-people"],"attested":["credit"],"applies":[{"occupation":"6-31-01-03"}]}`

// aTerm is what the register knows of a body whose filing ends 90 days after
// theDay.
const aTerm = `{"type":"social","record":{"filed_to":"2027-02-19","batches":6,"certificates":100,"findable":100}}`

// A lack is one thing that is missing, and what the verdict says of it.
type lack struct {
	set, dossier   string
	from, to       string // what is put in the place of what
	clause, missed string // term have need[ occupation], in the order of the set
}

// lacks have every requirement of every set missing in turn.
var lacks = []lack{
	{"station-2000s", aStation, `"head","degree"`, `"manager","degree"`, "1.1", "staff 0 1; staff-degree none higher-vocational|junior-college|bachelor|master; staff-title none intermediate; staff-years 0d 5y"},
	{"station-2000s", aStation, `"丙","position":"accountant"`, `"丙","position":"head","degree":"master","title":"senior","since":"2000-01-01"},{"person":"辛","position":"accountant"`, "1.1", "staff 2 1"},
	{"station-2000s", aStation, `"degree":"bachelor"`, `"degree":"senior-high"`, "1.1", "staff-degree senior-high higher-vocational|junior-college|bachelor|master"},
	{"station-2000s", aStation, `"bachelor","title":"intermediate"`, `"bachelor","title":"junior"`, "1.1", "staff-title junior intermediate"},
	{"station-2000s", aStation, `"intermediate","since":"2021-11-21"`, `"intermediate","since":"2021-11-22"`, "1.1", "staff-years 4y11m30d 5y"},
	{"station-2000s", aStation, `["ability",`, `[`, "1.2", "finding none ability"},
	{"station-2000s", aStation, `"knowledge",`, ``, "1.2", "finding none knowledge"},
	{"station-2000s", aStation, `{"person":"乙"`, `{"person":"辛","position":"deputy","degree":"master","title":"senior","since":"2001-01-01","full_time":true},{"person":"壬","position":"deputy","degree":"master","title":"senior","since":"2001-01-01","full_time":true},{"person":"乙"`, "1.3", "staff 3 1..2"},
	{"station-2000s", aStation, `,"full_time":true`, ``, "1.3", "staff-full-time 0/1 all"},
	{"station-2000s", aStation, `"degree":"higher-vocational"`, `"degree":"technical-school"`, "1.3", "staff-degree technical-school higher-vocational|junior-college|bachelor|master"},
	{"station-2000s", aStation, `"title":"senior",`, ``, "1.3", "staff-title none intermediate"},
	{"station-2000s", aStation, `"senior","since":"2021-11-21"`, `"senior","since":"2025-11-21"`, "1.3", "staff-years 1y 5y"},
	{"station-2000s", aStation, `{"person":"己","position":"archivist"},`, ``, "1.4", "staff 4 5; staff 0 1"},
	{"station-2000s", aStation, `"己","position":"archivist"`, `"戊","position":"archivist"`, "1.4", "staff 4 5"},
	{"station-2000s", aStation, `"戊","position":"computer-manager"`, `"戊","position":"manager"`, "1.4", "staff 0 1"},
	{"station-2000s", aStation, `{"person":"丁","position":"cashier"}`, `{"person":"丙","position":"cashier"},{"person":"辛","position":"manager"}`, "1.5", "staff-apart same-person accountant|cashier"},
	{"station-2000s", aStation, `"degree":"junior-college"`, `"degree":"senior-technical-school"`, "1.6", "staff-degree senior-technical-school higher-vocational|junior-college|bachelor|master"},
	{"station-2000s", aStation, `,"experience"]`, `]`, "1.6", "finding none experience"},
	{"station-2000s", aStation, `"title":"intermediate","card"`, `"title":"junior","card"`, "1.7", "staff-title junior intermediate"},
	{"station-2000s", aStation, `,"card":true`, ``, "1.7", "staff-card 0/1 all"},
	{"station-2000s", aStation, `"seats":40`, `"seats":39`, "2.1", "room 39 40"},
	{"station-2000s", aStation, `{"kind":"practical","seats":8,"occupations":["6-31-01-03"],"video":true}`, `{"kind":"practical","occupations":["6-18-02-04"]}`, "2.2", "room 0 1 6-31-01-03"},
	{"station-2000s", aStation, `"practical","occupation":"6-31-01-03"`, `"practical","occupation":"6-18-02-04"`, "2.3", "equipment 0 1 6-31-01-03"},
	{"station-2000s", aStation, `"testing","occupation":"6-31-01-03"`, `"testing","occupation":"6-18-02-04"`, "2.3", "equipment 0 1 6-31-01-03"},
	{"station-2000s", aStation, `,{"kind":"office"}`, ``, "3.1", "room 0 1"},
	{"station-2000s", aStation, `{"use":"printing"},`, ``, "3.2", "equipment 0 1"},
	{"station-2000s", aStation, `{"use":"cabinet"},`, ``, "3.2", "equipment 0 1"},
	{"station-2000s", aStation, `{"use":"communication"},`, ``, "3.2", "equipment 0 1"},
	{"station-2000s", aStation, `{"use":"computer","count":3},`, ``, "3.2", "equipment 0 1"},
	{"station-2000s", aStation, `,{"use":"printer"}`, ``, "3.2", "equipment 0 1"},

	{"social-national-2020", aNational, `"registered":"2010-01-01",`, ``, "1.1", "registered none legal-person"},
	{"social-national-2020", aNational, `"credit",`, ``, "1.2", "finding none credit"},
	{"social-national-2020", aNational, `"from":"2023-02-01"`, `"from":"2023-02-02"`, "1.3", "service 3y9m19d 6y"},
	{"social-national-2020", aNational, `"persons":20000}`, `"persons":19999}`, "1.4", "turnover 49999 50000"},
	{"social-national-2020", aNational, `"year":2024`, `"year":2027`, "1.4", "turnover 30000 50000"}, // a year to come
	{"social-national-2020", aNational, `6-18-02-04","year"`, `6-31-01-03","year"`, "1.5", "turnover 0 10000 6-18-02-04"},
	{"social-national-2020", aNational, `"unit",`, ``, "2.1", "finding none unit"},
	{"social-national-2020", aNational, `,"full_time":true`, ``, "2.2", "staff-full-time 0 1"},
	{"social-national-2020", aNational, `,{"person":"丙","position":"expert"}`, ``, "2.3", "staff 0 1 6-18-02-04"},
	{"social-national-2020", aNational, `{"kind":"practical","video":true}`, `{"kind":"practical","occupations":["6-18-02-04"],"video":true}`, "2.4", "room 0 1 6-31-01-03"},
	{"social-national-2020", aNational, `,{"use":"practical","occupation":"6-18-02-04"}`, ``, "2.4", "equipment 0 1 6-18-02-04"},
	{"social-national-2020", aNational, `100,"video":true`, `100`, "2.5", "room-video 1/2 all"},
	{"social-national-2020", aNational, `"funds",`, ``, "3.1", "finding none funds"},
	{"social-national-2020", aNational, `"systems":["quality"]`, `"systems":["exam"]`, "3.2", "system none quality"},
	{"social-national-2020", aNational, `"not-for-profit",`, ``, "3.3", "commitment none not-for-profit"},
	{"social-national-2020", aNational, `,"supervision"]`, `]`, "3.4", "commitment none supervision"},
	{"social-national-2020", aNational, `,"standards"]`, `]`, "4.1", "finding none standards"},

	{"employer-national-2019", anEmployer, `"organisation",`, ``, "1", "finding none organisation"},
	{"employer-national-2019", anEmployer, `"rules",`, ``, "2", "finding none rules"},
	{"employer-national-2019", anEmployer, `"technology",`, ``, "3", "finding none technology"},
	{"employer-national-2019", anEmployer, `"conditions",`, ``, "4", "finding none conditions"},
	{"employer-national-2019", anEmployer, `"team",`, ``, "5", "finding none team"},
	{"employer-national-2019", anEmployer, `,"control"]`, `]`, "6", "finding none control"},

	{"social-general", aGeneral, `"registered":"2020-01-01",`, ``, "1.1", "registered none legal-person"},
	{"social-general", aGeneral, `"insured":"44"`, `"insured":"35"`, "1.2", "insured 35 44"},
	{"social-general", aGeneral, `"credit"`, ``, "1.3", "finding none credit"},
	{"social-general", aGeneral, `"position":"assessor"`, `"position":"manager"`, "2.1", "staff 0 1 6-31-01-03"},
	{"social-general", aGeneral, `{"kind":"theory","seats":30,"video":true},`, ``, "2.2", "room 0 1"},
	{"social-general", aGeneral, `"equipment":[{"use":"practical","occupation":"6-31-01-03"}],`, ``, "2.3", "equipment 0 1 6-31-01-03"},
	{"social-general", aGeneral, `10,"video":true`, `10`, "2.4", "room-video 1/2 all"},
	{"social-general", aGeneral, `"archives",`, ``, "3.1", "system none archives"},
	{"social-general", aGeneral, `"supervision",`, ``, "3.2", "commitment none supervision"},
	{"employer-general", aGeneral, `,"own-people"`, ``, "1.3", "commitment none own-people"},
	{"employer-general", aGeneral, `"insured":"44",`, ``, "1.2", "insured none 44"},
	{"school-general", aGeneral, `,"own-people"`, ``, "1.2", "commitment none own-people"},
	{"school-general", aGeneral, `"safety"`, `"safety"],"unknown":["insured"`, "", ""}, // a school is not asked

	{"renewal-fujian-2022", aTerm, `2027-02-19`, `2027-02-18`, "1", "apply 89d 90d.."},
	{"renewal-fujian-2022", aTerm, `"batches":6`, `"batches":5`, "2", "batches 5 6"},
	{"renewal-fujian-2022", aTerm, `"findable":100`, `"findable":99`, "3", "findable 99/100 all"},
	{"renewal-fujian-2022", aTerm, `"findable":100`, `"findable":100,"overdue":1`, "4", "rectified 1 0"},
	{"renewal-guangdong-2022", aTerm, `2027-02-19`, `2027-02-22`, "1", "apply 3m1d ..3m"},
	{"renewal-guangdong-2022", aTerm, `2027-02-19`, `2026-11-20`, "1", "apply -1d ..3m"},
	{"renewal-guangdong-2022", aTerm, `"batches":6,`, ``, "2", "batches 0 6"},
	{"renewal-guangdong-2022", aTerm, `"findable":100`, `"findable":0`, "3", "findable 0/100 all"},
	{"renewal-general", aTerm, `2027-02-19`, `2026-11-20`, "1", "apply -1d .."},
	{"renewal-general", aTerm, `"findable":100`, `"findable":100,"overdue":2`, "2", "rectified 2 0"},
}

func requirementSet(t testing.TB, id string) *skill.RequirementSet {
	t.Helper()
	all, err := reference.Requirements()
	if err != nil {
		t.Fatal(err)
	}
	s, err := all.ByID(id)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func filed(t testing.TB, set, dossier string, on day.Date) skill.BodyVerdict {
	t.Helper()
	d, err := condition.ReadBodyDossier([]byte(dossier), theDay)
	if err != nil {
		t.Fatal(err)
	}
	v, err := condition.DecideBody(condition.BodyQuestion{Set: requirementSet(t, set), Dossier: &d, On: on})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// said is what a clause lacks, in words.
func said(c skill.ClauseVerdict) string {
	var out []string
	for _, s := range c.Missing {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", s.Term.Kind(), s.Has(), s.Need(), s.About())))
	}
	return strings.Join(out, "; ")
}

// One thing is taken away at a time: its clause says what is missing, in
// numbers, and no other clause says anything.
func TestABodyNeedsEveryRequirement(t *testing.T) {
	asked := map[string]bool{}
	for _, l := range lacks {
		without := strings.Replace(l.dossier, l.from, l.to, 1)
		if without == l.dossier {
			t.Fatalf("%s: no %s to take away", l.set, l.from)
		}
		if v := filed(t, l.set, l.dossier, theDay); v.Outcome != skill.Met || v.Earliest != theDay || len(v.ReliesOn) == 0 {
			t.Fatalf("%s: the whole dossier is %s", l.set, v.Outcome)
		}
		v := filed(t, l.set, without, theDay)
		for _, c := range v.Clauses {
			want := ""
			if c.Clause.ID == l.clause {
				want = l.missed
			}
			if got := said(c); got != want {
				t.Errorf("%s without %s: clause %s lacks %q, want %q", l.set, l.from, c.Clause.ID, got, want)
			}
		}
		want := skill.NotMet
		switch {
		case l.missed == "":
			want = skill.Met
		case strings.HasPrefix(l.missed, "finding"):
			want = skill.ToReview // it is for the experts
		}
		if v.Outcome != want {
			t.Errorf("%s without %s: %s", l.set, l.from, v.Outcome)
		}
		asked[l.set+l.clause] = true
	}
	all, err := reference.Requirements()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if strings.HasSuffix(s.ID, "-general") && s.ID != "social-general" && !s.Renewal {
			continue // the same clauses
		}
		for _, c := range s.Clauses {
			if !asked[s.ID+c.ID] {
				t.Errorf("nothing is taken away from %s %s", s.ID, c.ID)
			}
		}
	}
}

// What time alone brings has its day, and what ends has none after it.
func TestTheEarliestDayOfABody(t *testing.T) {
	swap := strings.NewReplacer
	for _, c := range []struct {
		set, dossier, on, want string
	}{
		{"station-2000s", aStation, "2026-11-20", "2026-11-21"},
		{"station-2000s", swap(`"intermediate","since":"2021-11-21"`, `"intermediate","since":"2022-03-01"`).Replace(aStation), "2026-11-21", "2027-03-01"},
		{"station-2000s", swap(`"seats":40`, `"seats":30`).Replace(aStation), "2026-11-20", ""},
		{"social-national-2020", aNational, "2025-01-01", "2026-11-21"}, // the turnover of 2026 counts before
		{"social-national-2020", swap(`"year":2026`, `"year":2028`).Replace(aNational), "2025-01-01", "2028-01-01"},
		{"renewal-guangdong-2022", aTerm, "2026-11-01", "2026-11-19"},
		{"renewal-guangdong-2022", aTerm, "2027-02-19", "2027-02-19"},
		{"renewal-guangdong-2022", aTerm, "2027-02-20", ""},
		{"renewal-fujian-2022", aTerm, "2026-11-22", ""},
		{"renewal-fujian-2022", aTerm, "2020-01-01", "2020-01-01"},
	} {
		v := filed(t, c.set, c.dossier, day.Must(c.on))
		if got := v.Earliest.String(); got != c.want && !(v.Earliest.IsZero() && c.want == "") {
			t.Errorf("%s on %s: %s from %s, want %s", c.set, c.on, v.Outcome, got, c.want)
		}
	}
}

// What nobody stated is under review and names its proof; what is stated wrong
// is not mended by it.
// Source: decision 11, rule 9.
func TestWhatNobodyStatedOfABodyIsUnderReview(t *testing.T) {
	for _, c := range []struct {
		set, dossier, from, to, clause string
		want                           skill.Outcome
	}{
		{"station-2000s", aStation, `"degree":"bachelor",`, ``, "1.1", skill.NotMet},
		{"station-2000s", aStation, `"type":"station"`, `"type":"station","unknown":["degrees"]`, "1.1", skill.Met},
		{"station-2000s", aStation, `"甲","position":"head","degree":"bachelor"`, `"甲","position":"head"`, "1.1", skill.NotMet},
		{"social-general", aGeneral, `"insured":"44",`, `"unknown":["insured"],`, "1.2", skill.ToReview},
		{"social-general", aGeneral, `"insured":"44",`, `"insured":"35","unknown":["insured"],`, "1.2", skill.NotMet},
		{"social-general", aGeneral, `"registered":"2020-01-01",`, `"unknown":["registered"],`, "1.1", skill.ToReview},
		{"social-general", aGeneral, `"staff":[{"person":"甲","position":"assessor"}],`, `"unknown":["staff"],`, "2.1", skill.ToReview},
		{"social-general", aGeneral, `"kind":"theory"`, `"kind":"office"`, "2.2", skill.NotMet},
		{"social-general", aGeneral, `"type":"social"`, `"type":"social","unknown":["rooms","equipment","systems","commitments"]`, "2.2", skill.Met},
		{"social-general", aGeneral, `"systems":["exam",`, `"unknown":["systems"],"systems":[`, "3.1", skill.ToReview},
		{"social-general", aGeneral, `"commitments":["supervision",`, `"unknown":["commitments"],"commitments":[`, "3.2", skill.ToReview},
		{"social-general", aGeneral, `10,"video":true}]`, `10}],"unknown":["rooms"]`, "2.4", skill.NotMet}, // one without a camera is stated
		{"social-general", aGeneral, `"equipment":[{"use":"practical","occupation":"6-31-01-03"}]`, `"unknown":["equipment"]`, "2.3", skill.ToReview},
		{"social-national-2020", aNational, `"service":[`, `"unknown":["service","turnover"],"service":[`, "1.3", skill.Met},
		{"social-national-2020", aNational, `"turnover":[{"occupation":"6-31-01-03","year":2024,"persons":20000},`, `"unknown":["turnover"],"turnover":[`, "1.4", skill.ToReview},
		{"station-2000s", aStation, `{"person":"丁","position":"cashier"}`, `{"person":"丙","position":"cashier"}`, "1.5", skill.NotMet},
		{"renewal-fujian-2022", aTerm, `"record":{"filed_to":"2027-02-19","batches":6,"certificates":100,"findable":100}`, `"unknown":["record"]`, "1", skill.ToReview},
	} {
		text := strings.Replace(c.dossier, c.from, c.to, 1)
		if text == c.dossier {
			t.Fatalf("no %s", c.from)
		}
		cv, ok := filed(t, c.set, text, theDay).Clause(c.clause)
		if !ok || cv.Outcome != c.want {
			t.Errorf("%s %s with %s: %s, want %s", c.set, c.clause, c.to, cv.Outcome, c.want)
		}
		for _, s := range cv.Missing {
			if cv.Outcome == skill.ToReview && s.Open != skill.OpenUnknown {
				t.Errorf("%s %s with %s is open for %q", c.set, c.clause, c.to, s.Open)
			}
		}
		if cv.Clause.Proof.ZH == "" || cv.Clause.Proof.EN == "" {
			t.Errorf("%s %s names no proof", c.set, c.clause)
		}
	}
	d, err := condition.ReadBodyDossier([]byte(strings.Replace(aStation, `"甲","position":"head","degree":"bachelor"`, `"甲","position":"head"`, 1)), theDay)
	if err != nil {
		t.Fatal(err)
	}
	d.Unknown = skill.SubjectDegrees | skill.SubjectExperience
	d.Staff[1].Since = day.Date{}
	v, err := condition.DecideBody(condition.BodyQuestion{Set: requirementSet(t, "station-2000s"), Dossier: &d, On: theDay})
	if err != nil || v.Outcome != skill.ToReview || v.Earliest != theDay {
		t.Errorf("%s from %s, %v", v.Outcome, v.Earliest, err)
	}
}

// One human is one human under two documents, or two references.
func TestWhoIsWhoAmongTheStaff(t *testing.T) {
	born := day.Must("1980-01-02")
	doc := func(n string) skill.Document {
		return skill.Document{Kind: skill.Passport, Number: skill.StoredIDNumber(n)}
	}
	for _, c := range []struct {
		a, b skill.Staff
		same bool
	}{
		{skill.Staff{Person: "p1"}, skill.Staff{Person: "p1"}, true},
		{skill.Staff{Person: "p1", Document: doc("E1")}, skill.Staff{Person: "p2", Document: doc("E1")}, true},
		{skill.Staff{Person: "p1", Name: "样例 甲", Born: born}, skill.Staff{Person: "p2", Name: "样例甲", Born: born}, true},
		{skill.Staff{Person: "p1", Name: "样例甲", Born: born}, skill.Staff{Person: "p2", Name: "样例乙", Born: born}, false},
		{skill.Staff{Person: "p1", Name: "样例甲"}, skill.Staff{Person: "p2", Name: "样例甲"}, false},
		{skill.Staff{Document: doc("E1")}, skill.Staff{Document: doc("E2")}, false},
	} {
		if c.a.Same(c.b) != c.same || c.b.Same(c.a) != c.same {
			t.Errorf("%+v and %+v", c.a, c.b)
		}
		c.a.Position, c.b.Position = skill.PositionAccountant, skill.PositionCashier
		d := &skill.BodyDossier{Kind: skill.BodyStation, Staff: []skill.Staff{c.a, c.b}, Applies: []skill.Applied{{Occupation: electrician}}}
		v, err := condition.DecideBody(condition.BodyQuestion{Set: requirementSet(t, "station-2000s"), Dossier: d, On: theDay})
		if cv, _ := v.Clause("1.5"); err != nil || (cv.Outcome == skill.NotMet) != c.same {
			t.Errorf("apart: %v, %v", cv, err)
		}
	}
}

func TestABodyThatAppliesForNothing(t *testing.T) {
	d, err := condition.ReadBodyDossier([]byte(`{"type":"station"}`), theDay)
	if err != nil {
		t.Fatal(err)
	}
	_, err = condition.DecideBody(condition.BodyQuestion{Set: requirementSet(t, "station-2000s"), Dossier: &d, On: theDay})
	if skill.ReasonOf(err) != "requirement.nothing_applied" {
		t.Error(err)
	}
}

// Levels that nobody applies for ask for nothing.
func TestATermOfOtherLevelsIsNotAsked(t *testing.T) {
	text := strings.NewReplacer(`["5","3"]`, `["5","4"]`, `"title":"intermediate","card":true`, `"title":"junior"`).Replace(aStation)
	if v := filed(t, "station-2000s", text, theDay); v.Outcome != skill.Met {
		t.Errorf("%s", v.Outcome)
	}
}

func TestReadBodyDossierNamesThePlace(t *testing.T) {
	for text, want := range map[string]string{
		`{}`:                 "type field.required",
		`{"type":"academy"}`: "type word.unknown",
		`{"type":"school","unknown":["staff","birds"]}`:                                                                     "unknown[1] word.unknown",
		`{"type":"school","staff":[{"position":"head"}]}`:                                                                   "staff[0].person field.required",
		`{"type":"school","staff":[{"person":"甲"}]}`:                                                                        "staff[0].position field.required",
		`{"type":"school","staff":[{"person":"甲","position":"king"}]}`:                                                      "staff[0].position word.unknown",
		`{"type":"school","staff":[{"position":"head","document":{"kind":"resident-id","number":"659012199001010048"}}]}`:   "staff[0].document.number document.check_wrong",
		`{"type":"school","service":[{"from":"2020-01-02","to":"2020-01-01"}]}`:                                             "service[0].to period.reversed",
		`{"type":"school","rooms":[{"kind":"theory","seats":-1}]}`:                                                          "rooms[0].seats json.number",
		`{"type":"school","rooms":[{"kind":"theory","chairs":1}]}`:                                                          "rooms[0].chairs json.unknown_field",
		`{"type":"school","turnover":[` + strings.TrimSuffix(strings.Repeat(`{"year":2020,"persons":1},`, 501), ",") + `]}`: "turnover list.too_long",
	} {
		_, err := condition.ReadBodyDossier([]byte(text), theDay)
		e, ok := errors.AsType[*skill.Error](err)
		if !ok || len(e.Fields) == 0 || e.Fields[0].Path+" "+e.Fields[0].Reason != want {
			t.Errorf("%.60s: %v, want %s", text, err, want)
		}
	}
}

func TestWrittenBodyDossiersAreReadBack(t *testing.T) {
	text := strings.Replace(aStation, `{"person":"丙",`, `{"name":"样例丙","document":{"kind":"resident-id","number":"659012199001010047"},`, 1)
	text = strings.Replace(text, `"attested"`, `"service":[{"from":"2020-01-01","to":"2021-01-01"}],"turnover":[{"occupation":"6-31-01-03","year":2020,"persons":5}],"record":{"filed_to":"2027-01-01","batches":1,"certificates":2,"findable":3,"overdue":4},"unknown":["staff","record"],"attested"`, 1)
	want, err := condition.ReadBodyDossier([]byte(text), theDay)
	if err != nil {
		t.Fatal(err)
	}
	b, err := condition.WriteBodyDossier(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := condition.ReadBodyDossier(b, theDay)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%s is read as %+v, %v", b, got, err)
	}
	if strings.Contains(fmt.Sprintf("%+v", got), "659012199001010047") {
		t.Error("a number is printed")
	}
}

// anyBody is a body with odd facts.
func anyBody(t *rapid.T) *skill.BodyDossier {
	text := rapid.SampledFrom([]string{aStation, aNational, aGeneral, aTerm, anEmployer}).Draw(t, "dossier")
	read, err := condition.ReadBodyDossier([]byte(text), theDay)
	if err != nil {
		t.Fatal(err)
	}
	d := &read
	if len(d.Applies) == 0 {
		d.Applies = []skill.Applied{{Occupation: electrician}}
	}
	for i := range d.Staff {
		if chance(t, 3, "since") {
			d.Staff[i].Since = anyDate(t, "since")
		}
		if chance(t, 5, "position") {
			d.Staff[i].Position = rapid.SampledFrom([]skill.Position{skill.PositionHead, skill.PositionCashier, skill.PositionAssessor}).Draw(t, "position")
		}
	}
	for range rapid.IntRange(0, 3).Draw(t, "periods") {
		p := day.Period{From: anyDate(t, "from")}
		if chance(t, 2, "ended") {
			p.To = p.From.AddDays(rapid.IntRange(0, 3000).Draw(t, "length"))
		}
		d.Service = append(d.Service, p)
	}
	if chance(t, 2, "filed") {
		d.Record.FiledTo = anyDate(t, "filed to")
	}
	if chance(t, 3, "registered") {
		d.Registered = anyDate(t, "registered")
	}
	d.Unknown = skill.BodySubjects(rapid.SampledFrom([]int{0, 0, 1, 4, 8, 32, 1024, 1 << 12}).Draw(t, "unknown"))
	return d
}

func TestTheEarliestDayOfABodyIsTheFirst(t *testing.T) {
	all, err := reference.Requirements()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		q := condition.BodyQuestion{Set: rapid.SampledFrom(all).Draw(t, "set"), Dossier: anyBody(t), On: anyDate(t, "on")}
		decide := func(on day.Date) skill.BodyVerdict {
			q.On = on
			v, err := condition.DecideBody(q)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		first := q.On
		v := decide(first)
		if _, err := json.Marshal(condition.NewBodyVerdictJSON(v)); err != nil {
			t.Fatal(err)
		}
		switch {
		case v.Outcome != skill.NotMet:
			if v.Earliest != first {
				t.Fatalf("%s but earliest %s", v.Outcome, v.Earliest)
			}
		case v.Earliest.IsZero():
			for _, n := range []int{1, 30, 90, 400, 2000, 5000} {
				if later := decide(first.AddDays(n)); later.Outcome != skill.NotMet {
					t.Fatalf("never, but %s on %s", later.Outcome, q.On)
				}
			}
		default:
			if on := decide(v.Earliest); on.Outcome == skill.NotMet {
				t.Fatalf("unmet on its earliest day %s", v.Earliest)
			}
			if eve := decide(v.Earliest.AddDays(-1)); eve.Outcome != skill.NotMet {
				t.Fatalf("%s on the eve of %s", eve.Outcome, v.Earliest)
			}
		}
	})
}
