package seating

import (
	"cmp"
	"slices"
)

// arrange seats people in an empty hall so that no hard rule is broken, and gives
// back whom it could not seat. Values are laid out the largest first, along an
// order of seats in which neighbours lie far apart; what still clashes is
// exchanged.
func (p *problem) arrange(h *hall, people []int32) (left []int32) {
	p.sort(people)
	try := trying{problem: p, hall: h}
	for _, order := range h.shape.orders {
		try.lay(func() { h.fill(order, people) })
	}
	for _, byCol := range []bool{false, true} {
		if try.done() || p.in.Rules.Neighbourhood != Eight {
			break
		}
		for _, s := range p.splits(h, people, byCol) {
			try.lay(func() { h.fillLines(s, byCol) })
		}
	}
	copy(h.seat, try.best)
	return p.strip(h, try.least)
}

// trying keeps the best of several ways to lay people out, until one breaks no
// hard rule.
type trying struct {
	*problem
	hall  *hall
	best  []int32
	least int
}

func (t *trying) done() bool { return t.best != nil && t.least < hard }

func (t *trying) lay(out func()) {
	if t.done() {
		return
	}
	out()
	if cost := t.settle(t.hall); t.best == nil || cost < t.least {
		t.best, t.least = slices.Clone(t.hall.seat), cost
	}
}

// sort puts those together who share the leading attribute, the most numerous
// first.
func (p *problem) sort(people []int32) {
	key, count := p.key[p.first], map[int32]int{}
	for _, c := range people {
		count[key[c]]++
	}
	delete(count, 0) // who has no value may sit anywhere
	slices.SortStableFunc(people, func(a, b int32) int {
		if n := cmp.Compare(count[key[b]], count[key[a]]); n != 0 {
			return n
		}
		return cmp.Compare(key[a], key[b])
	})
}

func (h *hall) fill(order, people []int32) {
	for i, t := range order {
		if i < len(people) {
			h.seat[t] = people[i]
		} else {
			h.seat[t] = nobody
		}
	}
	h.used = len(people)
}

// settle exchanges people until nothing improves, and where a hard rule is still
// broken goes on through worse arrangements. It gives the cost.
func (p *problem) settle(h *hall) int {
	if p.weight == [2]int{} {
		return 0
	}
	cost := p.descend(h, p.total(h))
	if cost >= hard {
		if cost = p.wander(h, cost); cost > 0 {
			cost = p.descend(h, cost)
		}
	}
	return cost
}

// rounds is how often descend goes through a hall.
const rounds = 12

func (p *problem) descend(h *hall, cost int) int {
	n := len(h.seat)
	for range rounds {
		before := cost
		start := p.chance.below(max(n, 1))
		for i := range n {
			if cost == 0 {
				return 0
			}
			t := int32((start + i) % n)
			if h.seat[t] == nobody || p.cost(h, t, h.seat[t], nobody) == 0 {
				continue
			}
			if u, change := p.partner(h, t, nil); change < 0 {
				h.swap(t, u)
				cost += change
			}
		}
		if cost == before {
			break
		}
	}
	return cost
}

func (h *hall) swap(t, u int32) { h.seat[t], h.seat[u] = h.seat[u], h.seat[t] }

// change is what exchanging two seats would add to the cost.
func (p *problem) change(h *hall, t, u int32) int {
	a, b := h.seat[t], h.seat[u]
	return p.cost(h, u, a, t) + p.cost(h, t, b, u) - p.cost(h, t, a, u) - p.cost(h, u, b, t)
}

// partners is how many seats of a large hall are looked at for an exchange.
const partners = 256

// partner is the seat that a seat is best exchanged with, of those that may be.
func (p *problem) partner(h *hall, t int32, may func(u int32, change int) bool) (best int32, least int) {
	n := len(h.seat)
	best, least = nobody, hard*len(h.seat)
	start, a := p.chance.below(n), h.seat[t]
	for i := range min(n, partners) {
		u := int32((start + i) % n)
		if u == t || h.seat[u] == a {
			continue
		}
		change := p.change(h, t, u)
		if change < least && (may == nil || may(u, change)) {
			best, least = u, change
		}
	}
	return best, least
}

// wander goes through worse arrangements too, and does not come back for a while
// to where it was. It ends with the best it saw.
func (p *problem) wander(h *hall, cost int) int {
	n := len(h.seat)
	best, least := slices.Clone(h.seat), cost
	barred := make([]int, n)
	for step := 1; step <= 200+30*min(n, 100) && least >= hard && p.effort.moves > 0; step++ {
		p.effort.moves -= min(n, partners)
		t := p.troubled(h)
		if t == nobody {
			break
		}
		u, change := p.partner(h, t, func(u int32, change int) bool {
			return barred[t] < step && barred[u] < step || cost+change < least
		})
		if u == nobody {
			continue
		}
		h.swap(t, u)
		cost += change
		barred[t], barred[u] = step+3+p.chance.below(6), step+1+p.chance.below(4)
		if cost < least {
			least = cost
			copy(best, h.seat)
		}
	}
	copy(h.seat, best)
	return least
}

// troubled is a seat, drawn by chance, whose occupant breaks a hard rule.
func (p *problem) troubled(h *hall) int32 {
	n := len(h.seat)
	start := p.chance.below(n)
	for i := range n {
		t := int32((start + i) % n)
		if p.cost(h, t, h.seat[t], nobody) >= hard {
			return t
		}
	}
	return nobody
}

// strip takes those away, the most troublesome first, who break a hard rule.
func (p *problem) strip(h *hall, cost int) (left []int32) {
	for cost >= hard {
		worst, most := nobody, 0
		for t, who := range h.seat {
			if c := p.cost(h, int32(t), who, nobody); c > most {
				worst, most = int32(t), c
			}
		}
		left = append(left, h.seat[worst])
		h.seat[worst] = nobody
		h.used--
		cost -= most
	}
	return left
}
