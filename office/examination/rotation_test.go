package examination_test

import (
	"slices"
	"testing"
	"time"

	"assay/rule/planning"
	"assay/skill"
)

// At the fourth exam of a body in a row an assessor is named, in the check of
// duties and in the checklist; the assignment itself is not refused.
// Source: docs/rules.md, Assessors and supervisors; policy assessor.rotation.
func TestAssessorsTakeTurns(t *testing.T) {
	each(t, func(c *centre) {
		ctx := t.Context()
		always, sometimes := c.registered(51, skill.ClassAssessor, term, ""), c.registered(52, skill.ClassAssessor, term, "")
		var last skill.Plan
		for i, panel := range [][]skill.PersonID{{always}, {always, sometimes}, {always}, {always, sometimes}} {
			if i > 0 {
				turns, err := c.desk.Turns(ctx, last)
				if c.must(turns, err); len(turns) != 0 {
					t.Errorf("after %d exams: %+v", i, turns)
				}
			}
			p, err := c.desk.File(ctx, c.by(clerk), c.draft())
			c.must(p, err)
			last = p
			s := c.session(skill.Operation, 1)
			s.Plan, s.Starts, s.Ends = p.ID, s.Starts.Add(time.Duration(i)*24*time.Hour), s.Ends.Add(time.Duration(i)*24*time.Hour)
			s, err = c.desk.Hold(ctx, c.by(clerk), s)
			c.must(s, err)
			for _, who := range panel {
				c.must(c.desk.Assign(ctx, c.by(clerk), skill.Assignment{Plan: p.ID, Session: s.ID, Person: who, Duty: skill.Assesses}))
			}
		}
		turns, err := c.desk.Turns(ctx, last)
		if c.must(turns, err); !slices.Equal(turns, []planning.Turn{{Person: always, Times: 4, Most: 3}}) {
			t.Errorf("turns: %+v", turns)
		}
		items, err := c.desk.Checklist(ctx, last)
		c.must(items, err)
		i := slices.IndexFunc(items, func(x planning.Item) bool { return x.Key == "duties" })
		if !slices.Equal(items[i].Remarks, []string{"assignment.rotation"}) {
			t.Errorf("the checklist remarks %v", items[i].Remarks)
		}
	})
}
