package accreditation

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// whole refuses a filing in which something is missing, with the field named, and
// fills in what the register knows of a body that is there.
func (d *Desk) whole(ctx context.Context, tx *store.Tx, f skill.Filing) (_ skill.Filing, err error) {
	if f.Kind == skill.FilingNew {
		f, err = d.wholeBody(f, tx.Today())
	} else {
		f, err = d.known(ctx, tx, f)
	}
	if err != nil {
		return f, err
	}
	if f.Kind != skill.FilingRenewal {
		if err := d.wholeScopes(ctx, tx, f); err != nil {
			return f, err
		}
	}
	return f, d.papers(f)
}

// codeOfProvinces is the code of bodies that are filed with a province.
// Source: 人社鉴发〔2019〕2号, part 2 of the number.
const codeOfProvinces = "0000"

func (d *Desk) wholeBody(f skill.Filing, today day.Date) (skill.Filing, error) {
	code, _, err := skill.ParseUSCC(f.USCC)
	if f.Tier == "" {
		f.Tier = skill.TierProvince
	}
	if f.Code == "" {
		f.Code = codeOfProvinces
	}
	switch {
	case f.Type == "":
		return f, skill.FailField("type", "field.required")
	case f.Name == "":
		return f, skill.FailField("name", "body.no_name")
	case err != nil:
		return f, atField("uscc", err)
	case !placed(f):
		return f, skill.FailField("path", "filing.path_tier", "province", f.Province)
	}
	f.USCC = string(code)
	if err := d.composes(f.Entry(), "000001", today); err != nil {
		return f, atField("class", err)
	}
	return f, nil
}

// placed tells whether the body's place in the tree is one of those with whom it
// files: below its province, or below the nation's centre and no province.
func placed(f skill.Filing) bool {
	if f.Tier == skill.TierNation {
		name := strings.Trim(string(f.Path), "/")
		return !strings.Contains(name, "/") && len(name) > 2
	}
	top := skill.OrgPath("/" + f.Province + "/")
	return f.Tier == skill.TierProvince && top.Holds(f.Path) && f.Path != top
}

// known is the filing of a body that is there, with what it was filed with.
func (d *Desk) known(ctx context.Context, tx *store.Tx, f skill.Filing) (skill.Filing, error) {
	b, err := tx.Locked().Body(ctx, f.Body)
	if err != nil {
		return f, err
	}
	if err := registered(b, "filing"); err != nil {
		return f, err
	}
	switch {
	case b.Type != "":
		f.Type = b.Type
	case f.Type == "":
		return f, skill.FailField("type", "field.required")
	}
	f.Name, f.English, f.USCC, f.Class, f.Code, f.Province = b.Name, b.English, b.USCC, b.Class, b.Code, b.Province
	f.Tier = skill.TierProvince
	if b.Code != codeOfProvinces {
		f.Tier = skill.TierNation
	}
	return f, nil
}

// wholeScopes refuses what cannot be applied for.
func (d *Desk) wholeScopes(ctx context.Context, tx *store.Tx, f skill.Filing) error {
	if len(f.Scopes) == 0 {
		return skill.FailField("scopes", "filing.no_scope")
	}
	standing, sites, err := d.there(ctx, tx, f)
	if err != nil {
		return err
	}
	for i, s := range f.Sites {
		if s.Name == "" {
			return skill.FailField(nth("sites", i)+".name", "site.no_name")
		}
		if sites[s.Name] {
			return skill.FailField(nth("sites", i)+".name", "filing.site_twice")
		}
		sites[s.Name] = true
	}
	for i, s := range f.Scopes {
		if !sites[s.Site] {
			return skill.FailField(nth("scopes", i)+".site", "filing.no_site")
		}
		if err := d.wholeScope(s, standing, tx.Today()); err != nil {
			return atField(nth("scopes", i), err)
		}
	}
	return nil
}

func nth(list string, i int) string { return list + "[" + strconv.Itoa(i) + "]" }

// there is the standing of a body that is filed already, and its sites by id and
// name.
func (d *Desk) there(ctx context.Context, tx *store.Tx, f skill.Filing) (s skill.Standing, sites map[string]bool, err error) {
	sites = map[string]bool{}
	if f.Body == "" {
		return s, sites, nil
	}
	all, err := store.List(ctx, tx, store.Sites{Body: f.Body}, store.Everything)
	if err != nil {
		return s, sites, err
	}
	for _, one := range all {
		sites[string(one.ID)], sites[one.Name] = true, true
	}
	s, err = tx.Standing(ctx, f.Body)
	return s, sites, err
}

func (d *Desk) wholeScope(s skill.FiledScope, there skill.Standing, today day.Date) error {
	switch {
	case !s.Occupation.Valid():
		return skill.FailField("occupation", "occupation.code_shape")
	case !d.Works(s.Occupation, today):
		return skill.FailField("occupation", "plan.no_occupation", "occupation", string(s.Occupation))
	case len(s.Levels) == 0:
		return skill.FailField("levels", "filing.no_level")
	}
	for _, l := range s.Levels {
		if l.IsZero() {
			return skill.FailField("levels", "level.unknown", "got", "")
		}
		if _, err := there.InScope(s.Occupation, l, skill.SiteID(s.Site), today); err == nil {
			return skill.FailField("levels", "filing.scope_there", "occupation", string(s.Occupation), "level", l.String())
		}
	}
	return nil
}

// papers refuses a filing without a document that it needs.
func (d *Desk) papers(f skill.Filing) error {
	fault := skill.Fail(skill.Invalid, "filing.papers_missing")
	for _, p := range d.Papers {
		there := slices.ContainsFunc(f.Documents, func(o skill.FiledDocument) bool { return o.Kind == p.Paper })
		if p.Needed(f) && !there {
			fault.Fields = append(fault.Fields, skill.FieldError{
				Path: "documents." + string(p.Paper), Reason: "filing.paper_missing", Args: skill.Args{"paper": string(p.Paper)},
			})
		}
	}
	if len(fault.Fields) > 0 {
		return fault
	}
	return nil
}

// atField puts a place before those that an error names, or names it.
func atField(place string, err error) error {
	e, ok := errors.AsType[*skill.Error](err)
	if !ok {
		return err
	}
	out := *e
	out.Fields = []skill.FieldError{{Path: place, Reason: e.Reason, Args: e.Args}}
	if len(e.Fields) > 0 {
		out.Fields[0].Path = place + "." + e.Fields[0].Path
	}
	return &out
}
