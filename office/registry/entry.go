package registry

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"assay/rule/standing"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// An Entry (名录条目) is all that the register says of one filing of a body.
type Entry struct {
	Listed
	Sites       []EntrySite
	Scopes      int          // how many it has, of whatever day
	Suspensions []day.Period // whole days, the latest first; one without an end goes on
	Alike       []Listed     // others whose names look alike
	AlikeMore   int
}

// An EntrySite is a place with its scopes.
type EntrySite struct {
	Name   string
	Prefix string // what the numbers of its certificates begin with
	Scopes []EntryScope
}

// An EntryScope is what may be assessed there.
type EntryScope struct {
	Occupation skill.OccupationCode
	Level      skill.Level
	Period     day.Period
	Covers     bool // the day that was asked about
}

// Lookup (机构详情) reads what the register says of a code (统一社会信用代码), on a
// day and about an occupation and level where they are set: an Entry for each
// filing under it, the latest first. A code that cannot be one is Invalid, one
// that was never filed is NotFound with register.unknown.
func (d *Desk) Lookup(ctx context.Context, code string, asked standing.Question) ([]Entry, error) {
	uscc, _, err := skill.ParseUSCC(code)
	if err != nil {
		return nil, err
	}
	if asked.On.IsZero() {
		asked.On = day.Of(d.Now())
	}
	bodies, err := store.List(ctx, d.Store.Unscoped(), store.Bodies{USCC: string(uscc)}, store.Page{})
	if err != nil {
		return nil, err
	}
	if len(bodies) == 0 {
		return nil, skill.Fail(skill.NotFound, "register.unknown")
	}
	slices.Reverse(bodies)
	ids, own := make([]skill.BodyID, len(bodies)), make([]store.Sought, len(bodies))
	for i, b := range bodies {
		ids[i], own[i].Body = b.ID, b.ID
	}
	filed, err := d.Store.Filed(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]Entry, len(bodies))
	for i, id := range ids {
		if out[i], err = d.entry(ctx, id, filed[id], asked); err != nil {
			return nil, err
		}
		out[i].Alike, out[i].AlikeMore, err = d.alike(ctx, out[i].Name, own, standing.Question{On: asked.On})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (d *Desk) entry(ctx context.Context, id skill.BodyID, filed day.Date, asked standing.Question) (e Entry, err error) {
	s, err := d.Store.Unscoped().Standing(ctx, id)
	if err != nil {
		return e, err
	}
	sites, err := store.List(ctx, d.Store.Unscoped(), store.Sites{Body: id}, store.Everything)
	if err != nil {
		return e, err
	}
	e = Entry{Listed: d.listing(s, filed, asked), Sites: sitesOf(s, sites, asked), Scopes: len(s.Scopes)}
	for _, p := range s.Suspensions {
		if p.Period.To.IsZero() || !p.Period.To.Before(p.Period.From) {
			e.Suspensions = append(e.Suspensions, p.Period)
		}
	}
	slices.SortFunc(e.Suspensions, func(a, b day.Period) int { return cmp.Compare(b.From.Ordinal(), a.From.Ordinal()) })
	return e, nil
}

// sitesOf are the places with their scopes, by occupation, level and day.
func sitesOf(s skill.Standing, sites []skill.Site, asked standing.Question) []EntrySite {
	slices.SortFunc(sites, func(a, b skill.Site) int { return strings.Compare(a.Serial, b.Serial) })
	out := make([]EntrySite, len(sites))
	for i, site := range sites {
		out[i] = EntrySite{Name: site.Name, Prefix: site.Prefix(s.Body)}
		for _, c := range s.Scopes {
			if c.Site == site.ID {
				out[i].Scopes = append(out[i].Scopes, EntryScope{c.Occupation, c.Level, c.Period, c.Period.Covers(asked.On)})
			}
		}
		slices.SortFunc(out[i].Scopes, func(a, b EntryScope) int {
			return cmp.Or(cmp.Compare(a.Occupation, b.Occupation), b.Level.Compare(a.Level), cmp.Compare(a.Period.From.Ordinal(), b.Period.From.Ordinal()))
		})
	}
	return out
}
