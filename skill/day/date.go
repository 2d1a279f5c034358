// Package day counts in civil dates: dates without a time or a zone, spans of
// years, months and days, periods whose last day belongs to them, and working
// days by published calendars. Reading and counting follow the field's law, not
// the habits of a time library: a month that lacks the day gives the 1st of the
// next month, and a year is full on its anniversary.
package day

import (
	"fmt"
	"time"
)

// A Date is a civil date. The zero Date is no date. Dates compare with ==.
type Date struct {
	year       int16
	month, day uint8
}

// New makes a date; ok is false where there is no such day or the year lies
// outside 1 to 9999.
func New(year, month, day int) (d Date, ok bool) {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > length(year, month) {
		return Date{}, false
	}
	return Date{int16(year), uint8(month), uint8(day)}, true
}

// Parse reads YYYY-MM-DD and nothing else.
func Parse(s string) (Date, error) {
	if len(s) == 10 && s[4] == '-' && s[7] == '-' {
		y, ok1 := digits(s[:4])
		m, ok2 := digits(s[5:7])
		n, ok3 := digits(s[8:])
		if d, ok := New(y, m, n); ok && ok1 && ok2 && ok3 {
			return d, nil
		}
	}
	return Date{}, fmt.Errorf("%q is not a date of the form YYYY-MM-DD", s)
}

// Must is Parse for dates written in code.
func Must(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// Shanghai is the zone in which the field's days begin and end, UTC+8.
var Shanghai = time.FixedZone("UTC+8", 8*60*60)

// Of is the civil date of an instant in UTC+8.
func Of(t time.Time) Date {
	y, m, d := t.In(Shanghai).Date()
	return Date{int16(y), uint8(m), uint8(d)}
}

// Year is the year, 1 to 9999.
func (d Date) Year() int { return int(d.year) }

// Month is the month, 1 to 12.
func (d Date) Month() int { return int(d.month) }

// Day is the day of the month, 1 to 31.
func (d Date) Day() int { return int(d.day) }

// IsZero tells whether d is no date.
func (d Date) IsZero() bool { return d == Date{} }

// Before tells whether d comes before o.
func (d Date) Before(o Date) bool { return d.key() < o.key() }

// After tells whether d comes after o.
func (d Date) After(o Date) bool { return d.key() > o.key() }

// Compare is negative, zero or positive as d comes before o, is o, or comes
// after it.
func (d Date) Compare(o Date) int { return int(d.key()) - int(o.key()) }

func (d Date) key() int32 { return int32(d.year)<<9 | int32(d.month)<<5 | int32(d.day) }

// Earlier is the earlier of two dates.
func Earlier(a, b Date) Date {
	if b.Before(a) {
		return b
	}
	return a
}

// Later is the later of two dates.
func Later(a, b Date) Date {
	if b.After(a) {
		return b
	}
	return a
}

// String is YYYY-MM-DD, or "" for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	b, _ := d.MarshalText()
	return string(b)
}

// MarshalText is String without the detour; no date is empty text.
func (d Date) MarshalText() ([]byte, error) {
	if d.IsZero() {
		return []byte{}, nil
	}
	y, m, n := int(d.year), d.month, d.day
	return []byte{
		byte('0' + y/1000), byte('0' + y/100%10), byte('0' + y/10%10), byte('0' + y%10), '-',
		'0' + m/10, '0' + m%10, '-', '0' + n/10, '0' + n%10,
	}, nil
}

// UnmarshalText reads what MarshalText writes.
func (d *Date) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	*d, err = Parse(string(b))
	return err
}

// AddDays is the date n days later, or earlier where n is negative.
func (d Date) AddDays(n int) Date { return FromOrdinal(d.Ordinal() + n) }

// AddMonths is the same day n months later; where that month lacks the day, the
// 1st of the month after it (29 February plus a year is 1 March).
// Source: decision 11, rule 5.
func (d Date) AddMonths(n int) Date {
	m := int(d.year)*12 + int(d.month) - 1 + n
	y, mo := floorDiv(m, 12), m-floorDiv(m, 12)*12+1
	if int(d.day) > length(y, mo) {
		return Date{int16(y), uint8(mo), 1}.nextMonth()
	}
	return Date{int16(y), uint8(mo), d.day}
}

// AddYears is AddMonths by twelves.
func (d Date) AddYears(n int) Date { return d.AddMonths(12 * n) }

// Add is the date after the span's years and months, then its days.
func (d Date) Add(s Span) Date { return d.AddMonths(12*s.Years + s.Months).AddDays(s.Days) }

func (d Date) nextMonth() Date {
	if d.month == 12 {
		return Date{d.year + 1, 1, 1}
	}
	return Date{d.year, d.month + 1, 1}
}

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday {
	return time.Weekday(((d.Ordinal()+4)%7 + 7) % 7)
}

// Time is midnight UTC+8 at the beginning of the day.
func (d Date) Time() time.Time {
	return time.Date(int(d.year), time.Month(d.month), int(d.day), 0, 0, 0, 0, Shanghai)
}

// Ordinal counts days from 1970-01-01, which is 0, in the proleptic Gregorian
// calendar. Years are taken to begin in March, so that the leap day comes last.
func (d Date) Ordinal() int {
	y, m := int(d.year), int(d.month)
	if m <= 2 {
		y, m = y-1, m+12
	}
	era := floorDiv(y, 400)
	ofEra := y - era*400
	ofYear := (153*(m-3)+2)/5 + int(d.day) - 1
	return era*146097 + ofEra*365 + ofEra/4 - ofEra/100 + ofYear - 719468
}

// FromOrdinal is the date of an Ordinal.
func FromOrdinal(n int) Date {
	n += 719468
	era := floorDiv(n, 146097)
	ofEra := n - era*146097
	yearOfEra := (ofEra - ofEra/1460 + ofEra/36524 - ofEra/146096) / 365
	ofYear := ofEra - (365*yearOfEra + yearOfEra/4 - yearOfEra/100)
	mp := (5*ofYear + 2) / 153
	y, m := yearOfEra+era*400, mp+3
	if m > 12 {
		y, m = y+1, m-12
	}
	return Date{int16(y), uint8(m), uint8(ofYear - (153*mp+2)/5 + 1)}
}

func length(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func digits(s string) (n int, ok bool) {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}
