package seating

import (
	"cmp"
	"slices"
)

// A demand is a condition that every arrangement must meet: so many people, and
// what a hall can give them at most. It is necessary, not sufficient.
type demand struct {
	reason    string
	attribute int
	values    []int32 // the largest groups, of which it speaks
	access    bool
	need      int
	have      func(h *hall) int
	of        func(c int32) bool // whom it speaks of
}

// demands lists them all for some of the candidates, those first that say most
// about a person.
func (p *problem) demands(of func(c int32) bool) []demand {
	seats := func(h *hall) int { return len(h.seat) }
	access := func(c int32) bool { return p.access[c] && of(c) }
	all := []demand{{reason: "seating.accessible", access: true, have: accessibly(seats), of: access}}
	for a := range attributes {
		if p.weight[a] < hard {
			continue
		}
		everybody, needing := p.ranked(a, of), p.ranked(a, access)
		for j := 1; j <= 3; j++ {
			most := func(h *hall) int { return h.shape.most(j) }
			if j <= len(everybody) {
				all = append(all, demand{reason: "seating.apart", attribute: a, values: everybody[:j], have: most, of: p.holding(a, everybody[:j], of)})
			}
			if j <= len(needing) {
				all = append(all, demand{reason: "seating.apart_accessible", attribute: a, values: needing[:j], access: true,
					have: accessibly(most), of: p.holding(a, needing[:j], access)})
			}
		}
	}
	all = append(all, demand{reason: "seating.full", have: seats, of: of})
	for i := range all {
		all[i].need = p.count(all[i].of)
	}
	return all
}

func anybody(int32) bool { return true }

func accessibly(have func(h *hall) int) func(h *hall) int {
	return func(h *hall) int {
		if !h.room.Accessible {
			return 0
		}
		return have(h)
	}
}

func (p *problem) count(of func(c int32) bool) (n int) {
	for c := range p.who {
		if of(int32(c)) {
			n++
		}
	}
	return n
}

// ranked lists the values that some of the candidates have, the most frequent
// first.
func (p *problem) ranked(a int, of func(c int32) bool) []int32 {
	sizes := make([]int, len(p.names[a]))
	var values []int32
	for c, v := range p.key[a] {
		if v == 0 || !of(int32(c)) {
			continue
		}
		if sizes[v]++; sizes[v] == 1 {
			values = append(values, v)
		}
	}
	slices.SortFunc(values, func(x, y int32) int {
		return cmp.Or(cmp.Compare(sizes[y], sizes[x]), cmp.Compare(p.names[a][x], p.names[a][y]))
	})
	return values
}

// holding tells of some of the candidates who have one of the values.
func (p *problem) holding(a int, values []int32, of func(c int32) bool) func(c int32) bool {
	return func(c int32) bool { return slices.Contains(values, p.key[a][c]) && of(c) }
}

// given is what some halls can give together.
func (d demand) given(halls []*hall) (n int) {
	for _, h := range halls {
		n += d.have(h)
	}
	return n
}

// met tells whether the halls could do.
func met(demands []demand, halls []*hall) bool {
	for _, d := range demands {
		if d.need > d.given(halls) {
			return false
		}
	}
	return true
}

// bound is a number of halls below which the demands cannot be met: for each
// demand the best halls for it, among them as many accessible ones as are needed
// in any case. Where all halls together do not meet one it is all of them.
func bound(demands []demand, halls []*hall) (least int) {
	var access, others []*hall
	for _, h := range halls {
		if h.room.Accessible {
			access = append(access, h)
		} else {
			others = append(others, h)
		}
	}
	for _, d := range demands {
		if d.access {
			least = max(least, reach(sizes(access, d.have), d.need))
		}
	}
	must := min(least, len(access))
	for _, d := range demands {
		least = max(least, mixed(sizes(access, d.have), sizes(others, d.have), must, d.need))
	}
	return least
}

// sizes are what halls can give, the most first.
func sizes(halls []*hall, have func(h *hall) int) []int {
	all := make([]int, len(halls))
	for i, h := range halls {
		all[i] = have(h)
	}
	slices.SortFunc(all, func(a, b int) int { return cmp.Compare(b, a) })
	return all
}

// reach is how many of the first sizes come to a need, or all where they do not.
func reach(sizes []int, need int) int {
	for i, s := range sizes {
		if need <= 0 {
			return i
		}
		need -= s
	}
	return len(sizes)
}

// mixed is the least number of sizes of two kinds, at least must of the first,
// that come to a need.
func mixed(some, others []int, must, need int) int {
	best := len(some) + len(others)
	sums := make([]int, len(others)+1)
	for i, n := range others {
		sums[i+1] = sums[i] + n
	}
	rest := need - sumOf(some[:must])
	for a := must; ; a++ {
		if b, ok := slices.BinarySearch(sums, rest); ok || b < len(sums) {
			best = min(best, a+b)
		}
		if a == len(some) {
			return best
		}
		rest -= some[a]
	}
}
