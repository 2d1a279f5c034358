package skill

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"assay/skill/day"
)

// An Assessor (考评人员登记) is one person's registration for one term: to examine
// occupations at levels, or to supervise, for one body or for a centre and all
// below it. Another term is another registration.
type Assessor struct {
	ID          AssessorID
	Person      PersonID
	Path        OrgPath // of the body, or of the centre
	Class       AssessorClass
	Occupations []OccupationCode // none: every one, of a supervisor
	Levels      []Level          // none: every one, of a supervisor
	Card        string           // 证卡编号
	Period      day.Period       // the term; no days before it is registered
	Renews      AssessorID       // the registration whose term it continues; or none
	Facts       Private          // the dossier as the body stated it, in the JSON of docs/commands.md
	Set         string           // the conditions that judged
	Outcome     Outcome          // of all occupations together
	Verdict     string           // a list of verdicts, one for each occupation, in the JSON of docs/commands.md
	Judged      day.Date         // the day it was judged on
	Proposer    PersonID
	Decider     PersonID // of the centre
	Ground      string   // of the last decision; no personal value
	Proof       FileHash // what the decision rests on; or none
	Status      AssessorStatus
	StatusAt    time.Time
	Version     int64
}

// AssessorClass (考评人员类别) is what a registered person does.
// Source: 职业技能鉴定考评人员管理工作规程(试行), art. 3; 人社职司便函〔2020〕53号, art. 4.
type AssessorClass string

// The classes.
const (
	ClassAssessor AssessorClass = "assessor"            // 考评员
	ClassSenior   AssessorClass = "senior"              // 高级考评员
	ClassInternal AssessorClass = "internal-supervisor" // 内部质量督导员
	ClassExternal AssessorClass = "external-supervisor" // 外部质量督导员
)

// AssessorClasses lists every class.
func AssessorClasses() []AssessorClass {
	return []AssessorClass{ClassAssessor, ClassSenior, ClassInternal, ClassExternal}
}

// UnmarshalText reads one of the listed words.
func (c *AssessorClass) UnmarshalText(b []byte) error { return readWord(c, b, AssessorClasses()) }

// Examines tells whether the class gives marks.
func (c AssessorClass) Examines() bool { return c == ClassAssessor || c == ClassSenior }

// AssessorStatus is where a registration stands. That its term is over is
// derived from the day.
//
//	none ──propose──▶ proposed ──register──▶ registered ──suspend──▶ suspended ──restore──▶ registered
//	                  proposed ──refuse──▶ refused
//	                  proposed, registered, suspended ──withdraw──▶ withdrawn
type AssessorStatus string

// The statuses of a registration.
const (
	AssessorProposed   AssessorStatus = "proposed"   // 待审核
	AssessorRegistered AssessorStatus = "registered" // 已登记
	AssessorSuspended  AssessorStatus = "suspended"  // 暂停
	AssessorRefused    AssessorStatus = "refused"    // 不予登记
	AssessorWithdrawn  AssessorStatus = "withdrawn"  // 已注销
)

var assessorLife = Lifecycle[AssessorStatus]{"assessor", []Transition[AssessorStatus]{
	{"propose", from[AssessorStatus](None), AssessorProposed},
	{"register", from(AssessorProposed), AssessorRegistered},
	{"refuse", from(AssessorProposed), AssessorRefused},
	{"suspend", from(AssessorRegistered), AssessorSuspended},
	{"restore", from(AssessorSuspended), AssessorRegistered},
	{"withdraw", from(AssessorProposed, AssessorRegistered, AssessorSuspended), AssessorWithdrawn},
}}

func (a Assessor) move(verb, reason string) (Move, error) {
	return assessorLife.move(string(a.ID), a.Status, verb, reason)
}

// Propose puts it before the centre (申报登记), with its verdict.
func (a Assessor) Propose() (Move, error) {
	if a.Verdict == "" {
		return Move{}, Fail(Invalid, "assessor.not_judged")
	}
	return a.move("propose", "")
}

// Register enters it in the register (登记) for its term: by the verdict when it
// is met, on a ground and a proof where it is for a reviewer to say, never where
// nothing is met. Nobody registers themselves, or whom they proposed.
func (a Assessor) Register(person, proposer, decider Person) (Move, error) {
	switch {
	case SameHuman(person, decider):
		return Move{}, Fail(Denied, "assessor.own")
	case SameHuman(proposer, decider):
		return Move{}, Fail(Denied, "person.same_human")
	case a.Outcome == NotMet:
		return Move{}, Fail(Unmet, "assessor.unmet")
	case a.Outcome != Met && (a.Ground == "" || !a.Proof.Valid()):
		return Move{}, Fail(Unmet, "assessor.needs_ground", "outcome", string(a.Outcome))
	case a.Period.From.IsZero() || a.Period.To.Before(a.Period.From):
		return Move{}, Fail(Internal, "assessor.no_term")
	}
	return a.move("register", a.Ground)
}

// Refuse leaves the person unregistered (不予登记), with a ground.
func (a Assessor) Refuse() (Move, error) { return a.grounded("refuse") }

// Suspend stops the registration (暂停), with a ground.
func (a Assessor) Suspend() (Move, error) { return a.grounded("suspend") }

// Restore ends a suspension (恢复), with a ground.
func (a Assessor) Restore() (Move, error) { return a.grounded("restore") }

// Withdraw ends the registration for good (注销), with a ground.
func (a Assessor) Withdraw() (Move, error) { return a.grounded("withdraw") }

func (a Assessor) grounded(verb string) (Move, error) {
	if a.Ground == "" {
		return Move{}, FailField("ground", "assessor.no_ground")
	}
	return a.move(verb, a.Ground)
}

// Expired tells whether the term is over.
func (a Assessor) Expired(on day.Date) bool { return !a.Period.To.IsZero() && on.After(a.Period.To) }

// InForce tells whether the registration holds on that day.
func (a Assessor) InForce(on day.Date) bool {
	return a.Status == AssessorRegistered && a.Period.Covers(on)
}

// Actions lists what may be done with the registration now.
func (a Assessor) Actions() []string { return assessorLife.Verbs(a.Status) }

// An Examining is what somebody is about to give marks for.
type Examining struct {
	At         OrgPath // of the body
	Occupation OccupationCode
	Level      Level
	On         day.Date
}

// covers tells whether the registration is for that occupation and level, there.
func (a Assessor) covers(e Examining) bool {
	return a.Class.Examines() && a.Path.Holds(e.At) && slices.Contains(a.Occupations, e.Occupation) && slices.Contains(a.Levels, e.Level)
}

// MayExamine tells whether a person, by their registrations, may give marks for
// an occupation and a level on a day, and if not what stands in the way.
func MayExamine(all []Assessor, e Examining) error {
	why := Fail(Unmet, "assessor.none", "occupation", string(e.Occupation), "level", e.Level.String())
	for _, a := range all {
		switch {
		case !a.covers(e):
		case a.InForce(e.On):
			return nil
		case a.Status == AssessorSuspended && !a.Expired(e.On):
			why = Fail(Unmet, "assessor.suspended")
		case a.Status == AssessorRegistered && a.Expired(e.On):
			why = Fail(Unmet, "assessor.expired", "to", a.Period.To.String())
		case a.Status == AssessorRegistered:
			why = Fail(Unmet, "assessor.not_begun", "from", a.Period.From.String())
		}
	}
	return why
}

// TermsServed are the posts of examining that registrations are the record of: a
// term that was registered, up to its end.
func TermsServed(all []Assessor) (out []Post) {
	for _, a := range all {
		if a.Class.Examines() && !a.Period.From.IsZero() && a.Status != AssessorProposed && !a.Period.To.Before(a.Period.From) {
			out = append(out, Post{Period: a.Period, Kind: PostExaminer})
		}
	}
	return out
}

// A SupervisorCard is the number of an external supervisor's card (督导员证卡编号):
// R, two digits of the province, two of the year, a serial of four.
// Source: 技能人才评价质量督导工作规程(试行), 江西 edition (R3621…).
type SupervisorCard struct {
	Province string
	Year     int
	Serial   string
}

const cardLength = 9

// ParseSupervisorCard reads a card's number; outer spaces are dropped, full-width
// forms folded. Errors name the position, counted from 1.
func ParseSupervisorCard(text string) (c SupervisorCard, err error) {
	text = Halve(text)
	runes := []rune(text)
	if len(runes) > 0 && runes[0] != 'R' {
		return c, cardFault("card.letter", 1)
	}
	for i, r := range runes[min(1, len(runes)):] {
		if i < cardLength-1 && (r < '0' || r > '9') {
			return c, cardFault("card.digit", i+2)
		}
	}
	if len(runes) != cardLength {
		return c, cardFault("card.length", min(len(runes), cardLength)+1)
	}
	c.Province, c.Serial = text[1:3], text[5:]
	if strings.Trim(c.Serial, "0") == "" {
		return c, cardFault("card.serial", 6)
	}
	short, _ := strconv.Atoi(text[3:5]) // two digits
	c.Year = 2000 + short
	return c, nil
}

func cardFault(reason string, position int) error {
	return FailField("card", reason, "position", strconv.Itoa(position))
}
