package accreditation

import (
	"context"
	"slices"

	"assay/rule/access"
	"assay/rule/condition"
	"assay/skill"
	"assay/store"
)

// onFiling runs a change of one filing that is locked, by whoever may.
func (d *Desk) onFiling(ctx context.Context, by store.By, op access.Op, id skill.FilingID, fn func(*store.Tx, skill.Filing) error) error {
	return d.Store.Update(ctx, by, func(tx *store.Tx) error {
		f, err := tx.Locked().Filing(ctx, id)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, op, f.Path); err != nil {
			return err
		}
		return fn(tx, f)
	})
}

// DraftFiling begins a filing (备案申请) of a body that is not there yet, or that
// is and wants more. Nothing has to be complete before it is submitted.
func (d *Desk) DraftFiling(ctx context.Context, by store.By, f skill.Filing, dossier *skill.BodyDossier) (out skill.Filing, err error) {
	defer skill.Wrap(&err, "draft a filing")
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		f, err := d.begun(ctx, tx, f)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, "draft-filing", f.Path); err != nil {
			return err
		}
		if f, err = stated(f, dossier); err != nil {
			return err
		}
		f.ID, f.Drafter, f.MovedAs = skill.FilingID(tx.NewID()), by.Actor.Person, as(by.Actor, f.Path)
		move, err := f.Draft()
		if err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, f, move)
		return err
	})
	return out, err
}

// begun is a filing of a kind there is, with what is known of the body.
func (d *Desk) begun(ctx context.Context, tx *store.Tx, f skill.Filing) (skill.Filing, error) {
	switch {
	case !slices.Contains(skill.FilingKinds(), f.Kind):
		return f, skill.FailField("kind", "filing.kind")
	case f.Kind == skill.FilingNew:
		f.Body = ""
		return f, d.free(ctx, tx, f)
	}
	b, err := tx.Body(ctx, f.Body)
	if err != nil {
		return f, skill.FailField("body", "filing.no_body")
	}
	if err := registered(b, "filing"); err != nil {
		return f, err
	}
	f.Path = b.Path
	if b.Type != "" {
		f.Type = b.Type
	}
	return f, nil
}

// free refuses the path of a body that is there, or that is not one of the tier.
func (d *Desk) free(ctx context.Context, tx *store.Tx, f skill.Filing) error {
	if !f.Path.Valid() || f.Path == "/" {
		return skill.FailField("path", "body.path")
	}
	_, err := store.One(ctx, tx, store.Bodies{Path: f.Path})
	switch {
	case skill.CodeOf(err) == skill.NotFound:
		return nil
	case err != nil:
		return err
	}
	return skill.Fail(skill.Conflict, "body.exists")
}

// stated is the filing with its dossier, sealed as a whole; texts are cleaned.
// What a body may not say of itself is refused: what the register knows, and what
// is for the experts.
func stated(f skill.Filing, dossier *skill.BodyDossier) (skill.Filing, error) {
	f.Name, f.English = skill.Clean(f.Name), skill.Clean(f.English)
	for i := range f.Sites {
		f.Sites[i] = skill.FiledSite{Name: skill.Clean(f.Sites[i].Name)}
	}
	if dossier == nil {
		return f, nil
	}
	switch {
	case f.Type == "":
		return f, skill.FailField("type", "field.required")
	case len(dossier.Attested) > 0:
		return f, skill.FailField("dossier.attested", "filing.attested_denied")
	case dossier.Record != skill.Record{}:
		return f, skill.FailField("dossier.record", "filing.record_denied")
	case len(dossier.Applies) > 0:
		return f, skill.FailField("dossier.applies", "filing.applies_denied")
	}
	dossier.Kind = f.Type
	text, err := condition.WriteBodyDossier(*dossier)
	f.Facts = skill.Keep(string(text))
	return f, err
}

// AmendFiling puts other statements in the place of those that a filing has, while
// it is a draft or was returned.
func (d *Desk) AmendFiling(ctx context.Context, by store.By, said skill.Filing, dossier *skill.BodyDossier) (out skill.Filing, err error) {
	defer skill.Wrap(&err, "amend filing %s", said.ID)
	err = d.onFiling(ctx, by, "amend-filing", said.ID, func(tx *store.Tx, f skill.Filing) error {
		if !f.Mine() {
			return skill.Fail(skill.WrongState, "filing.wrong_state", "verb", "amend", "status", string(f.Status))
		}
		f.Tier, f.Name, f.English = said.Tier, said.Name, said.English
		if said.Type != "" {
			f.Type = said.Type
		}
		f.USCC, f.Class, f.Code, f.Province = said.USCC, said.Class, said.Code, said.Province
		f.Sites, f.Scopes = said.Sites, said.Scopes
		var err error
		if out, err = stated(f, dossier); err != nil {
			return err
		}
		return store.Change(ctx, tx, "amend", &out)
	})
	return out, err
}

// Attach keeps a document of the filing (上传材料), already stored by its hash, in
// the place of one of the same kind.
func (d *Desk) Attach(ctx context.Context, by store.By, id skill.FilingID, doc skill.FiledDocument) (out skill.Filing, err error) {
	defer skill.Wrap(&err, "attach to filing %s", id)
	err = d.onFiling(ctx, by, "attach-document", id, func(tx *store.Tx, f skill.Filing) error {
		known := slices.ContainsFunc(d.Papers, func(p skill.FilingPaperRow) bool { return p.Paper == doc.Kind })
		switch {
		case !known:
			return skill.FailField("paper", "filing.paper_unknown")
		case !doc.Hash.Valid():
			return skill.Fail(skill.Invalid, "file.empty")
		case !f.Mine():
			return skill.Fail(skill.WrongState, "filing.wrong_state", "verb", "attach", "status", string(f.Status))
		}
		others := slices.DeleteFunc(slices.Clone(f.Documents), func(o skill.FiledDocument) bool { return o.Kind == doc.Kind })
		out = f
		out.Documents = append(others, doc)
		return store.Change(ctx, tx, "attach", &out)
	})
	return out, err
}

// SubmitFiling hands the filing in (提交): everything is there, and the verdict of
// today goes with it, whatever it says.
func (d *Desk) SubmitFiling(ctx context.Context, by store.By, id skill.FilingID) (out skill.Filing, err error) {
	defer skill.Wrap(&err, "submit filing %s", id)
	err = d.onFiling(ctx, by, "submit-filing", id, func(tx *store.Tx, f skill.Filing) error {
		f.Submitter, f.MovedAs, f.Ground = by.Actor.Person, as(by.Actor, f.Path), ""
		move, err := f.Submit()
		if err != nil {
			return err
		}
		if f, err = d.whole(ctx, tx, f); err != nil {
			return err
		}
		f.Round, f.Judged = f.Round+1, tx.Today()
		v, err := d.verdict(ctx, tx, f)
		if err != nil {
			return err
		}
		if f, err = withVerdict(f, v); err != nil {
			return err
		}
		out, err = store.MoveOne(ctx, tx, f, move)
		return err
	})
	return out, err
}

// WithdrawFiling ends the filing on the body's own wish (撤回).
func (d *Desk) WithdrawFiling(ctx context.Context, by store.By, id skill.FilingID) (out skill.Filing, err error) {
	defer skill.Wrap(&err, "withdraw filing %s", id)
	err = d.onFiling(ctx, by, "withdraw-filing", id, func(tx *store.Tx, f skill.Filing) error {
		if f.Status == skill.FilingAccepted || f.Status == skill.FilingRefused {
			return told(f)
		}
		f.MovedAs = as(by.Actor, f.Path)
		move, err := f.Withdraw()
		if err != nil {
			return err
		}
		if out, err = store.MoveOne(ctx, tx, f, move); err != nil {
			return err
		}
		return lapseOpinions(ctx, tx, out)
	})
	return out, err
}
