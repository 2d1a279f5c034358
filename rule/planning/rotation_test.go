package planning

import (
	"fmt"
	"testing"
	"time"

	"assay/skill"
)

// An assessor examines at one body not more than three times in a row; an exam at
// which others assess begins the count anew.
// Source: docs/rules.md, Assessors and supervisors; policy assessor.rotation.
func TestTurns(t *testing.T) {
	for _, c := range []struct {
		what   string
		panels []string // who assessed, exam by exam
		want   string
	}{
		{"three in a row", []string{"a", "a", "a"}, "[]"},
		{"four in a row", []string{"a", "ab", "a", "ab"}, "[{a 4 3}]"},
		{"one at which another assessed lies between", []string{"a", "b", "a", "a", "a"}, "[]"},
		{"two are tired", []string{"ab", "ab", "ba", "ab"}, "[{a 4 3} {b 4 3}]"},
		{"who is not on this one is not named", []string{"a", "a", "a", "a", "b"}, "[]"},
	} {
		var panels []Panel
		for i, people := range c.panels {
			p := Panel{Plan: skill.PlanID(fmt.Sprint(i)), Starts: time.Unix(int64(i), 0)}
			for _, who := range people {
				p.People = append(p.People, skill.PersonID(who))
			}
			panels = append([]Panel{p}, panels...) // in any order
		}
		if got := fmt.Sprint(Turns(panels, skill.PlanID(fmt.Sprint(len(c.panels)-1)), 3)); got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
	if got := Turns(nil, "x", 3); got != nil {
		t.Error(got)
	}
}
