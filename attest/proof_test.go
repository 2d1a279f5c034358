package attest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/skill"
)

func proofs(t testing.TB) (whole []byte) {
	t.Helper()
	whole, err := LogProof{At: 1, Checkpoint: "x\n1\n", Hashes: []Hash{{1}, {2}}, Index: 3, Number: "n", Report: "r", Salt: Bits128{4}, Statement: Hash{5}}.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return whole
}

func TestProofFilesAreReadStrictly(t *testing.T) {
	whole := string(proofs(t))
	for name, file := range map[string]string{
		"empty": "", "cut off": whole[:len(whole)-1], "more": whole + "{}", "another version": whole[:len(whole)-2] + "2}",
		"an unknown member": `{"a":1,` + whole[1:], "null": "null", "a list": "[]",
	} {
		if _, err := ParseLogProof([]byte(file)); skill.ReasonOf(err) != "attest.proof.form" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whatever is read is written as it was.
func FuzzParseLogProof(f *testing.F) {
	f.Add(proofs(f))
	f.Add([]byte(`{"at":0,"checkpoint":"","hashes":[],"index":0,"number":"","report":"","salt":"AAAAAAAAAAAAAAAAAAAAAA","statement":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","version":1}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		p, err := ParseLogProof(file)
		if err != nil {
			return
		}
		again, err := p.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		q, err := ParseLogProof(again)
		if diff := cmp.Diff(p, q); err != nil || diff != "" {
			t.Error(err, diff)
		}
	})
}
