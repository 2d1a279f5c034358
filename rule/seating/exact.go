package seating

import (
	"cmp"
	"slices"
)

// What is small enough to try every arrangement, and how much of that an
// instance may ask for.
const (
	smallSeats  = 40
	smallPeople = 24
	sessionTurn = 400_000
)

// within tells whether a layout may be improved and is small enough to be sure.
func (p *problem) within(l *layout, least int) bool {
	seats := 0
	for _, h := range p.halls {
		seats += len(h.seat)
	}
	return (len(l.left) > 0 || l.rooms() > least) && seats <= smallSeats && len(p.who) <= smallPeople && p.effort.nodes > 0
}

// exact tries every arrangement, as far as the effort goes: first in all halls,
// to see how many can be seated, then in fewer halls, whether as many can.
func (p *problem) exact(best *layout) *layout {
	t := newTrial(p)
	seated := len(p.who) - len(best.left)
	if l := t.run(p.halls, seated+1, len(p.who)); l != nil {
		best = better(best, l)
	}
	best.proven = t.turns > 0
	for n := 0; n < best.rooms(); n++ {
		if subsets(len(p.halls), n) > few {
			break
		}
		seated = len(p.who) - len(best.left)
		for _, halls := range p.every(n) {
			if l := t.run(halls, seated, seated); l != nil {
				return better(best, l)
			}
		}
	}
	return best
}

// A trial goes seat by seat and tries each kind of person there, and nobody.
type trial struct {
	*problem
	kinds  [][]int32 // people who are alike in all that matters
	left   []int     // of each kind, who is not seated yet
	halls  []*hall
	spots  []spot
	want   int // how many must be seated
	enough int
	found  []int32
	count  int
	turns  int
}

type spot struct {
	hall *hall
	seat int32
}

func newTrial(p *problem) *trial {
	t := &trial{problem: p, turns: min(sessionTurn, p.effort.nodes)}
	index := map[[3]int32]int{}
	for c := range p.who {
		k := p.kind(int32(c))
		at, ok := index[k]
		if !ok {
			at = len(t.kinds)
			index[k] = at
			t.kinds = append(t.kinds, nil)
		}
		t.kinds[at] = append(t.kinds[at], int32(c))
	}
	slices.SortStableFunc(t.kinds, func(a, b []int32) int { return cmp.Compare(len(b), len(a)) })
	return t
}

// run looks for a layout with at least so many seated, and is content with enough.
func (t *trial) run(halls []*hall, want, enough int) *layout {
	t.halls, t.spots, t.found, t.want, t.enough, t.count = nil, nil, nil, want, enough, 0
	t.left = make([]int, len(t.kinds))
	for i, k := range t.kinds {
		t.left[i] = len(k)
	}
	for _, h := range halls {
		empty := &hall{room: h.room, shape: h.shape, number: h.number, seat: slices.Repeat([]int32{nobody}, len(h.seat))}
		t.halls = append(t.halls, empty)
		for s := range empty.seat {
			t.spots = append(t.spots, spot{empty, int32(s)})
		}
	}
	before := t.turns
	t.try(0)
	t.effort.nodes -= before - t.turns
	if t.found == nil {
		return nil
	}
	return t.layout()
}

// try fills the spots from one on; it is true when enough are seated or the turns
// are used up.
func (t *trial) try(at int) bool {
	if t.turns--; t.turns <= 0 {
		return true
	}
	if t.count >= t.want {
		t.keep()
		if t.count >= t.enough {
			return true
		}
	}
	if t.count+min(len(t.spots)-at, len(t.who)-t.count) < t.want || at == len(t.spots) {
		return false
	}
	s := t.spots[at]
	for i, kind := range t.kinds {
		if t.left[i] == 0 || !t.may(s.hall, kind[0]) || t.cost(s.hall, s.seat, kind[0], nobody) >= hard {
			continue
		}
		t.left[i]--
		t.count++
		s.hall.seat[s.seat] = kind[t.left[i]]
		done := t.try(at + 1)
		s.hall.seat[s.seat] = nobody
		t.left[i]++
		t.count--
		if done {
			return true
		}
	}
	return t.try(at + 1)
}

// keep remembers the seats as they are, and asks for more from now on.
func (t *trial) keep() {
	t.found = t.found[:0]
	for _, s := range t.spots {
		t.found = append(t.found, s.hall.seat[s.seat])
	}
	t.want = t.count + 1
}

func (t *trial) layout() *layout {
	l := &layout{problem: t.problem, halls: t.halls}
	seated := make([]bool, len(t.who))
	for i, who := range t.found {
		s := t.spots[i]
		if s.hall.seat[s.seat] = who; who != nobody {
			s.hall.used++
			seated[who] = true
		}
	}
	for c := range t.who {
		if !seated[c] {
			l.left = append(l.left, int32(c))
		}
	}
	for _, h := range l.halls {
		l.soft += l.descend(h, l.total(h))
	}
	return l
}
