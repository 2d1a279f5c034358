package skill

import (
	"errors"
	"slices"
	"strings"
	"time"

	"assay/skill/day"
)

// An Amendment (更正申请) asks that one entry of a person's record be changed: by
// the person or an officer, with a proof, and approved by somebody else. Until
// then the new value lies sealed; afterwards it is the record's.
// Source: 个人信息保护法 art. 46.
type Amendment struct {
	ID       AmendmentID
	Person   PersonID // whose record
	Path     OrgPath  // of the organisation that decides
	Field    PersonField
	Value    Private  // as it should be; see PersonField
	Proof    FileHash // what shows it; empty for what needs none
	Ground   string   // why; no personal value
	Proposer PersonID
	Approver PersonID
	Answer   string // why it was refused; no personal value
	Status   AmendmentStatus
	StatusAt time.Time
	Version  int64
}

// PersonField is an entry of a person's record.
type PersonField string

// The entries. All but the last three are as the identity document says, so that
// changing them needs a proof.
const (
	FieldName      PersonField = "name"      // 姓名
	FieldDocument  PersonField = "document"  // 证件: kind and number, with a space between
	FieldBorn      PersonField = "born"      // 出生日期: YYYY-MM-DD
	FieldSex       PersonField = "sex"       // 性别: M or F
	FieldRomanised PersonField = "romanised" // 姓名的拼写
	FieldPhone     PersonField = "phone"     // 手机号码
	FieldAddress   PersonField = "address"   // 地址
)

// NeedsProof tells whether the entry is what an identity document says.
func (f PersonField) NeedsProof() bool {
	return slices.Contains([]PersonField{FieldName, FieldDocument, FieldBorn, FieldSex}, f)
}

// AmendmentStatus is where an amendment stands.
//
//	none ──propose──▶ proposed ──approve──▶ applied
//	                  proposed ──refuse──▶ refused
//	                  proposed ──withdraw──▶ withdrawn
type AmendmentStatus string

// The statuses of an amendment.
const (
	AmendmentProposed  AmendmentStatus = "proposed"  // 待批
	AmendmentApplied   AmendmentStatus = "applied"   // 已更正
	AmendmentRefused   AmendmentStatus = "refused"   // 不予更正
	AmendmentWithdrawn AmendmentStatus = "withdrawn" // 已撤回
)

var amendmentLife = Lifecycle[AmendmentStatus]{"amendment", []Transition[AmendmentStatus]{
	{"propose", from[AmendmentStatus](None), AmendmentProposed},
	{"approve", from(AmendmentProposed), AmendmentApplied},
	{"refuse", from(AmendmentProposed), AmendmentRefused},
	{"withdraw", from(AmendmentProposed), AmendmentWithdrawn},
}}

func (a Amendment) move(verb, reason string) (Move, error) {
	return amendmentLife.move(string(a.ID), a.Status, verb, reason)
}

// Propose asks for the change (申请更正) on a day.
func (a Amendment) Propose(now Person, today day.Date) (Move, error) {
	if a.Ground == "" {
		return Move{}, FailField("ground", "amendment.no_ground")
	}
	if a.Field.NeedsProof() && a.Proof == "" {
		return Move{}, FailField("proof", "amendment.no_proof")
	}
	next, err := a.Apply(now, today)
	if err != nil {
		return Move{}, err
	}
	if sameRecord(next, now) {
		return Move{}, FailField("value", "amendment.same")
	}
	return a.move("propose", a.Ground)
}

// sameRecord tells whether two records say the same of their person.
func sameRecord(a, b Person) bool {
	return a.Name == b.Name && a.Document.Equal(b.Document) && a.Born == b.Born && a.Sex == b.Sex && a.Romanised == b.Romanised &&
		a.Phone == b.Phone && a.Address == b.Address
}

// Approve lets the record change (批准): the approver is neither the person nor
// the proposer.
func (a Amendment) Approve(person, proposer, approver Person) (Move, error) {
	if err := a.Judged(person, proposer, approver); err != nil {
		return Move{}, err
	}
	return a.move("approve", a.Ground)
}

// Refuse leaves the record as it is (不予更正), with the reason in Answer; by
// somebody who might have approved.
func (a Amendment) Refuse(person, proposer, approver Person) (Move, error) {
	if err := a.Judged(person, proposer, approver); err != nil {
		return Move{}, err
	}
	if a.Answer == "" {
		return Move{}, FailField("ground", "amendment.no_answer")
	}
	return a.move("refuse", a.Answer)
}

// Judged refuses an approver who is the person concerned or the proposer.
func (a Amendment) Judged(person, proposer, approver Person) error {
	if err := Apart(person, approver); err != nil {
		return err
	}
	return Apart(proposer, approver)
}

// Withdraw takes the proposal back (撤回).
func (a Amendment) Withdraw() (Move, error) { return a.move("withdraw", "") }

// Actions lists what may be done with the amendment now.
func (a Amendment) Actions() []string { return amendmentLife.Verbs(a.Status) }

// Apply is the person with the new value; one that cannot be is named as value.
func (a Amendment) Apply(p Person, today day.Date) (Person, error) {
	text := a.Value.Reveal()
	if text == "" {
		return p, FailField("value", "amendment.no_value")
	}
	switch a.Field {
	case FieldName:
		p.Name = text
	case FieldDocument:
		return p.withDocument(text, today)
	case FieldBorn:
		return p.bornOn(text, today)
	case FieldSex:
		if p.Sex = Sex(text); p.Sex != "M" && p.Sex != "F" {
			return p, FailField("value", "amendment.sex")
		}
	case FieldRomanised:
		p.Romanised = strings.ToUpper(Halve(text))
	case FieldPhone:
		p.Phone = a.Value
	case FieldAddress:
		p.Address = a.Value
	default:
		return p, FailField("field", "amendment.field")
	}
	return p, nil
}

// withDocument takes another document, and what its number says of birth and sex.
func (p Person) withDocument(text string, today day.Date) (Person, error) {
	kind, number, _ := strings.Cut(text, " ")
	known, err := ParseDocumentKind(kind)
	if err != nil {
		return p, FailField("value", "document.kind_unknown")
	}
	doc, _, err := ParseDocument(known, number, today)
	if err != nil {
		return p, inValue(err)
	}
	p.Document = doc
	if born, ok := doc.Born(); ok {
		p.Born, p.Sex = born, doc.Sex()
	}
	return p, nil
}

// inValue says that an error is of the new value.
func inValue(err error) error {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return err
	}
	out := *e
	out.Fields = []FieldError{{Path: "value", Reason: e.Reason, Args: e.Args}}
	return &out
}

// bornOn takes another birth date, which a number that states one refuses.
func (p Person) bornOn(text string, today day.Date) (Person, error) {
	born, err := day.Parse(text)
	if err != nil || !born.Before(today) {
		return p, FailField("value", "date.unreadable")
	}
	if stated, ok := p.Document.Born(); ok && stated != born {
		return p, FailField("value", "amendment.born_by_number")
	}
	p.Born = born
	return p, nil
}
