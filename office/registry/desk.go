package registry

import (
	"encoding/base32"
	"io"
	"log/slog"
	"time"

	"assay/attest"
	"assay/store"
)

// A Desk answers the public. Every exported field is needed; New fills them. It
// is safe for concurrent use.
type Desk struct {
	Store     *store.Store
	Keys      *attest.Ring      // index of documents and of the log of questions
	Trusted   attest.PublicKeys // whose codes are genuine: our own keys, past ones too, and other registries'
	Standings *Standings
	Questions *Questions
	Journal   *Journal
	Policy    Policy
	Now       func() time.Time
	Rand      io.Reader

	work func(step string) // told of every read and comparison; for the test of equal work
}

// questionsValid is how long a person may think about a question.
const questionsValid = 10 * time.Minute

// New makes the desk of an installation with its own keys and the usual policy.
// Fields may be changed before it is first asked; Journal.Run has to be started.
func New(s *store.Store, now func() time.Time, random io.Reader, log *slog.Logger) (*Desk, error) {
	secret, err := s.Keys().Session("registry/questions")
	if err != nil {
		return nil, err
	}
	return &Desk{
		Store: s, Keys: s.Keys(), Trusted: s.Keys().Public(), Standings: new(Standings), Questions: NewQuestions(secret, questionsValid),
		Journal: NewJournal(s, s.Keys(), log), Policy: Usual(), Now: now, Rand: random,
	}, nil
}

// A Policy is what an installation decides about public questions.
type Policy struct {
	// WrongADay is how many wrong pairs a number or a document may have on one
	// day (UTC+8) before a question comes first.
	WrongADay int
	// PerDocument is how many certificates of one document are shown, and how
	// many are compared whatever there is.
	PerDocument int
}

// Usual is the policy of an installation that has decided nothing.
func Usual() Policy { return Policy{WrongADay: 5, PerDocument: 20} }

// reference makes the number of a question: ten characters without I, L, O and
// U, which are hard to read out.
func (d *Desk) reference() (string, error) {
	var b [7]byte
	if _, err := io.ReadFull(d.Rand, b[:]); err != nil {
		return "", err
	}
	return crockford.EncodeToString(b[:])[:10], nil
}

func (d *Desk) working(step string) {
	if d.work != nil {
		d.work(step)
	}
}

var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)
