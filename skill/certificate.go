package skill

import (
	"time"

	"assay/skill/day"
)

// A Certificate (证书) says that a person reached a level in an occupation. The
// words printed on it are frozen when it is prepared; the row is never deleted.
type Certificate struct {
	ID          CertificateID
	Application ApplicationID
	Result      ResultID
	Report      ReportID
	Body        BodyID
	Site        SiteID
	Scope       ScopeID // the scope the body acted under
	Path        OrgPath
	Person      PersonID

	Kind           string // certificate kind in reference data, e.g. skill-level
	BodyName       string
	Name           string // as in the identity record on the day of preparing
	Romanised      string
	Document       Document // encrypted at rest
	Occupation     OccupationCode
	OccupationName string
	Specialty      string // 工种; empty prints as --
	Level          Level
	Photo          FileHash
	Specimen       bool // 样本: made in a directory marked demo

	NameSalt       [16]byte // opening of the commitment to the folded name
	NameCommitment [16]byte
	DocSalt        [16]byte // opening of the commitment to document kind and number
	DocCommitment  [16]byte

	Number    string // 证书编号; empty until numbered
	Issued    day.Date
	KeyID     string // of the registry key that signs
	QR        []byte // the binary statement to be signed
	QRSig     []byte
	Statement []byte // the JCS statement to be signed
	StateSig  []byte

	Replaces CertificateID // the certificate this one takes the place of
	Why      string        // of a replacement: lost, spoiled or corrected
	Ground   string        // of revoking, cancelling or voiding; no personal value
	Erased   ErasureID     // the decision by which what it says of its holder was destroyed: name, document, photo, salts and the signed bytes

	Status   CertificateStatus
	StatusAt time.Time
	Version  int64
}

// CertificateStatus is where a certificate stands. Only a prepared one can be
// numbered, once; a number is never used again.
//
//	none ──prepare──▶ prepared ──number──▶ numbered ──issue──▶ issued
//	                  prepared ──discard──▶ discarded
//	                  numbered ──void──▶ void
//	                  issued ──replace──▶ replaced    (补发: lost or spoiled)
//	                  issued ──correct──▶ replaced    (更正: words were wrong)
//	                  issued ──revoke──▶ revoked      (撤销: should not have been issued)
//	                  issued ──cancel──▶ cancelled    (注销: ended without fault)
type CertificateStatus string

// The statuses of a certificate.
const (
	CertificatePrepared  CertificateStatus = "prepared"  // 待核发
	CertificateDiscarded CertificateStatus = "discarded" // 未核发即弃
	CertificateNumbered  CertificateStatus = "numbered"  // 已编号待签
	CertificateIssued    CertificateStatus = "issued"    // 有效
	CertificateVoid      CertificateStatus = "void"      // 作废: numbered but never signed
	CertificateReplaced  CertificateStatus = "replaced"  // 已换发
	CertificateRevoked   CertificateStatus = "revoked"   // 已撤销
	CertificateCancelled CertificateStatus = "cancelled" // 已注销
)

var certificateLife = Lifecycle[CertificateStatus]{"certificate", []Transition[CertificateStatus]{
	{"prepare", from[CertificateStatus](None), CertificatePrepared},
	{"discard", from(CertificatePrepared), CertificateDiscarded},
	{"number", from(CertificatePrepared), CertificateNumbered},
	{"issue", from(CertificateNumbered), CertificateIssued},
	{"void", from(CertificateNumbered), CertificateVoid},
	{"replace", from(CertificateIssued), CertificateReplaced},
	{"correct", from(CertificateIssued), CertificateReplaced},
	{"revoke", from(CertificateIssued), CertificateRevoked},
	{"cancel", from(CertificateIssued), CertificateCancelled},
}}

func (c Certificate) move(verb, reason string) (Move, error) {
	return certificateLife.move(string(c.ID), c.Status, verb, reason)
}

// Prepare enters the linted draft.
func (c Certificate) Prepare() (Move, error) { return c.move("prepare", "") }

// Discard drops a draft that will not be issued as it is; it never had a number.
func (c Certificate) Discard(reason string) (Move, error) { return c.move("discard", reason) }

// TakeNumber fixes number, date and the exact bytes to be signed.
func (c Certificate) TakeNumber() (Move, error) {
	if c.Number == "" || c.Issued.IsZero() || len(c.QR) == 0 || len(c.Statement) == 0 {
		return Move{}, Fail(Invalid, "certificate.incomplete")
	}
	return c.move("number", "")
}

// Issue puts the signed certificate in force (核发).
func (c Certificate) Issue() (Move, error) {
	if len(c.QRSig) == 0 || len(c.StateSig) == 0 {
		return Move{}, Fail(Invalid, "certificate.unsigned")
	}
	return c.move("issue", "")
}

// Void gives up a numbered certificate that could not be signed; its number
// stays used.
func (c Certificate) Void() (Move, error) { return c.reasoned("void") }

// Replace ends this certificate because another took its place (补发).
func (c Certificate) Replace() (Move, error) { return c.reasoned("replace") }

// Correct ends this certificate because its words were wrong and another took
// its place (更正).
func (c Certificate) Correct() (Move, error) { return c.reasoned("correct") }

// Revoke declares that it should not have been issued (撤销).
func (c Certificate) Revoke() (Move, error) { return c.reasoned("revoke") }

// Cancel ends it without fault (注销).
func (c Certificate) Cancel() (Move, error) { return c.reasoned("cancel") }

func (c Certificate) reasoned(verb string) (Move, error) {
	if c.Ground == "" {
		return Move{}, Fail(Invalid, "certificate.no_ground", "verb", verb)
	}
	return c.move(verb, c.Ground)
}

// InForce tells whether the certificate is good today. It has no expiry.
// Source: 人社部, 2026-02-10; docs/rules.md, Validity.
func (c Certificate) InForce() bool { return c.Status == CertificateIssued }

// Actions lists what may be done with the certificate now.
func (c Certificate) Actions() []string { return certificateLife.Verbs(c.Status) }

// Lives lists every lifecycle, for the generated documents, the store's checks
// and the random-walk test.
func Lives() []Life {
	return []Life{
		appointmentLife.erase(), accountLife.erase(), disputeLife.erase(), filingLife.erase(), stageLife.erase(), opinionLife.erase(), planLife.erase(), importLife.erase(), applicationLife.erase(),
		sittingLife.erase(), resultLife.erase(), objectionLife.erase(), correctionLife.erase(),
		reportLife.erase(), certificateLife.erase(), rectificationLife.erase(), annualReportLife.erase(), exitLife.erase(), handoverLife.erase(),
		consentLife.erase(), amendmentLife.erase(), erasureLife.erase(), assessorLife.erase(),
		feeLife.erase(), suspicionLife.erase(),
		roomLife.erase(), announcementLife.erase(), annualPlanLife.erase(), lodgementLife.erase(), assignmentLife.erase(),
		seatingLife.erase(),
	}
}
