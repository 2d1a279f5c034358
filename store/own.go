package store

import (
	"context"
	"strconv"

	"assay/attest"
	"assay/skill"
)

// A Holding is one row that the installation holds of somebody, as it lies there
// with what is sealed opened.
type Holding struct {
	Table  string
	ID     string
	Values []HeldValue
}

// A HeldValue is one column. Bytes that are no sealed text are told by their
// length alone.
type HeldValue struct {
	Column string
	Text   string
	Bytes  int
	Sealed bool
}

// ownRows says for tables that do not name their person in person_id which rows
// are somebody's.
var ownRows = map[string]string{
	"person":      "id = $1",
	"objection":   "by_person = $1",
	"sitting":     "application_id IN (SELECT id FROM application WHERE person_id = $1)",
	"addition":    "application_id IN (SELECT id FROM application WHERE person_id = $1)",
	"seat":        "application_id IN (SELECT id FROM application WHERE person_id = $1)",
	"ticket":      "application_id IN (SELECT id FROM application WHERE person_id = $1)",
	"check_in":    "sitting_id IN (SELECT s.id FROM sitting s JOIN application a ON a.id = s.application_id WHERE a.person_id = $1)",
	"sign_in":     "account_id IN (SELECT id FROM account WHERE person_id = $1)",
	"consent":     "person_id = $1 OR account_id IN (SELECT id FROM account WHERE person_id = $1)",
	"distinction": "a = $1 OR b = $1",
}

// Own reads every row about the viewer, of every protected table, whatever roles
// they hold: what a person may ask to see of themselves. Rows that the viewer
// wrote about others are not among them.
func (v View) Own(ctx context.Context) (out []Holding, err error) {
	if v.viewer.Person == "" {
		return nil, skill.Fail(skill.Denied, "actor.unjoined")
	}
	for _, t := range shapes() {
		cond, ok := ownRows[t.name]
		if !ok && !t.has("person_id") {
			continue
		}
		if !ok {
			cond = "person_id = $1"
		}
		rows, err := v.own(ctx, t, cond)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}

func (t tableShape) has(column string) bool {
	for _, c := range t.columns {
		if c.name == column {
			return true
		}
	}
	return false
}

func (v View) own(ctx context.Context, t tableShape, cond string) (out []Holding, err error) {
	rows, err := v.q.query(ctx, t.selects+" WHERE "+cond+" ORDER BY id", string(v.viewer.Person))
	if err != nil {
		return nil, err
	}
	cells := make([]cell, len(t.columns))
	into := targets(t.columns, cells)
	err = each(rows, func() error {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		h, err := v.held(t, cells)
		out = append(out, h)
		return err
	})
	return out, err
}

func (v View) held(t tableShape, cells []cell) (Holding, error) {
	h := Holding{Table: t.name, ID: cells[0].text}
	for i, c := range t.columns {
		value := HeldValue{Column: c.name, Sealed: c.sealed}
		switch {
		case c.sealed && len(cells[i].raw) > 0:
			plain, err := v.words.keys.Open(attest.Place{Table: t.name, Column: c.name, Row: h.ID}, cells[i].raw)
			if err != nil {
				return h, err
			}
			value.Text = string(plain)
		case c.kind == bytesColumn:
			value.Bytes = len(cells[i].raw)
		case c.kind == intColumn:
			value.Text = strconv.FormatInt(cells[i].n, 10)
		default:
			value.Text = cells[i].text
		}
		h.Values = append(h.Values, value)
	}
	return h, nil
}

// Sealed lists the columns that hold personal texts, as table.column: each has to
// have its purpose and retention in the privacy notice.
func Sealed() (out []string) {
	for _, t := range shapes() {
		for _, c := range t.columns {
			if c.sealed {
				out = append(out, t.name+"."+c.name)
			}
		}
	}
	return out
}
