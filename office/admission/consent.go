package admission

import (
	"context"

	"assay/skill"
	"assay/store"
)

// portrait and document are the purposes of the privacy notice that rest on
// consent and that a roster and its photos serve.
// Source: 个人信息保护法 art. 26, 28, 29.
const (
	portrait = "portrait"
	document = "document"
)

// stated refuses what comes without the body's word that it holds the signed
// consents (同意书) to the notice in use.
func (d *Desk) stated(edition string) error {
	if edition != d.Edition || edition == "" {
		return skill.FailField("consents", "consent.unstated", "edition", d.Edition)
	}
	return nil
}

// StateConsents says for a roster that was imported that the body holds the
// signed consent of everybody on it to the notice in use: after a new edition no
// photo is taken in before.
func (d *Desk) StateConsents(ctx context.Context, by store.By, id skill.ImportID, edition string) (out skill.Import, err error) {
	defer skill.Wrap(&err, "state the consents of import %s", id)
	first, err := d.Store.Unscoped().Import(ctx, id)
	if err != nil {
		return out, err
	}
	err = d.onPlan(ctx, by, "state-consents", first.Plan, func(tx *store.Tx, _ skill.Plan) error {
		if err := d.stated(edition); err != nil {
			return err
		}
		if out, err = tx.Locked().Import(ctx, id); err != nil {
			return err
		}
		if out.Status == skill.ImportRunning {
			return skill.Fail(skill.WrongState, "import.wrong_state", "verb", "state-consents", "status", string(out.Status))
		}
		out.Consents, out.StatedBy = edition, by.Actor.Person
		return store.Change(ctx, tx, "state-consents", &out)
	})
	return out, err
}

// consented are those of the applications whose candidates consented to a purpose
// of the notice in use: themselves or on paper, or on the body's word for their
// roster. Who took a consent back did not, whatever was said for their roster.
func (d *Desk) consented(ctx context.Context, from store.Source, all []skill.Application, purpose string) (map[skill.ApplicationID]bool, error) {
	var people []skill.PersonID
	var imports []skill.ImportID
	for _, a := range all {
		people = append(people, a.Person)
		if a.Import != "" {
			imports = append(imports, a.Import)
		}
	}
	word, err := d.words(ctx, from, imports)
	if err != nil {
		return nil, err
	}
	given, asked, err := d.own(ctx, from, people, purpose)
	if err != nil {
		return nil, err
	}
	out := map[skill.ApplicationID]bool{}
	for _, a := range all {
		out[a.ID] = given[a.Person] || word[a.Import] && !asked[a.Person]
	}
	return out, nil
}

// words are the imports for which the body gave its word.
func (d *Desk) words(ctx context.Context, from store.Source, ids []skill.ImportID) (map[skill.ImportID]bool, error) {
	out := map[skill.ImportID]bool{}
	if len(ids) == 0 {
		return out, nil
	}
	imports, err := store.List(ctx, from, store.Imports{IDs: ids}, store.Everything)
	for _, i := range imports {
		out[i.ID] = i.Consents == d.Edition
	}
	return out, err
}

// own are those of the people who consented, and those whose last word was no.
func (d *Desk) own(ctx context.Context, from store.Source, people []skill.PersonID, purpose string) (given, refused map[skill.PersonID]bool, err error) {
	given, refused = map[skill.PersonID]bool{}, map[skill.PersonID]bool{}
	if len(people) == 0 {
		return given, refused, nil
	}
	all, err := store.List(ctx, from, store.Consents{Persons: people, Purpose: purpose}, store.Everything)
	for _, c := range all {
		given[c.Person] = given[c.Person] || c.Status == skill.ConsentGiven && c.Edition == d.Edition
		refused[c.Person] = refused[c.Person] || c.Status == skill.ConsentWithdrawn
	}
	return given, refused, err
}

// sign writes down that a newcomer consented on paper to what a roster needs.
func (d *Desk) sign(ctx context.Context, tx *store.Tx, a skill.Application) error {
	for _, purpose := range []string{document, portrait} {
		_, err := tx.GiveConsent(ctx, skill.Consent{
			Person: a.Person, Purpose: purpose, Edition: d.Edition, Separate: true, Evidence: skill.ConsentPaper, Witness: tx.By.Actor.Person, Path: a.Path,
		})
		if err != nil {
			return err
		}
	}
	return nil
}
