package attest

import (
	"math/rand/v2"
	"testing"
	"time"

	"assay/skill"
	"assay/skill/day"
)

// seeded is randomness that is the same in every run.
func seeded(n byte) *rand.ChaCha8 { return rand.NewChaCha8([32]byte{n}) }

var drawn = time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// testRing is the ring of a registry; with demo, of a demonstration.
func testRing(t testing.TB, seed byte, demo bool) *Ring {
	t.Helper()
	return must[*Ring](t)(NewRing(must[[]Key](t)(NewKeys(seeded(seed), drawn, demo))...))
}

// The holder of every certificate here, who is nobody: area 659012, born 2001.
const (
	holderName   = "阿依古丽·买买提"
	holderNumber = "659012200105050026"
)

// testStatement is a level-4 electrician's certificate.
func testStatement(t testing.TB, key KeyID) Statement {
	t.Helper()
	document := must[Commitment](t)(CommitDocument(CommitmentVersion, Bits128{2}, skill.ResidentID, holderNumber))
	return Statement{
		Version: StatementVersion, Kind: "skill-level", Key: key, Number: "S000044012345264000123",
		Occupation: Occupation{"6-31-01-03", "电工"}, Specialty: "", Level: "4",
		Body: Body{"某市职业技能评价中心<甲>", "91659012MA00000000"}, Site: "S000044012345",
		Issued: day.Must("2026-11-20"), Confirmation: "report-1",
		Name: CommitName(Bits128{1}, holderName), Document: document, Specimen: key == DemoKey,
	}
}

// issued is a signed certificate in both forms.
func issued(t testing.TB, ring *Ring) (qr string, file []byte) {
	t.Helper()
	issue := must[Issue](t)(IssueBytes(testStatement(t, ring.Signer().ID())))
	qrSig, fileSig, err := issue.Sign(ring.Signer())
	if err != nil {
		t.Fatal(err)
	}
	qr = must[string](t)(QRText("zs.example.org", issue.QR, qrSig))
	return qr, must[[]byte](t)(StatementFile(issue.File, fileSig))
}

func wantReason(t interface{ Errorf(string, ...any) }, err error, reason string) {
	if skill.ReasonOf(err) != reason {
		t.Errorf("got %v, want %s", err, reason)
	}
}
