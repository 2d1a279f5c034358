package accreditation

import (
	"context"
	"fmt"

	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// enter makes the register say what an accepted filing asks for, and gives the
// filing its receipt, its term and the serials of its sites.
func (d *Desk) enter(ctx context.Context, tx *store.Tx, f skill.Filing) (_ skill.Filing, err error) {
	var b skill.Body
	switch f.Kind {
	case skill.FilingNew:
		b, err = d.enterBody(ctx, tx, f)
	case skill.FilingRenewal:
		b, err = d.renew(ctx, tx, f)
	default:
		b, err = d.extend(ctx, tx, f)
	}
	if err != nil {
		return f, err
	}
	f.Body, f.Term = b.ID, day.Period{From: tx.Today(), To: b.FiledTo}
	if f.Kind != skill.FilingRenewal {
		if f, err = d.enterScopes(ctx, tx, f, b); err != nil {
			return f, err
		}
	}
	f.Receipt, err = d.receipt(ctx, tx, f)
	return f, err
}

// enterBody enters a new body for one term.
func (d *Desk) enterBody(ctx context.Context, tx *store.Tx, f skill.Filing) (skill.Body, error) {
	b := f.Entry()
	if (f.Tier == skill.TierNation) == (b.Code == codeOfProvinces) {
		return b, skill.FailField("code", "filing.code_tier")
	}
	years, err := d.Policies.Number(skill.PolicyFilingTerm, policyCase(b, tx.Today()), skill.InYears)
	if err != nil {
		return b, err
	}
	b.ID, b.FiledTo = skill.BodyID(tx.NewID()), tx.Today().AddYears(years).AddDays(-1)
	if b, err = d.clean(b, tx.Today()); err != nil {
		return b, err
	}
	move, err := b.File()
	if err != nil {
		return b, err
	}
	return store.MoveOne(ctx, tx, b, move)
}

// renew keeps the body, its sites and its scopes for another term, which begins
// when the last one ends. A scope that ends before the term does is left alone.
func (d *Desk) renew(ctx context.Context, tx *store.Tx, f skill.Filing) (skill.Body, error) {
	b, err := tx.Body(ctx, f.Body)
	if err != nil {
		return b, err
	}
	if err := registered(b, "renew"); err != nil {
		return b, err
	}
	years, err := d.Policies.Number(skill.PolicyFilingTerm, policyCase(b, tx.Today()), skill.InYears)
	if err != nil {
		return b, err
	}
	last := b.FiledTo
	b.FiledTo = last.AddYears(years)
	if b.Type == "" {
		b.Type = f.Type
	}
	if err := store.Change(ctx, tx, "renew", &b); err != nil {
		return b, err
	}
	scopes, err := store.List(ctx, tx.Locked(), store.Scopes{Body: b.ID}, store.Everything)
	if err != nil {
		return b, err
	}
	for _, s := range scopes {
		if s.Period.Covers(last) && !s.Period.To.IsZero() {
			s.Period.To = day.Later(s.Period.To, b.FiledTo)
			if err := store.Change(ctx, tx, "renew", &s); err != nil {
				return b, err
			}
		}
	}
	return b, giveBack(ctx, tx, b.ID, skill.CauseExpired)
}

// extend is the body whose scope grows; of what sort it is, somebody has now said.
func (d *Desk) extend(ctx context.Context, tx *store.Tx, f skill.Filing) (skill.Body, error) {
	b, err := tx.Body(ctx, f.Body)
	if err != nil || b.Type != "" {
		return b, err
	}
	b.Type = f.Type
	return b, store.Change(ctx, tx, "type", &b)
}

// enterScopes adds the sites and scopes of the filing, from today to the end of
// the body's term: what is added does not prolong it.
// Source: 闽劳鉴〔2022〕26号.
func (d *Desk) enterScopes(ctx context.Context, tx *store.Tx, f skill.Filing, b skill.Body) (skill.Filing, error) {
	if err := registered(b, "scope"); err != nil {
		return f, err
	}
	ids := map[string]skill.SiteID{}
	there, err := store.List(ctx, tx, store.Sites{Body: b.ID}, store.Everything)
	if err != nil {
		return f, err
	}
	for _, s := range there {
		ids[string(s.ID)], ids[s.Name] = s.ID, s.ID
	}
	for i := range f.Sites {
		s, err := d.enterSite(ctx, tx, f.Sites[i], b)
		if err != nil {
			return f, err
		}
		f.Sites[i].Serial, ids[s.Name] = s.Serial, s.ID
	}
	for _, s := range f.Scopes {
		for _, l := range s.Levels {
			scope := skill.Scope{
				ID: skill.ScopeID(tx.NewID()), Body: b.ID, Path: b.Path, Site: ids[s.Site], Occupation: s.Occupation, Level: l,
				Period: day.Period{From: tx.Today(), To: b.FiledTo},
			}
			if err := store.Add(ctx, tx, &scope); err != nil {
				return f, err
			}
		}
	}
	return f, nil
}

// How many serials there are: six digits less those that demonstrations have.
const (
	mostSites = 999_899
	demoSites = 99
)

// enterSite adds a place with the next serial that is free under the body's
// codes.
func (d *Desk) enterSite(ctx context.Context, tx *store.Tx, filed skill.FiledSite, b skill.Body) (skill.Site, error) {
	s := skill.Site{ID: skill.SiteID(tx.NewID()), Body: b.ID, Path: b.Path, Name: filed.Name}
	for {
		n, err := tx.Take(ctx, counterOf(b), 1)
		switch {
		case err != nil:
			return s, err
		case n > mostSites, d.Demo && n > demoSites:
			return s, skill.Fail(skill.TooMany, "site.none_left")
		}
		s.Serial = fmt.Sprintf("%06d", n)
		if d.Demo {
			s.Serial = fmt.Sprintf("%s%02d", reserved, n)
		}
		err = alone(ctx, tx, s, b)
		switch {
		case skill.CodeOf(err) == skill.Conflict:
			continue // given by hand before
		case err != nil:
			return s, err
		}
		return s, store.Add(ctx, tx, &s)
	}
}

// counterOf names the counter of the serials of all sites that share a body's
// codes.
func counterOf(b skill.Body) string { return "site/" + b.Class + b.Code + b.Province }
