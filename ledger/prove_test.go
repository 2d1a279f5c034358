package ledger_test

import (
	"bytes"
	"testing"

	"assay/attest"
	"assay/internal/testdb"
	"assay/ledger"
	"assay/skill"
	"assay/store"
)

// What prove writes, verify believes: of this certificate, in both its forms,
// under the registry's keys, and of no other.
func TestAProofShowsItsOwnCertificate(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		c := enact(t, open(), clock)
		public := ledger.Log{Store: c.s, Keys: c.s.Keys().Public()}
		file := proofFile(t, public, c.certs[0].Number)
		own, other := c.certs[0], c.certs[1]
		for _, x := range []struct {
			name  string
			input []byte
			proof []byte
			want  string
		}{
			{"its statement", statementFile(t, own), file, "yes"},
			{"its code", []byte(testdb.QRText(t, "example.org", own)), file, "yes"},
			{"another's statement", statementFile(t, other), file, "no"},
			{"another's code", []byte(testdb.QRText(t, "example.org", other)), file, "no"},
			{"another place", statementFile(t, own), bytes.Replace(file, []byte(`"index":1,`), []byte(`"index":2,`), 1), "no"},
			{"another checkpoint", statementFile(t, own), bytes.Replace(file, []byte("registry."), []byte("registrx."), 1), "no"},
			{"another report", statementFile(t, own), bytes.Replace(file, []byte(c.report.ID), bytes.Repeat([]byte("0"), 36), 1), "no"},
		} {
			p, err := attest.ParseLogProof(x.proof)
			if err != nil {
				t.Fatal(x.name, err)
			}
			out, err := attest.Verify(x.input, attest.Question{Keys: public.Keys, Proof: &p})
			if err != nil || out.Signature != attest.Good || out.Logged != x.want {
				t.Errorf("%s: %+v %v, want %s", x.name, out, err, x.want)
			}
		}
	})
}

func proofFile(t testing.TB, public ledger.Log, number string) []byte {
	t.Helper()
	p, err := public.Prove(t.Context(), number)
	if err != nil {
		t.Fatal(err)
	}
	file, err := p.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func statementFile(t testing.TB, c skill.Certificate) []byte {
	t.Helper()
	file, err := attest.StatementFile(c.Statement, attest.Signature(c.StateSig))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// There is no proof of what was never issued, nor before the leaf has its place.
func TestWhatIsNotInTheLogHasNoProof(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		c := enact(t, open(), clock)
		public := ledger.Log{Store: c.s, Keys: c.s.Keys().Public()}
		logLeaves(t, c.s, 1, 1)
		for number, want := range map[string]string{c.certs[4].Number: "log.not_found", "S000000000000000000001": "log.pending"} {
			if _, err := public.Prove(t.Context(), number); skill.ReasonOf(err) != want {
				t.Errorf("%s: %v, want %s", number, err, want)
			}
		}
	})
}
