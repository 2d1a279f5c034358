package api

import (
	"context"
	"errors"

	"assay/reference"
	"assay/rule/certno"
	"assay/rule/condition"
	"assay/skill"
	"assay/skill/day"
)

// questions registers what anybody may ask: nothing here reads a record.
func (a *API) questions() {
	register(a, post("ask-eligibility", "/eligibility", "May this person apply? Judges a dossier by a condition set; claims are under review"), a.eligibility)
	register(a, get("read-number", "/numbers/{number}", "Take a certificate number apart"), a.number)
	register(a, get("find-occupations", "/occupations", "Look an occupation up by code, name or pinyin"), a.occupations)
	register(a, get("list-condition-sets", "/condition-sets", "The editions of conditions (申报条件) that are shipped"), a.conditionSets)
}

// A QuestionDraft asks whether a person may apply.
type QuestionDraft struct {
	Set        string                `json:"set,omitempty" doc:"national-2023 by default."`
	Occupation skill.OccupationCode  `json:"occupation"`
	Level      skill.Level           `json:"level,omitempty" doc:"Without it every level is answered in short."`
	On         day.Date              `json:"on,omitempty" doc:"Today in UTC+8 by default."`
	Dossier    condition.DossierJSON `json:"dossier"`
}

// AskEligibility asks whether a person may apply.
type AskEligibility struct {
	Call
	Sent[QuestionDraft]
}

func (a *API) eligibility(_ context.Context, in *AskEligibility) (*Answer[JSONText], error) {
	q, err := a.questionOf(in.Value)
	if err != nil {
		return nil, err
	}
	if q.Level.IsZero() {
		text, err := textOf(condition.NewLevelsJSON(q, condition.DecideAll(q)))
		return answer(&in.Call, text, err)
	}
	v, err := condition.Decide(q)
	if err != nil {
		return nil, err
	}
	text, err := condition.WriteVerdict(v)
	return answer(&in.Call, JSONText(text), err)
}

func (a *API) questionOf(d QuestionDraft) (q condition.Question, err error) {
	if d.Set == "" {
		d.Set = reference.UsualSet()
	}
	if q.Set, err = reference.ConditionSet(d.Set); err != nil {
		return q, within("set", err)
	}
	if q.Occupation, err = skill.ParseOccupationCode(string(d.Occupation)); err != nil {
		return q, within("occupation", err)
	}
	if len(d.Dossier.Attested) > 0 {
		return q, within("dossier", skill.FailField("attested", "dossier.attested.denied"))
	}
	dossier, err := d.Dossier.Dossier("dossier.")
	if err != nil {
		return q, err
	}
	claimed(&dossier)
	q.Dossier, q.Level, q.On = &dossier, d.Level, d.On
	if q.On.IsZero() {
		q.On = day.Of(a.Now())
	}
	return q, nil
}

// claimed marks every fact as stated by the person alone.
// Source: docs/commands.md, Dossier.
func claimed(d *skill.Dossier) {
	for i := range d.Employment {
		d.Employment[i].Claimed = true
	}
	for i := range d.Certificates {
		d.Certificates[i].Claimed = true
	}
	for i := range d.Training {
		d.Training[i].Claimed = true
	}
	for i := range d.Education {
		d.Education[i].Claimed = true
	}
	for i := range d.Titles {
		d.Titles[i].Claimed = true
	}
}

// ReadNumber takes a number apart.
type ReadNumber struct {
	Call
	Number string `path:"number" doc:"As printed, without spaces."`
}

// A NumberView is a number taken apart.
type NumberView struct {
	Number     string           `json:"number"`
	Valid      bool             `json:"valid"`
	Scheme     *string          `json:"scheme"`
	Confidence string           `json:"confidence,omitempty" doc:"Of the scheme's source."`
	Parts      []NumberPartView `json:"parts,omitempty"`
	Error      *NumberFaultView `json:"error,omitempty"`
}

// A NumberPartView is one part of a number; places count from 1.
type NumberPartView struct {
	Name    string   `json:"name"`
	From    int      `json:"from"`
	To      int      `json:"to"`
	Value   string   `json:"value"`
	Label   TextView `json:"label"`
	Meaning TextView `json:"meaning"`
}

// A NumberFaultView is the first place where a number is wrong.
type NumberFaultView struct {
	Position int      `json:"position"`
	Reason   string   `json:"reason"`
	Got      string   `json:"got"`
	Want     TextView `json:"want"`
}

func (a *API) number(_ context.Context, in *ReadNumber) (*Answer[NumberView], error) {
	n, err := certno.Parse(a.Schemes, in.Number)
	out := NumberView{Number: skill.Halve(in.Number), Valid: err == nil}
	if f, ok := errors.AsType[*certno.Fault](err); ok {
		out.Error = &NumberFaultView{f.Position, f.Reason, f.Got, TextView(f.Want)}
		return answer(&in.Call, out, nil)
	}
	if err != nil {
		return nil, err
	}
	out.Scheme, out.Confidence = &n.Scheme.ID, n.Scheme.Confidence
	for _, p := range n.Parts() {
		out.Parts = append(out.Parts, NumberPartView{p.Name, p.From, p.To, p.Value, TextView(p.Label), TextView(p.Meaning)})
	}
	return answer(&in.Call, out, nil)
}

// FindOccupations looks occupations up.
type FindOccupations struct {
	Call
	Find string `query:"find" doc:"A code or its beginning, a name or part of one, or pinyin."`
	On   string `query:"on" doc:"Only what was in force on that day."`
}

// An OccupationView is one row of the classification.
type OccupationView struct {
	Code        skill.OccupationCode `json:"code"`
	Name        string               `json:"name"`
	Edition     string               `json:"edition"`
	Digital     bool                 `json:"digital"`
	Green       bool                 `json:"green"`
	ValidFrom   day.Date             `json:"valid_from"`
	ValidTo     day.Date             `json:"valid_to"`
	SucceededBy skill.OccupationCode `json:"succeeded_by"`
	Specialties []string             `json:"specialties" nullable:"false"`
}

func (a *API) occupations(_ context.Context, in *FindOccupations) (*Answer[Rows[OccupationView]], error) {
	var on day.Date
	if in.On != "" {
		var err error
		if on, err = day.Parse(in.On); err != nil {
			return nil, skill.FailField("query.on", "date.unreadable")
		}
	}
	if skill.Fold(in.Find) == "" {
		return nil, skill.FailField("query.find", "catalogue.empty_word")
	}
	out := Rows[OccupationView]{Items: []OccupationView{}}
	for _, o := range a.Catalogue.Find(in.Find, on) {
		v := OccupationView{
			Code: o.Code, Name: o.Name, Edition: o.Edition, Digital: o.Digital, Green: o.Green,
			ValidFrom: o.Valid.From, ValidTo: o.Valid.To, SucceededBy: o.SucceededBy, Specialties: []string{},
		}
		for _, s := range a.Catalogue.Specialties(o.Code) {
			v.Specialties = append(v.Specialties, s.Name)
		}
		out.Items = append(out.Items, v)
	}
	return answer(&in.Call, out, nil)
}

// A SetView is one edition of conditions.
type SetView struct {
	Set       string            `json:"set"`
	Title     TextView          `json:"title"`
	Edition   string            `json:"edition"`
	Source    string            `json:"source"`
	Standing  skill.SetStanding `json:"standing"`
	ValidFrom day.Date          `json:"valid_from"`
	ValidTo   day.Date          `json:"valid_to"`
	Note      TextView          `json:"note"`
	Levels    []skill.Level     `json:"levels" nullable:"false"`
}

func (a *API) conditionSets(_ context.Context, in *Only) (*Answer[Rows[SetView]], error) {
	sets, err := reference.Conditions()
	out := Rows[SetView]{Items: make([]SetView, len(sets))}
	for i, s := range sets {
		out.Items[i] = SetView{s.ID, TextView(s.Title), s.Edition, s.Source, s.Standing, s.Valid.From, s.Valid.To, TextView(s.Note), []skill.Level{}}
		for j := range s.Levels {
			out.Items[i].Levels = append(out.Items[i].Levels, s.Levels[j].Level)
		}
	}
	return answer(&in.Call, out, err)
}
