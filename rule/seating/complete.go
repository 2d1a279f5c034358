package seating

import (
	"cmp"
	"slices"
)

// Complete gives seats to those who have none and leaves everybody else where
// they are, as after a room has shrunk when tickets were out. Each takes the
// empty seat that breaks no hard rule and fewest soft ones, in a room that is
// used already where there is one. Kept seats must be sound.
func Complete(in *Instance, kept []Seat, seed uint64) Answer {
	s := newSolver(in, seed)
	taken, seated := map[position]string{}, map[[2]string]bool{}
	for _, k := range kept {
		taken[position{k.Session, k.Room, k.Row, k.Col}] = k.Candidate
		seated[[2]string{k.Candidate, k.Session}] = true
	}
	late := map[int32]bool{} // who keeps a seat is not moved to another session
	for i, c := range in.Candidates {
		late[int32(i)] = !seated[[2]string{c.ID, c.Session}]
	}
	s.admit(late)
	number, held := map[string]int{}, map[string][]int{} // in which sessions a room is used
	for i, session := range in.Sessions {
		number[session.ID] = i
	}
	for _, k := range kept {
		if at := number[k.Session]; !slices.Contains(held[k.Room], at) {
			held[k.Room] = append(held[k.Room], at)
		}
	}
	for _, at := range s.sessions {
		l := s.kept(at, taken, held)
		waiting := l.left
		l.left = nil
		for _, who := range waiting {
			if !l.fit(who) {
				l.left = append(l.left, who)
			}
		}
		for _, h := range l.halls {
			l.soft += l.total(h)
			if h.used > 0 {
				held[h.room.ID] = append(held[h.room.ID], at)
			}
		}
		s.results[at] = l
	}
	return s.answer()
}

type position struct {
	session, room string
	row, col      int
}

// kept is a session with those in its halls who keep their seats.
func (s *solver) kept(at int, taken map[position]string, held map[string][]int) *layout {
	var halls []*hall
	closed := 0
	for _, i := range s.open[at] {
		r := s.rooms[i]
		if slices.ContainsFunc(held[r.ID], func(other int) bool { return other != at && s.overlap(at, other) }) {
			closed++
			continue
		}
		shape := s.shapes.of(*r)
		halls = append(halls, &hall{room: r, shape: shape, number: i, seat: make([]int32, len(shape.place))})
	}
	session := s.in.Sessions[at].ID
	p := newProblem(s.in, s.members[at], halls, &effort{}, hash(s.seed, session))
	p.closed = closed
	number := map[string]int32{}
	for c, m := range p.who {
		number[s.in.Candidates[m].ID] = int32(c)
	}
	l := &layout{problem: p, halls: halls}
	seated := make([]bool, len(p.who))
	for _, h := range halls {
		for t, place := range h.shape.place {
			h.seat[t] = nobody
			c, ok := number[taken[position{session, h.room.ID, place.Row, place.Col}]]
			if ok {
				h.seat[t], seated[c] = c, true
				h.used++
			}
		}
	}
	for c := range p.who {
		if !seated[c] {
			l.left = append(l.left, int32(c))
		}
	}
	return l
}

// fit seats somebody on the best empty seat.
func (l *layout) fit(who int32) bool {
	var best *hall
	var at int32
	least := [2]int{}
	for _, h := range l.halls {
		for t, other := range h.seat {
			if other != nobody || !l.may(h, who) {
				continue
			}
			empty := 0
			if h.used == 0 {
				empty = 1
			}
			score := [2]int{empty, l.cost(h, int32(t), who, nobody)}
			if score[1] < hard && (best == nil || cmp.Or(cmp.Compare(score[0], least[0]), cmp.Compare(score[1], least[1])) < 0) {
				best, at, least = h, int32(t), score
			}
		}
	}
	if best == nil {
		return false
	}
	best.seat[at] = who
	best.used++
	return true
}
