package skill

import "time"

// A Seating (座位编排) is one go at giving seats to whoever is called to the
// sessions of a plan that are to come. What it was drawn from is kept, so that
// anybody can recompute it with its seed.
type Seating struct {
	ID       SeatingID
	Plan     PlanID
	Path     OrgPath
	Seed     string // a number from 0 to 2⁶⁴-1
	Instance string // what was seated, in the JSON of docs/commands.md, assay seat; ids and no names
	Rooms    int    // that are used, once for each session
	Soft     int    // pairs of neighbours against a soft rule
	Status   SeatingStatus
	StatusAt time.Time
	Version  int64
}

// SeatingStatus is where a seating stands.
//
//	none ──draw──▶ drawn ──issue──▶ issued
//	               drawn ──replace──▶ replaced
type SeatingStatus string

// The statuses of a seating.
const (
	SeatingDrawn    SeatingStatus = "drawn"    // 已编排: may be drawn again
	SeatingIssued   SeatingStatus = "issued"   // 已发准考证
	SeatingReplaced SeatingStatus = "replaced" // 已重排
)

var seatingLife = Lifecycle[SeatingStatus]{"seating", []Transition[SeatingStatus]{
	{"draw", from[SeatingStatus](None), SeatingDrawn},
	{"issue", from(SeatingDrawn), SeatingIssued},
	{"replace", from(SeatingDrawn), SeatingReplaced},
}}

// Draw enters the seating (编排座位).
func (s Seating) Draw() (Move, error) { return seatingLife.move(string(s.ID), s.Status, "draw", "") }

// Issue gives tickets out by it (发放准考证); from then on nobody is moved but
// who has lost a seat.
func (s Seating) Issue() (Move, error) { return seatingLife.move(string(s.ID), s.Status, "issue", "") }

// Replace gives it up for another (重新编排), before tickets are out.
func (s Seating) Replace() (Move, error) {
	return seatingLife.move(string(s.ID), s.Status, "replace", "")
}

// Actions lists what may be done with the seating now; another takes its place
// when it is drawn.
func (s Seating) Actions() []string { return seatingLife.Verbs(s.Status) }

// A Seat (座位) is where one candidate sits in one session.
type Seat struct {
	ID          SeatID
	Seating     SeatingID
	Plan        PlanID
	Path        OrgPath
	Sitting     SittingID
	Application ApplicationID
	Session     SessionID
	Room        RoomID
	Place
	Number  int    // 座位号: places counted row by row, those out of service too, so that it stays
	Paper   string // 试卷: A, B …; empty where there is one for all
	Access  bool   // the seat had to be an accessible one
	Gone    bool   // given up: drawn anew, or the place is no longer there
	Version int64
}

// A Ticket (准考证) admits one candidate to all sessions of a plan. Its code is
// not kept: it is made anew from the ticket's id by the installation's key, and
// found by a keyed hash.
type Ticket struct {
	ID          TicketID
	Plan        PlanID
	Path        OrgPath
	Application ApplicationID
	Number      string // 准考证号
	Version     int64
}

// CheckInWay (签到方式) is how somebody was known at check-in.
type CheckInWay string

// The ways.
const (
	ByCode     CheckInWay = "code"     // 扫码: the ticket's code
	ByList     CheckInWay = "list"     // 名单: found on the door's list
	ByDocument CheckInWay = "document" // 证件: by the document's number
)

// A CheckIn (签到) says that a candidate came to a session. A second one from
// another device is kept and names the first, for the invigilator to look into.
type CheckIn struct {
	ID      CheckInID
	Plan    PlanID
	Path    OrgPath
	Session SessionID
	Sitting SittingID
	Seat    SeatID
	Way     CheckInWay
	Device  string    // which device noted it, as it names itself
	At      time.Time // by the device's clock where it had no network, else when it was written
	Offline bool      // the device had no network and handed it in later
	First   CheckInID // 重复签到: who was first, by the order of being written
	By      PersonID  // the invigilator
	Version int64
}
