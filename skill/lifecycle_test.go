package skill

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Every lifecycle begins with a Move from none, reaches every status it names, and
// never returns to none. What may begin in two ways is listed.
func TestLivesAreWhole(t *testing.T) {
	// An application comes with a roster or is drafted; whoever decides on a
	// suspicion makes it.
	twoWays := map[string]bool{"application": true, "suspicion": true}
	for _, l := range Lives() {
		births, reached := 0, map[string]bool{}
		for _, r := range l.Rows {
			reached[r.To] = true
			if slices.Contains(r.From, None) {
				births++
			}
			if r.To == None {
				t.Errorf("%s: %s leads to none", l.Table, r.Verb)
			}
		}
		if births != 1 && !(births == 2 && twoWays[l.Table]) {
			t.Errorf("%s: %d ways to be born, want 1", l.Table, births)
		}
		for _, r := range l.Rows {
			for _, f := range r.From {
				if f != None && !reached[f] {
					t.Errorf("%s: %s starts from %s, which nothing leads to", l.Table, r.Verb, f)
				}
			}
		}
	}
}

// A random walk through a certificate's life never issues twice, never leaves a
// final status and never skips numbering.
func TestCertificateWalk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := Certificate{ID: "c", Number: "n", QR: []byte{1}, Statement: []byte{1}, QRSig: []byte{1}, StateSig: []byte{1}, Ground: "g"}
		c.Issued = date("2026-01-01")
		verbs := []func(Certificate) (Move, error){
			Certificate.Prepare, Certificate.TakeNumber, Certificate.Issue, Certificate.Void, Certificate.Replace,
			Certificate.Correct, Certificate.Revoke, Certificate.Cancel,
			func(c Certificate) (Move, error) { return c.Discard("g") },
		}
		var seen []CertificateStatus
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			m, err := rapid.SampledFrom(verbs).Draw(t, "verb")(c)
			if err != nil {
				if !m.IsZero() {
					t.Fatalf("a refusal came with a move: %v", m)
				}
				continue
			}
			if len(c.Actions()) == 0 && c.Status != None {
				t.Fatalf("%s left its final status by %s", c.Status, m.Verb())
			}
			c.Status = CertificateStatus(m.To())
			if slices.Contains(seen, c.Status) {
				t.Fatalf("%s twice: %v", c.Status, seen)
			}
			seen = append(seen, c.Status)
		}
		if slices.Contains(seen, CertificateIssued) && !slices.Contains(seen, CertificateNumbered) {
			t.Fatalf("issued without a number: %v", seen)
		}
	})
}

func TestInScope(t *testing.T) {
	s := Standing{
		Body:        Body{Status: FilingFiled, FiledTo: date("2027-12-31")},
		Scopes:      []Scope{{ID: "sc", Site: "s1", Occupation: "6-31-01-03", Level: Level4, Period: period("2025-01-01", "2026-06-30")}},
		Suspensions: []Suspension{{Period: period("2026-03-01", "2026-03-10")}},
	}
	for _, c := range []struct{ on, want string }{
		{"2024-12-31", "body.out_of_scope"}, {"2025-01-01", ""}, {"2026-06-30", ""}, {"2026-07-01", "body.out_of_scope"},
		{"2026-02-28", ""}, {"2026-03-01", "body.suspended"}, {"2026-03-10", "body.suspended"}, {"2026-03-11", ""},
		{"2028-01-01", "body.filing_over"},
	} {
		_, err := s.InScope("6-31-01-03", Level4, "s1", date(c.on))
		if got := reason(err); got != c.want {
			t.Errorf("on %s: %q, want %q", c.on, got, c.want)
		}
	}
	if _, err := s.InScope("6-31-01-03", Level3, "s1", date("2025-02-01")); reason(err) != "body.out_of_scope" {
		t.Errorf("another level: %v", err)
	}
	if _, err := s.InScope("6-31-01-03", Level4, "s2", date("2025-02-01")); reason(err) != "body.out_of_scope" {
		t.Errorf("another site: %v", err)
	}
}

func TestApart(t *testing.T) {
	// Source: docs/architecture.md, Roles and four eyes: the same folded name and birth date under different
	// documents count as the same person.
	a := Person{ID: "a", Name: "甲·乙", Born: date("1990-01-01")}
	b := Person{ID: "b", Name: "甲•乙", Born: date("1990-01-01")}
	c := Person{ID: "c", Name: "丙", Born: date("1990-01-01")}
	if err := Apart(a, c); err != nil {
		t.Errorf("two humans: %v", err)
	}
	for _, pair := range [][2]Person{{a, a}, {a, b}} {
		if Apart(pair[0], c, pair[1]) == nil {
			t.Errorf("one human passed for two: %v", pair)
		}
	}
}

// Two namesakes born on one day are two humans once the centre decided so, with
// both documents seen, and one again when it takes that back.
func TestDistinction(t *testing.T) {
	a := Person{ID: "a", Name: "甲·乙", Born: date("1990-01-01"), Seen: true}
	b, c := a, a
	b.ID, c.ID = "b", "c"
	d, a1, b1, err := Distinction{ID: "d"}.Distinguish(b, a, Person{ID: "x"})
	if err != nil || d.A != "a" || d.B != "b" || SameHuman(a1, b1) || !SameHuman(a1, c) {
		t.Errorf("%+v: %v", d, err)
	}
	if !SameHuman(a1, b1) != !SameHuman(b1, a1) {
		t.Error("it depends on the order")
	}
	half := b1
	half.Apart = nil
	if !SameHuman(a1, half) {
		t.Error("what stands in one of the two alone counts")
	}
	if d, a2, b2 := d.Reunite(a1, b1); !d.Revoked || !SameHuman(a2, b2) {
		t.Error("taken back it still counts")
	}
	unseen := b
	unseen.Seen = false
	for want, try := range map[string][3]Person{
		"distinction.not_alike": {a, {ID: "z", Name: "丙", Born: date("1990-01-01")}, {ID: "x"}},
		"person.same_human":     {a, b, c},
		"person.not_seen":       {a, unseen, {ID: "x"}},
	} {
		if _, _, _, err := (Distinction{}).Distinguish(try[0], try[1], try[2]); reason(err) != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if _, _, _, err := (Distinction{}).Distinguish(a1, b1, Person{ID: "x"}); reason(err) != "distinction.not_alike" {
		t.Errorf("decided twice: %v", err)
	}
}
