package web

import (
	"net/http"
	"net/url"
	"strconv"

	"assay/internal/httpx"
	"assay/locale"
	"assay/reference"
	"assay/skill"
	"assay/skill/day"
)

// A precheckView asks what is needed to say who may apply, and above the form what
// came of it.
type precheckView struct {
	frame
	Errors  []fieldError
	Set     string // id of the condition set, where it is not the usual one
	Groups  []precheckGroup
	Answers []judgedView
	By      string // by which conditions
}

// A precheckGroup is some questions under one heading, asked once for each entry.
type precheckGroup struct {
	Key, Title string
	Entries    []precheckEntry
	Count      int
	Add        string // the button that asks for one more
}

// A precheckEntry is one certificate, one job and so on.
type precheckEntry struct {
	Legend string // which one it is, where there are several
	Inputs []input
}

// A precheckKind is what a group asks for.
type precheckKind struct {
	key    string
	fields []string
	many   bool
}

// mostEntries of one kind are asked for.
const mostEntries = 8

func precheckKinds() []precheckKind {
	return []precheckKind{
		{"what", []string{"occupation", "level", "born"}, false}, {"work", []string{"work_from", "work_to", "work_relation"}, true},
		{"held", []string{"held", "held_on", "held_relation"}, true}, {"school", []string{"school", "major", "graduated"}, true},
		{"grade", []string{"grade", "grade_on"}, true},
	}
}

// entries is for how many entries of a kind the form has room.
func entries(form url.Values, key string) int {
	n, err := strconv.Atoi(form.Get("n_" + key))
	if err != nil {
		return 1
	}
	return max(1, min(n, mostEntries))
}

// nth is the name of a field in the n-th entry, from 0.
func nth(field string, n int) string {
	if n == 0 {
		return field
	}
	return field + "_" + strconv.Itoa(n+1)
}

// conditionsFor are the conditions by which somebody is judged: those of the exam
// that led here, as its plan names them, else the usual ones.
func conditionsFor(set string) (*skill.ConditionSet, error) {
	if set == "" {
		set = reference.UsualSet()
	}
	found, err := reference.ConditionSet(set)
	if skill.CodeOf(err) == skill.NotFound {
		return nil, skill.Fail(skill.NotFound, "page.missing")
	}
	return found, err
}

// unusual is the id of a set that an address has to name, "" of the usual one.
func unusual(set string) string {
	if set == reference.UsualSet() {
		return ""
	}
	return set
}

// madeBy says by which conditions something is judged: the title names the edition.
func madeBy(lang locale.Lang, set *skill.ConditionSet) string {
	return word(lang, "web.precheck.set", "set", locale.Said(lang, set.Title), "source", set.Source)
}

// showPrecheck (申报条件自查) asks without a sign-in.
func (s *Site) showPrecheck(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	set, err := conditionsFor(q.Get("set"))
	if err != nil {
		return err
	}
	asked := url.Values{"occupation": {clipped(q.Get("occupation"))}, "level": {clipped(q.Get("level"))}}
	return s.showPrecheckForm(w, r, set, asked)
}

func (s *Site) precheckPage(r *http.Request, set *skill.ConditionSet) precheckView {
	v := precheckView{frame: s.frame(r, "/eligibility").titled("web.precheck.title"), Set: unusual(set.ID)}
	v.By = madeBy(v.Lang, set)
	return v
}

func (s *Site) showPrecheckForm(w http.ResponseWriter, r *http.Request, set *skill.ConditionSet, form url.Values) error {
	v := s.precheckPage(r, set)
	v.Groups = precheckForm(v.Lang, set, form, nil)
	return s.show(w, http.StatusOK, "precheck.html", v.frame, v)
}

// precheck answers the form, or asks for one entry more. What was typed is shown
// again on the page that answers it, and is neither stored nor logged.
func (s *Site) precheck(w http.ResponseWriter, r *http.Request) error {
	form, err := readForm(r)
	if err != nil {
		return err
	}
	set, err := conditionsFor(form.Get("set"))
	if err != nil {
		return err
	}
	if key := form.Get("add"); key != "" {
		form.Set("n_"+key, strconv.Itoa(entries(form, key)+1))
		return s.showPrecheckForm(w, r, set, form)
	}
	v := s.precheckPage(r, set)
	p := &precheckReader{form: form, today: day.Of(s.Now()), related: relatedIn(set)}
	q := s.precheckQuestion(p, set)
	if len(p.wrong) > 0 {
		e := skill.Fail(skill.Invalid, "precheck.wrong")
		e.Fields = p.wrong
		v.Errors, v.Wrong = fieldErrors(v.Lang, e), true
		v.Groups = precheckForm(v.Lang, set, form, v.Errors)
		return s.show(w, httpx.Status(e), "precheck.html", v.frame, v)
	}
	verdicts, err := s.Desk.Precheck(q)
	if err != nil {
		return err
	}
	for _, verdict := range verdicts {
		v.Answers = append(v.Answers, judgedOf(v.Lang, verdict, s.occupation(q.Occupation)))
	}
	v.Groups = precheckForm(v.Lang, set, form, nil)
	return s.show(w, http.StatusOK, "precheck.html", v.frame, v)
}

// A relation tells for which facts a set takes those of a related occupation
// (相关职业) too.
type relation struct{ work, held bool }

// relatedIn reads it from the clauses of a set.
func relatedIn(set *skill.ConditionSet) (r relation) {
	for _, l := range set.Levels {
		for _, c := range l.Clauses {
			for _, term := range c.Terms {
				switch t := term.(type) {
				case skill.WorkedTerm:
					r.work, r.held = r.work || t.Related, r.held || t.Since.Related
				case skill.WorkingTerm:
					r.work = r.work || t.Related
				case skill.HoldsTerm:
					r.held = r.held || t.Related
				case skill.HeldTerm:
					r.held = r.held || t.Related
				}
			}
		}
	}
	return r
}

// asks says whether a field is asked.
func (r relation) asks(field string) bool {
	return (field != "work_relation" || r.work) && (field != "held_relation" || r.held)
}

// precheckForm is the form as it was filled.
func precheckForm(lang locale.Lang, set *skill.ConditionSet, form url.Values, errs []fieldError) (out []precheckGroup) {
	choices, related := precheckChoices(lang), relatedIn(set)
	for _, kind := range precheckKinds() {
		group := precheckGroup{Key: kind.key, Title: word(lang, "web.precheck.group."+kind.key)}
		if kind.many {
			group.Count = entries(form, kind.key)
			if group.Count < mostEntries {
				group.Add = word(lang, "web.precheck.add."+kind.key)
			}
		}
		for n := range max(1, group.Count) {
			var entry precheckEntry
			if group.Count > 1 {
				entry.Legend = word(lang, "web.precheck.entry."+kind.key, "n", strconv.Itoa(n+1))
			}
			for _, field := range kind.fields {
				if related.asks(field) {
					entry.Inputs = append(entry.Inputs, precheckInput(lang, field, n, form, choices[field], errs))
				}
			}
			entry.Inputs[0].Focus = form.Get("add") == kind.key && n == group.Count-1
			group.Entries = append(group.Entries, entry)
		}
		out = append(out, group)
	}
	return out
}

// precheckChoices are what is chosen from, by field.
func precheckChoices(lang locale.Lang) map[string][]kindView {
	levels := []kindView{{"", word(lang, "web.precheck.none")}}
	for _, l := range skill.Levels() {
		levels = append(levels, kindView{l.String(), locale.Level(lang, l)})
	}
	relations := []kindView{{"same", word(lang, "dossier.relation.same")}, {"related", word(lang, "dossier.relation.related")}}
	return map[string][]kindView{
		"level": append([]kindView{{"", word(lang, "web.precheck.every")}}, levels[1:]...), "held": levels,
		"work_relation": relations, "held_relation": relations,
		"school": wordsOf(lang, "junior-high", "senior-high", "secondary-vocational", "technical-school", "senior-technical-school", "technician-college",
			"higher-vocational", "junior-college", "bachelor", "master"),
		"major": {{"same", word(lang, "web.precheck.major.same")}, {"related", word(lang, "web.precheck.major.related")}, {"other", word(lang, "web.precheck.major.other")}},
		"grade": wordsOf(lang, "junior", "intermediate", "senior"),
	}
}

func precheckInput(lang locale.Lang, field string, n int, form url.Values, choices []kindView, errs []fieldError) input {
	name := nth(field, n)
	in := input{Name: name, Label: word(lang, "web.precheck."+field), Value: clipped(form.Get(name)), Type: "date", Most: 60, Width: "middle", Choices: choices}
	if field == "occupation" {
		in.Type, in.Width, in.Hint = "text", "", word(lang, "web.bodies.occupation.hint")
	}
	in.Optional = field != "occupation" && field != "born"
	in.Error = formView{Errors: errs}.On(name)
	return in
}

// wordsOf are words of a dossier to choose from, before them none.
func wordsOf(lang locale.Lang, all ...string) []kindView {
	out := []kindView{{"", word(lang, "web.precheck.none")}}
	for _, w := range all {
		out = append(out, kindView{w, word(lang, "condition.word."+w)})
	}
	return out
}
