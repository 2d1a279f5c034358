package document

import (
	"strconv"
	"strings"

	"assay/skill"
	"assay/skill/day"
)

// readDate brings what a date column holds into the form YYYY-MM-DD; what it
// cannot read for certain it leaves as it is, to be remarked. It reads year,
// month and day in that order with any of the usual signs between them, eight
// digits, a time of day behind, and the serial numbers in which spreadsheets
// keep dates. Day or month first is never guessed. Words for "no end" give an
// empty text.
func readDate(text string, from1904 bool) string {
	if len(text) == 10 {
		if _, err := day.Parse(text); err == nil {
			return text
		}
	}
	half := strings.ToUpper(skill.Halve(text))
	switch half {
	case "至今", "今", "现在", "在职", "长期", "长期有效", "永久", "终身", "无", "-", "--", "—", "/":
		return ""
	}
	if d, ok := serialDate(half, from1904); ok {
		return d.String()
	}
	if d, ok := writtenDate(withoutTime(half)); ok {
		return d.String()
	}
	return text
}

// Serial numbers outside these are years, months or mistakes.
const (
	firstSerial = 3654    // 1910-01-01
	lastSerial  = 109_571 // 2199-12-31
	serialZero  = -25_569 // 1899-12-30, counted from 1970-01-01
	later1904   = 1462    // days between the two ways of counting
)

// serialDate reads a number of days; the part behind the point is a time.
// Source: ECMA-376, part 1, 18.17.4.1.
func serialDate(text string, from1904 bool) (day.Date, bool) {
	whole, fraction, _ := strings.Cut(text, ".")
	if !digitsOnly(whole) || len(whole) > 6 || (fraction != "" && !digitsOnly(fraction)) {
		return day.Date{}, false
	}
	n, err := strconv.Atoi(whole)
	if err != nil {
		return day.Date{}, false
	}
	if from1904 {
		n += later1904
	}
	if n < firstSerial || n > lastSerial {
		return day.Date{}, false
	}
	return day.FromOrdinal(serialZero + n), true
}

func digitsOnly(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// withoutTime drops a time of day: "1990-05-05 00:00:00", "1990/5/5 0:00",
// "1990-05-05T08:00:00Z".
func withoutTime(s string) string {
	at := strings.IndexAny(s, " T")
	if at < 0 {
		return s
	}
	if strings.Contains(s[at:], ":") {
		return s[:at]
	}
	return s
}

func writtenDate(s string) (day.Date, bool) {
	if len(s) == 8 && digitsOnly(s) {
		s = s[:4] + "-" + s[4:6] + "-" + s[6:]
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("-/.年月日号、· ", r) })
	if len(parts) != 3 || len(parts[0]) != 4 || len(parts[1]) > 2 || len(parts[2]) > 2 {
		return day.Date{}, false
	}
	var n [3]int
	for i, p := range parts {
		v, err := strconv.Atoi(p)
		if err != nil || !digitsOnly(p) {
			return day.Date{}, false
		}
		n[i] = v
	}
	return day.New(n[0], n[1], n[2])
}
