package seating

import (
	"cmp"
	"slices"
	"strconv"
)

// A shape is what rooms with the same grid and the same usable seats share: the
// graph of neighbours, how much of it a value that is kept apart can hold, and
// orders in which values are laid out so that few neighbours share one.
type shape struct {
	rows, cols int
	place      []Place   // of each seat, row by row
	at         []int32   // the seat at a position of the grid, or nobody
	next       [][]int32 // neighbours of each seat
	wide       [4]int    // wide[j]: j values kept apart hold at most so many seats together, j = 1…3
	orders     [][]int32 // seats, independent sets one after the other
}

// most is how many seats j values that are kept apart can hold together.
func (s *shape) most(j int) int {
	if j < len(s.wide) {
		return s.wide[j]
	}
	return len(s.place)
}

// shapes keeps each shape once.
type shapes struct {
	kind  Neighbourhood
	apart bool // whether anything is kept apart
	known map[string]*shape
}

func (all *shapes) of(r Room) *shape {
	closed := closedPlaces(r)
	key := strconv.AppendInt(nil, int64(r.Rows), 10)
	key = strconv.AppendInt(append(key, 'x'), int64(r.Cols), 10)
	for _, c := range closed {
		key = strconv.AppendInt(append(key, ' '), int64(c), 10)
	}
	if s, ok := all.known[string(key)]; ok {
		return s
	}
	s := newShape(r.Rows, r.Cols, closed)
	s.join(all.kind)
	s.measure(all.kind, all.apart)
	all.known[string(key)] = s
	return s
}

// closedPlaces are the positions without a seat, sorted, each once.
func closedPlaces(r Room) []int {
	closed := make([]int, 0, len(r.OutOfService))
	for _, p := range r.OutOfService {
		closed = append(closed, (p.Row-1)*r.Cols+p.Col-1)
	}
	slices.Sort(closed)
	return slices.Compact(closed)
}

func newShape(rows, cols int, closed []int) *shape {
	s := &shape{rows: rows, cols: cols, at: make([]int32, rows*cols)}
	for i := range s.at {
		if len(closed) > 0 && closed[0] == i {
			s.at[i], closed = nobody, closed[1:]
			continue
		}
		s.at[i] = int32(len(s.place))
		s.place = append(s.place, Place{i/cols + 1, i%cols + 1})
	}
	return s
}

// steps to neighbours, in rows and columns.
var steps = map[Neighbourhood][][2]int{
	Row:   {{0, -1}, {0, 1}},
	Cross: {{0, -1}, {0, 1}, {-1, 0}, {1, 0}},
	Eight: {{0, -1}, {0, 1}, {-1, 0}, {1, 0}, {-1, -1}, {-1, 1}, {1, -1}, {1, 1}},
}

func (s *shape) join(kind Neighbourhood) {
	s.next = make([][]int32, len(s.place))
	all := make([]int32, 0, len(steps[kind])*len(s.place))
	for i, p := range s.place {
		from := len(all)
		for _, step := range steps[kind] {
			if t := s.seatAt(p.Row+step[0], p.Col+step[1]); t != nobody {
				all = append(all, t)
			}
		}
		s.next[i] = all[from:len(all):len(all)]
	}
}

// seatAt is the seat in a row and column, or nobody.
func (s *shape) seatAt(row, col int) int32 {
	if row < 1 || row > s.rows || col < 1 || col > s.cols {
		return nobody
	}
	return s.at[(row-1)*s.cols+col-1]
}

// measure finds the bounds and the orders.
func (s *shape) measure(kind Neighbourhood, apart bool) {
	n := len(s.place)
	s.wide = [4]int{0, n, n, n}
	all := make([]int32, n)
	for i := range all {
		all[i] = int32(i)
	}
	switch {
	case !apart:
		s.orders = [][]int32{all}
	case kind == Eight:
		s.measureEight()
	default:
		free := s.free(kind)
		s.wide[1] = len(free)
		s.orders = [][]int32{first(free, all)}
	}
}

// first puts some seats before all others.
func first(some, all []int32) []int32 {
	order := slices.Clone(some)
	in := make([]bool, len(all))
	for _, t := range some {
		in[t] = true
	}
	for _, t := range all {
		if !in[t] {
			order = append(order, t)
		}
	}
	return order
}

// free is a largest set of seats without neighbours among them. Rows and crosses
// have neighbours on different colours of a chessboard only, so by König's
// theorem it is what a largest matching leaves.
func (s *shape) free(kind Neighbourhood) (set []int32) {
	m := newMatching(s, kind)
	for t := range s.place {
		if m.white[t] == m.reached[t] {
			set = append(set, int32(t))
		}
	}
	return set
}

// A matching joins neighbours in pairs, as many as there can be.
type matching struct {
	*shape
	white   []bool  // the side from which pairs are sought
	mate    []int32 // the partner, or nobody
	reached []bool  // by a path that changes between pairs and others, from a white seat without partner
	seen    []int
	round   int
}

func newMatching(s *shape, kind Neighbourhood) *matching {
	n := len(s.place)
	m := &matching{s, make([]bool, n), make([]int32, n), make([]bool, n), make([]int, n), 0}
	for t, p := range s.place {
		m.mate[t] = nobody
		m.white[t] = p.Col%2 == 1
		if kind == Cross {
			m.white[t] = (p.Row+p.Col)%2 == 0
		}
	}
	for t := range s.place {
		if m.round++; m.white[t] {
			m.pair(int32(t))
		}
	}
	for t := range s.place {
		if m.white[t] && m.mate[t] == nobody {
			m.reach(int32(t))
		}
	}
	return m
}

// pair finds a partner for a white seat, moving partners of others where needed.
func (m *matching) pair(t int32) bool {
	for _, u := range m.next[t] {
		if m.seen[u] == m.round {
			continue
		}
		m.seen[u] = m.round
		if m.mate[u] == nobody || m.pair(m.mate[u]) {
			m.mate[u], m.mate[t] = t, u
			return true
		}
	}
	return false
}

func (m *matching) reach(t int32) {
	if m.reached[t] {
		return
	}
	m.reached[t] = true
	for _, u := range m.next[t] {
		if !m.reached[u] {
			m.reached[u] = true
			m.reach(m.mate[u]) // had it none, the matching would not be largest
		}
	}
}

// measureEight bounds by squares of two by two, whose seats are all neighbours,
// and lays out by the four classes of rows and columns odd and even.
func (s *shape) measureEight() {
	for j := 1; j <= 3; j++ {
		s.wide[j] = s.squares(j)
	}
	byRow, byCol := s.classes(false), s.classes(true)
	s.orders = [][]int32{byRow, byCol}
	if min(s.rows, s.cols) <= narrow {
		set := s.kings()
		s.wide[1] = len(set)
		s.orders = append(s.orders, first(set, byRow))
	}
	for j := 2; j <= 3; j++ {
		s.wide[j] = min(s.wide[j], j*s.wide[1], len(s.place))
	}
}

// squares is the best of the four ways to lay squares over the grid: each holds
// at most one of each value.
func (s *shape) squares(j int) int {
	best := len(s.place)
	for shift := range 4 {
		counts := map[[2]int]int{}
		sum := 0
		for _, p := range s.place {
			k := [2]int{(p.Row + shift%2) / 2, (p.Col + shift/2) / 2}
			if counts[k]++; counts[k] <= j {
				sum++
			}
		}
		best = min(best, sum)
	}
	return best
}

// classes orders seats by row odd or even, then column odd or even, or the other
// way round, the more numerous first.
func (s *shape) classes(colFirst bool) []int32 {
	var rows, cols [2]int
	for _, p := range s.place {
		rows[p.Row%2]++
		cols[p.Col%2]++
	}
	rank := func(t int32) int {
		p := s.place[t]
		r, c := 0, 0
		if rows[p.Row%2] < rows[1-p.Row%2] || rows[0] == rows[1] && p.Row%2 == 0 {
			r = 1
		}
		if cols[p.Col%2] < cols[1-p.Col%2] || cols[0] == cols[1] && p.Col%2 == 0 {
			c = 1
		}
		if colFirst {
			return 2*c + r
		}
		return 2*r + c
	}
	order := make([]int32, len(s.place))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(rank(a), rank(b)) })
	return order
}
