package skill

import "time"

// An Erasure (删除决定) is the centre's decision to destroy what the installation
// holds of a person: proposed and approved by two persons, with its legal basis.
// Rows, audit entries, certificate numbers and the leaves of the logs stay, and
// say so. The person may ask for it.
// Source: 个人信息保护法 art. 47.
type Erasure struct {
	ID       ErasureID
	Person   PersonID
	Path     OrgPath // of the centre that decides; all of the person's records lie below it
	Basis    string  // key of the legal basis in reference data
	Ground   string  // what makes it apply; no personal value
	Proposer PersonID
	Approver PersonID
	Answer   string // why it was refused; no personal value
	Status   ErasureStatus
	StatusAt time.Time
	Version  int64
}

// ErasureStatus is where an erasure stands.
//
//	none ──ask──▶ asked ──propose──▶ proposed ──approve──▶ done
//	              asked, proposed ──refuse──▶ refused
//	              asked, proposed ──withdraw──▶ withdrawn
type ErasureStatus string

// The statuses of an erasure.
const (
	ErasureAsked     ErasureStatus = "asked"     // 已申请
	ErasureProposed  ErasureStatus = "proposed"  // 待批
	ErasureDone      ErasureStatus = "done"      // 已删除
	ErasureRefused   ErasureStatus = "refused"   // 不予删除
	ErasureWithdrawn ErasureStatus = "withdrawn" // 已撤回
)

var erasureLife = Lifecycle[ErasureStatus]{"erasure", []Transition[ErasureStatus]{
	{"ask", from[ErasureStatus](None), ErasureAsked},
	{"propose", from(ErasureAsked), ErasureProposed},
	{"approve", from(ErasureProposed), ErasureDone},
	{"refuse", from(ErasureAsked, ErasureProposed), ErasureRefused},
	{"withdraw", from(ErasureAsked, ErasureProposed), ErasureWithdrawn},
}}

func (e Erasure) move(verb, reason string) (Move, error) {
	return erasureLife.move(string(e.ID), e.Status, verb, reason)
}

// Ask begins it (申请删除): the person asks, or an officer finds a reason to.
func (e Erasure) Ask() (Move, error) {
	if e.Ground == "" {
		return Move{}, FailField("ground", "erasure.no_ground")
	}
	return e.move("ask", e.Ground)
}

// Propose puts the decision before the approver (提出); the proposer is not the
// person concerned.
func (e Erasure) Propose(person, proposer Person) (Move, error) {
	switch {
	case e.Basis == "":
		return Move{}, FailField("basis", "erasure.no_basis")
	case e.Ground == "":
		return Move{}, FailField("ground", "erasure.no_ground")
	}
	if err := Apart(person, proposer); err != nil {
		return Move{}, err
	}
	return e.move("propose", e.Basis)
}

// Approve lets it be done (批准); three different persons.
func (e Erasure) Approve(person, proposer, approver Person) (Move, error) {
	if err := Apart(person, proposer, approver); err != nil {
		return Move{}, err
	}
	return e.move("approve", e.Basis)
}

// Refuse leaves the records (不予删除), with the reason in Answer. The person
// concerned does not refuse.
func (e Erasure) Refuse(person, approver Person) (Move, error) {
	if err := Apart(person, approver); err != nil {
		return Move{}, err
	}
	if e.Answer == "" {
		return Move{}, FailField("ground", "erasure.no_answer")
	}
	return e.move("refuse", e.Answer)
}

// Withdraw takes the request or the proposal back (撤回).
func (e Erasure) Withdraw() (Move, error) { return e.move("withdraw", "") }

// Actions lists what may be done with the erasure now.
func (e Erasure) Actions() []string { return erasureLife.Verbs(e.Status) }
