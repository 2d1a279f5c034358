package seating

import (
	"cmp"
	"slices"
)

// few is up to how many sets of halls are all tried.
const few = 400

// best is the best layout that was found: as many seated as can be, then few
// halls, then few neighbours who share what they should not. It begins with the
// fewest halls that could do.
func (p *problem) best() *layout {
	demands := p.demands(anybody)
	for i, d := range demands { // what all halls cannot give is asked of all halls
		demands[i].need = min(d.need, d.given(p.halls))
	}
	least := bound(demands, p.halls)
	best := p.attempt(demands, least)
	if least < len(p.halls) && (best == nil || len(best.left) > 0) {
		best = p.search(demands, least, best)
	}
	if p.within(best, least) {
		best = p.exact(best)
	}
	return best
}

// search goes up from the least number of halls in growing steps to one in which
// as many are seated as in all of them, and then down again between the last that
// did not do and the first that did.
func (p *problem) search(demands []demand, least int, first *layout) *layout {
	best := p.attempt(demands, len(p.halls))
	if first != nil {
		best = better(best, first)
	}
	low, high := least, len(p.halls)
	for n, step := least+1, 1; n < len(p.halls); n, step = n+step, 2*step {
		if l := p.attempt(demands, n); l.does(best) {
			best, high = better(best, l), n
			break
		}
		low = n
	}
	for low+1 < high {
		middle := (low + high) / 2
		if l := p.attempt(demands, middle); l.does(best) {
			best, high = better(best, l), middle
		} else {
			low = middle
		}
	}
	return best
}

// does tells whether a layout, if there is one, seats as many as another.
func (l *layout) does(other *layout) bool { return l != nil && len(l.left) <= len(other.left) }

func better(a, b *layout) *layout {
	order := cmp.Or(cmp.Compare(len(a.left), len(b.left)), cmp.Compare(a.rooms(), b.rooms()), cmp.Compare(a.soft, b.soft))
	if order <= 0 {
		return a
	}
	return b
}

// rooms is how many halls have somebody in them.
func (l *layout) rooms() (n int) {
	for _, h := range l.halls {
		if h.used > 0 {
			n++
		}
	}
	return n
}

// again is how many more sets of halls are tried for the sake of soft rules.
const again = 8

// attempt is the best layout in so many halls, or nil where no choice of them can
// do.
func (p *problem) attempt(demands []demand, n int) (best *layout) {
	more := again
	for _, halls := range p.choices(demands, n) {
		if !met(demands, halls) {
			continue
		}
		l := p.lay(halls)
		if best == nil {
			best = l
		}
		best = better(best, l)
		if len(best.left) > 0 {
			continue
		}
		if more--; more == 0 || best.soft == 0 {
			break
		}
	}
	return best
}

// choices lists sets of so many halls: all where there are few, and otherwise the
// halls that are best for each demand.
func (p *problem) choices(demands []demand, n int) (sets [][]*hall) {
	if n >= len(p.halls) {
		return [][]*hall{p.halls}
	}
	if subsets(len(p.halls), n) <= few && len(p.who) <= few {
		return p.every(n)
	}
	must := 0
	for _, d := range demands {
		if d.access {
			must = max(must, reach(sizes(p.halls, d.have), d.need))
		}
	}
	for i := len(demands) - 1; i >= 0; i-- {
		if d := demands[i]; d.need > 0 && !d.access {
			sets = append(sets, p.top(d.have, n, must))
		}
	}
	return sets
}

// top takes the n halls that give most, accessible ones first up to must of them.
func (p *problem) top(have func(h *hall) int, n, must int) []*hall {
	halls := slices.Clone(p.halls)
	slices.SortStableFunc(halls, func(a, b *hall) int { return cmp.Compare(have(b), have(a)) })
	access := 0
	for i, h := range halls {
		if h.room.Accessible && access < min(must, n) {
			copy(halls[access+1:i+1], halls[access:i])
			halls[access] = h
			access++
		}
	}
	return halls[:n]
}

// subsets is n over k, or few+1 where it is more than few.
func subsets(n, k int) int {
	all := 1
	for i := range min(k, n-k) {
		if all = all * (n - i) / (i + 1); all > few {
			return few + 1
		}
	}
	return all
}

// every lists all sets of n halls.
func (p *problem) every(n int) (sets [][]*hall) {
	var add func(chosen []*hall, from int)
	add = func(chosen []*hall, from int) {
		if len(chosen) == n {
			sets = append(sets, slices.Clone(chosen))
			return
		}
		for i := from; i <= len(p.halls)-(n-len(chosen)); i++ {
			add(append(chosen, p.halls[i]), i+1)
		}
	}
	add(nil, 0)
	return sets
}
