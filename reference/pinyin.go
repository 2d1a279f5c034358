package reference

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/mozillazg/go-pinyin"

	"assay/skill"
)

// surnames maps a surname of one or two characters to its reading with tone
// numbers, read once and never changed. It decides before the dictionary, which
// knows 单 as dān and 曾 as céng.
var surnames = sync.OnceValue(func() map[string]string {
	_, rows := table("surnames.csv")
	all := make(map[string]string, len(rows))
	for _, row := range rows {
		name, reading, _ := strings.Cut(row, ",")
		all[name] = reading
	}
	return all
})

// marked are the vowels that carry a tone, with the letter and the tone; v stands
// for ü. The syllabic n and m of interjections carry one too; where there is no
// such letter, a combining mark does.
var marked = map[rune]string{
	'ā': "a1", 'á': "a2", 'ǎ': "a3", 'à': "a4", 'ē': "e1", 'é': "e2", 'ě': "e3", 'è': "e4",
	'ī': "i1", 'í': "i2", 'ǐ': "i3", 'ì': "i4", 'ō': "o1", 'ó': "o2", 'ǒ': "o3", 'ò': "o4",
	'ū': "u1", 'ú': "u2", 'ǔ': "u3", 'ù': "u4", 'ǖ': "v1", 'ǘ': "v2", 'ǚ': "v3", 'ǜ': "v4", 'ü': "v",
	'ń': "n2", 'ň': "n3", 'ǹ': "n4", 'ḿ': "m2", 'ế': "e2", 'ề': "e4", 'ê': "e",
	'\u0304': "\x001", '\u0301': "\x002", '\u030c': "\x003", '\u0300': "\x004",
}

// plain turns a syllable with its tone mark into letters and a tone number:
// lǚ is lv3.
func plain(syllable string) string {
	letters, tone := make([]byte, 0, 8), ""
	for _, r := range syllable {
		m, ok := marked[r]
		switch {
		case ok && m[0] == 0:
			tone = m[1:]
		case ok:
			letters, tone = append(letters, m[0]), m[1:]
		case r >= 'a' && r <= 'z':
			letters = append(letters, byte(r))
		}
	}
	return string(letters) + tone
}

// reading is the dictionary's first reading of a character with its tone number,
// or "" for a character that it lacks.
func reading(r rune) string {
	first, _, _ := strings.Cut(pinyin.PinyinDict[int(r)], ",")
	return plain(first)
}

// withoutTone takes the tone number off.
func withoutTone(syllable string) string { return strings.TrimRight(syllable, "1234") }

// spellings is how people may spell a character in a search: each of its readings
// without tone, and a Latin letter or digit itself.
func spellings(r rune) []string {
	if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
		return []string{strings.ToLower(string(r))}
	}
	var all []string
	for s := range strings.SplitSeq(pinyin.PinyinDict[int(r)], ",") {
		if s = withoutTone(plain(s)); s != "" && !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// dots are what people write between the parts of a transcribed name.
const dots = "·•‧∙⋅・･．.᛫"

// syllables reads a name: for each character its reading with a tone number, ""
// where it has none. The surname's reading comes from the surname table; family
// is how many characters it has. A name of two characters has a surname of one,
// a name with a dot or a space has none.
func syllables(name []rune) (readings []string, family int) {
	readings = make([]string, len(name))
	for i, r := range name {
		readings[i] = reading(r)
	}
	if strings.ContainsFunc(string(name), isGap) || len(name) < 2 || readings[0] == "" {
		return readings, 0
	}
	for _, n := range []int{2, 1} {
		if known, ok := surnames()[string(name[:n])]; ok && n < len(name) {
			copy(readings, strings.Fields(known))
			return readings, n
		}
	}
	return readings, 1
}

func isGap(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(dots, r) }

// Romanise proposes the Latin form of a name for the certificate: the surname,
// a space, the given name in one word, all capital, YU for ü, without apostrophes,
// as in passports: 欧阳小明 is OUYANG XIAOMING. The parts of a transcribed name
// are parted by spaces. It is only a proposal: the holder may change it. Complete
// is false where a character has no known reading; it is left out.
// Source: GB/T 28039-2011.
func Romanise(name string) (text string, complete bool) {
	runes := []rune(skill.Clean(name))
	readings, family := syllables(runes)
	complete = true
	var b strings.Builder
	for i, r := range runes {
		if i == family && i > 0 {
			b.WriteByte(' ')
		}
		switch {
		case isGap(r):
			b.WriteByte(' ')
		case readings[i] != "":
			b.WriteString(strings.ReplaceAll(withoutTone(readings[i]), "v", "yu"))
		case unicode.Is(unicode.Latin, r), r == '-', r == '\'':
			b.WriteRune(r)
		default:
			complete = false
		}
	}
	text = strings.ToUpper(strings.Join(strings.Fields(b.String()), " "))
	return text, complete && text != ""
}

// SortKey is a text by whose bytes names sort as in a Chinese register: by the
// readings of their characters with tones, then by the characters. A space parts
// the syllables, so that 安 comes before 昂 whatever follows. It holds the name
// and is as personal as the name.
func SortKey(name string) string {
	runes := []rune(skill.Fold(name))
	readings, _ := syllables(runes)
	var b strings.Builder
	for i, r := range runes {
		if readings[i] == "" {
			b.WriteRune(r)
		} else {
			b.WriteString(readings[i])
		}
		b.WriteByte(' ')
	}
	b.WriteByte(' ') // a shorter name comes first
	b.WriteString(string(runes))
	return b.String()
}
