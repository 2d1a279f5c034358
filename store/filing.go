package store

import (
	"context"
	"encoding/json"

	"assay/skill"
)

var (
	filings  = define("filing", filingFields, onPath)
	opinions = define("opinion", opinionFields, ownOpinion)
)

func filingFields(f *fields, v *skill.Filing) {
	key(f, &v.ID)
	text(f, "=kind", &v.Kind)
	text(f, "=path", &v.Path)
	text(f, "body_id", &v.Body)
	text(f, "type", &v.Type)
	text(f, "tier", &v.Tier)
	readable(f, "name", &v.Name)
	readable(f, "english", &v.English)
	text(f, "uscc", &v.USCC)
	text(f, "class", &v.Class)
	text(f, "code", &v.Code)
	text(f, "province", &v.Province)
	listed(f, "sites", &v.Sites, func(s skill.FiledSite) storedSite { return storedSite(s) }, func(s storedSite) skill.FiledSite { return skill.FiledSite(s) })
	listed(f, "scopes", &v.Scopes, func(s skill.FiledScope) storedScope { return storedScope(s) }, func(s storedScope) skill.FiledScope { return skill.FiledScope(s) })
	listed(f, "documents", &v.Documents, func(d skill.FiledDocument) storedDocument { return storedDocument(d) }, func(d storedDocument) skill.FiledDocument { return skill.FiledDocument(d) })
	text(f, "requirement_set", &v.Set)
	private(f, "facts", &v.Facts)
	text(f, "outcome", &v.Outcome)
	text(f, "verdict", &v.Verdict)
	date(f, "judged", &v.Judged)
	integer(f, "round", &v.Round)
	text(f, "=drafter", &v.Drafter)
	text(f, "submitter", &v.Submitter)
	text(f, "receiver", &v.Receiver)
	text(f, "decider", &v.Decider)
	text(f, "moved_as", &v.MovedAs)
	readable(f, "ground", &v.Ground)
	text(f, "receipt", &v.Receipt)
	period(f, &v.Term)
	state(f, &v.Status, &v.StatusAt)
	version(f, &v.Version)
}

// The lists of a filing as their columns hold them; skill has no tags.
type (
	storedSite struct {
		Name   string `json:"name"`
		Serial string `json:"serial,omitempty"`
	}
	storedScope struct {
		Site       string               `json:"site"`
		Occupation skill.OccupationCode `json:"occupation"`
		Levels     []skill.Level        `json:"levels"`
	}
	storedDocument struct {
		Kind skill.FilingPaper `json:"kind"`
		Hash skill.FileHash    `json:"hash"`
	}
	storedPoint struct {
		Clause string       `json:"clause"`
		Stance skill.Stance `json:"stance"`
		Ground string       `json:"ground,omitempty"`
	}
)

// listed is a list as JSON in a readable text; an empty one is an empty text.
func listed[T, S any](f *fields, name string, v *[]T, put func(T) S, take func(S) T) {
	var all string
	if f.mode == writing && len(*v) > 0 {
		stored := make([]S, len(*v))
		for i, one := range *v {
			stored[i] = put(one)
		}
		b, err := json.Marshal(stored)
		if err != nil {
			f.fail(err)
		}
		all = string(b)
	}
	readable(f, name, &all)
	if f.mode != reading {
		return
	}
	var stored []S
	if all != "" && json.Unmarshal([]byte(all), &stored) != nil {
		f.fail(skill.Fail(skill.Internal, "store.unreadable", "table", f.table, "column", name))
	}
	*v = nil
	for _, one := range stored {
		*v = append(*v, take(one))
	}
}

func opinionFields(f *fields, o *skill.Opinion) {
	key(f, &o.ID)
	text(f, "=filing_id", &o.Filing)
	text(f, "=path", &o.Path)
	text(f, "=expert", &o.Expert)
	integer(f, "=round", &o.Round)
	listed(f, "points", &o.Points, func(p skill.Point) storedPoint { return storedPoint(p) }, func(p storedPoint) skill.Point { return skill.Point(p) })
	readable(f, "ground", &o.Ground)
	state(f, &o.Status, &o.StatusAt)
	version(f, &o.Version)
}

// ownOpinion lets a viewer see what is asked of them, and what lies within their
// organisations.
func ownOpinion(w *where, viewer skill.Actor) { byOrOnPath(w, "expert", viewer) }

// Filing reads one filing.
func (r Reader) Filing(ctx context.Context, id skill.FilingID) (skill.Filing, error) {
	return get[skill.Filing](ctx, r, id)
}

// Opinion reads one opinion.
func (r Reader) Opinion(ctx context.Context, id skill.OpinionID) (skill.Opinion, error) {
	return get[skill.Opinion](ctx, r, id)
}

// Filings narrows a list of filings.
type Filings struct {
	Path   skill.OrgPath // exactly there
	Body   skill.BodyID
	Kind   []skill.FilingKind
	Status []skill.FilingStage
}

func (f Filings) narrow(w *where, _ *words, _ skill.Filing) {
	is(w, "path", f.Path)
	is(w, "body_id", f.Body)
	in(w, "kind", f.Kind)
	in(w, "status", f.Status)
}

// Opinions narrows a list of opinions.
type Opinions struct {
	Filing skill.FilingID
	Expert skill.PersonID
	Round  int // 0: of any
	Status []skill.OpinionStatus
}

func (o Opinions) narrow(w *where, _ *words, _ skill.Opinion) {
	is(w, "filing_id", o.Filing)
	is(w, "expert", o.Expert)
	if o.Round > 0 {
		w.and("round = ?", o.Round)
	}
	in(w, "status", o.Status)
}

// Take takes the next n numbers of a counter and returns the first; the first of
// all is 1. Taking none locks the counter all the same. It stays locked until the
// transaction ends, so that numbers have no gaps.
func (tx *Tx) Take(ctx context.Context, name string, n int) (first int, err error) {
	rows, err := tx.on.query(ctx, `INSERT INTO counter (name, next) VALUES ($1, $2 + 1)
		ON CONFLICT (name) DO UPDATE SET next = counter.next + $2 RETURNING next`, name, n)
	if err != nil {
		return 0, err
	}
	next, err := oneInt(rows)
	return int(next) - n, err
}
