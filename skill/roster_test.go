package skill

import (
	"fmt"
	"strings"
	"testing"
)

// Source: registration template of the national exam system: 33 columns, of
// which fifteen are required.
func TestRosterColumns(t *testing.T) {
	required := 0
	for _, c := range SheetRoster.Columns() {
		if c.Required {
			required++
		}
	}
	if n := len(SheetRoster.Columns()); n != RosterColumns || required != 15 {
		t.Errorf("%d columns, %d of them required", n, required)
	}
	for _, s := range RosterSheets() {
		seen := map[string]bool{}
		for i, c := range s.Columns() {
			if c.Heading == "" || seen[c.Heading] {
				t.Errorf("%s: column %s is %q", s.Name(), Letter(i), c.Heading)
			}
			seen[c.Heading] = true
		}
		if s != SheetRoster && s.Columns()[ExtraNumber].Heading != SheetRoster.Columns()[RosterNumber].Heading {
			t.Errorf("%s is not keyed by 证件号码", s.Name())
		}
	}
}

// Every word of a list reads as its own value, and no word as two.
func TestChoices(t *testing.T) {
	for _, s := range RosterSheets() {
		for _, c := range s.Columns() {
			for _, choice := range c.Choices {
				for _, word := range append([]string{choice.Word, choice.Value, " " + choice.Word + " "}, choice.Also...) {
					if got, ok := c.Choose(word); !ok || got != choice.Value {
						t.Errorf("%s %s: %q is read as %q, want %q", s.Name(), c.Heading, word, got, choice.Value)
					}
				}
			}
			if _, ok := c.Choose("没有这个词"); ok {
				t.Errorf("%s %s takes any word", s.Name(), c.Heading)
			}
		}
	}
}

// The dossier's own words are those that the sheets' words stand for.
func TestChoicesAreTheDossiersWords(t *testing.T) {
	read := func(sheet RosterSheet, column int, to func([]byte) error) {
		for _, c := range sheet.Columns()[column].Choices {
			if err := to([]byte(c.Value)); err != nil {
				t.Errorf("%s %s: %v", sheet.Name(), c.Word, err)
			}
		}
	}
	read(SheetCertificates, HeldKind, new(CertificateKind).UnmarshalText)
	read(SheetSchools, SchoolKind, new(School).UnmarshalText)
	read(SheetSchools, SchoolMajor, new(Major).UnmarshalText)
	read(SheetSchools, SchoolProgramme, new(Programme).UnmarshalText)
	read(SheetTitles, TitleRank, new(Grade).UnmarshalText)
	read(SheetOther, OtherStatus, new(WorkStatus).UnmarshalText)
	read(SheetRoster, RosterLevel, new(Level).UnmarshalText)
	for _, c := range SheetRoster.Columns()[RosterDocumentKind].Choices {
		if k, err := ParseDocumentKind(c.Word); err != nil || string(k) != c.Value {
			t.Errorf("%s is read as %s", c.Word, k)
		}
	}
}

func TestRosterKey(t *testing.T) {
	for _, text := range []string{"11010319010203101X", "11010319010203101x", "１１０１０３１９０１０２０３１０１Ｘ", "110103 19010203 101X", "\u200b11010319010203101X"} {
		if got := RosterKey(text); got != "11010319010203101X" {
			t.Errorf("%q is kept as %q", text, got)
		}
	}
}

func TestLetter(t *testing.T) {
	for column, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 32: "AG", 701: "ZZ", 702: "AAA"} {
		if got := Letter(column); got != want {
			t.Errorf("column %d is %s, want %s", column, got, want)
		}
	}
}

// A row printed by mistake shows nobody.
func TestRosterRowPrintsNobody(t *testing.T) {
	row := RosterRow{SheetRow: SheetRow{Row: 5, Cells: []string{"示例甲", "659012199001010047"}}}
	for _, verb := range []string{"%v", "%+v", "%s"} {
		if got := fmt.Sprintf(verb, row); strings.Contains(got, "示例") || strings.Contains(got, "659012") {
			t.Errorf("%s prints %s", verb, got)
		}
	}
}
