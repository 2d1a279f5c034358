package api

import (
	"bytes"
	"context"
	"strconv"

	"assay/document"
	"assay/locale"
	"assay/skill"
	"assay/store"
)

// marks registers what candidates reached.
func (a *API) marks() {
	register(a, get("get-mark-sheet", "/plans/{id}/marks.xlsx", "A mark sheet (成绩表) to be filled in: who is still to be marked").gives(workbook), a.markSheet)
	register(a, put("record-marks", "/plans/{id}/marks", "Enter marks: JSON, or the mark sheet (.xlsx). All rows or none").takes(append([]string{"application/json"}, workbooks...)...), a.recordMarks)
	register(a, post("settle-results", "/plans/{id}/settle", "Fix the results of everybody whose parts are all in (核定)"), a.settle)
	register(a, post("publicise-results", "/plans/{id}/publicise", "Begin the publicity of passed results (公示)"), a.publicise)
}

func (a *API) markSheet(ctx context.Context, in *ByID) (*File, error) {
	p, err := in.sees(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := in.need(p.Path); err != nil {
		return nil, err
	}
	due, err := store.List(ctx, in.view(), store.Sittings{Plan: p.ID, Status: []skill.SittingStatus{skill.SittingDue}}, store.Everything)
	if err != nil {
		return nil, err
	}
	people, err := a.peopleOf(ctx, &in.Call, p.ID)
	if err != nil {
		return nil, err
	}
	lines := make([]document.MarkLine, len(due))
	for i, s := range due {
		who := people[s.Application]
		lines[i] = document.MarkLine{Application: s.Application, Document: who.Document.Number, Name: who.Name, Part: s.Part}
	}
	var out bytes.Buffer
	err = document.WriteMarkSheet(&out, lines)
	return fileOf(workbook, "marks.xlsx", out.Bytes(), err)
}

const peopleAtOnce = 500

// peopleOf reads the candidates of a plan by their applications.
func (a *API) peopleOf(ctx context.Context, c *Call, plan skill.PlanID) (map[skill.ApplicationID]skill.Person, error) {
	out := map[skill.ApplicationID]skill.Person{}
	for page := (store.Page{Limit: peopleAtOnce}); ; {
		some, err := store.List(ctx, c.view(), store.Applications{Plan: plan}, page)
		if err != nil || len(some) == 0 {
			return out, err
		}
		ids := make([]skill.PersonID, len(some))
		for i, x := range some {
			ids[i] = x.Person
		}
		people, err := store.List(ctx, c.view(), store.Persons{IDs: ids}, store.Everything)
		if err != nil {
			return nil, err
		}
		byID := make(map[skill.PersonID]skill.Person, len(people))
		for _, p := range people {
			byID[p.ID] = p
		}
		for _, x := range some {
			out[x.ID] = byID[x.Person]
		}
		page.After = string(some[len(some)-1].ID)
	}
}

// A MarkDraft is one line of marks.
type MarkDraft struct {
	Application skill.ApplicationID `json:"application"`
	Part        skill.Part          `json:"part" enum:"theory,operation,review"`
	Kind        skill.SittingStatus `json:"kind" enum:"marked,absent,void,waived"`
	Mark        string              `json:"mark,omitempty" doc:"0 to 100 in half points, e.g. 86.5, where marked."`
	Ground      string              `json:"ground,omitempty" doc:"The violation of void, the ground of waived."`
}

// MarksDraft are the lines of marks.
type MarksDraft struct {
	Rows []MarkDraft `json:"rows"`
}

// RecordMarks enters marks.
type RecordMarks struct {
	ByID
	Sent[MarksDraft]
}

// Recorded says what became of the rows.
type Recorded struct {
	New     int `json:"new"`
	Changed int `json:"changed"`
	Same    int `json:"same"`
}

func (a *API) recordMarks(ctx context.Context, in *RecordMarks) (*Answer[Recorded], error) {
	p, err := in.sees(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	rows, err := in.rows()
	if err != nil {
		return nil, err
	}
	return once(ctx, &in.Call, func(by store.By) (Recorded, error) {
		n, err := a.Marking.Record(ctx, by, p.ID, rows)
		return Recorded(n), err
	})
}

func (in *RecordMarks) rows() ([]skill.MarkRow, error) {
	if !in.isJSON() {
		file, err := bytesOf(&in.Call, proofLimit)
		if err != nil {
			return nil, err
		}
		return document.ReadMarkSheet(bytes.NewReader(file), int64(len(file)))
	}
	out := make([]skill.MarkRow, len(in.Value.Rows))
	for i, d := range in.Value.Rows {
		out[i] = skill.MarkRow{Application: d.Application, Part: d.Part, Kind: d.Kind, Ground: d.Ground}
		if d.Kind != skill.SittingMarked {
			continue
		}
		var err error
		if out[i].Mark, err = skill.ParseMark(d.Mark); err != nil {
			return nil, within("rows["+strconv.Itoa(i)+"].mark", err)
		}
	}
	return out, nil
}

// Settled says what became of a plan's candidates.
type Settled struct {
	Passed int `json:"passed"`
	Failed int `json:"failed"`
	Open   int `json:"open" doc:"Their parts are not all in."`
	Before int `json:"before" doc:"Settled earlier and unchanged."`
}

func (a *API) settle(ctx context.Context, in *ByID) (*Answer[Settled], error) {
	p, err := in.sees(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return once(ctx, &in.Call, func(by store.By) (Settled, error) {
		n, err := a.Marking.Settle(ctx, by, p.ID)
		return Settled(n), err
	})
}

// Publicised says how many results are public now, and until when.
type Publicised struct {
	Results     int    `json:"results"`
	Until       string `json:"until" doc:"The last day, which belongs to the period."`
	Provisional bool   `json:"provisional" doc:"It reaches a year whose calendar is not published: it may move, and nothing is issued on it."`
	Note        string `json:"note,omitempty" doc:"What that means, in words."`
}

func (a *API) publicise(ctx context.Context, in *ByID) (*Answer[Publicised], error) {
	p, err := in.sees(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return once(ctx, &in.Call, func(by store.By) (Publicised, error) {
		n, until, err := a.Marking.Publicise(ctx, by, p.ID)
		out := Publicised{Results: n, Until: until.Last.String(), Provisional: until.Provisional}
		if out.Provisional {
			out.Note = locale.Text(in.lang(), "calendar.provisional", nil)
		}
		return out, err
	})
}
