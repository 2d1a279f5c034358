package api

import (
	"strings"

	"assay/skill"
)

// shownValue is the new value of an amendment to those who may see the person: of
// a document the kind with the number masked, of a telephone its end, anything
// else as it is, since somebody has to decide on it.
func shownValue(m skill.Amendment) string {
	value := m.Value.Reveal()
	switch m.Field {
	case skill.FieldDocument:
		kind, number, _ := strings.Cut(value, " ")
		return kind + " " + skill.StoredIDNumber(number).String()
	case skill.FieldPhone:
		return skill.StoredIDNumber(value).String()
	}
	return value
}
