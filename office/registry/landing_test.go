package registry

import (
	"context"
	"strings"
	"testing"

	"assay/attest"
	"assay/internal/testdb"
	"assay/skill"
)

func tailOf(t *testing.T, c skill.Certificate) string {
	t.Helper()
	_, tail, _ := strings.Cut(testdb.QRText(t, "example.org", c), "/Q/")
	return tail
}

// TestLand holds the four separate answers.
// A code is proof by itself; the records say how the certificate stands now.
func TestLand(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		gone, stop := context.WithCancel(t.Context())
		stop()
		c := w.certs[0]
		good := tailOf(t, c)
		forged := c
		forged.QRSig = make([]byte, 64)
		strange := sign(t, otherRing(t), c)
		unheld := w.draft
		unheld.Number, unheld.Issued = c.Number[:21]+"9", c.Issued
		unheldTail := sign(t, w.Keys, unheld)
		differs := c
		differs.NameSalt = [16]byte{9}
		for _, x := range []struct {
			name                          string
			ctx                           context.Context
			scan                          Scan
			genuine, scope, force, person Finding
			reason                        string
			fault                         bool
		}{
			{"a genuine code", nil, Scan{Tail: good}, Yes, Yes, Yes, NotAsked, "", false},
			{"in small letters", nil, Scan{Tail: strings.ToLower(good)}, Yes, Yes, Yes, NotAsked, "", false},
			{"and the holder's name", nil, Scan{Tail: good, Name: c.Name}, Yes, Yes, Yes, Yes, "", false},
			{"and another name", nil, Scan{Tail: good, Name: "某人"}, Yes, Yes, Yes, No, "", false},
			{"replaced", nil, Scan{Tail: tailOf(t, w.certs[1])}, Yes, Yes, No, NotAsked, "", false},
			{"revoked", nil, Scan{Tail: tailOf(t, w.certs[2])}, Yes, Yes, No, NotAsked, "", false},
			{"cancelled", nil, Scan{Tail: tailOf(t, w.certs[3])}, Yes, Yes, No, NotAsked, "", false},
			{"a forged one says nothing else", nil, Scan{Tail: tailOf(t, forged), Name: c.Name}, No, Withheld, Withheld, Withheld, "landing.forged", false},
			{"half a code", nil, Scan{Tail: good[:50]}, Unsure, Withheld, Withheld, Withheld, "landing.unreadable", false},
			{"no code", nil, Scan{Tail: "hello"}, Unsure, Withheld, Withheld, Withheld, "landing.unreadable", false},
			{"another registry's key", nil, Scan{Tail: strange}, Unsure, Withheld, Withheld, Withheld, "landing.unknown_key", false},
			{"genuine, but not in our records", nil, Scan{Tail: unheldTail}, Yes, Unsure, Unsure, NotAsked, "landing.not_held", false},
			{"genuine, but not as in our records", nil, Scan{Tail: sign(t, w.Keys, differs)}, Yes, Unsure, Unsure, NotAsked, "landing.differs", false},
			{"our records out of reach: still genuine", gone, Scan{Tail: good}, Yes, Unsure, Unsure, NotAsked, "landing.no_records", true},
			{"our records out of reach: still the same person", gone, Scan{Tail: good, Name: c.Name}, Yes, Unsure, Unsure, Yes, "landing.no_records", true},
		} {
			t.Run(x.name, func(t *testing.T) {
				ctx := x.ctx
				if ctx == nil {
					ctx = t.Context()
				}
				l, err := w.Land(ctx, x.scan)
				if (err != nil) != x.fault {
					t.Fatalf("error: %v", err)
				}
				if l.Genuine != x.genuine || l.Scope != x.scope || l.Force != x.force || l.Person != x.person || l.Reason != x.reason {
					t.Errorf("got %s %s %s %s %q", l.Genuine, l.Scope, l.Force, l.Person, l.Reason)
				}
				if shown := l.Certificate != nil; shown != (x.genuine == Yes) {
					t.Errorf("certificate shown: %v", shown)
				}
			})
		}
	})
}

// otherRing are another registry's keys.
func otherRing(t *testing.T) *attest.Ring {
	t.Helper()
	keys, err := attest.NewKeys(testdb.NewRand(99), testdb.Start, false)
	if err != nil {
		t.Fatal(err)
	}
	ring, err := attest.NewRing(keys...)
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

// sign makes the code of a certificate that the store does not hold so.
func sign(t *testing.T, keys *attest.Ring, c skill.Certificate) string {
	t.Helper()
	s := attest.Statement{
		Version: attest.StatementVersion, Kind: c.Kind, Key: keys.Signer().ID(), Number: c.Number, Issued: c.Issued,
		Occupation: attest.Occupation{Code: string(c.Occupation), Name: c.OccupationName}, Body: attest.Body{Name: c.BodyName},
		Name:     attest.Commitment{Salt: c.NameSalt, Value: c.NameCommitment},
		Document: attest.Commitment{Salt: c.DocSalt, Value: c.DocCommitment},
	}
	issue, err := attest.IssueBytes(s)
	if err != nil {
		t.Fatal(err)
	}
	sig, _, err := issue.Sign(keys.Signer())
	if err != nil {
		t.Fatal(err)
	}
	c.QR, c.QRSig = issue.QR, sig[:]
	return tailOf(t, c)
}

// TestGuessingANameOfACode is limited as guessing the name of a number is, and by
// the same count.
func TestGuessingANameOfACode(t *testing.T) {
	clock := testdb.NewClock()
	w := newWorld(t, testdb.Open(t, t.TempDir()+"/assay.db", clock), clock)
	c := w.certs[0]
	tail := tailOf(t, c)
	for range 5 {
		if l, err := w.Land(t.Context(), Scan{Tail: tail, Name: "某人"}); err != nil || l.Person != No {
			t.Fatalf("got %s, %v", l.Person, err)
		}
	}
	l, err := w.Land(t.Context(), Scan{Tail: tail, Name: c.Name})
	if err != nil || l.Person != NotAsked || l.Question == nil {
		t.Fatalf("got %s, %v", l.Person, err)
	}
	if a := w.ask(t, Query{Number: c.Number, Name: c.Name}); a.Outcome != Puzzle {
		t.Errorf("the number is asked about as before: %s", a.Outcome)
	}
	again := Scan{Tail: tail, Name: c.Name, Asker: Asker{Token: l.Question.Token, Answer: solve(l.Question)}}
	if l, err = w.Land(t.Context(), again); err != nil || l.Person != Yes {
		t.Errorf("the question was answered: %s, %v", l.Person, err)
	}
}
