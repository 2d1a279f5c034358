package seating

import "slices"

// mend looks for seats for those who were left over: an empty one as it is, a
// hall with empty seats arranged anew, or a seat whose occupant moves to an
// empty one. Where a demand cannot be met, nothing is sought for as many as it is
// short.
func (l *layout) mend() {
	waiting := l.left
	l.left = nil
	lost := l.lost(waiting)
	hopeless := map[[3]int32]bool{} // kinds for whom nothing was found
	for _, who := range waiting {
		kind := l.kind(who)
		switch {
		case hopeless[kind] || slices.ContainsFunc(lost, func(d *lostDemand) bool { return d.of(who) && d.left <= d.short }):
		case l.place(who):
			for _, d := range lost {
				if d.of(who) {
					d.left--
				}
			}
			continue
		default:
			hopeless[kind] = true
		}
		l.left = append(l.left, who)
	}
}

// A lostDemand cannot be met: so many of its people are left over, of whom so
// many stay so in any case.
type lostDemand struct {
	demand
	left, short int
}

func (l *layout) lost(waiting []int32) (all []*lostDemand) {
	if len(waiting) == 0 {
		return nil
	}
	for _, d := range l.demands(anybody) {
		short := d.need - d.given(l.halls)
		if short <= 0 {
			continue
		}
		lost := &lostDemand{demand: d, short: short}
		for _, who := range waiting {
			if d.of(who) {
				lost.left++
			}
		}
		all = append(all, lost)
	}
	return all
}

// kind is all that matters of somebody: values and access.
func (p *problem) kind(who int32) [3]int32 {
	k := [3]int32{p.key[0][who], p.key[1][who], 0}
	if p.access[who] {
		k[2] = 1
	}
	return k
}

func (l *layout) place(who int32) bool {
	var open []*hall
	for _, h := range l.halls {
		if h.free() > 0 {
			open = append(open, h)
		}
	}
	return len(open) > 0 && (l.sit(open, who) || l.squeeze(open, who) || l.exchange(open, who))
}

// sit takes an empty seat that breaks no hard rule.
func (l *layout) sit(open []*hall, who int32) bool {
	for _, h := range open {
		if t := l.emptyFor(h, who); t != nobody {
			h.seat[t] = who
			h.used++
			return true
		}
	}
	return false
}

func (l *layout) emptyFor(h *hall, who int32) int32 {
	if !l.may(h, who) {
		return nobody
	}
	for t, other := range h.seat {
		if other == nobody && l.cost(h, int32(t), who, nobody) < hard {
			return int32(t)
		}
	}
	return nobody
}

// tries is how many halls are arranged anew, or searched for an exchange, for
// one person.
const tries = 12

// squeeze arranges a hall anew with one more person.
func (l *layout) squeeze(open []*hall, who int32) bool {
	start := l.chance.below(len(open))
	for i := range min(tries, len(open)) {
		h := open[(start+i)%len(open)]
		if l.effort.moves <= 0 {
			return false
		}
		l.effort.moves -= len(h.seat)
		if !l.may(h, who) {
			continue
		}
		next := &hall{room: h.room, shape: h.shape, number: h.number, seat: make([]int32, len(h.seat))}
		if left := l.arrange(next, append(h.people(), who)); len(left) == 0 {
			*h = *next
			return true
		}
	}
	return false
}

func (h *hall) people() (all []int32) {
	for _, who := range h.seat {
		if who != nobody {
			all = append(all, who)
		}
	}
	return all
}

// exchange seats somebody in place of another who moves to an empty seat.
func (l *layout) exchange(open []*hall, who int32) bool {
	start := l.chance.below(len(l.halls))
	for i := range min(len(l.halls), 4*tries) {
		h := l.halls[(start+i)%len(l.halls)]
		if !l.may(h, who) || l.effort.moves <= 0 {
			continue
		}
		if l.exchangeIn(h, open, who) {
			return true
		}
	}
	return false
}

func (l *layout) exchangeIn(h *hall, open []*hall, who int32) bool {
	for t, other := range h.seat {
		if other == nobody || l.kind(other) == l.kind(who) || l.cost(h, int32(t), who, nobody) >= hard {
			continue
		}
		h.seat[t] = who
		for _, o := range open[:min(len(open), tries)] {
			l.effort.moves -= len(o.seat)
			if u := l.emptyFor(o, other); u != nobody {
				o.seat[u] = other
				o.used++
				return true
			}
		}
		h.seat[t] = other
	}
	return false
}

// ease exchanges people between halls where neighbours still share what a soft
// rule keeps apart.
func (l *layout) ease() {
	if !l.softly() || len(l.halls) < 2 {
		return
	}
	for i, h := range l.halls {
		for t := range h.seat {
			if l.cost(h, int32(t), h.seat[t], nobody) > 0 && l.effort.moves > 0 {
				l.easeSeat(i, int32(t))
			}
		}
	}
}

// softly tells whether a soft rule is there.
func (p *problem) softly() bool { return p.weight[0] == 1 || p.weight[1] == 1 }

// easeSeat exchanges one seat with the first of other halls, from a drawn one on,
// by which the cost falls.
func (l *layout) easeSeat(i int, t int32) {
	start := l.chance.below(len(l.halls))
	for step := range min(len(l.halls), tries) {
		if at := (start + step) % len(l.halls); at != i {
			l.effort.moves -= len(l.halls[at].seat)
			if l.swapAcross(l.halls[i], t, l.halls[at]) {
				return
			}
		}
	}
}

func (l *layout) swapAcross(h *hall, t int32, o *hall) bool {
	a := h.seat[t]
	was := l.cost(h, t, a, nobody)
	for u, b := range o.seat {
		if !l.may(o, a) || b != nobody && !l.may(h, b) {
			continue
		}
		now := l.cost(h, t, b, nobody) + l.cost(o, int32(u), a, nobody)
		if now >= was+l.cost(o, int32(u), b, nobody) {
			continue
		}
		h.seat[t], o.seat[u] = b, a
		if b == nobody {
			h.used--
			o.used++
		}
		return true
	}
	return false
}
