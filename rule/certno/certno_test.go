package certno_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"assay/locale"
	"assay/reference"
	"assay/rule/certno"
	"assay/skill"
	"assay/skill/day"
)

var schemes = reference.NumberSchemes()

// The rule's own example and numbers built after it: class, body, province,
// site, year, level, serial.
func TestParse(t *testing.T) {
	for _, c := range []struct {
		text, scheme, values string
		level                skill.Level
		year                 int
	}{
		{"Y000123000007195000001", "skill-level-22", "Y 0001 23 000007 19 5 000001", skill.Level5, 2019},
		{"S000044012345244000123", "skill-level-22", "S 0000 44 012345 24 4 000123", skill.Level4, 2024},
		{"Y002332000156261000042", "skill-level-22", "Y 0023 32 000156 26 1 000042", skill.Level1, 2026},
		{"S000066000001253999999", "skill-level-22", "S 0000 66 000001 25 3 999999", skill.Level3, 2025},
		{" S000044012345242000123\n", "skill-level-22", "S 0000 44 012345 24 2 000123", skill.Level2, 2024},
		{"Ｓ０００044０12345２44000123", "skill-level-22", "S 0000 44 012345 24 4 000123", skill.Level4, 2024},
		{"S00004401234524T000123", "special-technician-22", "S 0000 44 012345 24 T 000123", skill.Special, 2024},
		{"1510012003400123", "qualification-16", "15 10 01 2 003 4 00123", skill.Level4, 2015},
		{"0972003018300007", "qualification-16", "09 72 00 3 018 3 00007", skill.Level3, 2009},
		{"9710012003500001", "qualification-16", "97 10 01 2 003 5 00001", skill.Level5, 1997},
	} {
		t.Run(c.text, func(t *testing.T) {
			n, err := certno.Parse(schemes, c.text)
			if err != nil {
				t.Fatal(err)
			}
			var values []string
			for _, p := range n.Parts() {
				values = append(values, p.Value)
				if p.Value != n.Value(p.Name) || p.Meaning.ZH == "" || p.Meaning.EN == "" || p.Label.ZH == "" {
					t.Errorf("%+v", p)
				}
			}
			if n.Scheme.ID != c.scheme || n.Level() != c.level || n.Year() != c.year {
				t.Errorf("%s, %s, %d", n.Scheme.ID, n.Level(), n.Year())
			}
			if diff := cmp.Diff(c.values, strings.Join(values, " ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMeanings(t *testing.T) {
	n, err := certno.Parse(schemes, "S000044012345244000123")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]skill.Text{}
	for _, p := range n.Parts() {
		got[p.Name] = p.Meaning
	}
	want := map[string]skill.Text{
		"class": {ZH: "社会培训评价组织", EN: "Social evaluation organisation"}, "body": {ZH: "0000", EN: "0000"},
		"province": {ZH: "广东", EN: "Guangdong"}, "site": {ZH: "012345", EN: "012345"}, "year": {ZH: "2024年", EN: "2024"},
		"level": {ZH: "四级/中级工", EN: "Level 4"}, "serial": {ZH: "000123", EN: "000123"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Every way of being wrong names the first place that is wrong, from 1.
func TestFaults(t *testing.T) {
	for text, want := range map[string]struct {
		position    int
		reason, got string
	}{
		"S000044012345246000123":   {16, "level.unknown", "6"},
		"S00004401234524A000123":   {16, "level.unknown", "A"},
		"S00004401234524t000123":   {16, "level.unknown", "t"},
		"J000044012345244000123":   {1, "class.unknown", "J"},
		"s000044012345244000123":   {1, "class.unknown", "s"},
		"0000044012345244000123":   {1, "class.unknown", "0"},
		"S000099012345244000123":   {6, "province.unknown", "99"},
		"S0O0044012345244000123":   {3, "body.not_digit", "O"},
		"S00004401234X244000123":   {13, "site.not_digit", "X"},
		"S0000440123452X4000123":   {15, "year.not_digit", "X"},
		"S00004401234524400012X":   {22, "serial.not_digit", "X"},
		"S000044012345244000000":   {17, "serial.zero", "000000"},
		"S00004401234524T000000":   {17, "serial.zero", "000000"},
		"S00004401234524400012号":   {22, "serial.not_digit", "号"},
		"S0000广0012345244000123":   {6, "province.unknown", "广0"},
		"S00004401234524400012":    {22, "length", ""},
		"S0000440123452440001234":  {23, "length", "4"},
		"S 0000440123452440001234": {23, "length", "3"},
		"":                         {1, "length", ""},
		"S":                        {2, "length", ""},
		"证书编号":                     {5, "length", ""},
		"151001200340012":          {16, "length", ""},
		"15100120034001234":        {17, "length", "4"},
		"1510012003400000":         {12, "serial.zero", "00000"},
		"1510012000400123":         {8, "institution_serial.zero", "000"},
		"1510015003400123":         {7, "institution_type.unknown", "5"},
		"1510012003600123":         {11, "level.unknown", "6"},
		"151001200340012X":         {16, "serial.not_digit", "X"},
	} {
		_, err := certno.Parse(schemes, text)
		f, ok := errors.AsType[*certno.Fault](err)
		if !ok {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if f.Position != want.position || f.Reason != want.reason || f.Got != want.got {
			t.Errorf("%q: got %d %s %q, want %d %s %q", text, f.Position, f.Reason, f.Got, want.position, want.reason, want.got)
		}
		if f.Want.ZH == "" || f.Want.EN == "" || skill.CodeOf(err) != skill.Invalid || skill.ReasonOf(err) != "number."+f.Reason {
			t.Errorf("%q: %+v, %v", text, f, err)
		}
	}
}

// Every fault that a scheme can have is said in both languages.
func TestFaultsHaveTexts(t *testing.T) {
	keys := []string{"number.length"}
	for _, s := range schemes {
		for _, p := range s.Parts {
			if len(p.Values) > 0 {
				keys = append(keys, "number."+p.Name+".unknown")
			} else {
				keys = append(keys, "number."+p.Name+".not_digit")
			}
			if p.NotZero {
				keys = append(keys, "number."+p.Name+".zero")
			}
		}
	}
	for _, key := range keys {
		for _, lang := range locale.Langs() {
			if !locale.Has(lang, key) {
				t.Errorf("%s has no text in %s", key, lang)
			}
		}
	}
}

func TestNoSchemes(t *testing.T) {
	if _, err := certno.Parse(nil, "S000044012345244000123"); skill.ReasonOf(err) != "number.length" {
		t.Errorf("got %v", err)
	}
}

// numbers draws the values of a scheme's parts.
func numbers(t *rapid.T) (*skill.NumberScheme, map[string]string) {
	s := &schemes[rapid.IntRange(0, len(schemes)-1).Draw(t, "scheme")]
	values := map[string]string{}
	for _, p := range s.Parts {
		if len(p.Values) > 0 {
			values[p.Name] = rapid.SampledFrom(slices.Sorted(maps.Keys(p.Values))).Draw(t, p.Name)
		} else {
			values[p.Name] = rapid.StringMatching(strings.Repeat("[0-9]", p.To-p.From+1)).Draw(t, p.Name)
		}
	}
	return s, values
}

// What is composed is read back as what it was composed of; what would not be
// read back is not composed.
func TestComposeAndParseAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, values := numbers(t)
		text, err := certno.Compose(s, values)
		if err != nil {
			if skill.ReasonOf(err) != "number.serial.zero" && skill.ReasonOf(err) != "number.institution_serial.zero" {
				t.Fatal(err)
			}
			return
		}
		n, err := certno.Parse(schemes, text)
		if err != nil || n.Scheme.ID != s.ID {
			t.Fatalf("%s: %v", text, err)
		}
		for name, value := range values {
			if n.Value(name) != value {
				t.Fatalf("%s: %s is %s, was %s", text, name, n.Value(name), value)
			}
		}
	})
}

func TestComposeRefuses(t *testing.T) {
	base := map[string]string{"class": "S", "body": "0000", "province": "44", "site": "012345", "year": "24", "level": "4", "serial": "000123"}
	with := func(name, value string) map[string]string {
		m := maps.Clone(base)
		m[name] = value
		return m
	}
	without := maps.Clone(base)
	delete(without, "site")
	for _, c := range []struct {
		reason string
		values map[string]string
	}{
		{"", base},
		{"number.part_unknown", with("city", "01")},
		{"number.part_missing", without},
		{"number.part_length", with("serial", "1000000")}, // a serial that has outgrown its places is not cut
		{"number.part_length", with("serial", "123")},
		{"number.part_length", with("year", "２")}, // three bytes are not two digits
		{"number.serial.zero", with("serial", "000000")},
		{"number.serial.not_digit", with("serial", "00012a")},
		{"number.site.not_digit", with("site", "-12345")},
		{"number.body.not_digit", with("body", "00 0")},
		{"number.class.unknown", with("class", "J")},
		{"number.level.unknown", with("level", "T")},
		{"number.province.unknown", with("province", "99")},
	} {
		_, err := certno.Compose(&schemes[0], c.values)
		if got := reasonOf(err); got != c.reason {
			t.Errorf("%v: got %q, want %q", c.values, got, c.reason)
		}
	}
}

func reasonOf(err error) string {
	if err == nil {
		return ""
	}
	return skill.ReasonOf(err)
}

func TestSchemeFor(t *testing.T) {
	for _, c := range []struct {
		level      skill.Level
		on, scheme string
		value      string
	}{
		{skill.Level4, "2026-11-02", "skill-level-22", "4"},
		{skill.Special, "2026-11-02", "special-technician-22", "T"},
		{skill.Level4, "2018-12-31", "", ""}, // before the rule
		{skill.Chief, "2026-11-02", "", ""},  // no rule was found
		{skill.Apprentice, "2026-11-02", "", ""},
	} {
		s, value, err := certno.SchemeFor(schemes, certno.Claim{Kind: skill.KindSkillLevel, Level: c.level, On: day.Must(c.on)})
		switch {
		case c.scheme == "" && skill.ReasonOf(err) == "number.no_scheme":
		case err != nil || s.ID != c.scheme || value != c.value:
			t.Errorf("%s on %s: %v %q %v", c.level, c.on, s, value, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"S000044012345244000123", "1510012003400123", "", "Ｓ", "S0000广0012345244000123", "\x00\xff", "S00004401234524T000000"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, err := certno.Parse(schemes, text)
		if fault, ok := errors.AsType[*certno.Fault](err); ok {
			if fault.Position < 1 || fault.Position > 23 {
				t.Errorf("place %d", fault.Position)
			}
			return
		}
		if again, err := certno.Parse(schemes, n.Text); err != nil || again != n {
			t.Errorf("%q was read as %q, %v", text, again.Text, err)
		}
		values := map[string]string{}
		for _, p := range n.Parts() {
			values[p.Name] = p.Value
		}
		if composed, err := certno.Compose(n.Scheme, values); err != nil || composed != n.Text {
			t.Errorf("%q is composed as %q, %v", n.Text, composed, err)
		}
	})
}

// Reading a valid number of the first scheme allocates nothing.
func TestParseAllocates(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() {
		if _, err := certno.Parse(schemes, "S000044012345244000123"); err != nil {
			t.Fatal(err)
		}
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := certno.Parse(schemes, "S000044012345244000123"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompose(b *testing.B) {
	values := map[string]string{"class": "S", "body": "0000", "province": "44", "site": "012345", "year": "24", "level": "4", "serial": "000123"}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := certno.Compose(&schemes[0], values); err != nil {
			b.Fatal(err)
		}
	}
}
