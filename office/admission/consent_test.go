package admission_test

import (
	"context"
	"testing"

	"assay/internal/testdb"
	"assay/office/admission"
	"assay/skill"
	"assay/store"
)

// Document numbers of a roster are taken in only with the body's word that it
// holds everybody's signed consent to the notice in use, and it is known who gave
// it.
// Source: 个人信息保护法 art. 13, 14, 29.
func TestARosterNeedsTheBodysWord(t *testing.T) {
	each(t, func(l *list) {
		ctx, file := t.Context(), l.file(met(1))
		for _, said := range []string{"", "2025-01"} {
			_, err := l.desk.StartImport(ctx, l.by(clerk), admission.Sending{Plan: l.Plan.ID, File: file, Consents: said})
			l.refused("consent.unstated", err)
		}
		l.load(file)
		i, err := store.One(ctx, l.s.Unscoped(), store.Imports{Plan: l.Plan.ID})
		if l.must(i, err); i.Consents != edition || i.StatedBy != l.Staff[clerk].ID {
			t.Errorf("%+v", i)
		}
		l.must(l.desk.Decide(ctx, l.by(clerk), l.Plan.ID))
		_, err = l.desk.Substitute(ctx, l.by(clerk), l.of(1).ID, admission.Substitution{Row: met(11).row(2), Reason: "本人无法参加"})
		l.refused("consent.unstated", err)
		next, err := l.desk.Substitute(ctx, l.by(clerk), l.of(1).ID, admission.Substitution{Row: met(11).row(2), Reason: "本人无法参加", Consents: edition})
		l.must(next, err)
		signed, err := store.List(ctx, l.s.Unscoped(), store.Consents{Person: next.Person}, store.Everything)
		if l.must(signed, err); len(signed) != 2 || signed[0].Evidence != skill.ConsentPaper || signed[0].Witness != l.Staff[clerk].ID {
			t.Errorf("%+v", signed)
		}
	})
}

// A photo is taken in only with a consent to the notice in use: the person's own,
// one on paper that somebody saw, or the body's word for the roster. After a new
// edition another one is needed; a consent that was taken back is none, whatever
// the body says.
// Source: 个人信息保护法 art. 14, 15, 29.
func TestAPhotoNeedsConsent(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		l.load(l.file(met(1), met(2), met(3)))
		set := func(n int, picture string) error {
			_, err := l.desk.SetPhoto(ctx, l.by(clerk), l.of(n).ID, []byte(picture))
			return err
		}
		l.must("the body's word", set(1, "one"))
		l.desk.Edition = "2027-01"
		l.kept = 0
		l.refused("photo.no_consent", set(1, "two"))
		id := func(n int) string { return testdb.Born(n).Document.Number.Reveal() }
		zip := func() []admission.PhotoOutcome {
			z := archive(t, id(1)+".jpg", "other", id(2)+".jpg", "two")
			out, err := l.desk.Photos(ctx, l.by(clerk), l.Plan.ID, z, z.Size())
			l.must(out, err)
			return out
		}
		for _, o := range zip() {
			if o.Reason != "photo.no_consent" || o.Application != "" || o.Args["edition"] != "2027-01" {
				t.Errorf("%+v", o)
			}
		}
		if l.kept != 0 {
			t.Errorf("%d pictures of people who did not consent were kept", l.kept)
		}
		l.consents(2, skill.ConsentPaper)
		if out := zip(); out[0].Reason != "photo.no_consent" || out[1].Reason != "" {
			t.Errorf("%+v", out)
		}
		i, err := store.One(ctx, l.s.Unscoped(), store.Imports{Plan: l.Plan.ID})
		l.must(i, err)
		_, err = l.desk.StateConsents(ctx, l.by(clerk), i.ID, "2026-11")
		l.refused("consent.unstated", err)
		_, err = l.desk.StateConsents(ctx, l.by(centreReviewer), i.ID, "2027-01")
		l.refused("actor.denied", err)
		i, err = l.desk.StateConsents(ctx, l.by(head), i.ID, "2027-01")
		if l.must(i, err); i.Consents != "2027-01" || i.StatedBy != l.Staff[head].ID {
			t.Errorf("%+v", i)
		}
		l.must("the body's word anew", set(1, "two"))
		c := l.consents(3, skill.ConsentOwn)
		l.must("one's own", set(3, "three"))
		testdb.Update(t, l.s, func(ctx context.Context, tx *store.Tx) error {
			move, err := c.Withdraw()
			if err == nil {
				_, err = store.MoveOne(ctx, tx, c, move)
			}
			return err
		})
		l.refused("photo.no_consent", set(3, "two"))
	})
}

// consents gives somebody's consent to be shown, to the notice in use.
func (l *list) consents(n int, how skill.ConsentEvidence) (c skill.Consent) {
	l.t.Helper()
	testdb.Update(l.t, l.s, func(ctx context.Context, tx *store.Tx) (err error) {
		c = skill.Consent{Person: l.of(n).Person, Purpose: "portrait", Edition: l.desk.Edition, Separate: true, Evidence: how}
		if how == skill.ConsentPaper {
			c.Witness, c.Path = l.Staff[clerk].ID, l.Body.Path
		}
		c, err = tx.GiveConsent(ctx, c)
		return err
	})
	return c
}
