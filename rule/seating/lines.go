package seating

import (
	"cmp"
	"slices"
)

// In eight directions four values can fill a room to its last seat in one way
// only: every second row (or column) alternates between two of them, the rows
// between alternate between the other two, and each row may begin with either.

// Up to so many values are split into those for odd and those for even lines, and
// so many splits are tried.
const (
	splitValues = 8
	splitTries  = 4
)

// A split says who sits in odd and who in even lines, value by value.
type split [2][][]int32

// splits are the splits of people, sorted by value, whose halves have room in
// their lines.
func (p *problem) splits(h *hall, people []int32, byCol bool) (all []split) {
	var values [][]int32
	for i, c := range people {
		if k := p.key[p.first][c]; i == 0 || k == 0 || k != p.key[p.first][people[i-1]] {
			values = append(values, nil)
		}
		values[len(values)-1] = append(values[len(values)-1], c)
	}
	if len(values) > splitValues {
		return nil
	}
	var room [2]int
	for _, at := range h.shape.place {
		room[line(at, byCol)%2]++
	}
	for mask := range 1 << len(values) {
		var s split
		var sum [2]int
		for i, people := range values {
			side := mask >> i & 1
			s[side] = append(s[side], people)
			sum[side] += len(people)
		}
		if sum[0] <= room[0] && sum[1] <= room[1] && len(all) < splitTries {
			all = append(all, s)
		}
	}
	return all
}

func line(at Place, byCol bool) int {
	if byCol {
		return at.Col
	}
	return at.Row
}

// fillLines fills line by line: in each the more numerous places of one parity
// with the value of which most are left, the others with the next.
func (h *hall) fillLines(s split, byCol bool) {
	for side := range s {
		s[side] = slices.Clone(s[side])
	}
	h.used = 0
	for i := range h.seat {
		h.seat[i] = nobody
	}
	for _, places := range h.shape.lines(byCol) {
		if len(places) == 0 {
			continue
		}
		side := s[line(h.shape.place[places[0]], byCol)%2]
		slices.SortStableFunc(side, func(a, b []int32) int { return cmp.Compare(len(b), len(a)) })
		for i, half := range h.shape.halves(places, !byCol) {
			h.used += take(h.seat, half, side, i)
		}
	}
	h.fillRest(s)
}

// fillRest puts those on any empty seat who found none in their lines.
func (h *hall) fillRest(s split) {
	rest := slices.Concat(slices.Concat(s[0]...), slices.Concat(s[1]...))
	for t, who := range h.seat {
		if who == nobody && len(rest) > 0 {
			h.seat[t], rest = rest[0], rest[1:]
			h.used++
		}
	}
}

// take fills places with people of one value, and when it is used up of those
// behind it.
func take(seat []int32, places []int32, values [][]int32, from int) (n int) {
	for _, t := range places {
		for from < len(values) && len(values[from]) == 0 {
			from++
		}
		if from >= len(values) {
			return n
		}
		seat[t], values[from] = values[from][0], values[from][1:]
		n++
	}
	return n
}

// lines are the seats of each row, or column.
func (s *shape) lines(byCol bool) [][]int32 {
	all := make([][]int32, max(s.rows, s.cols)+1)
	for t, at := range s.place {
		all[line(at, byCol)] = append(all[line(at, byCol)], int32(t))
	}
	return all
}

// halves parts the seats of a line by parity, the more numerous first.
func (s *shape) halves(places []int32, byCol bool) [2][]int32 {
	var half [2][]int32
	for _, t := range places {
		k := 1 - line(s.place[t], byCol)%2
		half[k] = append(half[k], t)
	}
	if len(half[1]) > len(half[0]) {
		half[0], half[1] = half[1], half[0]
	}
	return half
}
