package admission_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"assay/internal/testdb"
	"assay/skill"
)

// archive packs files: pairs are name and content.
func archive(t *testing.T, pairs ...string) *bytes.Reader {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		w, err := z.Create(pairs[i])
		if err == nil {
			_, err = w.Write([]byte(pairs[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(b.Bytes())
}

// Photos come by document number; each file is answered for.
// Source: docs/commands.md, assay roster: 证件号码.jpg.
func TestPhotos(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		l.load(l.file(met(1), met(2), met(3)))
		id := func(n int) string { return testdb.Born(n).Document.Number.Reveal() }
		z := archive(t,
			"photos/", "", "photos/"+id(1)+".jpg", "one", "__MACOSX/._"+id(1)+".jpg", "fork", id(2)+".JPG", "text",
			id(9)+".jpg", "nine", strings.ToLower(id(1))+".png", "other", id(3)+".docx", "paper", "Thumbs.db", "x", "班级合影.jpg", "all")
		out, err := l.desk.Photos(ctx, l.by(clerk), l.Plan.ID, z, z.Size())
		l.must(out, err)
		var got []string
		for _, o := range out {
			got = append(got, fmt.Sprint(o.File, " ", o.Reason))
			if strings.Contains(o.Name, id(1)[6:14]) {
				t.Errorf("%s shows a date of birth", o.Name)
			}
		}
		want := []string{"2 ", "4 picture.unreadable", "5 photo.unknown_number", "6 photo.twice", "7 photo.not_picture", "9 photo.unknown_number"}
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		if a := l.of(1); a.Photo == "" || a.ID != out[0].Application || out[0].Application == "" {
			t.Errorf("photo %q", a.Photo)
		}
		version := l.of(1).Version
		z = archive(t, id(1)+".jpg", "one")
		l.must(l.desk.Photos(ctx, l.by(clerk), l.Plan.ID, z, z.Size()))
		if l.of(1).Version != version {
			t.Error("the same photo was stored again")
		}
	})
}

func TestPhotosRefuse(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		l.load(l.file(met(1)))
		broken := bytes.NewReader([]byte("PK\x03\x04 broken"))
		_, err := l.desk.Photos(ctx, l.by(clerk), l.Plan.ID, broken, broken.Size())
		l.refused("photos.damaged", err)
		z := archive(t, "x.jpg", strings.Repeat("a", 10<<20+1))
		_, err = l.desk.Photos(ctx, l.by(reviewer), l.Plan.ID, z, z.Size())
		l.refused("actor.denied", err)
		z = archive(t, testdb.Born(1).Document.Number.Reveal()+".jpg", strings.Repeat("a", 10<<20+1))
		out, err := l.desk.Photos(ctx, l.by(clerk), l.Plan.ID, z, z.Size())
		l.must(out, err)
		if len(out) != 1 || out[0].Reason != "photo.too_large" {
			t.Errorf("%+v", out)
		}
		pairs := make([]string, 0, 40_004)
		for i := range 20_001 {
			pairs = append(pairs, fmt.Sprint(i, ".jpg"), "")
		}
		z = archive(t, pairs...)
		_, err = l.desk.Photos(ctx, l.by(clerk), l.Plan.ID, z, z.Size())
		l.refused("photos.too_many", err)
	})
}

func TestSetPhoto(t *testing.T) {
	each(t, func(l *list) {
		ctx := t.Context()
		l.load(l.file(met(1)))
		_, err := l.desk.SetPhoto(ctx, l.by(reviewer), l.of(1).ID, []byte("one"))
		l.refused("actor.denied", err)
		_, err = l.desk.SetPhoto(ctx, l.by(clerk), l.of(1).ID, []byte("text"))
		l.refused("picture.unreadable", err)
		a, err := l.desk.SetPhoto(ctx, l.by(clerk), l.of(1).ID, []byte("one"))
		l.must(a, err)
		if a.Photo == "" || l.of(1).Photo != a.Photo || l.of(1).Status != skill.ApplicationEntered {
			t.Errorf("photo %q", a.Photo)
		}
		l.must(l.desk.Withdraw(ctx, l.by(clerk), a.ID, "本人放弃"))
		_, err = l.desk.SetPhoto(ctx, l.by(clerk), a.ID, []byte("two"))
		l.refused("application.wrong_state", err)
	})
}
