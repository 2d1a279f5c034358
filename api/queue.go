package api

import (
	"context"
	"errors"
	"strconv"
	"time"

	"assay/locale"
	"assay/office/admission"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// queue registers what waits for officers.
func (a *API) queue() {
	register(a, get("list-queue", "/queue", "Applications that wait, the longest first"), a.listQueue)
	register(a, post("rule-applications", "/queue/decisions", "Decide on many applications, each by itself"), a.ruleApplications)
}

// ListQueue asks for what waits.
type ListQueue struct {
	Call
	Status     string `query:"status" enum:"entered,returned,passed,accepted,refused,withdrawn,substituted" doc:"Without it what waits for an officer: entered and passed."`
	Plan       string `query:"plan"`
	Occupation string `query:"occupation" doc:"Its code."`
	Level      string `query:"level"`
	Outcome    string `query:"outcome" enum:"met,unmet,review"`
	Since      string `query:"since" doc:"Has stood where it stands since that day or longer."`
	Late       string `query:"late" enum:"yes" doc:"Waits longer than the policy lets it."`
	Count      string `query:"count" enum:"yes" doc:"Count them too, up to 10,000."`
	After      string `query:"after" doc:"The place of the last row already seen, as next had it."`
	Limit      string `query:"limit" doc:"At most so many rows: 1 to 200, 50 by default."`
}

// A QueueView is one page of the queue.
type QueueView struct {
	Items []QueueRowView `json:"items" nullable:"false"`
	Next  string         `json:"next"`
	Count *CountView     `json:"count"`
}

// A CountView is an honest count.
type CountView struct {
	Count int  `json:"count"`
	More  bool `json:"more" doc:"There are more than that; nobody counted how many."`
}

// A QueueRowView is one application that waits.
type QueueRowView struct {
	Application skill.ApplicationID     `json:"application"`
	Path        skill.OrgPath           `json:"path"`
	Plan        skill.PlanID            `json:"plan"`
	Title       string                  `json:"title"`
	Occupation  skill.OccupationCode    `json:"occupation"`
	Level       skill.Level             `json:"level"`
	Name        string                  `json:"name"`
	Own         bool                    `json:"own"`
	Outcome     skill.Outcome           `json:"outcome"`
	Clause      string                  `json:"clause"`
	Status      skill.ApplicationStatus `json:"status"`
	Since       time.Time               `json:"since"`
	Late        bool                    `json:"late"`
	Actions     []string                `json:"actions" nullable:"false"`
	Version     int64                   `json:"version"`
}

const queueMost = 200

func (in *ListQueue) filter() (f admission.QueueFilter, err error) {
	f = admission.QueueFilter{
		Status: only[skill.ApplicationStatus](in.Status), Plan: skill.PlanID(in.Plan), Occupation: skill.OccupationCode(in.Occupation),
		Outcome: skill.Outcome(in.Outcome), Late: in.Late != "", After: in.After,
	}
	if in.Level != "" {
		if f.Level, err = skill.ParseLevel(in.Level); err != nil {
			return f, within("query.level", err)
		}
	}
	if in.Since != "" {
		if f.Since, err = day.Parse(in.Since); err != nil {
			return f, skill.FailField("query.since", "date.unreadable")
		}
	}
	if in.Limit != "" {
		if f.Limit, err = strconv.Atoi(in.Limit); err != nil || f.Limit < 1 || f.Limit > queueMost {
			return f, skill.FailField("query.limit", "request.limit", "most", strconv.Itoa(queueMost))
		}
	}
	return f, nil
}

func (a *API) listQueue(ctx context.Context, in *ListQueue) (*Answer[QueueView], error) {
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	rows, err := a.Admission.Queue(ctx, in.actor, f)
	if err != nil {
		return nil, err
	}
	out := QueueView{Items: make([]QueueRowView, len(rows))}
	for i, r := range rows {
		x, p := r.Application, r.Plan
		out.Items[i] = QueueRowView{
			x.ID, x.Path, x.Plan, p.Title, p.Occupation, p.Level, r.Name, x.Own, x.Outcome, x.Clause, x.Status, x.StatusAt, r.Late, actions(x.Actions()), x.Version,
		}
		out.Next = r.Place
	}
	if len(rows) < max(f.Limit, 1) || f.Limit == 0 && len(rows) < 50 {
		out.Next = ""
	}
	if in.Count != "" {
		n, more, err := a.Admission.CountQueue(ctx, in.actor, f)
		if err != nil {
			return nil, err
		}
		out.Count = &CountView{n, more}
	}
	return answer(&in.Call, out, nil)
}

// A RulingDraft is one decision of many.
type RulingDraft struct {
	Application skill.ApplicationID `json:"application"`
	Verb        string              `json:"verb" enum:"accept,refuse,return,confirm,decline"`
	FindingDraft
	Asks []AskView `json:"asks,omitempty" doc:"Of return."`
	Due  day.Date  `json:"due,omitzero" doc:"Of return."`
}

// RulingsDraft is many decisions.
type RulingsDraft struct {
	Rows []RulingDraft `json:"rows" doc:"At most 200."`
}

// RuleApplications takes many decisions.
type RuleApplications struct {
	Call
	Sent[RulingsDraft]
}

// A RulingView is what became of one decision.
type RulingView struct {
	Application skill.ApplicationID     `json:"application"`
	Path        skill.OrgPath           `json:"path"`
	Status      skill.ApplicationStatus `json:"status" doc:"As it is now."`
	Version     int64                   `json:"version"`
	Reason      string                  `json:"reason" doc:"Why it was not taken; empty when it was."`
	Detail      string                  `json:"detail"`
	Errors      []RulingFaultView       `json:"errors" nullable:"false"`
}

// A RulingFaultView is one place of a decision that was not taken.
type RulingFaultView struct {
	Path   string `json:"path"`
	Reason string `json:"reason"`
	Detail string `json:"detail"`
}

func (a *API) ruleApplications(ctx context.Context, in *RuleApplications) (*Answer[Rows[RulingView]], error) {
	rulings := make([]admission.Ruling, len(in.Value.Rows))
	for i, r := range in.Value.Rows {
		rulings[i] = admission.Ruling{Application: r.Application, Verb: r.Verb, Finding: r.finding(), Due: r.Due}
		for _, k := range r.Asks {
			rulings[i].Asks = append(rulings[i].Asks, skill.Ask(k))
		}
	}
	return once(ctx, &in.Call, func(by store.By) (Rows[RulingView], error) {
		got, err := a.Admission.Rule(ctx, by, rulings)
		if err != nil {
			return Rows[RulingView]{}, err
		}
		out := Rows[RulingView]{Items: make([]RulingView, len(got))}
		for i, r := range got {
			if out.Items[i], err = a.rulingView(ctx, &in.Call, r); err != nil {
				return out, err
			}
		}
		return out, nil
	})
}

func (a *API) rulingView(ctx context.Context, c *Call, r admission.Ruled) (v RulingView, err error) {
	x, err := c.view().Application(ctx, r.Application.ID)
	if err != nil && skill.CodeOf(err) != skill.NotFound {
		return v, err
	}
	v = RulingView{Application: r.Application.ID, Path: x.Path, Status: x.Status, Version: x.Version, Errors: []RulingFaultView{}}
	if r.Err == nil {
		return v, nil
	}
	v.Reason, v.Detail = skill.ReasonOf(r.Err), locale.Error(c.lang(), r.Err)
	if v.Path == "" { // what they may not see is not there
		v.Reason, v.Detail = "application.not_found", locale.Text(c.lang(), "application.not_found", nil)
		return v, nil
	}
	if e, ok := errors.AsType[*skill.Error](r.Err); ok {
		for _, f := range e.Fields {
			v.Errors = append(v.Errors, RulingFaultView{f.Path, f.Reason, locale.Text(c.lang(), f.Reason, f.Args)})
		}
	}
	return v, nil
}
