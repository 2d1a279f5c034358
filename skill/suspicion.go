package skill

import "time"

// A Sign (重复迹象) is what two applications of one plan have in common that two
// people seldom do.
type Sign string

// The signs.
const (
	SignHuman Sign = "human" // 同名同生日: the same folded name and date of birth under two documents
	SignPhoto Sign = "photo" // 同一照片
	SignPhone Sign = "phone" // 同一手机号码
)

// A Suspicion (疑似重复) is a person's decision on two applications of one plan
// that look like one human's. The signs are found by rule; what they mean is never
// decided by it, and nothing follows of itself.
type Suspicion struct {
	ID       SuspicionID
	Plan     PlanID
	Path     OrgPath
	A, B     ApplicationID // A < B
	Signs    []Sign
	Decider  PersonID
	Ground   string // no personal value
	Status   SuspicionStatus
	StatusAt time.Time
	Version  int64
}

// SuspicionStatus is what somebody found of it. A pair on which nobody decided
// has no row yet.
//
//	none ──dismiss──▶ dismissed ──uphold──▶ upheld
type SuspicionStatus string

// The statuses of a suspicion.
const (
	SuspicionDismissed SuspicionStatus = "dismissed" // 不是同一人
	SuspicionUpheld    SuspicionStatus = "upheld"    // 确为重复报名
)

var suspicionLife = Lifecycle[SuspicionStatus]{"suspicion", []Transition[SuspicionStatus]{
	{"dismiss", from[SuspicionStatus](None), SuspicionDismissed},
	{"uphold", from[SuspicionStatus](None, SuspicionDismissed), SuspicionUpheld},
}}

// Dismiss says that they are two people (排除).
func (s Suspicion) Dismiss() (Move, error) { return s.decide("dismiss") }

// Uphold says that one human applied twice (认定重复).
func (s Suspicion) Uphold() (Move, error) { return s.decide("uphold") }

func (s Suspicion) decide(verb string) (Move, error) {
	if s.Ground == "" {
		return Move{}, FailField("ground", "review.no_ground")
	}
	return suspicionLife.move(string(s.ID), s.Status, verb, s.Ground)
}

// Actions lists what may be done with the suspicion now.
func (s Suspicion) Actions() []string { return suspicionLife.Verbs(s.Status) }
