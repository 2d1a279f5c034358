package likeness

import "slices"

// A core is what tells a name from others: 鲲鹏 of 深圳市鲲鹏职业技能评价有限公司. A
// name without such a part is told by its place, then by its wording, then as a
// whole.
type core struct {
	typed []rune // as written, folded
	shape []rune // each character as the one that stands for it
}

// coreLeast is how many characters tell a name from others: one alone is in
// too many.
const coreLeast = 2

// coreMost is how many characters of a part are looked at: no name needs more, and
// keys grow with them.
const coreMost = 60

// core reads a folded name from left to right, at each place the longest word that is
// known.
func (n *Names) core(folded string) core {
	typed := letters(folded)
	s := reading{n: n, text: n.shape(typed)}
	for s.at < len(s.text) {
		s.step()
	}
	for _, at := range [][]int{s.own, append(slices.Clone(s.place), s.own...), append(slices.Clone(s.state), s.own...)} {
		if len(at) >= coreLeast {
			return s.take(typed, at)
		}
	}
	return s.take(typed, span(0, len(typed)))
}

// A reading is a name being read.
type reading struct {
	n     *Names
	text  []rune
	at    int
	after bool // a place has just been read

	own, place, state []int // positions of what is not known, of the last place, of the State's wording
}

func (s *reading) take(typed []rune, at []int) (c core) {
	for _, i := range at[:min(len(at), coreMost)] {
		c.typed, c.shape = append(c.typed, typed[i]), append(c.shape, s.text[i])
	}
	return c
}

// step reads one word, or one character that is in none.
func (s *reading) step() {
	w, known := s.word()
	switch {
	case known && w.kind == place:
		s.setPlace(len(w.text))
		return
	case known && w.kind == state:
		s.state = append(s.state, span(s.at, len(w.text))...)
	case known:
	case s.placed():
		return
	default:
		s.own = append(s.own, s.at)
		w.text = s.text[s.at : s.at+1]
	}
	s.at += len(w.text)
	s.after = known && w.kind == grade
}

// word is the longest known word here. What is of one character, such as 市 or 厂,
// is a word behind a place or at the end alone: elsewhere it is part of a name.
func (s *reading) word() (word, bool) {
	rest := s.text[s.at:]
	for _, w := range s.n.words[rest[0]] {
		if !startsWith(rest, w.text) || w.kind == district {
			continue
		}
		if w.kind == grade && !s.after || len(w.text) == 1 && w.kind != grade && len(rest) > 1 {
			continue
		}
		return w, true
	}
	return word{}, false
}

// placed reads a place that no list has, by the word that ends it: 样例省 at the
// beginning, 南山区 behind another place.
func (s *reading) placed() bool {
	if s.at > 0 && !s.after {
		return false
	}
	for _, long := range []int{2, 3} {
		end := s.at + long
		if end < len(s.text) && s.endsPlace(s.text[end]) {
			s.setPlace(long)
			s.at++
			return true
		}
	}
	return false
}

// endsPlace tells whether a character ends the name of a place.
func (s *reading) endsPlace(r rune) bool {
	for _, w := range s.n.words[r] {
		if len(w.text) == 1 && (w.kind == district || w.kind == grade) {
			return true
		}
	}
	return false
}

func (s *reading) setPlace(long int) {
	s.place = span(s.at, long)
	s.at += long
	s.after = true
}

func span(from, long int) []int {
	out := make([]int, long)
	for i := range out {
		out[i] = from + i
	}
	return out
}

func startsWith(text, begin []rune) bool {
	return len(text) >= len(begin) && slices.Equal(text[:len(begin)], begin)
}
