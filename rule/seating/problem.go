package seating

import (
	"cmp"
	"slices"
)

// nobody sits on an empty seat.
const nobody int32 = -1

// hard is what a pair of neighbours costs that breaks a hard rule: more than all
// pairs of a room that break a soft one.
const hard = 1 << 20

// attributes in the order in which keys and weights are kept.
var attributes = [2]Attribute{Paper, Employer}

// A problem is one session to be seated. Its candidates are numbered from 0 in
// an order drawn from the seed.
type problem struct {
	in     *Instance
	who    []int32    // each candidate's place in the instance
	key    [2][]int32 // each candidate's value of an attribute, 0 for none
	access []bool     // whether a candidate needs an accessible room
	weight [2]int     // what neighbours cost that share an attribute
	names  [2][]string
	halls  []*hall // rooms that are open and not taken, sorted by ID
	groups [2][]group
	first  int // the attribute by which candidates are dealt out
	chance *random
	effort *effort
	closed int // rooms that are open but taken by sessions at the same time
}

// A group is everybody who shares a value, the largest group first. The last one,
// of value 0, are those without any, and may be empty.
type group struct {
	value   int32
	members []int32
}

// A hall is a room in this session.
type hall struct {
	room   *Room
	shape  *shape
	number int
	seat   []int32 // who sits on each seat
	used   int
}

func (h *hall) free() int { return len(h.seat) - h.used }

// effort is what searching may still cost: a number, so that it ends at the same
// point everywhere.
type effort struct{ moves, nodes int }

func newProblem(in *Instance, members []int32, halls []*hall, e *effort, seed uint64) *problem {
	p := &problem{in: in, who: members, halls: halls, effort: e, chance: &random{seed}}
	p.access = make([]bool, len(members))
	for i, m := range members {
		p.access[i] = in.Candidates[m].Accessible
	}
	for a := range attributes {
		p.read(a)
	}
	p.weigh()
	for a := range attributes {
		p.groups[a] = p.group(a)
	}
	p.first = p.leading()
	return p
}

// read numbers the values of an attribute.
func (p *problem) read(a int) {
	numbers := map[string]int32{"": 0}
	p.names[a] = []string{""}
	p.key[a] = make([]int32, len(p.who))
	for i, m := range p.who {
		value := attributes[a].Of(p.in.Candidates[m])
		n, ok := numbers[value]
		if !ok {
			n = int32(len(p.names[a]))
			numbers[value] = n
			p.names[a] = append(p.names[a], value)
		}
		p.key[a][i] = n
	}
}

func (p *problem) weigh() {
	for _, apart := range p.in.Rules.Apart {
		a := slices.Index(attributes[:], apart.Attribute)
		p.weight[a] = 1
		if apart.Hard {
			p.weight[a] = hard
		}
	}
}

// group gathers those who share a value. Within a group those who share the other
// attribute stand together, so that dealing them out parts them too.
func (p *problem) group(a int) []group {
	groups := make([]group, len(p.names[a]))
	for v := range groups {
		groups[v].value = int32(v)
	}
	for i, v := range p.key[a] {
		groups[v].members = append(groups[v].members, int32(i))
	}
	for _, g := range groups {
		slices.SortStableFunc(g.members, func(x, y int32) int { return cmp.Compare(p.key[1-a][x], p.key[1-a][y]) })
	}
	slices.SortStableFunc(groups[1:], func(x, y group) int { return cmp.Compare(len(y.members), len(x.members)) })
	return append(groups[1:], groups[0])
}

// leading is the attribute that is hardest to part: a hard one before a soft one
// before a free one, then the one with the larger group.
func (p *problem) leading() int {
	switch {
	case p.weight[1] > p.weight[0]:
		return 1
	case p.weight[1] == p.weight[0] && len(p.groups[1][0].members) > len(p.groups[0][0].members):
		return 1
	}
	return 0
}

// clash is what two neighbours cost.
func (p *problem) clash(a, b int32) (cost int) {
	if k := p.key[0][a]; k != 0 && k == p.key[0][b] {
		cost = p.weight[0]
	}
	if k := p.key[1][a]; k != 0 && k == p.key[1][b] {
		cost += p.weight[1]
	}
	return cost
}

// cost is what it costs that somebody sits on a seat, beside everybody but
// whoever sits on the seat except.
func (p *problem) cost(h *hall, t, who, except int32) (sum int) {
	if who == nobody {
		return 0
	}
	for _, u := range h.shape.next[t] {
		if other := h.seat[u]; other != nobody && u != except {
			sum += p.clash(who, other)
		}
	}
	return sum
}

// total is what a hall costs, each pair once.
func (p *problem) total(h *hall) (sum int) {
	for t, who := range h.seat {
		sum += p.cost(h, int32(t), who, nobody)
	}
	return sum / 2
}

// may tells whether somebody can use a room at all.
func (p *problem) may(h *hall, who int32) bool { return h.room.Accessible || !p.access[who] }
