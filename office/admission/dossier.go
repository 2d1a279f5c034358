package admission

import (
	"context"
	"strconv"

	"assay/rule/access"
	"assay/rule/condition"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// A Kept (个人档案) is what a person keeps of himself, with what this register
// knows of him besides.
type Kept struct {
	Person  skill.Person
	Version int64         // 0 while nothing was kept
	Facts   skill.Dossier // every fact a claim
	Known   []skill.HeldCertificate
}

// longestDossier is how many bytes all facts of one person may have: far more
// than a life holds, and few enough to be sealed and judged at once.
const longestDossier = 64 << 10

// longestText is how many characters one text in it may have.
const longestText = 200

// MyDossier reads the actor's own dossier. While nothing was kept nothing is
// known: every subject is open.
func (d *Desk) MyDossier(ctx context.Context, actor skill.Actor) (k Kept, err error) {
	defer skill.Wrap(&err, "read a dossier")
	if err := access.Need(actor, "get-dossier", "", actor.Person); err != nil {
		return k, err
	}
	return keptOf(ctx, d.Store.Unscoped(), actor.Person)
}

func keptOf(ctx context.Context, from store.Reader, id skill.PersonID) (k Kept, err error) {
	if k.Person, err = from.Person(ctx, id); err != nil {
		return k, err
	}
	k.Facts = skill.Dossier{Unknown: skill.AllSubjects}
	own, err := store.One(ctx, from, store.Dossiers{Person: id})
	switch {
	case skill.CodeOf(err) == skill.NotFound:
	case err != nil:
		return k, err
	case !own.Facts.IsZero():
		k.Version = own.Version
		if k.Facts, err = condition.ReadDossier([]byte(own.Facts.Reveal())); err != nil {
			return k, err
		}
	}
	k.Facts.Name, k.Facts.Born = k.Person.Name, k.Person.Born
	condition.Claims(&k.Facts)
	k.Known, err = knownOf(ctx, from, id)
	return k, err
}

// knownOf are the certificates of this register that the person holds. One that
// took the place of another is as old as the first.
func knownOf(ctx context.Context, from store.Reader, id skill.PersonID) (out []skill.HeldCertificate, err error) {
	all, err := store.List(ctx, from, store.Certificates{Person: id}, store.Everything)
	byID := make(map[skill.CertificateID]skill.Certificate, len(all))
	for _, c := range all {
		byID[c.ID] = c
	}
	for _, c := range all {
		if !c.InForce() {
			continue
		}
		first := c
		for range all { // no chain is longer
			before, ok := byID[first.Replaces]
			if !ok {
				break
			}
			first = before
		}
		out = append(out, skill.HeldCertificate{
			Kind: skill.CertificateKind(c.Kind), Occupation: c.Occupation, Level: c.Level, Issued: first.Issued, Number: c.Number,
		})
	}
	return out, err
}

// KeepDossier puts what a person states of himself in the place of what he kept
// before; version is that of the dossier as it was seen, 0 for the first. Nothing
// has to be complete, and every fault is named with its place.
func (d *Desk) KeepDossier(ctx context.Context, by store.By, version int64, facts skill.Dossier) (k Kept, err error) {
	defer skill.Wrap(&err, "keep a dossier")
	me := by.Actor.Person
	if err := access.Need(by.Actor, "keep-dossier", "", me); err != nil {
		return k, err
	}
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		p, err := tx.Locked().Person(ctx, me)
		if err != nil {
			return err
		}
		own, err := d.statedBy(tx, p, facts)
		if err != nil {
			return err
		}
		if err := keep(ctx, tx, version, own); err != nil {
			return err
		}
		k, err = keptOf(ctx, tx.Reader, me)
		return err
	})
	return k, err
}

// statedBy is the dossier of a person, checked and sealed.
func (d *Desk) statedBy(tx *store.Tx, p skill.Person, facts skill.Dossier) (own skill.OwnDossier, err error) {
	if err := p.MayProcess(); err != nil {
		return own, err
	}
	if p.Born.IsZero() {
		return own, skill.Fail(skill.Unmet, "dossier.no_birth")
	}
	facts.Name, facts.Born = "", p.Born
	if err := d.checkFacts(facts, tx.Today()); err != nil {
		return own, err
	}
	text, err := condition.WriteDossier(facts)
	if err != nil {
		return own, err
	}
	if len(text) > longestDossier {
		return own, skill.FailField("dossier", "dossier.too_large", "kilobytes", strconv.Itoa(longestDossier>>10))
	}
	return skill.OwnDossier{Person: p.ID, Facts: skill.Keep(string(text))}, nil
}

// keep writes a dossier; the person is locked.
func keep(ctx context.Context, tx *store.Tx, version int64, own skill.OwnDossier) error {
	before, err := store.One(ctx, tx.Locked(), store.Dossiers{Person: own.Person})
	if skill.CodeOf(err) != skill.NotFound && err != nil {
		return err
	}
	if before.Version != version {
		return skill.Fail(skill.Conflict, "row.changed", "table", "dossier")
	}
	if before.Version == 0 {
		own.ID = skill.DossierID(tx.NewID())
		return store.Add(ctx, tx, &own)
	}
	before.Facts = own.Facts
	return store.Change(ctx, tx, "keep", &before)
}

// A factCheck collects what is wrong with the facts of a dossier, place by place.
type factCheck struct {
	*Desk
	born, today day.Date
	fields      []skill.FieldError
}

func (c *factCheck) refuse(path, reason string, kv ...string) {
	c.fields = append(c.fields, skill.FailField(path, reason, kv...).Fields...)
}

// checkFacts names every fault of what a person states: dates that cannot be,
// occupations that there are not, what only a reviewer may say.
func (d *Desk) checkFacts(facts skill.Dossier, today day.Date) error {
	c := factCheck{Desk: d, born: facts.Born, today: today}
	if len(facts.Attested) > 0 {
		c.refuse("dossier.attested", "dossier.attested.denied")
	}
	if len(facts.Posts) > 0 {
		c.refuse("dossier.posts", "dossier.posts_denied")
	}
	for i, e := range facts.Employment {
		at := "dossier.employment[" + strconv.Itoa(i) + "]"
		c.needed(at+".from", e.From)
		c.date(at+".from", e.From, false)
		c.text(at+".employer", e.Employer)
		c.occupation(at+".occupation", e.Occupation)
	}
	for i, h := range facts.Certificates {
		at := "dossier.certificates[" + strconv.Itoa(i) + "]"
		c.needed(at+".issued", h.Issued)
		c.date(at+".issued", h.Issued, false)
		c.text(at+".number", h.Number+h.Item)
		c.occupation(at+".occupation", h.Occupation)
	}
	for i, t := range facts.Training {
		at := "dossier.training[" + strconv.Itoa(i) + "]"
		c.date(at+".completed", t.Completed, false)
		c.occupation(at+".occupation", t.Occupation)
	}
	for i, e := range facts.Education {
		c.date("dossier.education["+strconv.Itoa(i)+"].graduated", e.Graduated, e.FinalYear)
	}
	for i, t := range facts.Titles {
		at := "dossier.titles[" + strconv.Itoa(i) + "].awarded"
		c.needed(at, t.Awarded)
		c.date(at, t.Awarded, false)
	}
	c.date("dossier.apprenticeship.completed", facts.Apprenticeship, true)
	if len(c.fields) == 0 {
		return nil
	}
	fault := skill.Fail(skill.Invalid, "dossier.faulty")
	fault.Fields = c.fields
	return fault
}

func (c *factCheck) needed(path string, d day.Date) {
	if d.IsZero() {
		c.refuse(path, "field.required")
	}
}

func (c *factCheck) date(path string, d day.Date, future bool) {
	switch {
	case d.IsZero():
	case d.Before(c.born):
		c.refuse(path, "date.before_birth")
	case d.After(c.today) && !future:
		c.refuse(path, "date.future")
	}
}

func (c *factCheck) text(path, text string) {
	if len([]rune(text)) > longestText {
		c.refuse(path, "text.too_long", "most", strconv.Itoa(longestText))
	}
}

func (c *factCheck) occupation(path string, code skill.OccupationCode) {
	if code == "" {
		return
	}
	if _, _, err := c.Occupation(string(code), day.Date{}); err != nil {
		c.refuse(path, "occupation.not_found")
	}
}
