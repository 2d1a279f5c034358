package skill

import (
	"strconv"
	"strings"

	"assay/skill/day"
)

// The kinds of term about a body.
const (
	TermStaff       TermKind = "staff"
	TermStaffDegree TermKind = "staff-degree"
	TermStaffTitle  TermKind = "staff-title"
	TermStaffYears  TermKind = "staff-years"
	TermFullTime    TermKind = "staff-full-time"
	TermCard        TermKind = "staff-card"
	TermApart       TermKind = "staff-apart"
	TermRoom        TermKind = "room"
	TermVideo       TermKind = "room-video"
	TermEquipment   TermKind = "equipment"
	TermSystem      TermKind = "system"
	TermTurnover    TermKind = "turnover"
	TermService     TermKind = "service"
	TermRegistered  TermKind = "registered"
	TermInsured     TermKind = "insured"
	TermCommitment  TermKind = "commitment"
	TermFinding     TermKind = "finding"
	TermApply       TermKind = "apply"
	TermBatches     TermKind = "batches"
	TermFindable    TermKind = "findable"
	TermRectified   TermKind = "rectified"
)

// Asked says for which of the things applied for a term is asked: once for the
// body, or Each for every occupation; with Levels only where one of them is
// applied for. Occupation is the one that it is asked for, once it is asked.
type Asked struct {
	Each       bool
	Levels     []Level
	Occupation OccupationCode
}

// About is the occupation that the term is asked for; empty: the body itself.
func (a Asked) About() OccupationCode { return a.Occupation }

// Asking says for what the term is asked.
func (a Asked) Asking() Asked { return a }

// An AskedTerm is one that may be asked of each occupation applied for. Of is the
// same term, asked of one.
type AskedTerm interface {
	Term
	Asking() Asked
	Of(OccupationCode) Term
}

// A StaffTerm asks for so many persons in any of the positions.
type StaffTerm struct {
	Asked
	Positions []Position
	Least     int
	Most      int // 0: any number
}

// A StaffDegreeTerm asks that everybody in the position has one of the degrees.
type StaffDegreeTerm struct {
	Asked
	Position Position
	Degrees  []School
}

// A StaffTitleTerm asks that everybody in the position has a title of the grade
// or a higher one.
type StaffTitleTerm struct {
	Asked
	Position Position
	Grade    Grade
}

// A StaffYearsTerm asks that everybody in the position has been in training or
// assessment for a time.
type StaffYearsTerm struct {
	Asked
	Position Position
	For      day.Span
}

// A FullTimeTerm asks for so many full-time persons in any of the positions; for
// everybody in them where Least is 0.
type FullTimeTerm struct {
	Asked
	Positions []Position
	Least     int
}

// A CardTerm asks that everybody in the position holds an assessor's card.
type CardTerm struct {
	Asked
	Position Position
}

// An ApartTerm asks that nobody holds two of the positions.
type ApartTerm struct{ Positions []Position }

// A RoomTerm asks for so many rooms of a kind; where Seats is set, for rooms that
// seat so many at one time.
type RoomTerm struct {
	Asked
	Room  FacilityKind
	Least int
	Seats int
}

// A VideoTerm asks that every room of the kinds is under video.
type VideoTerm struct{ Rooms []FacilityKind }

// An EquipmentTerm asks for so many pieces for a use.
type EquipmentTerm struct {
	Asked
	Use   EquipmentUse
	Least int
}

// A SystemTerm asks for written rules.
type SystemTerm struct{ System DocumentSystem }

// A TurnoverTerm asks for so many person-times in all.
type TurnoverTerm struct {
	Asked
	Least int
}

// A ServiceTerm asks for training or assessment without a break for a time.
type ServiceTerm struct{ For day.Span }

// A RegisteredTerm asks for a registration as a legal person.
type RegisteredTerm struct{}

// An InsuredTerm asks that the staff are insured where the body is registered.
// Province is that place, once it is asked.
type InsuredTerm struct{ Province string }

// A CommitmentTerm asks for a commitment.
type CommitmentTerm struct{ Commitment Commitment }

// A FindingTerm asks for what only experts can say.
type FindingTerm struct{ Finding Finding }

// An ApplyTerm asks to apply at least so many Days and at most so many Months
// before the filing's last day; no Months: as early as one likes.
type ApplyTerm struct{ Days, Months int }

// A BatchesTerm asks for so many batches in the term, counted by plans.
type BatchesTerm struct{ Least int }

// A FindableTerm asks that every certificate is found by the public query.
type FindableTerm struct{}

// A RectifiedTerm asks that no rectification is overdue.
type RectifiedTerm struct{}

// Kind is TermStaff.
func (StaffTerm) Kind() TermKind { return TermStaff }

// Kind is TermStaffDegree.
func (StaffDegreeTerm) Kind() TermKind { return TermStaffDegree }

// Kind is TermStaffTitle.
func (StaffTitleTerm) Kind() TermKind { return TermStaffTitle }

// Kind is TermStaffYears.
func (StaffYearsTerm) Kind() TermKind { return TermStaffYears }

// Kind is TermFullTime.
func (FullTimeTerm) Kind() TermKind { return TermFullTime }

// Kind is TermCard.
func (CardTerm) Kind() TermKind { return TermCard }

// Kind is TermApart.
func (ApartTerm) Kind() TermKind { return TermApart }

// Kind is TermRoom.
func (RoomTerm) Kind() TermKind { return TermRoom }

// Kind is TermVideo.
func (VideoTerm) Kind() TermKind { return TermVideo }

// Kind is TermEquipment.
func (EquipmentTerm) Kind() TermKind { return TermEquipment }

// Kind is TermSystem.
func (SystemTerm) Kind() TermKind { return TermSystem }

// Kind is TermTurnover.
func (TurnoverTerm) Kind() TermKind { return TermTurnover }

// Kind is TermService.
func (ServiceTerm) Kind() TermKind { return TermService }

// Kind is TermRegistered.
func (RegisteredTerm) Kind() TermKind { return TermRegistered }

// Kind is TermInsured.
func (InsuredTerm) Kind() TermKind { return TermInsured }

// Kind is TermCommitment.
func (CommitmentTerm) Kind() TermKind { return TermCommitment }

// Kind is TermFinding.
func (FindingTerm) Kind() TermKind { return TermFinding }

// Kind is TermApply.
func (ApplyTerm) Kind() TermKind { return TermApply }

// Kind is TermBatches.
func (BatchesTerm) Kind() TermKind { return TermBatches }

// Kind is TermFindable.
func (FindableTerm) Kind() TermKind { return TermFindable }

// Kind is TermRectified.
func (RectifiedTerm) Kind() TermKind { return TermRectified }

// Of is the term asked of one occupation.
func (t StaffTerm) Of(o OccupationCode) Term { t.Occupation = o; return t }

// Of is the term asked of one occupation.
func (t StaffDegreeTerm) Of(o OccupationCode) Term { t.Occupation = o; return t }

// Of is the term asked of one occupation.
func (t StaffTitleTerm) Of(o OccupationCode) Term { t.Occupation = o; return t }

// Of is the term asked of one occupation.
func (t StaffYearsTerm) Of(o OccupationCode) Term { t.Occupation = o; return t }

// Of is the term asked of one occupation.
func (t FullTimeTerm) Of(o OccupationCode) Term { t.Occupation = o; return t }

// Of is the term asked of one occupation.
func (t CardTerm) Of(o OccupationCode) Term { t.Occupation = o; return t }

// Of is the term asked of one occupation.
func (t RoomTerm) Of(o OccupationCode) Term { t.Occupation = o; return t }

// Of is the term asked of one occupation.
func (t EquipmentTerm) Of(o OccupationCode) Term { t.Occupation = o; return t }

// Of is the term asked of one occupation.
func (t TurnoverTerm) Of(o OccupationCode) Term { t.Occupation = o; return t }

// everybody is what a term needs that asks for no number.
const everybody = "all"

// Need is a number of persons: 5, or 1..2.
func (t StaffTerm) Need() string {
	if t.Most > t.Least {
		return strconv.Itoa(t.Least) + ".." + strconv.Itoa(t.Most)
	}
	return strconv.Itoa(t.Least)
}

// Need is the degrees that serve alike, joined by |.
func (t StaffDegreeTerm) Need() string { return joined(t.Degrees) }

// Need is the lowest grade.
func (t StaffTitleTerm) Need() string { return string(t.Grade) }

// Need is a time, e.g. 5y.
func (t StaffYearsTerm) Need() string { return t.For.String() }

// Need is a number of persons, or all.
func (t FullTimeTerm) Need() string {
	if t.Least == 0 {
		return everybody
	}
	return strconv.Itoa(t.Least)
}

// Need is all.
func (CardTerm) Need() string { return everybody }

// Need is the positions that are to be apart.
func (t ApartTerm) Need() string { return joined(t.Positions) }

// Need is a number of rooms, or of seats in one.
func (t RoomTerm) Need() string { return strconv.Itoa(max(t.Least, t.Seats)) }

// Need is all.
func (VideoTerm) Need() string { return everybody }

// Need is a number of pieces.
func (t EquipmentTerm) Need() string { return strconv.Itoa(t.Least) }

// Need is the system.
func (t SystemTerm) Need() string { return string(t.System) }

// Need is a number of person-times.
func (t TurnoverTerm) Need() string { return strconv.Itoa(t.Least) }

// Need is a time, e.g. 6y.
func (t ServiceTerm) Need() string { return t.For.String() }

// Need is that it is there.
func (RegisteredTerm) Need() string { return "legal-person" }

// Need is the code of a province.
func (t InsuredTerm) Need() string { return t.Province }

// Need is the commitment.
func (t CommitmentTerm) Need() string { return string(t.Commitment) }

// Need is the finding.
func (t FindingTerm) Need() string { return string(t.Finding) }

// Need is how long before the last day: 90d.. is that or earlier, ..3m is then
// or later.
func (t ApplyTerm) Need() string {
	var least, most string
	if t.Days > 0 {
		least = day.Span{Days: t.Days}.String()
	}
	if t.Months > 0 {
		most = day.Span{Months: t.Months}.String()
	}
	return least + ".." + most
}

// Need is a number of batches.
func (t BatchesTerm) Need() string { return strconv.Itoa(t.Least) }

// Need is all.
func (FindableTerm) Need() string { return everybody }

// Need is none.
func (RectifiedTerm) Need() string { return "0" }

func joined[T ~string](words []T) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return strings.Join(out, "|")
}
