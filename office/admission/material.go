package admission

import (
	"context"
	"slices"
	"strconv"

	"assay/rule/access"
	"assay/rule/condition"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// A Checklist (材料清单) is what an application needs, with what there is of it.
type Checklist struct {
	Application skill.Application
	Plan        skill.Plan
	Verdict     skill.Verdict // as it would be today, or as it was frozen once it was handed in
	Items       []ChecklistItem
}

// A ChecklistItem is one kind of material.
type ChecklistItem struct {
	skill.MaterialRow
	Asked    bool             // by the conditions that the application relies on
	Evidence []skill.Evidence // nothing of the photo, which lies in the application
	There    bool
	Words    string // what is wrong with it, where the application was returned
	Looked   Looked // of the photo alone
}

// filesOfOne is how many files there may be of one kind of material.
const filesOfOne = 10

// Attach keeps a file with an application (上传材料): the person's while it is in
// his hands, the body's until it is decided on. The photo goes into the
// application itself.
func (d *Desk) Attach(ctx context.Context, by store.By, id skill.ApplicationID, kind skill.Material, file []byte) (e skill.Evidence, err error) {
	defer skill.Wrap(&err, "attach to application %s", id)
	known, err := d.Store.Unscoped().Application(ctx, id)
	if err != nil {
		return e, err
	}
	if err := access.Need(by.Actor, "attach-material", known.Path, known.Person); err != nil {
		return e, err
	}
	if _, ok := d.Materials.Find(kind); !ok {
		return e, skill.FailField("material", "material.unknown")
	}
	keep := d.KeepFile
	if kind == skill.MaterialPhoto {
		keep = d.KeepPhoto
		if err := d.pose(ctx, d.Store.Unscoped(), known, by.Actor); err != nil { // before anything of the picture is kept
			return e, err
		}
	}
	hash, err := keep(ctx, file)
	if err != nil {
		return e, err
	}
	err = d.onApplication(ctx, by, "attach-material", id, func(tx *store.Tx, p skill.Plan, a skill.Application) error {
		e, err = d.attach(ctx, tx, p, attaching{a, kind, hash})
		return err
	})
	return e, err
}

// An attaching is one file on its way to an application.
type attaching struct {
	skill.Application
	kind skill.Material
	file skill.FileHash
}

func (d *Desk) attach(ctx context.Context, tx *store.Tx, p skill.Plan, at attaching) (e skill.Evidence, err error) {
	if err := d.takes(ctx, tx, p, at); err != nil {
		return e, err
	}
	if at.kind == skill.MaterialPhoto {
		if err := d.pose(ctx, tx, at.Application, tx.By.Actor); err != nil {
			return e, err
		}
		at.Photo = at.file
		return e, store.Change(ctx, tx, "photo", &at.Application)
	}
	all, err := store.List(ctx, tx, store.EvidenceOf{Application: at.ID}, store.Everything)
	if err != nil {
		return e, err
	}
	n := 0
	for _, x := range all {
		if x.Material == at.kind && x.File == at.file {
			return x, nil
		}
		if x.Material == at.kind {
			n++
		}
	}
	if n >= filesOfOne {
		return e, skill.FailField("materials."+string(at.kind), "material.too_many", "most", strconv.Itoa(filesOfOne))
	}
	e = skill.Evidence{
		ID: skill.EvidenceID(tx.NewID()), Application: at.ID, Path: at.Path, Person: at.Person, By: tx.By.Actor.Person, Material: at.kind, File: at.file,
	}
	return e, store.Add(ctx, tx, &e)
}

// takes refuses a file where the application is in somebody else's hands.
func (d *Desk) takes(ctx context.Context, tx *store.Tx, p skill.Plan, at attaching) error {
	if at.Mine() && at.Person == tx.By.Actor.Person {
		return d.mayApply(ctx, tx, p, at.Person, at.Status == skill.ApplicationReturned)
	}
	staff := access.By(tx.By.Actor, "attach-material", at.Path)
	if len(staff) == 0 || at.Status != skill.ApplicationEntered {
		return skill.Fail(skill.WrongState, "application.not_in_hand", "status", string(at.Status))
	}
	return open(p, "attach")
}

// Drop takes a file back that the actor attached, while the application is in the
// same hands.
func (d *Desk) Drop(ctx context.Context, by store.By, id skill.EvidenceID) (e skill.Evidence, err error) {
	defer skill.Wrap(&err, "drop evidence %s", id)
	known, err := d.Store.Unscoped().Evidence(ctx, id)
	if err != nil {
		return e, err
	}
	err = d.onApplication(ctx, by, "drop-material", known.Application, func(tx *store.Tx, p skill.Plan, a skill.Application) error {
		e, err = tx.Locked().Evidence(ctx, id)
		switch {
		case err != nil:
			return err
		case e.By != by.Actor.Person:
			return skill.Fail(skill.Denied, "evidence.not_own")
		case e.Dropped:
			return nil
		}
		if err := d.takes(ctx, tx, p, attaching{a, e.Material, e.File}); err != nil {
			return err
		}
		e.Dropped = true
		return store.Change(ctx, tx, "drop", &e)
	})
	return e, err
}

// See marks that somebody at the body saw the originals of some evidence
// (核验原件).
func (d *Desk) See(ctx context.Context, by store.By, id skill.ApplicationID, seen []skill.EvidenceID) (out []skill.Evidence, err error) {
	defer skill.Wrap(&err, "mark originals of application %s", id)
	err = d.onApplication(ctx, by, "mark-originals", id, func(tx *store.Tx, _ skill.Plan, a skill.Application) error {
		out, err = see(ctx, tx, a, seen)
		return err
	})
	return out, err
}

func see(ctx context.Context, tx *store.Tx, a skill.Application, seen []skill.EvidenceID) ([]skill.Evidence, error) {
	officer, err := tx.Person(ctx, tx.By.Actor.Person)
	if err != nil {
		return nil, err
	}
	owner, err := tx.Person(ctx, a.Person)
	if err != nil {
		return nil, err
	}
	all, err := store.List(ctx, tx.Locked(), store.EvidenceOf{Application: a.ID}, store.Everything)
	if err != nil {
		return nil, err
	}
	var marked []*skill.Evidence
	for i, id := range seen {
		at := slices.IndexFunc(all, func(e skill.Evidence) bool { return e.ID == id })
		if at < 0 {
			return nil, skill.FailField("evidence["+strconv.Itoa(i)+"]", "evidence.not_found")
		}
		if all[at].SeenBy != "" {
			continue
		}
		if all[at], err = all[at].See(officer, owner, tx.Today()); err != nil {
			return nil, err
		}
		marked = append(marked, &all[at])
	}
	if len(marked) == 0 {
		return all, nil
	}
	return all, store.Change(ctx, tx, "see", marked...)
}

// Checklist says what an application needs and what there is of it, with the
// verdict as it would be today: what a person checks before handing in, and an
// officer afterwards.
func (d *Desk) Checklist(ctx context.Context, viewer skill.Actor, id skill.ApplicationID) (c Checklist, err error) {
	defer skill.Wrap(&err, "list the materials of application %s", id)
	seer, err := access.Viewer(viewer, "list-materials")
	if err != nil {
		return c, err
	}
	if _, err := d.Store.As(seer).Application(ctx, id); err != nil {
		return c, err
	}
	from, on := d.Store.Unscoped(), day.Of(d.Store.Now())
	a, err := from.Application(ctx, id)
	if err != nil {
		return c, err
	}
	p, err := from.Plan(ctx, a.Plan)
	if err != nil {
		return c, err
	}
	v, err := d.verdictOf(ctx, from, p, &a)
	if err != nil {
		return c, err
	}
	return d.checklist(ctx, from, checking{p, a, v, on})
}

// verdictOf is the verdict on an application: of today while it is its person's,
// of the day it was judged on afterwards; none where its facts are gone.
func (d *Desk) verdictOf(ctx context.Context, from store.Reader, p skill.Plan, a *skill.Application) (v skill.Verdict, err error) {
	if a.Mine() {
		return d.judgeOwn(ctx, from, p, a, day.Of(d.Store.Now()))
	}
	if a.Facts.IsZero() || a.Judged == "" {
		return v, nil
	}
	on, err := day.Parse(a.Judged)
	if err != nil {
		return v, err
	}
	k := Kept{}
	if k.Facts, err = condition.ReadDossier([]byte(a.Facts.Reveal())); err != nil {
		return v, err
	}
	condition.Claims(&k.Facts)
	if a.Own {
		if k.Known, err = knownOf(ctx, from, a.Person); err != nil {
			return v, err
		}
	}
	return d.judgeKept(p, k, on)
}

// checking is what a checklist is made of.
type checking struct {
	skill.Plan
	skill.Application
	skill.Verdict
	on day.Date
}

// checklist is what the application needs, by level, region and the clause that it
// relies on.
func (d *Desk) checklist(ctx context.Context, from store.Reader, of checking) (c Checklist, err error) {
	p, a, v := of.Plan, of.Application, of.Verdict
	body, err := from.Body(ctx, p.Body)
	if err != nil {
		return c, err
	}
	all, err := store.List(ctx, from, store.EvidenceOf{Application: a.ID}, store.Everything)
	if err != nil {
		return c, err
	}
	c = Checklist{Application: a, Plan: p, Verdict: v}
	needs := d.Materials.Of(skill.MaterialCase{Region: body.Province, Level: p.Level, Terms: termsOf(v, chosen(v, a.Claimed)), On: of.on})
	for _, m := range d.Materials {
		item := ChecklistItem{MaterialRow: m, Asked: slices.ContainsFunc(needs, func(n skill.MaterialRow) bool { return n.Material == m.Material })}
		for _, e := range all {
			if e.Material == m.Material {
				item.Evidence = append(item.Evidence, e)
			}
		}
		item.There = len(item.Evidence) > 0 || m.Material == skill.MaterialPhoto && a.Photo != ""
		if m.Material == skill.MaterialPhoto {
			if item.Looked, err = d.look(ctx, a.Photo); err != nil {
				return c, err
			}
		}
		for _, k := range a.Asks {
			if k.At == "materials."+string(m.Material) {
				item.Words = k.Words
			}
		}
		if item.Asked || item.There {
			c.Items = append(c.Items, item)
		}
	}
	return c, nil
}

// whole refuses an application that lacks something of a side, and names it all.
func (c Checklist) whole(side skill.MaterialSide) error {
	fault := skill.Fail(skill.Unmet, "application.materials_missing")
	for _, m := range c.Items {
		if m.Side == side && m.Asked && !m.Optional && !m.There {
			fault.Fields = append(fault.Fields, skill.FieldError{Path: "materials." + string(m.Material), Reason: "material.missing", Args: skill.Args{"material": string(m.Material)}})
		}
	}
	if len(fault.Fields) == 0 {
		return nil
	}
	return fault
}

// termsOf are the terms of a clause that rest on what the person states: what the
// register knows needs no proof.
func termsOf(v skill.Verdict, clause string) (out []skill.TermKind) {
	i := slices.IndexFunc(v.Clauses, func(c skill.ClauseVerdict) bool { return c.Clause.ID == clause })
	if i < 0 {
		return nil
	}
	open := v.Clauses[i].Missing
	for _, t := range v.Clauses[i].Clause.Terms {
		kind := t.Kind()
		sure := kind == skill.TermHolds || kind == skill.TermHeld
		for _, s := range open {
			sure = sure && s.Term.Kind() != kind
		}
		if !sure {
			out = append(out, kind)
		}
	}
	return out
}
