package skill

import (
	"strings"

	"assay/skill/day"
)

// An OccupationCode (职业编码) places an occupation in the national
// classification: d-dd-dd-dd, major, middle, minor group and occupation.
// Source: 中华人民共和国职业分类大典(2022年版).
type OccupationCode string

// ParseOccupationCode reads a code; full-width forms and other dashes are folded.
func ParseOccupationCode(s string) (OccupationCode, error) {
	s = strings.NewReplacer("—", "-", "–", "-", "‐", "-", "−", "-", "_", "-", " ", "").Replace(Halve(s))
	if !OccupationCode(s).Valid() {
		return "", Fail(Invalid, "occupation.code_shape")
	}
	return OccupationCode(s), nil
}

// Valid tells whether the code has the shape of a code; whether there is such an
// occupation the catalogue says.
func (c OccupationCode) Valid() bool {
	const shape = "0-00-00-00"
	if len(c) != len(shape) {
		return false
	}
	for i := range len(shape) {
		if digit := c[i] >= '0' && c[i] <= '9'; digit != (shape[i] == '0') || (!digit && c[i] != '-') {
			return false
		}
	}
	return true
}

// An Occupation (职业) is one row of the national classification.
type Occupation struct {
	Code        OccupationCode
	Name        string
	English     string         // only where a source gives it
	Edition     string         // the edition or addition that holds it, e.g. 2022, 2025
	Digital     bool           // 数字职业, marked S
	Green       bool           // 绿色职业, marked L
	Valid       day.Period     // from when, and until when where another code succeeded it
	SucceededBy OccupationCode // the code that stands for the same occupation afterwards
	Source      string
}

// A Specialty (工种) is a narrower field within an occupation.
type Specialty struct {
	Name       string
	Occupation OccupationCode
	Edition    string
	Valid      day.Period
	Source     string
}
