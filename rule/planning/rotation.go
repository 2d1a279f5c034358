package planning

import (
	"slices"
	"time"

	"assay/skill"
)

// A Panel is who assessed at one exam of a body, and when it began.
type Panel struct {
	Plan   skill.PlanID
	Starts time.Time
	People []skill.PersonID
}

// A Turn (轮换) is somebody who assesses at a body more often in a row than the
// rule has it.
type Turn struct {
	Person      skill.PersonID
	Times, Most int // in a row, this one included; and how often at most
}

// Turns lists those of an exam's panel who assessed at the exams of the body just
// before it too, so often that another should take their turn. It is a remark:
// nothing is refused for it.
// Source: docs/rules.md, Assessors and supervisors.
func Turns(panels []Panel, plan skill.PlanID, most int) (out []Turn) {
	slices.SortStableFunc(panels, func(a, b Panel) int { return a.Starts.Compare(b.Starts) })
	at := slices.IndexFunc(panels, func(p Panel) bool { return p.Plan == plan })
	if at < 0 {
		return nil
	}
	for _, who := range panels[at].People {
		times := 0
		for i := at; i >= 0 && slices.Contains(panels[i].People, who); i-- {
			times++
		}
		if times > most {
			out = append(out, Turn{who, times, most})
		}
	}
	return out
}
