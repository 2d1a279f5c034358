package api

import (
	"context"
	"strconv"
	"time"

	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// audit registers what the audit administrator asks.
func (a *API) audit() {
	register(a, get("list-audit", "/audit", "Audit entries (审计记录) of the whole installation, by time: who did what to which row. They hold no value"), a.listAudit)
	register(a, get("get-audit-proof", "/audit/{id}/proof.json", "The proof that the log of audit entries holds one, to be checked without the database (assay audit check)").gives("application/json"), a.auditProof)
}

// An EntryView is one audit entry.
type EntryView struct {
	ID      string    `json:"id" doc:"Rises in the order of the log; gaps mean nothing."`
	At      time.Time `json:"at"`
	Actor   string    `json:"actor" doc:"The id of the person who acted, or the program."`
	Verb    string    `json:"verb"`
	Table   string    `json:"table"`
	Row     string    `json:"row" doc:"The id of the row that was written."`
	Version int64     `json:"version" doc:"The version that the row had afterwards."`
}

func entryView(e store.Entry) EntryView {
	return EntryView{strconv.FormatInt(e.Seq, 10), time.UnixMicro(e.At).UTC(), e.Actor, e.Verb, e.Row.Table, e.Row.ID, e.Row.Version}
}

// ListAudit asks for audit entries.
type ListAudit struct {
	Call
	Paged
	Actor    string `query:"actor" doc:"The id of the person who acted."`
	Verb     string `query:"verb"`
	Table    string `query:"table"`
	Row      string `query:"row" doc:"The id of the row that was written."`
	From     string `query:"from" doc:"The earliest time: an instant (RFC 3339), or a day in UTC+8."`
	To       string `query:"to" doc:"The time up to which, itself left out; a day is meant whole."`
	Order    string `query:"order" enum:"newest,oldest" doc:"newest by default."`
	Position string `query:"position" doc:"Begin with the entry of this position in the log, from 0; in the place of after."`
}

func (a *API) listAudit(ctx context.Context, in *ListAudit) (*Answer[Rows[EntryView]], error) {
	f, p, err := in.question()
	if err != nil {
		return nil, err
	}
	if in.Position != "" {
		if p.With, err = a.Oversight.At(ctx, in.actor, p.With); err != nil {
			return nil, err
		}
	}
	page, next, err := a.Oversight.Entries(ctx, in.actor, f, p)
	if err != nil {
		return nil, err
	}
	out := Rows[EntryView]{Items: make([]EntryView, len(page))}
	for i, e := range page {
		out.Items[i] = entryView(e)
	}
	if next != 0 {
		out.Next = strconv.FormatInt(next, 10)
	}
	return answer(&in.Call, out, nil)
}

// question reads the query; where a position was given, it stands in With.
func (in *ListAudit) question() (f store.Entries, p store.EntryPage, err error) {
	page, err := in.page()
	if err != nil {
		return f, p, err
	}
	f = store.Entries{Actor: skill.PersonID(in.Actor), Verb: in.Verb, Table: in.Table, Row: in.Row}
	p = store.EntryPage{Limit: page.Limit, Oldest: in.Order == "oldest"}
	if f.From, err = moment("query.from", in.From, 0); err != nil {
		return f, p, err
	}
	if f.To, err = moment("query.to", in.To, 1); err != nil {
		return f, p, err
	}
	if in.After != "" && in.Position != "" {
		return f, p, skill.FailField("query.position", "audit.position_or_after")
	}
	if p.After, err = ordinal("query.after", in.After); err != nil {
		return f, p, err
	}
	p.With, err = ordinal("query.position", in.Position)
	return f, p, err
}

// moment reads an instant, or a day, of which it is the beginning of so many days
// later.
func moment(field, text string, later int) (t time.Time, err error) {
	if text == "" {
		return t, nil
	}
	if d, err := day.Parse(text); err == nil {
		return d.AddDays(later).Time(), nil
	}
	if t, err = time.Parse(time.RFC3339, text); err != nil {
		return t, skill.FailField(field, "audit.time")
	}
	return t, nil
}

// ordinal reads a whole number, not less than 0.
func ordinal(field, text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, skill.FailField(field, "audit.number")
	}
	return n, nil
}

func (a *API) auditProof(ctx context.Context, in *ByID) (*File, error) {
	seq, err := strconv.ParseInt(in.ID, 10, 64)
	if err != nil {
		seq = 0 // no entry has it
	}
	p, err := a.Oversight.Prove(ctx, in.actor, seq)
	if err != nil {
		return nil, err
	}
	out, err := p.Marshal()
	return fileOf("application/json", "audit-proof.json", out, err)
}
