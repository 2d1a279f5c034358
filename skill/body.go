package skill

import (
	"time"

	"assay/skill/day"
)

// A Body (评价机构) assesses and issues, within its scope. What it was filed
// with decides the first thirteen places of its certificates' numbers.
type Body struct {
	ID       BodyID
	Path     OrgPath  // where it stands in the tree, e.g. /44/b-017/
	Name     string   // as filed, with its branch; on every certificate
	English  string   // only where a source gives it
	USCC     string   // 统一社会信用代码
	Type     BodyKind // what sort of body it is; empty: it was filed elsewhere and nobody has said
	Class    string   // 评价机构类别代码, position 1 of its numbers: Y employer, S social organisation
	Code     string   // 评价机构代码, positions 2–5: 0000 when filed with a province
	Province string   // 省级代码, positions 6–7
	Seal     FileHash
	FiledTo  day.Date // the last day of the filing (备案); renewed, not changed
	Ground   string   // why it was last suspended, restored or withdrawn; no personal value
	Status   FilingStatus
	StatusAt time.Time
	Version  int64
}

// FilingStatus is where a body's filing (备案) stands.
//
//	none ──file──▶ filed ──suspend──▶ suspended ──restore──▶ filed
//	               filed, suspended ──withdraw──▶ withdrawn
type FilingStatus string

// The statuses of a filing.
const (
	FilingFiled     FilingStatus = "filed"     // 已备案
	FilingSuspended FilingStatus = "suspended" // 暂停
	FilingWithdrawn FilingStatus = "withdrawn" // 已注销备案
)

var filingLife = Lifecycle[FilingStatus]{"body", []Transition[FilingStatus]{
	{"file", from[FilingStatus](None), FilingFiled},
	{"suspend", from(FilingFiled), FilingSuspended},
	{"restore", from(FilingSuspended), FilingFiled},
	{"withdraw", from(FilingFiled, FilingSuspended), FilingWithdrawn},
}}

// File enters the body in the register (备案).
func (b Body) File() (Move, error) { return filingLife.move(string(b.ID), b.Status, "file", "") }

// Suspend stops the body from planning, examining and issuing (暂停).
func (b Body) Suspend(reason string) (Move, error) {
	return filingLife.move(string(b.ID), b.Status, "suspend", reason)
}

// Restore ends a suspension (恢复).
func (b Body) Restore(reason string) (Move, error) {
	return filingLife.move(string(b.ID), b.Status, "restore", reason)
}

// Withdraw takes the body off the register for good (注销备案). Certificates
// already issued stay valid.
func (b Body) Withdraw(reason string) (Move, error) {
	return filingLife.move(string(b.ID), b.Status, "withdraw", reason)
}

// Over tells whether the term of the filing has ended before that day (备案到期).
func (b Body) Over(on day.Date) bool { return !b.FiledTo.IsZero() && on.After(b.FiledTo) }

// Actions lists what may be done with the filing now.
func (b Body) Actions() []string { return filingLife.Verbs(b.Status) }

// A Site (考点) is a place of a body with its own serial in certificate numbers.
type Site struct {
	ID      SiteID
	Body    BodyID
	Path    OrgPath
	Name    string
	Serial  string // 站点序列码, positions 8–13
	Version int64
}

// Prefix is what every certificate number of the site begins with: class, code,
// province and serial, 13 places.
// Source: 人社鉴发〔2019〕2号, parts 1–4.
func (s Site) Prefix(b Body) string { return b.Class + b.Code + b.Province + s.Serial }

// A Scope (备案范围) lets a body assess one occupation at one level at one site
// for a time.
type Scope struct {
	ID         ScopeID
	Body       BodyID
	Path       OrgPath
	Site       SiteID
	Occupation OccupationCode
	Level      Level
	Period     day.Period
	Version    int64
}

// A Suspension is the whole days through which a body was suspended: neither the
// day it was ordered on, since what was done before the order stands, nor the
// day of restoring. On those days the status of the filing decides. A suspension
// without a whole day has a Period that covers none.
type Suspension struct {
	ID      SuspensionID
	Body    BodyID
	Path    OrgPath
	Period  day.Period
	Ground  string
	Version int64
}

// A Standing is what decides whether a body may act: its filing, its scope and
// the times in which it was suspended.
type Standing struct {
	Body        Body
	Scopes      []Scope
	Suspensions []Suspension
}

// InScope tells whether the body might assess the occupation at the level at
// the site on that day, and under which scope. It answers for past days too:
// a later suspension or withdrawal does not reach back.
func (s Standing) InScope(o OccupationCode, l Level, at SiteID, on day.Date) (Scope, error) {
	for _, p := range s.Suspensions {
		if p.Period.Covers(on) {
			return Scope{}, Fail(Unmet, "body.suspended", "from", p.Period.From.String())
		}
	}
	if s.Body.Over(on) {
		return Scope{}, Fail(Unmet, "body.filing_over", "to", s.Body.FiledTo.String())
	}
	for _, c := range s.Scopes {
		if c.Occupation == o && c.Level == l && c.Site == at && c.Period.Covers(on) {
			return c, nil
		}
	}
	return Scope{}, Fail(Unmet, "body.out_of_scope", "occupation", string(o), "level", l.String(), "on", on.String())
}

// MayAct tells whether the body may plan, examine and issue today.
func (s Standing) MayAct(o OccupationCode, l Level, at SiteID, today day.Date) error {
	if s.Body.Status != FilingFiled {
		return Fail(Unmet, "body.not_filed", "status", string(s.Body.Status))
	}
	_, err := s.InScope(o, l, at, today)
	return err
}
