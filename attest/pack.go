package attest

import (
	"encoding/binary"
	"strings"

	"assay/skill"
	"assay/skill/day"
)

// packedNumber is the length in bytes of a packed certificate number.
const packedNumber = 10

// sixteen stands where the first letter would, for numbers that have none.
const sixteen = 31

// alphabet36 is what position 16 may hold: a digit or, for the newer levels, a
// letter.
const alphabet36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// packNumber appends a certificate number (证书编号) in ten bytes, of which the
// two highest bits are zero: 5 bits of first letter, 6 of position 16, 47 for
// positions 2–15 and 20 for positions 17–22. A number of 16 digits has its
// first ten and last six digits in the two decimal fields. Whether the number
// means something is the schemes' question, not this one's.
// Source: 人社鉴发〔2019〕2号 (22 characters), 职业技能鉴定编码规则 (16 digits).
func packNumber(dst []byte, number string) ([]byte, error) {
	var letter, level, front, serial uint64
	ok1, ok2, ok3 := false, false, true
	switch len(number) {
	case 22:
		letter, level = uint64(number[0])-'A', uint64(strings.IndexByte(alphabet36, number[15]))
		front, ok1 = decimal(number[1:15])
		serial, ok2 = decimal(number[16:])
		ok3 = number[0] >= 'A' && number[0] <= 'Z' && level < 36
	case 16:
		letter = sixteen
		front, ok1 = decimal(number[:10])
		serial, ok2 = decimal(number[10:])
	}
	if !ok1 || !ok2 || !ok3 {
		return dst, skill.Fail(skill.Invalid, "attest.number.shape")
	}
	dst = binary.BigEndian.AppendUint16(dst, uint16(letter<<9|level<<3|front>>44))
	return binary.BigEndian.AppendUint64(dst, front<<20|serial), nil
}

// unpackNumber reads what packNumber wrote and nothing else.
func unpackNumber(b []byte) (string, error) {
	high, low := uint64(binary.BigEndian.Uint16(b)), binary.BigEndian.Uint64(b[2:])
	letter, level := high>>9, high>>3&63
	front, serial := (high&7)<<44|low>>20, low&(1<<20-1)
	bad := skill.Fail(skill.Invalid, "attest.number.shape")
	if serial >= 1e6 || front >= 1e14 || level >= 36 {
		return "", bad
	}
	if letter == sixteen {
		if level != 0 || front >= 1e10 {
			return "", bad
		}
		return padded(front, 10) + padded(serial, 6), nil
	}
	if letter >= 26 {
		return "", bad
	}
	return string(rune('A'+letter)) + padded(front, 14) + alphabet36[level:level+1] + padded(serial, 6), nil
}

func decimal(s string) (n uint64, ok bool) {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + uint64(c-'0')
	}
	return n, true
}

func padded(n uint64, width int) string {
	out := make([]byte, width)
	for i := width - 1; i >= 0; i-- {
		out[i] = byte('0' + n%10)
		n /= 10
	}
	return string(out)
}

// packOccupation appends an occupation code (职业编码) d-dd-dd-dd in three bytes.
// Source: 中华人民共和国职业分类大典.
func packOccupation(dst []byte, code string) ([]byte, error) {
	digits := strings.ReplaceAll(code, "-", "")
	shape := len(code) == 10 && len(digits) == 7 && code[1] == '-' && code[4] == '-' && code[7] == '-'
	n, ok := decimal(digits)
	if !shape || !ok {
		return dst, skill.Fail(skill.Invalid, "attest.occupation.shape")
	}
	return append(dst, byte(n>>16), byte(n>>8), byte(n)), nil
}

func unpackOccupation(b []byte) (string, error) {
	n := uint64(b[0])<<16 | uint64(b[1])<<8 | uint64(b[2])
	if n >= 1e7 {
		return "", skill.Fail(skill.Invalid, "attest.occupation.shape")
	}
	s := padded(n, 7)
	return s[:1] + "-" + s[1:3] + "-" + s[3:5] + "-" + s[5:], nil
}

// packDate appends a date as days since 1970-01-01 in two bytes, which lasts
// until 2149-06-06.
func packDate(dst []byte, d day.Date) ([]byte, error) {
	if n := d.Ordinal(); !d.IsZero() && n >= 0 && n <= 0xFFFF {
		return binary.BigEndian.AppendUint16(dst, uint16(n)), nil
	}
	return dst, skill.Fail(skill.Invalid, "attest.date.range")
}

func unpackDate(b []byte) day.Date { return day.FromOrdinal(int(binary.BigEndian.Uint16(b))) }
