package seating

import "slices"

// narrow is the width up to which the largest set of seats that are no
// neighbours in eight directions is found exactly.
const narrow = 10

// kings is a largest set of seats of which no two touch, like kings on a board
// that leave each other alone. It goes line by line along the longer side and
// keeps, for every way to occupy a line, the most that can lie behind it.
func (s *shape) kings() []int32 {
	turned := s.cols > s.rows
	width, length := s.cols, s.rows
	if turned {
		width, length = s.rows, s.cols
	}
	seat := func(line, i int) int32 {
		if turned {
			return s.seatAt(i+1, line+1)
		}
		return s.seatAt(line+1, i+1)
	}
	ways := sparse(width)
	best := make([][]int, length) // best[line][way], -1 where a seat is missing
	from := make([][]int, length)
	for line := range length {
		best[line], from[line] = make([]int, len(ways)), make([]int, len(ways))
		for w, mask := range ways {
			best[line][w] = ones(mask, func(i int) bool { return seat(line, i) != nobody })
			if line > 0 && best[line][w] >= 0 {
				from[line][w] = before(ways, best[line-1], mask)
				best[line][w] += best[line-1][from[line][w]]
			}
		}
	}
	return trace(ways, best, from, seat)
}

// sparse lists the ways to occupy a line without neighbours in it.
func sparse(width int) (ways []uint) {
	for mask := range uint(1) << width {
		if mask&(mask<<1) == 0 {
			ways = append(ways, mask)
		}
	}
	return ways
}

// ones counts the bits of a mask, or says -1 when one of them may not be.
func ones(mask uint, may func(int) bool) (n int) {
	for i := 0; mask>>i != 0; i++ {
		if mask>>i&1 == 0 {
			continue
		}
		if !may(i) {
			return -1
		}
		n++
	}
	return n
}

// before is the best way to occupy the line before, given this one.
func before(ways []uint, best []int, mask uint) (at int) {
	near := mask | mask<<1 | mask>>1
	most := -1
	for w, other := range ways {
		if other&near == 0 && best[w] > most {
			most, at = best[w], w
		}
	}
	return at
}

// trace walks back from the best last line.
func trace(ways []uint, best, from [][]int, seat func(line, i int) int32) (set []int32) {
	last := len(best) - 1
	w := slices.Index(best[last], slices.Max(best[last]))
	for line := last; line >= 0; line-- {
		for i := 0; ways[w]>>i != 0; i++ {
			if ways[w]>>i&1 == 1 {
				set = append(set, seat(line, i))
			}
		}
		w = from[line][w]
	}
	slices.Sort(set)
	return set
}
