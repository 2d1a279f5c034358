package seating

// AnswerJSON is an answer as files and the API have it.
type AnswerJSON struct {
	Seed           uint64         `json:"seed"`
	Seats          []SeatJSON     `json:"seats"`
	Rooms          []UseJSON      `json:"rooms"`
	RoomsUsed      int            `json:"rooms_used"`
	LowerBound     int            `json:"lower_bound"`
	SoftViolations int            `json:"soft_violations"`
	Unseated       []UnseatedJSON `json:"unseated"`
	Shortages      []ShortageJSON `json:"shortages"`
	Unused         []UnusedJSON   `json:"unused,omitempty"`
}

// SeatJSON is where a candidate sits.
type SeatJSON struct {
	Candidate string `json:"candidate"`
	Session   string `json:"session"`
	Room      string `json:"room"`
	Row       int    `json:"row"`
	Col       int    `json:"col"`
}

// UseJSON is a room in a session.
type UseJSON struct {
	Session      string `json:"session"`
	Room         string `json:"room"`
	Candidates   int    `json:"candidates"`
	Invigilators int    `json:"invigilators"`
}

// UnseatedJSON is a candidate without a seat.
type UnseatedJSON struct {
	Candidate string `json:"candidate"`
	Session   string `json:"session"`
	Reason    string `json:"reason"`
}

// ShortageJSON is a constraint that is short, and by how much; its text is put in
// by whoever knows the words.
type ShortageJSON struct {
	Session   string            `json:"session"`
	Reason    string            `json:"reason"`
	Attribute Attribute         `json:"attribute,omitempty"`
	Values    []string          `json:"values,omitempty"`
	Need      int               `json:"need"`
	Have      int               `json:"have"`
	Share     int               `json:"share,omitempty"`
	Allows    int               `json:"allows,omitempty"`
	Unseated  int               `json:"unseated"`
	Text      map[string]string `json:"text,omitempty"`
}

// UnusedJSON are the empty seats of a room in a session, [row, column] each.
type UnusedJSON struct {
	Session string   `json:"session"`
	Room    string   `json:"room"`
	Seats   [][2]int `json:"seats"`
}

// NewAnswerJSON writes an answer.
func NewAnswerJSON(a Answer) AnswerJSON {
	w := AnswerJSON{Seed: a.Seed, Seats: make([]SeatJSON, len(a.Seats)), Rooms: make([]UseJSON, len(a.Rooms)), RoomsUsed: len(a.Rooms),
		LowerBound: a.LowerBound, SoftViolations: a.SoftViolations, Unseated: make([]UnseatedJSON, len(a.Unseated)), Shortages: []ShortageJSON{}}
	for i, s := range a.Seats {
		w.Seats[i] = SeatJSON(s)
	}
	for i, r := range a.Rooms {
		w.Rooms[i] = UseJSON(r)
	}
	for i, u := range a.Unseated {
		w.Unseated[i] = UnseatedJSON(u)
	}
	for _, s := range a.Shortages {
		w.Shortages = append(w.Shortages, ShortageJSON{s.Session, s.Reason, s.Attribute, s.Values, s.Need, s.Have, s.Share, s.Allows, s.Unseated, nil})
	}
	return w
}

// NewUnusedJSON lists the seats that stay empty.
func NewUnusedJSON(empty []Empty) []UnusedJSON {
	all := []UnusedJSON{}
	for _, e := range empty {
		w := UnusedJSON{e.Session, e.Room, [][2]int{}}
		for _, p := range e.Places {
			w.Seats = append(w.Seats, [2]int{p.Row, p.Col})
		}
		all = append(all, w)
	}
	return all
}

// Answer reads an answer back as it is written, whoever made it.
func (w AnswerJSON) Answer() Answer {
	a := Answer{Seed: w.Seed, LowerBound: w.LowerBound, SoftViolations: w.SoftViolations}
	for _, s := range w.Seats {
		a.Seats = append(a.Seats, Seat(s))
	}
	for _, r := range w.Rooms {
		a.Rooms = append(a.Rooms, Use(r))
	}
	for _, u := range w.Unseated {
		a.Unseated = append(a.Unseated, Unseated(u))
	}
	return a
}
