// Package accreditation is the desk where assessment bodies are filed
// (评价机构备案): what they ask for, with documents and what they state of
// themselves (filing_*.go), what experts say of it, and what the centre decides;
// their names and codes, sites, scopes and seals, and their suspension, return and
// withdrawal; and where they do what they owe the centre: rectification, the
// report of each year, their own leaving. The centre acts here over the bodies of
// its own tree; File, AddSite and AddScope enter what was filed elsewhere, such as
// with the ministry. A plan that is under way when its body may assess no more is
// handed to the centre here. It decides nothing else about plans, and nothing
// about certificates: those read a body's standing when they need it.
package accreditation

import (
	"context"
	"strings"

	"assay/rule/access"
	"assay/rule/certno"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// Desk is the filing desk.
type Desk struct {
	Store   *store.Store
	Schemes []skill.NumberScheme // a site's codes must make numbers that read back
	Demo    bool                 // a demonstration: its sites have the reserved serials, and only its

	Policies     skill.Policies
	Requirements skill.RequirementSets                             // what filings are judged by
	Papers       []skill.FilingPaperRow                            // documents that go with a filing
	Works        func(code skill.OccupationCode, on day.Date) bool // is there such an occupation on that day
	Calendar     *day.Calendar
	Assessors    skill.AssessorSets // what assessors and supervisors are judged by
}

// reserved begins the serials of sites in demonstrations, so that a specimen's
// number is never that of a certificate.
const reserved = "9999"

// approve runs a change of one body that is locked and in the approver's tree.
func (d *Desk) approve(ctx context.Context, by store.By, op access.Op, id skill.BodyID, fn func(*store.Tx, skill.Body) error) error {
	return d.Store.Update(ctx, by, func(tx *store.Tx) error { return onBody(ctx, tx, op, id, fn) })
}

// onBody is a change of one body that is locked, by somebody who may.
func onBody(ctx context.Context, tx *store.Tx, op access.Op, id skill.BodyID, fn func(*store.Tx, skill.Body) error) error {
	b, err := tx.Locked().Body(ctx, id)
	if err != nil {
		return err
	}
	if err := access.Need(tx.By.Actor, op, b.Path); err != nil {
		return err
	}
	return fn(tx, b)
}

// decide is approve for a decision that needs a ground, which the body carries
// on as the last one.
func (d *Desk) decide(ctx context.Context, by store.By, op access.Op, id skill.BodyID, ground string, fn func(*store.Tx, skill.Body) error) error {
	return d.approve(ctx, by, op, id, grounded(ground, fn))
}

func grounded(ground string, fn func(*store.Tx, skill.Body) error) func(*store.Tx, skill.Body) error {
	return func(tx *store.Tx, b skill.Body) error {
		if b.Ground = skill.Clean(ground); b.Ground == "" {
			return skill.FailField("ground", "body.no_ground")
		}
		return fn(tx, b)
	}
}

// registered refuses to add to a body that is no longer in the register.
func registered(b skill.Body, verb string) error {
	if b.Status == skill.FilingWithdrawn {
		return skill.Fail(skill.WrongState, "body.wrong_state", "verb", verb, "status", string(b.Status))
	}
	return nil
}

// File enters a body in the register (备案) and returns it with its id. The
// body's path is its own and lies in the approver's tree.
func (d *Desk) File(ctx context.Context, by store.By, b skill.Body) (_ skill.Body, err error) {
	defer skill.Wrap(&err, "file a body")
	if err := access.Need(by.Actor, "file-body", b.Path); err != nil {
		return b, err
	}
	var out skill.Body
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		clean, err := d.clean(b, tx.Today())
		if err != nil {
			return err
		}
		clean.ID = skill.BodyID(tx.NewID())
		move, err := clean.File()
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, clean, move)
		return err
	})
	return out, err
}

func (d *Desk) clean(b skill.Body, today day.Date) (skill.Body, error) {
	b.Name, b.English = skill.Clean(b.Name), skill.Clean(b.English)
	code, _, err := skill.ParseUSCC(b.USCC)
	switch {
	case err != nil:
		return b, err
	case b.Name == "":
		return b, skill.FailField("name", "body.no_name")
	case !b.Path.Valid() || b.Path == "/":
		return b, skill.FailField("path", "body.path")
	case b.Seal != "" && !b.Seal.Valid():
		return b, skill.FailField("seal", "body.no_seal")
	case b.FiledTo.Before(today):
		return b, skill.FailField("filed_to", "body.filed_to_past", "to", b.FiledTo.String())
	}
	b.USCC = string(code)
	return b, d.composes(b, "000001", today)
}

// composes refuses codes that no certificate number could carry.
// Source: 人社鉴发〔2019〕2号, parts 1–4 of the number.
func (d *Desk) composes(b skill.Body, serial string, today day.Date) error {
	claim := certno.Claim{Kind: "skill-level", Level: skill.Level4, On: today}
	scheme, level, err := certno.SchemeFor(d.Schemes, claim)
	if err != nil {
		return err
	}
	_, err = certno.Compose(scheme, map[string]string{
		"class": b.Class, "body": b.Code, "province": b.Province, "site": serial,
		"year": today.String()[2:4], "level": level, "serial": "000001",
	})
	return err
}

// AddSite adds a place (考点) with its own serial in certificate numbers: no
// other site's numbers begin alike.
func (d *Desk) AddSite(ctx context.Context, by store.By, s skill.Site) (out skill.Site, err error) {
	defer skill.Wrap(&err, "add a site")
	err = d.approve(ctx, by, "add-site", s.Body, func(tx *store.Tx, b skill.Body) error {
		if err := registered(b, "site"); err != nil {
			return err
		}
		out = skill.Site{ID: skill.SiteID(tx.NewID()), Body: b.ID, Path: b.Path, Name: skill.Clean(s.Name), Serial: s.Serial}
		if out.Name == "" {
			return skill.FailField("name", "site.no_name")
		}
		if strings.HasPrefix(s.Serial, reserved) != d.Demo {
			return skill.FailField("serial", "site.reserved", "prefix", reserved)
		}
		if err := d.composes(b, s.Serial, tx.Today()); err != nil {
			return err
		}
		if err := alone(ctx, tx, out, b); err != nil {
			return err
		}
		return store.Add(ctx, tx, &out)
	})
	return out, err
}

// alone refuses a serial with which another body's numbers already begin alike:
// bodies filed with one province share class and code. Nobody gives another
// serial under these codes before the transaction ends.
func alone(ctx context.Context, tx *store.Tx, s skill.Site, b skill.Body) error {
	if _, err := tx.Take(ctx, counterOf(b), 0); err != nil {
		return err
	}
	others, err := store.List(ctx, tx, store.Sites{Serial: s.Serial}, store.Everything)
	if err != nil {
		return err
	}
	for _, o := range others {
		owner, err := tx.Body(ctx, o.Body)
		if err != nil {
			return err
		}
		if o.Prefix(owner) == s.Prefix(b) {
			return skill.Fail(skill.Conflict, "site.prefix_taken", "serial", s.Serial)
		}
	}
	return nil
}

// AddScope lets the body assess one occupation at one level at one of its sites
// for a time (备案范围).
func (d *Desk) AddScope(ctx context.Context, by store.By, s skill.Scope) (out skill.Scope, err error) {
	defer skill.Wrap(&err, "add a scope")
	err = d.approve(ctx, by, "add-scope", s.Body, func(tx *store.Tx, b skill.Body) error {
		if err := registered(b, "scope"); err != nil {
			return err
		}
		if err := checkScope(s); err != nil {
			return err
		}
		site, err := tx.Site(ctx, s.Site)
		if err != nil {
			return err
		}
		if site.Body != b.ID {
			return skill.FailField("site", "scope.foreign_site")
		}
		out = skill.Scope{
			ID: skill.ScopeID(tx.NewID()), Body: b.ID, Path: b.Path, Site: site.ID, Occupation: s.Occupation, Level: s.Level, Period: s.Period,
		}
		return store.Add(ctx, tx, &out)
	})
	return out, err
}

func checkScope(s skill.Scope) error {
	switch p := s.Period; {
	case !s.Occupation.Valid():
		return skill.FailField("occupation", "occupation.code_shape")
	case s.Level.IsZero():
		return skill.FailField("level", "level.unknown", "got", "")
	case p.From.IsZero() || (!p.To.IsZero() && p.To.Before(p.From)):
		return skill.FailField("from", "scope.period")
	}
	return nil
}

// SetSeal keeps the picture of the body's seal, already stored by its hash.
func (d *Desk) SetSeal(ctx context.Context, by store.By, id skill.BodyID, seal skill.FileHash) error {
	return d.Store.Update(ctx, by, func(tx *store.Tx) error {
		b, err := tx.Locked().Body(ctx, id)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, "set-seal", b.Path); err != nil {
			return err
		}
		if err := registered(b, "seal"); err != nil {
			return err
		}
		if b.Seal = seal; !seal.Valid() {
			return skill.FailField("seal", "body.no_seal")
		}
		return store.Change(ctx, tx, "seal", &b)
	})
}

// Suspend stops the body from today on (暂停) and records since when. Its plans
// under way are handed to the centre.
func (d *Desk) Suspend(ctx context.Context, by store.By, id skill.BodyID, ground string) (b skill.Body, err error) {
	defer skill.Wrap(&err, "suspend body %s", id)
	err = d.stop(ctx, by, "suspend-body", id, ground, func(tx *store.Tx, now skill.Body) error {
		move, err := now.Suspend(now.Ground)
		if err != nil {
			return err
		}
		s := skill.Suspension{ID: skill.SuspensionID(tx.NewID()), Body: id, Path: now.Path, Ground: now.Ground}
		s.Period.From = tx.Today().AddDays(1)
		if err := store.Add(ctx, tx, &s); err != nil {
			return err
		}
		if b, err = store.MoveOne(ctx, tx, now, move); err != nil {
			return err
		}
		return handOver(ctx, tx, b, skill.CauseSuspended)
	})
	return b, err
}

// Restore ends the suspension (恢复): yesterday was its last day. What was handed
// to the centre and has not been called off is the body's again.
func (d *Desk) Restore(ctx context.Context, by store.By, id skill.BodyID, ground string) (b skill.Body, err error) {
	defer skill.Wrap(&err, "restore body %s", id)
	err = d.decide(ctx, by, "restore-body", id, ground, func(tx *store.Tx, now skill.Body) error {
		move, err := now.Restore(now.Ground)
		if err != nil {
			return err
		}
		all, err := store.List(ctx, tx, store.Suspensions{Body: id}, store.Everything)
		if err != nil {
			return err
		}
		for _, s := range all {
			if s.Period.To.IsZero() {
				s.Period.To = tx.Today().AddDays(-1)
				if err := store.Change(ctx, tx, "end", &s); err != nil {
					return err
				}
			}
		}
		if b, err = store.MoveOne(ctx, tx, now, move); err != nil {
			return err
		}
		return giveBack(ctx, tx, id)
	})
	return b, err
}

// Withdraw takes the body off the register for good. From that day it cannot
// plan, examine or issue; certificates already issued are untouched, and its
// plans under way are handed to the centre.
func (d *Desk) Withdraw(ctx context.Context, by store.By, id skill.BodyID, ground string) (b skill.Body, err error) {
	defer skill.Wrap(&err, "withdraw body %s", id)
	err = d.stop(ctx, by, "withdraw-body", id, ground, func(tx *store.Tx, now skill.Body) error {
		now.FiledTo = day.Earlier(now.FiledTo, tx.Today())
		b, err = withdraw(ctx, tx, now, skill.CauseWithdrawn)
		return err
	})
	return b, err
}
