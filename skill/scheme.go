package skill

import "assay/skill/day"

// A NumberScheme (编码规则) says how a kind of certificate is numbered. Schemes
// are reference data: which letters and provinces there are changes by notice.
type NumberScheme struct {
	ID         string // e.g. skill-level-22
	Name       Text
	Kind       CertificateKind
	Valid      day.Period // when numbers of the scheme were given
	Length     int        // in characters
	Parts      []NumberPart
	Want       Text // what the length should be, in words
	Source     string
	Confidence string // of the source: S1 … S3 or G-hi … G-lo
}

// A NumberPart is a run of places of a number. Without Values it takes any
// digits; with Values only those.
type NumberPart struct {
	Name     string // e.g. level; the reasons of errors begin with it
	From, To int    // places, counted from 1, both included
	Label    Text
	Values   map[string]NumberValue
	NotZero  bool // all zeros are refused: serials begin at 1
	Century  int  // where the part is a year: the first year it can mean, e.g. 2000; else 0
	Want     Text // what may stand here, in words
}

// A NumberValue is what a value of a part means.
type NumberValue struct {
	Meaning Text
	Level   Level // where the part is the level
}

// Part is the part of a name; ok is false where the scheme has none.
func (s *NumberScheme) Part(name string) (p *NumberPart, ok bool) {
	for i := range s.Parts {
		if s.Parts[i].Name == name {
			return &s.Parts[i], true
		}
	}
	return nil, false
}

// LevelValue is what stands for a level in the numbers of the scheme; ok is
// false where the scheme does not number that level.
func (s *NumberScheme) LevelValue(l Level) (value string, ok bool) {
	p, ok := s.Part("level")
	if !ok {
		return "", false
	}
	for v, is := range p.Values {
		if is.Level == l {
			return v, true
		}
	}
	return "", false
}

// A CertificateKindRow is what reference data say of a kind.
type CertificateKindRow struct {
	Kind       CertificateKind
	Name       Text
	By         Text       // the department that rules it
	Valid      day.Period // since when the kind is issued, and until when
	Years      int        // for how long a certificate runs; 0 without end
	Source     string
	Confidence string
}
