package certno

import (
	"strings"

	"assay/skill"
	"assay/skill/day"
)

// Compose makes the number whose parts have the values, by part name, each as
// long as its part: {"class": "S", "serial": "000123", …}. It refuses a value of
// the wrong length, a value for no part, and whatever Parse would not read back;
// a serial that has outgrown its places is refused, not cut.
func Compose(s *skill.NumberScheme, values map[string]string) (string, error) {
	if len(values) > len(s.Parts) {
		return "", skill.Fail(skill.Invalid, "number.part_unknown")
	}
	var b strings.Builder
	b.Grow(s.Length)
	for i := range s.Parts {
		p := &s.Parts[i]
		value, ok := values[p.Name]
		switch {
		case !ok:
			return "", skill.Fail(skill.Invalid, "number.part_missing", "part", p.Name)
		case len(value) != p.To-p.From+1:
			return "", skill.Fail(skill.Invalid, "number.part_length", "part", p.Name)
		}
		if f := checkPart(p, value); f != nil {
			return "", f
		}
		b.WriteString(value)
	}
	return b.String(), nil
}

// SchemeFor is the scheme by which a certificate of the kind and level is
// numbered on that day, and what stands for the level in it.
func SchemeFor(schemes []skill.NumberScheme, c Claim) (s *skill.NumberScheme, level string, err error) {
	for i := range schemes {
		s := &schemes[i]
		if s.Kind != c.Kind || !s.Valid.Covers(c.On) {
			continue
		}
		if value, ok := s.LevelValue(c.Level); ok {
			return s, value, nil
		}
	}
	return nil, "", skill.Fail(skill.Unmet, "number.no_scheme", "level", c.Level.String(), "on", c.On.String())
}

// A Claim is a certificate that asks for a number.
type Claim struct {
	Kind  skill.CertificateKind
	Level skill.Level
	On    day.Date // of issue
}
