package reference

import (
	"cmp"
	"slices"
	"strings"

	"assay/skill"
	"assay/skill/day"
)

// words are what an occupation is searched by.
type words struct {
	name        string     // folded
	syllables   [][]string // for each character its readings: 调 is diao or tiao
	initials    [][]string // their first letters
	specialties []string   // folded
}

// index sorts the occupations and prepares the look-ups.
func (c *Catalogue) index() {
	slices.SortFunc(c.occupations, func(a, b skill.Occupation) int { return strings.Compare(string(a.Code), string(b.Code)) })
	c.words = make([]words, len(c.occupations))
	for i, o := range c.occupations {
		w := words{name: skill.Fold(o.Name)}
		for _, r := range o.Name {
			if all := spellings(r); len(all) > 0 {
				w.syllables = append(w.syllables, all)
				w.initials = append(w.initials, initials(all))
			}
		}
		c.words[i] = w
		c.byCode[o.Code] = i
		c.byName[w.name] = append(c.byName[w.name], i)
	}
	for i, s := range c.specialties {
		folded := skill.Fold(s.Name)
		c.bySpecialty[folded] = append(c.bySpecialty[folded], i)
		if o, ok := c.byCode[s.Occupation]; ok {
			c.words[o].specialties = append(c.words[o].specialties, folded)
		}
	}
}

func initials(readings []string) []string {
	out := make([]string, len(readings))
	for i, s := range readings {
		out[i] = s[:1]
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Find lists the occupations that a word means, best first: by code or its
// beginning, by name or part of one, by the name of a specialty, or by pinyin,
// whole or initials. A zero day finds those that were succeeded too.
func (c *Catalogue) Find(word string, on day.Date) []skill.Occupation {
	q := query{code: strings.ReplaceAll(skill.Halve(word), " ", ""), name: skill.Fold(word)}
	q.pinyin = strings.NewReplacer("ü", "v", "'", "").Replace(q.name)
	type hit struct{ rank, at int }
	var hits []hit
	for i, o := range c.occupations {
		if !inForce(o.Valid, on) {
			continue
		}
		if rank := q.rank(o, c.words[i]); rank > 0 {
			hits = append(hits, hit{rank, i})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(a.rank, b.rank) })
	out := make([]skill.Occupation, len(hits))
	for i, h := range hits {
		out[i] = c.occupations[h.at]
	}
	return out
}

// query is a word in the forms in which it is compared.
type query struct{ code, name, pinyin string }

// rank is 0 where the occupation is not meant, else smaller for a better match.
func (q query) rank(o skill.Occupation, w words) int {
	switch {
	case q.name == "":
		return 0
	case string(o.Code) == q.code, w.name == q.name:
		return 1
	case strings.HasPrefix(string(o.Code), q.code), slices.Contains(w.specialties, q.name):
		return 2
	case strings.HasPrefix(w.name, q.name):
		return 3
	case strings.Contains(w.name, q.name):
		return 4
	case slices.ContainsFunc(w.specialties, func(s string) bool { return strings.Contains(s, q.name) }):
		return 5
	}
	return q.rankPinyin(w)
}

// rankPinyin ranks the whole name first, then its beginning, then the inside.
func (q query) rankPinyin(w words) int {
	switch {
	case spells(w.syllables, q.pinyin, true), spells(w.initials, q.pinyin, true):
		return 6
	case spells(w.syllables, q.pinyin, false):
		return 7
	case len(q.pinyin) < 2:
		return 0
	}
	for i := range w.syllables {
		if spells(w.syllables[i:], q.pinyin, false) || spells(w.initials[i:], q.pinyin, false) {
			return 8
		}
	}
	return 0
}

// spells tells whether the letters spell the syllables in some reading: all of
// them when whole, else the first ones, the last of which may be cut short.
func spells(syllables [][]string, letters string, whole bool) bool {
	if letters == "" {
		return !whole || len(syllables) == 0
	}
	if len(syllables) == 0 {
		return false
	}
	for _, s := range syllables[0] {
		rest, ok := strings.CutPrefix(letters, s)
		if ok && spells(syllables[1:], rest, whole) || !whole && strings.HasPrefix(s, letters) {
			return true
		}
	}
	return false
}

// Meant lists what people may mean by an occupation that they write: the one of
// that code or exact name, or to which a specialty of that name is mapped, on the
// day or else of any edition; where there is none, those that Find finds, best
// first.
func (c *Catalogue) Meant(text string, on day.Date) []skill.Occupation {
	for _, when := range []day.Date{on, {}} {
		if o, _, err := c.Resolve(text, when); err == nil {
			return []skill.Occupation{o}
		}
	}
	return c.Find(text, on)
}
