package skill

import (
	"time"

	"assay/skill/day"
)

// An Exit (自愿退出) is a body's own word that it will assess no more from a day
// on, and the centre's answer. From that day the body cannot plan, examine or
// issue; certificates already issued are untouched.
type Exit struct {
	ID        ExitID
	Body      BodyID
	Path      OrgPath
	On        day.Date // the first day on which it assesses no more
	Why       string   // in the body's words; no personal value
	Applicant PersonID
	Decider   PersonID // of the centre; of the body where it was taken back
	Ground    string   // of the decision; no personal value
	Status    ExitStatus
	StatusAt  time.Time
	Version   int64
}

// ExitStatus is where an exit stands. It is the day itself that ends the body's
// filing; the program then takes the body off the register.
//
//	none ──declare──▶ declared ──confirm──▶ confirmed ──leave──▶ left
//	                  declared ──refuse──▶ refused
//	                  declared ──take-back──▶ taken
type ExitStatus string

// The statuses of an exit.
const (
	ExitDeclared  ExitStatus = "declared"  // 已申请
	ExitConfirmed ExitStatus = "confirmed" // 已确认
	ExitLeft      ExitStatus = "left"      // 已退出
	ExitRefused   ExitStatus = "refused"   // 不同意
	ExitTaken     ExitStatus = "taken"     // 已撤回
)

var exitLife = Lifecycle[ExitStatus]{"body_exit", []Transition[ExitStatus]{
	{"declare", from[ExitStatus](None), ExitDeclared},
	{"confirm", from(ExitDeclared), ExitConfirmed},
	{"leave", from(ExitConfirmed), ExitLeft},
	{"refuse", from(ExitDeclared), ExitRefused},
	{"take-back", from(ExitDeclared), ExitTaken},
}}

func (e Exit) move(verb, reason string) (Move, error) {
	return exitLife.move(string(e.ID), e.Status, verb, reason)
}

// Declare puts it before the centre (申请退出).
func (e Exit) Declare(today day.Date) (Move, error) {
	switch {
	case e.Why == "":
		return Move{}, FailField("why", "body_exit.no_why")
	case !e.On.After(today):
		return Move{}, FailField("on", "body_exit.past")
	}
	return e.move("declare", "")
}

// Confirm accepts it (确认退出); who confirms is not who declared.
func (e Exit) Confirm(applicant, decider Person) (Move, error) {
	if err := Apart(applicant, decider); err != nil {
		return Move{}, err
	}
	return e.move("confirm", e.Ground)
}

// Refuse holds the body to its filing (不同意退出), with a ground.
func (e Exit) Refuse() (Move, error) {
	if e.Ground == "" {
		return Move{}, FailField("ground", "body_exit.no_ground")
	}
	return e.move("refuse", e.Ground)
}

// TakeBack leaves everything as it was (撤回), while nobody has decided.
func (e Exit) TakeBack() (Move, error) { return e.move("take-back", "") }

// Leave says that the day has come.
func (e Exit) Leave(today day.Date) (Move, error) {
	if !e.Begun(today) {
		return Move{}, Fail(Unmet, "body_exit.not_begun", "on", e.On.String())
	}
	return e.move("leave", "")
}

// Begun tells whether the body has left, or its confirmed day has come.
func (e Exit) Begun(today day.Date) bool {
	return (e.Status == ExitConfirmed || e.Status == ExitLeft) && !today.Before(e.On)
}

// Actions lists what may be done with the exit now.
func (e Exit) Actions() []string { return exitLife.Verbs(e.Status) }
