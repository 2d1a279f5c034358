package ledger

import (
	"context"
	"encoding/json"
	"strings"

	"assay/attest"
	"assay/rule/scoring"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// results decides every result that was made public anew from its sittings.
func (f *fsck) results(ctx context.Context) error {
	after, done := "", 0
	for {
		page, err := f.db.Tallies(ctx, after, pageSize)
		if err != nil {
			return err
		}
		for i := range page {
			if field := f.recount(&page[i]); field != "" {
				f.fault(FaultResult, "result", page[i].ID, field, "")
			}
		}
		if done += len(page); len(page) > 0 {
			after = page[len(page)-1].ID
		}
		f.Progress("result", done)
		if len(page) < pageSize {
			return nil
		}
	}
}

// A score is a PartScore as a result's column holds it.
type score struct {
	Part    string `json:"part"`
	Attempt int64  `json:"attempt"`
	Kind    string `json:"kind"`
	Mark    int64  `json:"half_points"`
}

// recount names the column of a result that does not follow from its sittings.
func (f *fsck) recount(t *store.Tally) string {
	var parts []skill.Part
	for p := range strings.SplitSeq(t.Parts, ",") {
		parts = append(parts, skill.Part(p))
	}
	rule, err := f.marks(t)
	if err != nil {
		return "public_from"
	}
	d := rule.Decide(parts, t.Sittings)
	var stored []score
	if json.Unmarshal([]byte(t.Scores), &stored) != nil || len(stored) != len(d.Scores) {
		return "scores"
	}
	for i, s := range d.Scores {
		if stored[i] != (score{string(s.Part), int64(s.Attempt), string(s.Kind), int64(s.Mark)}) {
			return "scores"
		}
	}
	switch {
	case d.Passed != (t.Passed != 0):
		return "passed"
	case string(d.Band) != t.Band:
		return "band"
	}
	return ""
}

// marks are the marks that decided a result: those of the day on which its
// publicity began.
func (f *fsck) marks(t *store.Tally) (p scoring.Policy, err error) {
	on, err := day.Parse(t.PublicFrom)
	if err != nil {
		return p, err
	}
	ask := skill.PolicyCase{Region: t.Province, Class: t.Class, On: on}
	for _, m := range []struct {
		key  skill.PolicyKey
		into *skill.Mark
	}{{skill.PolicyMarkPass, &p.Pass}, {skill.PolicyMarkGood, &p.Good}, {skill.PolicyMarkExcellent, &p.Excellent}} {
		n, err := f.Policies.Number(m.key, ask, skill.InMarks)
		if err != nil {
			return p, err
		}
		*m.into = skill.Points(n)
	}
	return p, nil
}

// chains checks that every confirmed report went through three different
// persons, holds the results it says, and has its leaf.
func (f *fsck) chains(ctx context.Context) error {
	after, done := "", 0
	for {
		page, err := f.db.Chains(ctx, after, pageSize)
		if err != nil {
			return err
		}
		upTo := lastText
		if len(page) == pageSize {
			upTo = page[len(page)-1].ID
		}
		leaves, err := f.db.ConfirmationLeaves(ctx, after, upTo)
		if err != nil {
			return err
		}
		for i := range page {
			r := &page[i]
			leaves = f.strayLeaves(leaves, r.ID)
			var own []store.Leaf
			own, leaves = split(leaves, r.ID)
			f.confirmation(r, own)
			if field := broken(r); field != "" {
				f.fault(FaultChain, "report", r.ID, field, "")
			}
		}
		f.strayLeaves(leaves, lastText)
		after, done = upTo, done+len(page)
		f.Progress("report", done)
		if len(page) < pageSize {
			return nil
		}
	}
}

// confirmation compares a report with its leaves.
func (f *fsck) confirmation(r *store.ChainRow, leaves []store.Leaf) {
	if r.Status == string(skill.ReportConfirmed) {
		if len(leaves) == 0 {
			f.fault(FaultLeafMissing, "report", r.ID, string(attest.Confirmation), "")
			return
		}
		if l := leaves[0]; l.At != r.StatusAt {
			f.leafFault(FaultLeaf, l, "at")
		}
		leaves = leaves[1:]
	}
	for _, l := range leaves {
		f.leafFault(FaultLeafExtra, l, "kind")
	}
}

// broken names what is wrong with the chain of a report.
func broken(r *store.ChainRow) string {
	need := 1
	switch skill.ReportStatus(r.Status) {
	case skill.ReportConfirmed:
		need = 3
	case skill.ReportChecked:
		need = 2
	}
	for i, field := range []string{"reporter", "checker", "confirmer"}[:need] {
		if r.Persons[i] == "" || r.Humans[i] == "" {
			return field
		}
		for j := range i {
			if r.Persons[i] == r.Persons[j] || r.Humans[i] == r.Humans[j] && !strings.HasSuffix(r.Humans[i], " ") { // born on a day nobody knows
				return field
			}
		}
	}
	switch {
	case r.Status == string(skill.ReportReturned):
		return ""
	case r.Results != r.Held:
		return "results"
	case need == 3 && r.Unconfirmed > 0:
		return "status"
	}
	return ""
}
