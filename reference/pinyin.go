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

// spellings gives how people may spell a character in a search: each of its
// readings without tone, v for ü, and a Latin letter or digit itself. It
// remembers what it looked up.
func spellings() func(rune) []string {
	args := pinyin.NewArgs()
	args.Heteronym = true
	known := map[rune][]string{}
	return func(r rune) []string {
		all, ok := known[r]
		if !ok {
			if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
				all = []string{strings.ToLower(string(r))}
			} else if r > unicode.MaxASCII {
				all = slices.Compact(slices.Sorted(slices.Values(pinyin.SinglePinyin(r, args))))
			}
			known[r] = all
		}
		return all
	}
}

// reading is the dictionary's first reading with its tone number, v for ü, or ""
// for a character that it lacks.
func reading(r rune) string {
	if r < unicode.MaxASCII {
		return ""
	}
	args := pinyin.NewArgs()
	args.Style = pinyin.Tone3
	if all := pinyin.SinglePinyin(r, args); len(all) > 0 {
		return all[0]
	}
	return ""
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
			b.WriteString(strings.ReplaceAll(strings.TrimRight(readings[i], "1234"), "v", "yu"))
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
