package skill

import (
	"slices"
	"strconv"
	"time"

	"assay/skill/day"
)

// A Room (考场) is a room of a site in which sessions are held: its places (座位,
// 工位) in rows and columns, what stands on them, and when it can be used.
type Room struct {
	ID         RoomID
	Site       SiteID
	Body       BodyID
	Path       OrgPath
	Name       string
	Kind       RoomKind
	Rows, Cols int
	Broken     []Place     // places out of service
	Machines   []Machine   // where they are listed, only places with one that works count
	Accessible bool        // 无障碍: whoever needs it reaches a place without steps
	Hours      []OpenHours // none: at any time
	Closures   []Closure
	Ground     string // why it was last closed; no personal value
	Status     RoomStatus
	StatusAt   time.Time
	Version    int64
}

// RoomKind (考场类型) is what a room is fit for.
type RoomKind string

// The kinds.
const (
	RoomTheory    RoomKind = "theory"    // 理论考场: desks
	RoomComputer  RoomKind = "computer"  // 机考考场: a machine on each desk
	RoomPractical RoomKind = "practical" // 实操考场: work places
)

// RoomKinds lists every kind.
func RoomKinds() []RoomKind { return []RoomKind{RoomTheory, RoomComputer, RoomPractical} }

// UnmarshalText reads one of the listed words.
func (k *RoomKind) UnmarshalText(b []byte) error { return readWord(k, b, RoomKinds()) }

// Suits tells whether a part can be examined in a room of the kind: papers at
// desks or machines, work at machines or work places, a review anywhere.
func (k RoomKind) Suits(p Part) bool {
	switch p {
	case Theory:
		return k != RoomPractical
	case Operation:
		return k != RoomTheory
	}
	return true
}

// A Place (座位, 工位) is one in a room; rows and columns count from 1.
type Place struct{ Row, Col int }

// A Machine (设备) stands on a place.
type Machine struct {
	Place
	Number string // 设备编号, on its plate
	What   string // e.g. CA6140 普通车床
	Out    bool   // 停用
}

// OpenHours is when a room is open on one day of the week, in UTC+8.
type OpenHours struct {
	Day      time.Weekday
	From, To Minute
}

// A Minute counts from midnight; 1440 is the end of the day.
type Minute int

const dayMinutes = 24 * 60

// ParseMinute reads HH:MM, 24:00 included.
func ParseMinute(s string) (Minute, error) {
	if len(s) == 5 && s[2] == ':' {
		h, err1 := strconv.ParseUint(s[:2], 10, 8)
		m, err2 := strconv.ParseUint(s[3:], 10, 8)
		if n := Minute(60*h + m); err1 == nil && err2 == nil && m < 60 && n <= dayMinutes {
			return n, nil
		}
	}
	return 0, Fail(Invalid, "room.clock")
}

// String is HH:MM.
func (m Minute) String() string {
	two := func(n Minute) string { return string([]byte{byte('0' + n/10), byte('0' + n%10)}) }
	return two(m/60) + ":" + two(m%60)
}

// A Closure (停用时段) is some whole days on which a room cannot be used, such as
// for maintenance.
type Closure struct {
	Period day.Period
	Why    string // no personal value
}

// RoomStatus is where a room stands.
//
//	none ──open──▶ open ──close──▶ closed ──reopen──▶ open
type RoomStatus string

// The statuses of a room.
const (
	RoomOpen   RoomStatus = "open"   // 可用
	RoomClosed RoomStatus = "closed" // 停用
)

var roomLife = Lifecycle[RoomStatus]{"room", []Transition[RoomStatus]{
	{"open", from[RoomStatus](None), RoomOpen},
	{"close", from(RoomOpen), RoomClosed},
	{"reopen", from(RoomClosed), RoomOpen},
}}

// Open enters the room (启用).
func (r Room) Open() (Move, error) {
	if err := r.Check(); err != nil {
		return Move{}, err
	}
	return roomLife.move(string(r.ID), r.Status, "open", "")
}

// Close takes the room out of use (停用), with a ground.
func (r Room) Close() (Move, error) {
	if r.Ground == "" {
		return Move{}, FailField("ground", "room.no_ground")
	}
	return roomLife.move(string(r.ID), r.Status, "close", r.Ground)
}

// Reopen takes it back into use (恢复使用).
func (r Room) Reopen() (Move, error) { return roomLife.move(string(r.ID), r.Status, "reopen", "") }

// Actions lists what may be done with the room now.
func (r Room) Actions() []string { return roomLife.Verbs(r.Status) }

// most is more rows, columns or machines than any room has.
const most = 200

// Check refuses a room that cannot be: places outside it, two machines on one,
// hours or days back to front.
func (r Room) Check() error {
	switch {
	case r.Name == "":
		return FailField("name", "room.no_name")
	case !slices.Contains(RoomKinds(), r.Kind):
		return FailField("kind", "room.no_kind")
	case r.Rows < 1 || r.Rows > most || r.Cols < 1 || r.Cols > most:
		return FailField("rows", "room.size", "most", strconv.Itoa(most))
	}
	for i, p := range r.Broken {
		if !r.holds(p) {
			return FailField("broken["+strconv.Itoa(i)+"]", "room.place")
		}
	}
	if err := r.checkMachines(); err != nil {
		return err
	}
	return r.checkTimes()
}

func (r Room) holds(p Place) bool {
	return p.Row >= 1 && p.Row <= r.Rows && p.Col >= 1 && p.Col <= r.Cols
}

func (r Room) checkMachines() error {
	on, numbers := map[Place]bool{}, map[string]bool{}
	for i, m := range r.Machines {
		path := "machines[" + strconv.Itoa(i) + "]"
		switch {
		case !r.holds(m.Place):
			return FailField(path, "room.place")
		case on[m.Place]:
			return FailField(path, "room.two_machines")
		case m.Number == "" || m.What == "":
			return FailField(path, "room.machine_unnamed")
		case numbers[m.Number]:
			return FailField(path, "room.machine_twice")
		}
		on[m.Place], numbers[m.Number] = true, true
	}
	return nil
}

func (r Room) checkTimes() error {
	for i, h := range r.Hours {
		if h.Day < time.Sunday || h.Day > time.Saturday || h.From < 0 || h.To <= h.From || h.To > dayMinutes {
			return FailField("hours["+strconv.Itoa(i)+"]", "room.hours_order")
		}
	}
	for i, c := range r.Closures {
		if c.Period.From.IsZero() || c.Period.To.Before(c.Period.From) {
			return FailField("closures["+strconv.Itoa(i)+"]", "room.closure_order")
		}
	}
	return nil
}

// Places lists the places that can be used, row by row: neither broken nor, where
// machines are listed, without one that works.
func (r Room) Places() []Place {
	var out []Place
	for row := 1; row <= r.Rows; row++ {
		for col := 1; col <= r.Cols; col++ {
			if p := (Place{row, col}); r.works(p) {
				out = append(out, p)
			}
		}
	}
	return out
}

// Unusable lists the other places of the grid, row by row.
func (r Room) Unusable() []Place {
	var out []Place
	for row := 1; row <= r.Rows; row++ {
		for col := 1; col <= r.Cols; col++ {
			if p := (Place{row, col}); !r.works(p) {
				out = append(out, p)
			}
		}
	}
	return out
}

func (r Room) works(p Place) bool {
	if slices.Contains(r.Broken, p) {
		return false
	}
	return len(r.Machines) == 0 || slices.ContainsFunc(r.Machines, func(m Machine) bool { return m.Place == p && !m.Out })
}

// Capacity is how many candidates it takes at a time.
func (r Room) Capacity() int { return len(r.Places()) }

// Takes tells whether a session can be held in the room, and if not what stands
// in the way. Whether another session is there is for the store to know.
func (r Room) Takes(s Session) error {
	switch {
	case r.Status != RoomOpen:
		return Fail(Unmet, "room.closed", "room", r.Name)
	case !r.Kind.Suits(s.Part):
		return Fail(Unmet, "room.unsuited", "room", r.Name, "kind", string(r.Kind), "part", string(s.Part))
	case r.Capacity() == 0:
		return Fail(Unmet, "room.no_places", "room", r.Name)
	case !r.openAt(s.Starts, s.Ends):
		return Fail(Unmet, "room.outside_hours", "room", r.Name)
	}
	for _, c := range r.Closures {
		if c.Period.Covers(day.Of(s.Starts)) || c.Period.Covers(day.Of(s.Ends)) {
			return Fail(Unmet, "room.closed_then", "room", r.Name, "from", c.Period.From.String(), "to", c.Period.To.String())
		}
	}
	return nil
}

// openAt tells whether one opening holds the whole time.
func (r Room) openAt(starts, ends time.Time) bool {
	if len(r.Hours) == 0 {
		return true
	}
	first := day.Of(starts)
	from := starts.Sub(first.Time())
	to := ends.Sub(first.Time())
	return slices.ContainsFunc(r.Hours, func(h OpenHours) bool {
		return h.Day == first.Weekday() && time.Duration(h.From)*time.Minute <= from && to <= time.Duration(h.To)*time.Minute
	})
}

// A SessionRoom (场次考场) is a room that a session takes.
type SessionRoom struct {
	ID       SessionRoomID
	Session  SessionID
	Room     RoomID
	Plan     PlanID
	Path     OrgPath
	Released bool // given back
	Version  int64
}
