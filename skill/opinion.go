package skill

import (
	"slices"
	"strconv"
	"time"
)

// An Opinion (评审意见) is what one expert says of a filing, point by point, by
// himself. The points are the clauses of the set that judges it.
type Opinion struct {
	ID       OpinionID
	Filing   FilingID
	Path     OrgPath
	Expert   PersonID
	Round    int // of the filing, when it was asked for
	Points   []Point
	Ground   string // in sum, or why the expert was released; no personal value
	Status   OpinionStatus
	StatusAt time.Time
	Version  int64
}

// A Point (评审要点) is what an expert says of one clause.
type Point struct {
	Clause string
	Stance Stance
	Ground string // needed against; no personal value
}

// Stance (表决) is what an expert holds of a point.
type Stance string

// The stances.
const (
	For     Stance = "for"     // 符合
	Against Stance = "against" // 不符合
	Neither Stance = "neither" // 不能判断
)

// OpinionStatus is where an expert's opinion stands.
//
//	none ──ask──▶ asked ──give──▶ given
//	              asked ──release, lapse──▶ released
type OpinionStatus string

// The statuses of an opinion.
const (
	OpinionAsked    OpinionStatus = "asked"    // 已委托
	OpinionGiven    OpinionStatus = "given"    // 已提出
	OpinionReleased OpinionStatus = "released" // 已解除委托
)

var opinionLife = Lifecycle[OpinionStatus]{"opinion", []Transition[OpinionStatus]{
	{"ask", from[OpinionStatus](None), OpinionAsked},
	{"give", from(OpinionAsked), OpinionGiven},
	{"release", from(OpinionAsked), OpinionReleased},
	{"lapse", from(OpinionAsked), OpinionReleased},
}}

// Ask has the expert look at the filing (委托评审).
func (o Opinion) Ask() (Move, error) { return opinionLife.move(string(o.ID), o.Status, "ask", "") }

// Give is the expert's opinion (提出意见): a stance on each of the clauses, and
// why where it is against.
func (o Opinion) Give(clauses []string) (Move, error) {
	move, err := opinionLife.move(string(o.ID), o.Status, "give", "")
	if err == nil {
		err = o.complete(clauses)
	}
	if err != nil {
		return Move{}, err
	}
	return move, nil
}

// complete refuses points that are not just the clauses, each once.
func (o Opinion) complete(clauses []string) error {
	left := map[string]bool{}
	for _, c := range clauses {
		left[c] = true
	}
	for i, p := range o.Points {
		place := "points[" + strconv.Itoa(i) + "]"
		switch open, known := left[p.Clause]; {
		case !known:
			return FailField(place+".clause", "opinion.point_unknown", "clause", p.Clause)
		case !open:
			return FailField(place+".clause", "opinion.point_twice", "clause", p.Clause)
		case p.Stance != For && p.Stance != Against && p.Stance != Neither:
			return FailField(place+".stance", "word.unknown", "want", "for, against, neither")
		case p.Stance == Against && p.Ground == "":
			return FailField(place+".ground", "opinion.no_ground", "clause", p.Clause)
		}
		left[p.Clause] = false
	}
	for _, c := range clauses {
		if left[c] {
			return FailField("points", "opinion.point_missing", "clause", c)
		}
	}
	return nil
}

// Release ends it before it was given (解除委托), such as for a conflict of
// interest, with the ground.
func (o Opinion) Release() (Move, error) {
	if o.Ground == "" {
		return Move{}, FailField("ground", "filing.no_ground")
	}
	return opinionLife.move(string(o.ID), o.Status, "release", o.Ground)
}

// Lapse ends it because the review is over (评审已结束): nobody waits for it, and
// the expert sees the filing no longer.
func (o Opinion) Lapse() (Move, error) { return opinionLife.move(string(o.ID), o.Status, "lapse", "") }

// Actions lists what may be done with the opinion now. Lapsing follows from the
// end of the review.
func (o Opinion) Actions() []string {
	return slices.DeleteFunc(opinionLife.Verbs(o.Status), func(verb string) bool { return verb == "lapse" })
}

// A Tally (评审结果) is how many experts hold what of one point.
type Tally struct {
	Clause                string
	For, Against, Neither int
}

// TallyOf counts the opinions that were given on a clause.
func TallyOf(clause string, opinions []Opinion) Tally {
	t := Tally{Clause: clause}
	for _, o := range opinions {
		for _, p := range o.Points {
			switch {
			case o.Status != OpinionGiven || p.Clause != clause:
			case p.Stance == For:
				t.For++
			case p.Stance == Against:
				t.Against++
			default:
				t.Neither++
			}
		}
	}
	return t
}

// Carried tells whether the point stands: what the facts leave open needs more
// than half of the experts for it, what they show must not have more than half
// against it.
// Source: decision 21.
func (t Tally) Carried(by Outcome) bool {
	all := t.For + t.Against + t.Neither
	if by == Met {
		return 2*t.Against <= all
	}
	return 2*t.For > all
}

// Failing lists the clauses that are not met whatever the experts say.
func Failing(v BodyVerdict) (ids []string) {
	for _, c := range v.Clauses {
		if c.Outcome == NotMet {
			ids = append(ids, c.Clause.ID)
		}
	}
	return ids
}

// Uncarried lists the clauses that the experts did not carry.
func Uncarried(v BodyVerdict, opinions []Opinion) (ids []string) {
	for _, c := range v.Clauses {
		if c.Outcome != NotMet && !TallyOf(c.Clause.ID, opinions).Carried(c.Outcome) {
			ids = append(ids, c.Clause.ID)
		}
	}
	return ids
}
