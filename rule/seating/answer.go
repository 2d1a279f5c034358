package seating

import (
	"cmp"
	"slices"
)

func (s *solver) answer() Answer {
	a := Answer{Seed: s.seed, Seats: make([]Seat, 0, len(s.in.Candidates)), Rooms: []Use{}, Unseated: []Unseated{}, Shortages: []Shortage{}}
	for _, at := range s.sessions {
		l := s.results[at]
		a.SoftViolations += l.soft
		a.LowerBound += l.bound()
		s.write(&a, at, l)
		s.explain(&a, at, l)
	}
	return a
}

// write adds the seats of a session, room by room.
func (s *solver) write(a *Answer, at int, l *layout) {
	session := s.in.Sessions[at].ID
	halls := slices.Clone(l.halls)
	slices.SortFunc(halls, func(x, y *hall) int { return cmp.Compare(x.number, y.number) })
	for _, h := range halls {
		if h.used == 0 {
			continue
		}
		a.Rooms = append(a.Rooms, Use{session, h.room.ID, h.used, s.in.Rules.Invigilators.For(h.used)})
		for t, who := range h.seat {
			if who != nobody {
				p := h.shape.place[t]
				a.Seats = append(a.Seats, Seat{s.in.Candidates[l.who[who]].ID, session, h.room.ID, p.Row, p.Col})
			}
		}
	}
}

// bound is how many rooms are needed at least for those who are seated.
func (l *layout) bound() int {
	out := make([]bool, len(l.who))
	for _, c := range l.left {
		out[c] = true
	}
	return bound(l.demands(func(c int32) bool { return !out[c] }), l.problem.halls)
}

// explain says of everybody without a seat why, and of each constraint how much
// it is short.
func (s *solver) explain(a *Answer, at int, l *layout) {
	session := s.in.Sessions[at].ID
	told := map[int32]string{}
	for _, c := range s.clashing[at] {
		told[c] = "seating.overlap"
	}
	if n := len(told); n > 0 {
		a.Shortages = append(a.Shortages, Shortage{Session: session, Reason: "seating.overlap", Need: n, Unseated: n})
	}
	for _, sh := range l.shortages() {
		for _, c := range l.left {
			if m := l.who[c]; told[m] == "" && sh.of(c) {
				told[m] = sh.Reason
				sh.Unseated++
			}
		}
		if len(sh.Values) > 0 && sh.Unseated == 0 {
			continue // follows from what was said before
		}
		sh.Session = session
		a.Shortages = append(a.Shortages, sh.Shortage)
	}
	for _, m := range append(slices.Clone(s.clashing[at]), s.membersOf(l)...) {
		a.Unseated = append(a.Unseated, Unseated{s.in.Candidates[m].ID, session, told[m]})
	}
}

// membersOf are those without a seat, by ID.
func (s *solver) membersOf(l *layout) (left []int32) {
	for _, c := range l.left {
		left = append(left, l.who[c])
	}
	slices.SortFunc(left, func(a, b int32) int { return cmp.Compare(s.in.Candidates[a].ID, s.in.Candidates[b].ID) })
	return left
}

// A lack is a shortage and whom it keeps from a seat.
type lack struct {
	Shortage
	of func(c int32) bool
}

// shortages lists what all halls together cannot give, those first that say most,
// and last what stays unexplained by counting.
func (l *layout) shortages() (all []lack) {
	if len(l.left) == 0 {
		return nil
	}
	for _, d := range l.demands(anybody) {
		if have := d.given(l.problem.halls); have < d.need {
			all = append(all, lack{l.shortage(d, have), d.of})
		}
	}
	return append(all, l.unexplained(all)...)
}

func (l *layout) shortage(d demand, have int) Shortage {
	s := Shortage{Reason: d.reason, Need: d.need, Have: have}
	switch {
	case d.reason == "seating.full" && l.closed > 0:
		s.Reason = "seating.taken"
	case d.reason == "seating.full" && len(l.problem.halls) == 0:
		s.Reason = "seating.no_room"
	case len(d.values) > 0:
		l.name(&s, d)
	}
	return s
}

// name says which values are held by too many.
func (l *layout) name(s *Shortage, d demand) {
	people, seats := 0, 0
	for c := range l.who {
		if !d.access || l.access[c] {
			people++
		}
	}
	for _, h := range l.problem.halls {
		if !d.access || h.room.Accessible {
			seats += len(h.seat)
		}
	}
	for _, v := range d.values {
		s.Values = append(s.Values, l.names[d.attribute][v])
	}
	s.Attribute, s.Share, s.Allows = attributes[d.attribute], percent(d.need, people), percent(s.Have, seats)
}

func percent(part, whole int) int {
	if whole == 0 {
		return 0
	}
	return (100*part + whole/2) / whole
}

// unexplained are those for whom no single constraint is short: either every
// arrangement was tried, or none was found.
func (l *layout) unexplained(known []lack) []lack {
	rest := 0
	for _, c := range l.left {
		if !slices.ContainsFunc(known, func(k lack) bool { return k.of(c) }) {
			rest++
		}
	}
	if rest == 0 {
		return nil
	}
	reason := "seating.none_found"
	if l.proven {
		reason = "seating.together"
	}
	return []lack{{Shortage{Reason: reason, Need: len(l.who), Have: len(l.who) - len(l.left)}, anybody}}
}
