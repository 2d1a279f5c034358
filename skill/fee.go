package skill

import (
	"strconv"
	"time"
)

// Fen (分) is an amount of money in hundredths of a yuan.
type Fen int64

// String is the amount in yuan, e.g. 120.50.
func (f Fen) String() string {
	sign, n := "", int64(f)
	if n < 0 {
		sign, n = "-", -n
	}
	cents := strconv.FormatInt(n%100, 10)
	if len(cents) < 2 {
		cents = "0" + cents
	}
	return sign + strconv.FormatInt(n/100, 10) + "." + cents
}

// MostFen is the most that one fee may be: a slip of the hand is noticed, and no
// sum runs over.
const MostFen Fen = 1_000_000_00

// A Fee (评价费用) is what one application costs. The cashier takes it; the
// accountant, another person, reconciles what was taken, let off or given back.
// Source: docs/architecture.md, Roles and four eyes: cashier and accountant are two
// persons.
type Fee struct {
	ID          FeeID
	Application ApplicationID
	Plan        PlanID
	Path        OrgPath
	Person      PersonID
	Amount      Fen
	Receipt     string   // 票据号, of the payment; no two fees of a body share one
	Taker       PersonID // who moved it last: took, let off or gave back
	Reconciler  PersonID // 会计核对; empty: nobody has yet
	Ground      string   // why it was let off or given back; no personal value
	Status      FeeStatus
	StatusAt    time.Time
	Version     int64
}

// FeeStatus is where a fee stands. Only who owes nothing gets a ticket.
//
//	none ──charge──▶ due ──pay──▶ paid ──refund──▶ refunded
//	                 due ──waive──▶ waived
type FeeStatus string

// The statuses of a fee.
const (
	FeeDue      FeeStatus = "due"      // 待缴
	FeePaid     FeeStatus = "paid"     // 已缴
	FeeWaived   FeeStatus = "waived"   // 已减免
	FeeRefunded FeeStatus = "refunded" // 已退费
)

var feeLife = Lifecycle[FeeStatus]{"fee", []Transition[FeeStatus]{
	{"charge", from[FeeStatus](None), FeeDue},
	{"pay", from(FeeDue), FeePaid},
	{"waive", from(FeeDue), FeeWaived},
	{"refund", from(FeePaid), FeeRefunded},
}}

func (f Fee) move(verb, reason string) (Move, error) {
	return feeLife.move(string(f.ID), f.Status, verb, reason)
}

// Charge says what is to be paid (应缴).
func (f Fee) Charge() (Move, error) {
	if f.Amount <= 0 || f.Amount > MostFen {
		return Move{}, FailField("amount", "fee.amount", "most", MostFen.String())
	}
	return f.move("charge", "")
}

// Pay records that it was paid (缴费), by its receipt.
func (f Fee) Pay() (Move, error) {
	if f.Receipt == "" {
		return Move{}, FailField("receipt", "fee.no_receipt")
	}
	return f.move("pay", "")
}

// Waive lets the person off (减免).
func (f Fee) Waive() (Move, error) { return f.reasoned("waive") }

// Refund gives it back (退费).
func (f Fee) Refund() (Move, error) { return f.reasoned("refund") }

func (f Fee) reasoned(verb string) (Move, error) {
	if f.Ground == "" {
		return Move{}, FailField("ground", "fee.no_ground")
	}
	return f.move(verb, f.Ground)
}

// Reconcile notes that another person than the one who moved it last found it
// right (核对).
func (f Fee) Reconcile(taker, accountant Person) (Fee, error) {
	switch {
	case f.Status == FeeDue:
		return f, Fail(WrongState, "fee.wrong_state", "verb", "reconcile", "status", string(f.Status))
	case f.Reconciler != "":
		return f, Fail(WrongState, "fee.reconciled")
	case SameHuman(taker, accountant):
		return f, Fail(Denied, "person.same_human")
	}
	f.Reconciler = accountant.ID
	return f, nil
}

// Actions lists what may be done with the fee now.
func (f Fee) Actions() []string {
	out := feeLife.Verbs(f.Status)
	if f.Status != FeeDue && f.Reconciler == "" {
		out = append(out, "reconcile")
	}
	return out
}

// Settled refuses whatever waits for the fee, such as the ticket (准考证), while
// some of an application's fees is due, or all that was charged was given back.
// Where nothing was charged there is nothing to wait for.
func Settled(fees []Fee) error {
	stands := len(fees) == 0
	for _, f := range fees {
		if f.Status == FeeDue {
			return Fail(Unmet, "fee.unpaid", "amount", f.Amount.String())
		}
		stands = stands || f.Status == FeePaid || f.Status == FeeWaived
	}
	if !stands {
		return Fail(Unmet, "fee.refunded")
	}
	return nil
}
