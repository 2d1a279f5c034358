package attest

import (
	"encoding/hex"
	"testing"

	"golang.org/x/crypto/argon2"

	"assay/skill"
)

// The function is Argon2id of version 1.3: the reference implementation's own
// vector for t=2, m=64 MiB, p=1.
// Source: P-H-C/phc-winner-argon2, src/test.c.
func TestArgon2idIsTheReferences(t *testing.T) {
	got := hex.EncodeToString(argon2.IDKey([]byte("password"), []byte("somesalt"), 2, 64<<10, 1, 32))
	if got != "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7" {
		t.Error(got)
	}
}

// Commitments on printed paper outlive every release. The first was computed
// with Python's hmac over the domain and the folded name.
func TestCommitmentsNeverChange(t *testing.T) {
	salt := Bits128{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}
	if got := hex.EncodeToString(sliceOf(CommitName(salt, "张三"))); got != nameGolden {
		t.Errorf("name %s", got)
	}
	c := must[Commitment](t)(CommitDocument(1, salt, skill.ResidentID, holderNumber))
	if got := hex.EncodeToString(sliceOf(c)); got != documentGolden {
		t.Errorf("document %s", got)
	}
}

func sliceOf(c Commitment) []byte { return c.Value[:] }

func TestNamesAreCommittedAsTheyAreCompared(t *testing.T) {
	c := CommitName(Bits128{7}, "阿依古丽·买买提")
	for name, want := range map[string]bool{
		"阿依古丽·买买提": true, "阿依古丽•买买提": true, " 阿依古丽 · 买买提 ": true,
		"阿依古丽买买提": false, "阿依古丽·买买": false, "": false,
	} {
		if c.IsName(name) != want {
			t.Errorf("%q: same is %v", name, !want)
		}
	}
	if o := CommitName(Bits128{8}, "阿依古丽·买买提"); o.Value == c.Value {
		t.Error("the salt changes nothing")
	}
}

func TestDocumentsAreCommittedWithTheirKind(t *testing.T) {
	c := must[Commitment](t)(CommitDocument(CommitmentVersion, Bits128{7}, skill.ResidentID, "65901220010505002X"))
	for _, row := range []struct {
		kind   skill.DocumentKind
		number string
		want   bool
	}{
		{skill.ResidentID, "65901220010505002X", true},
		{skill.ResidentID, " 659012 20010505 002x", true},
		{skill.ResidentID, "６５901220010505002Ｘ", true},
		{skill.ResidencePermit, "65901220010505002X", false},
		{skill.ResidentID, "659012200105050020", false},
		{skill.ResidentID, "", false},
	} {
		if got := must[bool](t)(c.IsDocument(CommitmentVersion, row.kind, row.number)); got != row.want {
			t.Errorf("%+v: %v", row, got)
		}
	}
	_, err := CommitDocument(2, Bits128{}, skill.ResidentID, "1")
	wantReason(t, err, "attest.commitment.version")
}

func BenchmarkCommitName(b *testing.B) {
	for b.Loop() {
		CommitName(Bits128{1}, holderName)
	}
}

func BenchmarkCommitDocument(b *testing.B) {
	for b.Loop() {
		must[Commitment](b)(CommitDocument(CommitmentVersion, Bits128{1}, skill.ResidentID, holderNumber))
	}
}

const (
	nameGolden     = "bcc3aa7a3cad4e0df71b196923381065"
	documentGolden = "f453e1e172d8b3038bb527232760adec"
)
