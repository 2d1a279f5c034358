package admission_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"assay/internal/testdb"
	"assay/office/admission"
	"assay/skill"
	"assay/store"
)

// drawn is a photo of one inch at 300 dots an inch, drawn point by point.
func drawn(t *testing.T, at func(x, y int) uint8) []byte {
	t.Helper()
	picture := image.NewGray(image.Rect(0, 0, 295, 413))
	for y := range 413 {
		for x := range 295 {
			picture.SetGray(x, y, color.Gray{Y: at(x, y)})
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, picture, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// figure is a head on an even background.
func figure(x, y int) uint8 {
	if dx, dy := x-147, y-190; dx*dx*2+dy*dy < 20000 {
		return 120
	}
	return 230
}

// pictures are what people send, with what is remarked on each.
func pictures(t *testing.T) map[string]struct {
	file []byte
	want string
} {
	noise := rand.New(rand.NewPCG(1, 2))
	return map[string]struct {
		file []byte
		want string
	}{
		"one that will do": {drawn(t, figure), ""},
		"noise":            {drawn(t, func(int, int) uint8 { return uint8(noise.IntN(256)) }), "background"},
		"in the dark":      {drawn(t, func(x, y int) uint8 { return figure(x, y)/4 - uint8(x/4%2*12) }), "dark"},
		"half in a shadow": {drawn(t, func(x, y int) uint8 { return figure(x, y) - uint8(x/3) }), "background"},
		"out of focus":     {drawn(t, func(x, _ int) uint8 { return uint8(150 + x/60) }), "blurred"},
		"no picture":       {[]byte("damaged"), "unreadable"},
	}
}

func (l *list) remarked(a skill.ApplicationID, by skill.Actor) string {
	l.t.Helper()
	got, err := l.desk.Look(l.t.Context(), by, a)
	l.must(got, err)
	return said(l, got)
}

func said(l *list, got admission.Looked) string {
	l.t.Helper()
	if got.Edition != l.desk.PhotoLimits.Edition {
		l.t.Errorf("by edition %q", got.Edition)
	}
	var out []string
	for _, r := range got.Remarks {
		out = append(out, strings.TrimPrefix(r.Reason, "photo.look."))
	}
	return strings.Join(out, ",")
}

// What a photo is remarked on is shown to whoever sent it and to whoever decides,
// and stops neither: a person decides. Other limits say otherwise of the same
// photo, under their own edition.
// Source: 人社鉴发〔2021〕1号, item 12; docs/decisions/0040-photos-are-looked-at-when-shown.md.
func TestAPhotoIsLookedAt(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		all := pictures(t)
		for n, what := range slices.Sorted(maps.Keys(all)) {
			n, p := n+1, all[what]
			a := l.applicant(n)
			a.keeps(elevenYears())
			app := a.drafts()
			if got, err := l.desk.Look(ctx, a.me().Actor, app.ID); err != nil || got.Edition != "" {
				t.Errorf("no photo yet: %+v, %v", got, err)
			}
			a.must(l.desk.Attach(ctx, a.me(), app.ID, skill.MaterialPhoto, p.file))
			l.same(what+": "+p.want, what+": "+l.remarked(app.ID, a.me().Actor))
			list, err := l.desk.Checklist(ctx, a.me().Actor, app.ID)
			l.must(list, err)
			i := slices.IndexFunc(list.Items, func(m admission.ChecklistItem) bool { return m.Material == skill.MaterialPhoto })
			l.same(what+": "+p.want, what+": "+said(l, list.Items[i].Looked))
			_, err = l.desk.Look(ctx, l.Actor(reviewer), app.ID)
			l.refused("application.not_found", err) // a draft is nobody else's
			a.attaches(app.ID, "registration-form", "id-copy", "work-proof")
			a.submits(app.ID)
			l.same(what+": "+p.want, what+": "+l.remarked(app.ID, l.Actor(reviewer)))
			why, err := l.desk.Explain(ctx, a.me().Actor, app.ID)
			l.must(why, err)
			l.same(what+": "+p.want, what+": "+said(l, why.Looked))
			_, err = l.desk.Look(ctx, l.newcomer(100+n).me().Actor, app.ID)
			l.refused("application.not_found", err)
		}
		l.desk.PhotoLimits.Edition, l.desk.PhotoLimits.Brightest, l.desk.PhotoLimits.Width = "2030-01", 40, 300
		l.same("small,bright", firstTwo(l.remarked(l.of(1).ID, l.Actor(reviewer))))
	})
}

func firstTwo(s string) string {
	all := strings.Split(s, ",")
	return strings.Join(all[:min(2, len(all))], ",")
}

// Photos that a body sends for its list are taken, and remarked on file by file.
func TestPhotosOfAListAreLookedAt(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		l.load(l.file(met(1), met(2)))
		id := func(n int) string { return testdb.Born(n).Document.Number.Reveal() }
		all := pictures(t)
		z := archive(t, id(1)+".jpg", string(all["in the dark"].file), id(2)+".jpg", string(all["one that will do"].file))
		out, err := l.desk.Photos(ctx, l.by(clerk), l.Plan.ID, z, z.Size())
		l.must(out, err)
		if out[0].Reason != "" || len(out[0].Remarks) != 1 || out[0].Remarks[0].Reason != "photo.look.dark" || out[1].Reason != "" || len(out[1].Remarks) != 0 {
			t.Errorf("%+v", out)
		}
		l.same("dark", l.remarked(l.of(1).ID, l.Actor(clerk)))
	})
}

// One's own photo is taken in with one's own standing consent alone: not before it,
// not on that to an older notice, not after it was taken back; and nothing of the
// picture is kept. Everything else is.
// Source: 个人信息保护法 art. 14, 15, 29.
func TestOnesOwnPhotoNeedsConsent(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		a := l.newcomer(1)
		a.keeps(elevenYears())
		app := a.drafts()
		send := func() error {
			_, err := l.desk.Attach(ctx, a.me(), app.ID, skill.MaterialPhoto, drawn(t, figure))
			return err
		}
		refused := func(why string) {
			t.Helper()
			l.kept = 0
			l.refused("photo.consent_first", send())
			if l.kept != 0 {
				t.Errorf("%s: %d pictures were kept", why, l.kept)
			}
		}
		refused("nothing was consented to")
		a.agrees("document")
		refused("another purpose")
		a.attaches(app.ID, "registration-form", "id-copy", "work-proof")
		c := a.agrees("portrait")
		l.must("consented", send())
		l.desk.Edition = "2027-01"
		refused("an older notice")
		l.desk.Edition = edition
		testdb.Update(t, l.s, func(ctx context.Context, tx *store.Tx) error {
			move, err := c.Withdraw()
			if err == nil {
				_, err = store.MoveOne(ctx, tx, c, move)
			}
			return err
		})
		refused("taken back")
		_, err := l.desk.Attach(ctx, l.by(clerk), app.ID, skill.MaterialPhoto, drawn(t, figure))
		l.refused("photo.no_consent", err) // to an officer it is said otherwise
		got, err := l.s.Unscoped().Application(ctx, app.ID)
		if l.must(got, err); got.Photo == "" {
			t.Error("what was taken in before is gone")
		}
	})
}
