package seating

import (
	"fmt"
	"strconv"
	"time"

	"assay/internal/strictjson"
	"assay/skill"
	"assay/skill/day"
)

// Limits of an instance. They are far beyond an exam of a province, and keep what
// is asked for within a machine's memory.
const (
	MaxBytes      = 256 << 20
	maxSessions   = 1000
	maxRooms      = 20_000
	maxSide       = 100
	maxOpenSeats  = 5_000_000 // of all rooms, once for every session in which they are open
	maxCandidates = 500_000
	maxText       = 200
)

// momentLayout is how a session's times are written, by the wall clock of the
// place.
const momentLayout = "2006-01-02T15:04"

// InstanceJSON is an instance as files and the API have it.
type InstanceJSON struct {
	Sessions   []SessionJSON   `json:"sessions"`
	Rooms      []RoomJSON      `json:"rooms"`
	Candidates []CandidateJSON `json:"candidates"`
	Rules      RulesJSON       `json:"rules"`
}

// SessionJSON is one session.
type SessionJSON struct {
	ID     string `json:"id"`
	Starts string `json:"starts"`
	Ends   string `json:"ends"`
}

// RoomJSON is one room; without sessions it is open in all of them.
type RoomJSON struct {
	ID           string    `json:"id"`
	Rows         int       `json:"rows"`
	Cols         int       `json:"cols"`
	OutOfService [][]int   `json:"out_of_service,omitempty"`
	Accessible   bool      `json:"accessible"`
	Sessions     *[]string `json:"sessions,omitempty"`
}

// CandidateJSON is one candidate in one session.
type CandidateJSON struct {
	ID         string `json:"id"`
	Session    string `json:"session"`
	Person     string `json:"person,omitempty"`
	Paper      string `json:"paper,omitempty"`
	Employer   string `json:"employer,omitempty"`
	Accessible bool   `json:"accessible"`
}

// RulesJSON are the rules.
type RulesJSON struct {
	Neighbourhood string           `json:"neighbourhood"`
	Apart         []ApartJSON      `json:"apart"`
	Invigilators  InvigilatorsJSON `json:"invigilators"`
}

// ApartJSON is one attribute that neighbours should not share.
type ApartJSON struct {
	Attribute string `json:"attribute"`
	Hard      bool   `json:"hard"`
}

// InvigilatorsJSON says how many watch a room.
type InvigilatorsJSON struct {
	Per   int `json:"per"`
	Least int `json:"least"`
}

// ReadInstance reads one instance. Errors name the place, e.g. rooms[3].rows.
func ReadInstance(b []byte) (*Instance, error) {
	var w InstanceJSON
	if err := strictjson.Decode(b, &w); err != nil {
		return nil, err
	}
	return w.Instance()
}

// Instance checks what the shape alone does not, and gives the instance.
func (w InstanceJSON) Instance() (*Instance, error) {
	in := &Instance{}
	r := reader{in: in, sessions: map[string]int{}}
	for _, read := range []func(InstanceJSON) error{r.sizes, r.rules, r.readSessions, r.readRooms, r.readCandidates} {
		if err := read(w); err != nil {
			return nil, err
		}
	}
	return in, nil
}

type reader struct {
	in       *Instance
	sessions map[string]int // ID → place in the list
	everyone []string       // all sessions
	paper    bool           // whether papers are kept apart by a hard rule
	seats    int
}

func (r *reader) sizes(w InstanceJSON) error {
	switch {
	case len(w.Sessions) == 0:
		return skill.FailField("sessions", "seating.sessions_missing")
	case len(w.Rooms) == 0:
		return skill.FailField("rooms", "seating.rooms_missing")
	}
	for _, list := range []struct {
		path    string
		n, most int
	}{{"sessions", len(w.Sessions), maxSessions}, {"rooms", len(w.Rooms), maxRooms}, {"candidates", len(w.Candidates), maxCandidates}} {
		if list.n > list.most {
			return skill.FailField(list.path, "seating.too_many", "limit", strconv.Itoa(list.most))
		}
	}
	return nil
}

func (r *reader) rules(w InstanceJSON) error {
	n := w.Rules.Invigilators
	switch {
	case steps[Neighbourhood(w.Rules.Neighbourhood)] == nil:
		return skill.FailField("rules.neighbourhood", "seating.neighbourhood_unknown")
	case n.Per < 1:
		return skill.FailField("rules.invigilators.per", "seating.not_positive")
	case n.Least < 0:
		return skill.FailField("rules.invigilators.least", "seating.negative")
	}
	r.in.Rules = Rules{Neighbourhood: Neighbourhood(w.Rules.Neighbourhood), Invigilators: Invigilators(n)}
	seen := map[Attribute]bool{}
	for i, a := range w.Rules.Apart {
		attribute, path := Attribute(a.Attribute), fmt.Sprintf("rules.apart[%d].attribute", i)
		switch {
		case attribute != Paper && attribute != Employer:
			return skill.FailField(path, "seating.attribute_unknown")
		case seen[attribute]:
			return skill.FailField(path, "seating.attribute_twice")
		}
		seen[attribute] = true
		r.in.Rules.Apart = append(r.in.Rules.Apart, Apart{attribute, a.Hard})
		r.paper = r.paper || attribute == Paper && a.Hard
	}
	return nil
}

// id checks a name that must be there, be readable and not be too long.
func id(path, text string) error {
	if text == "" {
		return skill.FailField(path, "field.required")
	}
	return readable(path, text)
}

func readable(path, text string) error {
	switch {
	case len(text) > maxText:
		return skill.FailField(path, "seating.text_too_long", "limit", strconv.Itoa(maxText))
	case skill.Clean(text) != text:
		return skill.FailField(path, "seating.text_unclean")
	}
	return nil
}

func (r *reader) readSessions(w InstanceJSON) error {
	for i, s := range w.Sessions {
		path := fmt.Sprintf("sessions[%d]", i)
		if err := id(path+".id", s.ID); err != nil {
			return err
		}
		if first, twice := r.sessions[s.ID]; twice {
			return skill.FailField(path+".id", "seating.twice", "first", fmt.Sprintf("sessions[%d]", first))
		}
		r.sessions[s.ID] = i
		starts, err := moment(path+".starts", s.Starts)
		if err != nil {
			return err
		}
		ends, err := moment(path+".ends", s.Ends)
		if err != nil {
			return err
		}
		if !starts.Before(ends) {
			return skill.FailField(path+".ends", "seating.ends_early")
		}
		r.in.Sessions = append(r.in.Sessions, Session{s.ID, starts, ends})
		r.everyone = append(r.everyone, s.ID)
	}
	return nil
}

func moment(path, text string) (time.Time, error) {
	t, err := time.ParseInLocation(momentLayout, text, day.Shanghai)
	if err != nil || t.Format(momentLayout) != text {
		return t, skill.FailField(path, "seating.moment_unreadable")
	}
	return t, nil
}

func (r *reader) readRooms(w InstanceJSON) error {
	seen := map[string]int{}
	for i, room := range w.Rooms {
		path := fmt.Sprintf("rooms[%d]", i)
		if err := id(path+".id", room.ID); err != nil {
			return err
		}
		if first, twice := seen[room.ID]; twice {
			return skill.FailField(path+".id", "seating.twice", "first", fmt.Sprintf("rooms[%d]", first))
		}
		seen[room.ID] = i
		out, err := room.room(path)
		if err != nil {
			return err
		}
		if out.Sessions, err = r.openIn(path, room.Sessions); err != nil {
			return err
		}
		if r.seats += out.Rows * out.Cols * len(out.Sessions); r.seats > maxOpenSeats {
			return skill.FailField(path, "seating.too_many_seats", "limit", strconv.Itoa(maxOpenSeats))
		}
		r.in.Rooms = append(r.in.Rooms, out)
	}
	return nil
}

// room reads the grid.
func (w RoomJSON) room(path string) (Room, error) {
	r := Room{ID: w.ID, Rows: w.Rows, Cols: w.Cols, Accessible: w.Accessible}
	for _, side := range []struct {
		name string
		n    int
	}{{".rows", w.Rows}, {".cols", w.Cols}} {
		if side.n < 1 || side.n > maxSide {
			return r, skill.FailField(path+side.name, "seating.side", "limit", strconv.Itoa(maxSide))
		}
	}
	for i, p := range w.OutOfService {
		if len(p) != 2 || p[0] < 1 || p[0] > w.Rows || p[1] < 1 || p[1] > w.Cols {
			return r, skill.FailField(fmt.Sprintf("%s.out_of_service[%d]", path, i), "seating.place_outside",
				"rows", strconv.Itoa(w.Rows), "cols", strconv.Itoa(w.Cols))
		}
		r.OutOfService = append(r.OutOfService, Place{p[0], p[1]})
	}
	return r, nil
}

// openIn reads the sessions of a room.
func (r *reader) openIn(path string, ids *[]string) ([]string, error) {
	if ids == nil {
		return r.everyone, nil
	}
	seen := map[string]bool{}
	for i, session := range *ids {
		at := fmt.Sprintf("%s.sessions[%d]", path, i)
		if _, known := r.sessions[session]; !known {
			return nil, skill.FailField(at, "seating.session_unknown")
		}
		if seen[session] {
			return nil, skill.FailField(at, "seating.session_twice")
		}
		seen[session] = true
	}
	return *ids, nil
}

func (r *reader) readCandidates(w InstanceJSON) error {
	seen := make(map[[2]string]int, len(w.Candidates))
	r.in.Candidates = make([]Candidate, 0, len(w.Candidates))
	for i := range w.Candidates {
		c := &w.Candidates[i]
		if field, err := r.candidate(c); err != nil {
			return err(fmt.Sprintf("candidates[%d].%s", i, field))
		}
		key := [2]string{c.ID, c.Session}
		if first, twice := seen[key]; twice {
			return skill.FailField(fmt.Sprintf("candidates[%d].id", i), "seating.candidate_twice", "first", fmt.Sprintf("candidates[%d]", first))
		}
		seen[key] = i
		r.in.Candidates = append(r.in.Candidates, Candidate(*c))
	}
	return nil
}

// candidate finds the field of a candidate that is wrong and says what of it,
// once its path is known.
func (r *reader) candidate(c *CandidateJSON) (string, func(path string) error) {
	for _, f := range [...]struct {
		name, text string
		needed     bool
	}{{"id", c.ID, true}, {"session", c.Session, true}, {"person", c.Person, false}, {"paper", c.Paper, false}, {"employer", c.Employer, false}} {
		switch {
		case f.text == "" && !f.needed:
		case id("", f.text) != nil:
			return f.name, func(path string) error { return id(path, f.text) }
		}
	}
	if _, known := r.sessions[c.Session]; !known {
		return "session", func(path string) error { return skill.FailField(path, "seating.session_unknown") }
	}
	if c.Paper == "" && r.paper {
		return "paper", func(path string) error { return skill.FailField(path, "seating.paper_missing") }
	}
	return "", nil
}

// NewInstanceJSON writes an instance.
func NewInstanceJSON(in *Instance) InstanceJSON {
	w := InstanceJSON{Sessions: []SessionJSON{}, Rooms: []RoomJSON{}, Candidates: []CandidateJSON{}, Rules: RulesJSON{
		Neighbourhood: string(in.Rules.Neighbourhood), Apart: []ApartJSON{}, Invigilators: InvigilatorsJSON(in.Rules.Invigilators),
	}}
	for _, s := range in.Sessions {
		w.Sessions = append(w.Sessions, SessionJSON{s.ID, s.Starts.In(day.Shanghai).Format(momentLayout), s.Ends.In(day.Shanghai).Format(momentLayout)})
	}
	for _, r := range in.Rooms {
		room := RoomJSON{ID: r.ID, Rows: r.Rows, Cols: r.Cols, Accessible: r.Accessible, Sessions: &r.Sessions}
		for _, p := range r.OutOfService {
			room.OutOfService = append(room.OutOfService, []int{p.Row, p.Col})
		}
		w.Rooms = append(w.Rooms, room)
	}
	for _, c := range in.Candidates {
		w.Candidates = append(w.Candidates, CandidateJSON(c))
	}
	for _, a := range in.Rules.Apart {
		w.Rules.Apart = append(w.Rules.Apart, ApartJSON{string(a.Attribute), a.Hard})
	}
	return w
}
