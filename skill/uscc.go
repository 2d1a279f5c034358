package skill

import (
	"fmt"
	"strings"
)

// A USCC (统一社会信用代码) names an organisation: 18 digits and capital letters.
// It is public and is shown whole.
// Source: GB 32100-2015.
type USCC string

// NoteWeakUSCC says that the code as a whole is right but the organisation code
// within it is not; such codes were assigned, so they are let in.
const NoteWeakUSCC Note = "uscc.weak"

// usccAlphabet leaves out I, O, S, V and Z, which are taken for digits.
// Source: GB 32100-2015, table 2.
const usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

const usccLength = 18

// ParseUSCC reads a code as people paste it: full-width forms are folded, spaces
// dropped, letters made capital. Length, alphabet and the last check character
// decide; the inner one (GB 11714) gives a note.
// Source: GB 32100-2015.
func ParseUSCC(text string) (USCC, []Note, error) {
	code := normalNumber(text)
	if code == "" {
		return "", nil, Fail(Invalid, "uscc.empty")
	}
	if n := len([]rune(code)); n != usccLength {
		return "", nil, Fail(Invalid, "uscc.length", "got", fmt.Sprint(n), "want", fmt.Sprint(usccLength))
	}
	for i, r := range []rune(code) {
		if !strings.ContainsRune(usccAlphabet, r) {
			return "", nil, Fail(Invalid, "uscc.character", "position", fmt.Sprint(i+1))
		}
	}
	if usccCheck(code) != code[17] {
		return "", nil, Fail(Invalid, "uscc.check_wrong", "position", "18")
	}
	if organisationCheck(code[8:16]) != code[16] {
		return USCC(code), []Note{NoteWeakUSCC}, nil
	}
	return USCC(code), nil, nil
}

// usccCheck is the 18th character for the first seventeen, MOD 31 with the
// weights 3^i.
// Source: GB 32100-2015, annex.
func usccCheck(code string) byte {
	sum, weight := 0, 1
	for i := range usccLength - 1 {
		sum += weight * strings.IndexByte(usccAlphabet, code[i])
		weight = weight * 3 % 31
	}
	return usccAlphabet[(31-sum%31)%31]
}

// organisationCheck is the ninth character of an organisation code (组织机构代码)
// for its first eight; letters count from A = 10.
// Source: GB 11714-1997, MOD 11.
func organisationCheck(code string) byte {
	sum := 0
	for i, w := range [...]int{3, 7, 9, 10, 5, 8, 4, 2} {
		value := int(code[i] - '0')
		if code[i] >= 'A' {
			value = int(code[i]-'A') + 10
		}
		sum += w * value
	}
	return "0123456789X"[(11-sum%11)%11]
}
