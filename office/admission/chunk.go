package admission

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"slices"

	"assay/rule/condition"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// A chunk is some judged rows on their way into a plan's list, in one
// transaction that holds the plan.
type chunk struct {
	*Desk
	tx   *store.Tx
	plan skill.Plan
	on   day.Date     // judged on
	imp  skill.Import // counts what becomes of the rows; the zero Import for a single row
	job  store.Job

	people map[skill.Document]skill.Person
	listed map[skill.PersonID]skill.Application // who is on the list
	left   map[leaver]bool                      // and who was
	added  []*skill.Person
	moved  []store.Moved[skill.Application]
	said   []RowRemarks
}

// A leaver is somebody who left the list, and what their row said.
type leaver struct {
	person  skill.PersonID
	rowHash string
}

// enter finds the people, decides for each row what becomes of it, and writes.
func (c *chunk) enter(ctx context.Context, rows []*Assessed) error {
	if err := c.look(ctx, rows); err != nil {
		return err
	}
	for _, a := range rows {
		if err := c.take(a); err != nil {
			return err
		}
	}
	if err := store.Add(ctx, c.tx, c.added...); err != nil {
		return err
	}
	lost, err := store.Move(ctx, c.tx, c.moved)
	switch {
	case err != nil:
		return err
	case len(lost) > 0: // the plan is held, so only somebody outside this desk can be the reason
		return skill.Fail(skill.Conflict, "row.changed", "table", "application")
	case c.imp.ID == "":
		return nil
	}
	return remember(ctx, c.tx, c.imp, c.said)
}

// look finds who is already known and who is already on the list.
func (c *chunk) look(ctx context.Context, rows []*Assessed) error {
	c.people, c.listed, c.left = map[skill.Document]skill.Person{}, map[skill.PersonID]skill.Application{}, map[leaver]bool{}
	var documents []skill.Document
	for _, a := range rows {
		if a.Outcome != RowMalformed {
			documents = append(documents, a.Person.Document)
		}
	}
	if len(documents) == 0 {
		return nil
	}
	known, err := store.List(ctx, c.tx, store.Persons{Documents: documents}, store.Everything)
	if err != nil || len(known) == 0 {
		return err
	}
	ids := make([]skill.PersonID, len(known))
	for i, p := range known {
		c.people[p.Document], ids[i] = p, p.ID
	}
	all, err := store.List(ctx, c.tx.Locked(), store.Applications{Plan: c.plan.ID, Persons: ids}, store.Everything)
	for _, a := range all {
		switch a.Status {
		case skill.ApplicationWithdrawn, skill.ApplicationSubstituted:
			c.left[leaver{a.Person, a.RowHash}] = true
		case skill.ApplicationDraft: // on no list
		default:
			c.listed[a.Person] = a
		}
	}
	return err
}

// take decides what becomes of one row.
func (c *chunk) take(a *Assessed) error {
	said := slices.Clip(a.Remarks) // what is added here is said anew when the transaction is run again
	outcome := a.Outcome
	if fault := c.foreign(a); fault != nil && outcome != RowMalformed {
		said, outcome = append(said, *fault), RowMalformed
	}
	if outcome != RowMalformed {
		fault, err := c.place(a)
		if err != nil {
			return err
		}
		if fault != nil {
			said = append(said, *fault)
		}
	}
	if len(said) > 0 {
		c.imp.Remarked++
	}
	c.said = append(c.said, RowRemarks{skill.SheetRoster, a.Row.Row, outcome, said})
	return nil
}

// foreign says why a row cannot be on this plan's list at all.
func (c *chunk) foreign(a *Assessed) *Remark {
	at := func(column int) *Remark { return &Remark{Sheet: skill.SheetRoster, Row: a.Row.Row, Column: column} }
	known, met := c.people[a.Person.Document]
	var r *Remark
	switch {
	case a.Occupation != c.plan.Occupation:
		r = at(skill.RosterOccupation)
		r.Reason, r.Args = "row.other_occupation", skill.Args{"want": string(c.plan.Occupation)}
	case a.Specialty != "" && c.plan.Specialty != "" && a.Specialty != c.plan.Specialty:
		r = at(skill.RosterOccupation)
		r.Reason, r.Args = "row.other_specialty", skill.Args{"want": c.plan.Specialty}
	case a.Level != c.plan.Level:
		r = at(skill.RosterLevel)
		r.Reason, r.Args = "row.other_level", skill.Args{"want": c.plan.Level.String()}
	case met && known.MayProcess() != nil:
		r = at(skill.RosterNumber)
		r.Reason = "row.person_stopped"
	case met && skill.Fold(known.Name) != skill.Fold(a.Person.Name):
		r = at(skill.RosterName)
		r.Reason = "row.other_name"
	case met && known.Born != a.Person.Born:
		r = at(skill.RosterBorn)
		r.Reason = "row.other_birth"
	}
	return r
}

// place puts a row on the list, or says why it is not. A row is known by its
// document; an equal one is already there, a changed one takes the place of what
// nobody has reviewed yet.
func (c *chunk) place(a *Assessed) (*Remark, error) {
	hash, err := c.hash(a.Row)
	if err != nil {
		return nil, err
	}
	person := c.people[a.Person.Document].ID
	old, listed := c.listed[person]
	switch {
	case !listed && c.left[leaver{person, hash}]:
		return &Remark{Sheet: skill.SheetRoster, Row: a.Row.Row, Column: skill.RosterNumber, Reason: "row.left"}, nil
	case !listed:
		c.imp.Entered++
		next := skill.Application{ID: skill.ApplicationID(c.tx.NewID()), Plan: c.plan.ID, Path: c.plan.Path, Person: c.person(a), RowHash: hash}
		return nil, c.move(next, a, skill.Application.Enter)
	case old.RowHash == hash:
		c.imp.Same++
		return nil, nil
	case old.Own:
		return &Remark{Sheet: skill.SheetRoster, Row: a.Row.Row, Column: skill.RosterNumber, Reason: "row.own_application"}, nil
	case old.Status == skill.ApplicationAccepted, old.Status == skill.ApplicationPassed, old.Reviewer != "":
		return &Remark{Sheet: skill.SheetRoster, Row: a.Row.Row, Column: skill.RosterNumber, Reason: "row.decided"}, nil
	}
	c.imp.Amended++
	old.RowHash = hash
	return nil, c.move(old, a, skill.Application.Amend)
}

// person is who the row is about, added where nobody knows them.
func (c *chunk) person(a *Assessed) skill.PersonID {
	if known, ok := c.people[a.Person.Document]; ok {
		return known.ID
	}
	p := a.Person
	p.ID = skill.PersonID(c.tx.NewID())
	p.Romanised, _ = c.Romanise(p.Name)
	c.added = append(c.added, &p)
	return p.ID
}

// move fills an application with what the row says and the verdict on it.
func (c *chunk) move(to skill.Application, a *Assessed, verb func(skill.Application) (skill.Move, error)) error {
	cells := map[string]string{}
	for i, column := range skill.SheetRoster.Columns() {
		if a.Row.Cells[i] != "" {
			cells[column.Heading] = a.Row.Cells[i]
		}
	}
	asCame, err := json.Marshal(cells)
	if err != nil {
		return err
	}
	to.Import, to.Row, to.Cells = c.imp.ID, a.Row.Row, skill.Keep(string(asCame))
	to.Claimed, to.Set, to.Judged = a.Claimed, c.plan.Set, c.on.String()
	to.Ground, to.Proof, to.Office, to.Asks, to.Due = "", "", "", nil, day.Date{}
	if err := judged(&to, a.Dossier, a.Verdict, a.Clause); err != nil {
		return err
	}
	move, err := verb(to)
	c.moved = append(c.moved, store.Moved[skill.Application]{Row: to, Move: move})
	return err
}

// judged freezes a verdict and the facts that it was made of in an application.
func judged(a *skill.Application, d skill.Dossier, v skill.Verdict, clause string) error {
	facts, err := condition.WriteDossier(d)
	if err != nil {
		return err
	}
	verdict, err := condition.WriteVerdict(v)
	a.Facts, a.Verdict, a.Outcome, a.Clause = skill.Keep(string(facts)), string(verdict), v.Outcome, clause
	return err
}

// hash is the keyed hash of all that a row says, its serial number (序号) aside:
// a list in another order is the same list.
func (c *chunk) hash(row *skill.RosterRow) (string, error) {
	all := [][]string{row.Cells[skill.RosterSerial+1:]}
	for _, sheet := range row.Extra {
		for _, extra := range sheet {
			all = append(all, append([]string{extra.Sheet.Name()}, extra.Cells...))
		}
	}
	text, err := json.Marshal(all)
	sum := c.Store.Keys().BlindIndex("application.row", string(text))
	return hex.EncodeToString(sum[:]), err
}
