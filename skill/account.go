package skill

import (
	"slices"
	"time"
)

// An Account (账户) is how somebody signs in. It begins without records: what it
// may see and do follows from the Person it is joined to, and until then it is
// nobody's. One person has at most one account that is not closed.
type Account struct {
	ID       AccountID
	Login    string   // 登录名, as ParseLogin gives it; made by the office and never given twice
	Phone    Private  // as ParsePhone gives it, proven by a code; no two open accounts share one
	Mail     Private  // as ParseMail gives it, proven by a code; likewise
	Lang     string   // zh or en: the language of letters to its owner
	Verifier Private  // of the password, with the parameters it was made by; none: no password
	Second   Private  // 动态口令: the secret of the second factor; none: there is none
	Next     Private  // the secret of a second factor that no code has confirmed yet
	Step     int64    // time step of the last second factor that was accepted; none counts twice
	Recovery []string // 恢复码: keyed hashes of those that are left
	Person   PersonID // whom it was joined to
	Way      JoinWay  // how it was joined
	Witness  PersonID // who saw the original document, where somebody did
	At       OrgPath  // how far the word of whoever joined it reaches: roles act by it there and below
	Ground   string   // why it was frozen, released or closed; no personal value
	Status   AccountStatus
	StatusAt time.Time
	Version  int64
}

// JoinWay is what showed that an account and a person belong together.
type JoinWay string

// The ways.
const (
	JoinedByClerk    JoinWay = "clerk"    // 经办人核验原件: somebody saw the original document
	JoinedByCode     JoinWay = "code"     // 关联码: a code printed on a ticket or receipt, and the document's number
	JoinedByProvider JoinWay = "provider" // 身份认证平台: the verified claim of an identity provider
)

// AccountStatus is where an account stands.
//
//	none ──open──▶ open ──join──▶ joined
//	               open, joined ──freeze──▶ frozen ──release──▶ joined
//	               open, joined, frozen ──close──▶ closed
type AccountStatus string

// The statuses of an account.
const (
	AccountOpen   AccountStatus = "open"   // 未关联: joined to nobody yet
	AccountJoined AccountStatus = "joined" // 已关联
	AccountFrozen AccountStatus = "frozen" // 已冻结: two accounts claim one person
	AccountClosed AccountStatus = "closed" // 已注销
)

var accountLife = Lifecycle[AccountStatus]{"account", []Transition[AccountStatus]{
	{"open", from[AccountStatus](None), AccountOpen},
	{"join", from(AccountOpen), AccountJoined},
	{"freeze", from(AccountOpen, AccountJoined), AccountFrozen},
	{"release", from(AccountFrozen), AccountJoined},
	{"close", from(AccountOpen, AccountJoined, AccountFrozen), AccountClosed},
}}

func (a Account) move(verb, reason string) (Move, error) {
	return accountLife.move(string(a.ID), a.Status, verb, reason)
}

// Open begins an account (开户), joined to nobody.
func (a Account) Open() (Move, error) { return a.move("open", "") }

// Join makes the account a person's (关联); Person and Way say whose and how.
func (a Account) Join() (Move, error) {
	if a.Person == "" || a.Way == "" || (a.Way == JoinedByClerk && a.Witness == "") {
		return Move{}, Fail(Internal, "account.incomplete")
	}
	return a.move("join", string(a.Way))
}

// Freeze stops the account from acting until the centre has decided (冻结).
func (a Account) Freeze(ground string) (Move, error) { return a.move("freeze", ground) }

// Release gives a frozen account to its person (解冻).
func (a Account) Release(ground string) (Move, error) {
	if a.Person == "" {
		return Move{}, Fail(Internal, "account.incomplete")
	}
	return a.move("release", ground)
}

// Close ends the account for good (注销); the person's records stay.
func (a Account) Close(ground string) (Move, error) { return a.move("close", ground) }

// Actions lists what may be done with the account now.
func (a Account) Actions() []string { return accountLife.Verbs(a.Status) }

// Emptied is the account without what opens it and what reaches its owner, as a
// closed one is kept.
func (a Account) Emptied() Account {
	a.Phone, a.Mail, a.Verifier, a.Second, a.Next, a.Recovery = Private{}, Private{}, Private{}, Private{}, Private{}, nil
	return a
}

// TwoFactor tells whether signing in asks for a second factor.
func (a Account) TwoFactor() bool { return !a.Second.IsZero() }

// Spend takes the recovery code with that keyed hash away; ok is false where it
// is none of those that are left.
func (a Account) Spend(hash string) (_ Account, ok bool) {
	at := slices.Index(a.Recovery, hash)
	if at < 0 || hash == "" {
		return a, false
	}
	a.Recovery = slices.Delete(slices.Clone(a.Recovery), at, at+1)
	return a, true
}

// Acts tells whether a role that holds for an organisation acts by the account:
// where somebody saw the document who stood there or above, or a provider vouches
// for it. A body's clerk so makes nobody an officer of the centre, and a code from
// a ticket shows the holder of a ticket and no more.
func (a Account) Acts(at OrgPath) bool { return a.Way != JoinedByCode && a.At.Holds(at) }
