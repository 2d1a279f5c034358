package skill

import "time"

// A Consent (同意) is what somebody permitted that no law permits by itself: one
// purpose of the privacy notice, as its edition describes it. It is an account's
// before that is joined to a person, and the person's from then on.
// Source: 个人信息保护法 art. 14, 15, 29.
type Consent struct {
	ID       ConsentID
	Account  AccountID // whose; or
	Person   PersonID  // whose
	Purpose  string    // key of the purpose in reference data
	Edition  string    // of the notice that was shown
	Separate bool      // 单独同意: asked for by itself, as sensitive data need it
	Given    time.Time
	Evidence ConsentEvidence // how it is known
	Witness  PersonID        // who saw the signed paper
	Path     OrgPath         // of the body or centre that holds the paper
	Status   ConsentStatus
	StatusAt time.Time // when it was withdrawn or replaced
	Version  int64
}

// ConsentEvidence (同意的凭据) is how a consent is known.
// Source: 个人信息保护法 art. 14.
type ConsentEvidence string

// The kinds of evidence.
const (
	ConsentOwn   ConsentEvidence = ""      // 本人在线同意: given in the person's own account
	ConsentPaper ConsentEvidence = "paper" // 书面同意: an officer saw the signed paper, which the body holds
)

// ConsentStatus is where a consent stands.
//
//	none ──give──▶ given ──withdraw──▶ withdrawn
//	               given ──replace──▶ replaced
type ConsentStatus string

// The statuses of a consent.
const (
	ConsentGiven     ConsentStatus = "given"     // 有效
	ConsentWithdrawn ConsentStatus = "withdrawn" // 已撤回
	ConsentReplaced  ConsentStatus = "replaced"  // 已由新版本代替
)

var consentLife = Lifecycle[ConsentStatus]{"consent", []Transition[ConsentStatus]{
	{"give", from[ConsentStatus](None), ConsentGiven},
	{"withdraw", from(ConsentGiven), ConsentWithdrawn},
	{"replace", from(ConsentGiven), ConsentReplaced},
}}

func (c Consent) move(verb string) (Move, error) {
	return consentLife.move(string(c.ID), c.Status, verb, "")
}

// Give is the consent given (同意).
func (c Consent) Give() (Move, error) {
	paper := c.Evidence == ConsentPaper
	if (c.Account == "" && c.Person == "") || c.Purpose == "" || c.Edition == "" || paper && (c.Person == "" || c.Path == "") {
		return Move{}, Fail(Internal, "consent.incomplete")
	}
	return c.move("give")
}

// Withdraw takes it back (撤回); what was done before stays lawful.
// Source: 个人信息保护法 art. 15.
func (c Consent) Withdraw() (Move, error) { return c.move("withdraw") }

// Replace ends it because its owner consented to a newer edition.
func (c Consent) Replace() (Move, error) { return c.move("replace") }

// Actions lists what may be done with the consent now.
func (c Consent) Actions() []string { return consentLife.Verbs(c.Status) }
