package web

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"net/http"
	"strings"
	"testing"

	"assay/internal/testdb"
	"assay/skill"
	"assay/store"
)

// grey is a head on an even wall of so many pixels, seen in such light of 100.
func grey(t *testing.T, width, height, light int) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			c := 235
			if dx, dy := x*600/width-300, y*800/height-350; dx*dx/4+dy*dy/6 < 9000 {
				c = 70 + x*600/width%100
			}
			img.SetGray(x, y, color.Gray{Y: uint8(c * light / 100)})
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// withExif is a JPEG as a telephone held on its side writes it: with how it was
// held, and where.
// Source: CIPA DC-008 (Exif 2.32), 4.6.4, 4.6.6.
func withExif(file []byte) []byte {
	tiff := "II*\x00\x08\x00\x00\x00\x01\x00" + "\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00" + "\x00\x00\x00\x00" + "GPS 23.1291N 113.2644E"
	body := "Exif\x00\x00" + tiff
	segment := binary.BigEndian.AppendUint16([]byte("\xFF\xE1"), uint16(len(body)+2))
	return bytes.Join([][]byte{file[:2], segment, []byte(body), file[2:]}, nil)
}

// bomb is a PNG of a few bytes that says it has 65,536 × 65,536 points.
// Source: PNG (Third Edition), 11.2.1 IHDR.
func bomb() []byte {
	chunk := append([]byte("IHDR"), 0, 1, 0, 0, 0, 1, 0, 0, 8, 2, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1A\n\x00\x00\x00\x0D"), chunk...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(chunk))
}

// photo is what is kept of the photo of the newest application.
func (h *hall) photo(plan skill.PlanID) []byte {
	h.t.Helper()
	all, err := store.List(h.t.Context(), h.store.Unscoped(), store.Applications{Plan: plan}, store.Everything)
	if err != nil || len(all) == 0 {
		h.t.Fatal("no application", err)
	}
	file, err := h.site.Admission.OpenPhoto(h.t.Context(), all[len(all)-1].Photo)
	if err != nil {
		h.t.Fatal(err)
	}
	return file
}

// What people send as their photo: what will do becomes a plain picture, upright,
// without place and device and whatever hid behind it; what will not do is refused
// with a page that says why and what to do, and nothing of what was there is lost.
func TestPhotosAsPeopleSendThem(t *testing.T) {
	h, batch := newApplied(t)
	b := h.candidate(47)
	page := b.begins(batch.Plan.ID)
	to := page + "/materials/photo"
	sideways := withExif(grey(t, 800, 600, 100))
	for what, file := range map[string][]byte{
		"48 megapixels":               grey(t, 6000, 8000, 100),
		"held on the side, with GPS":  sideways,
		"a page hidden behind it":     append(portrait(t), "<script>alert(1)</script>PK\x03\x04"...),
		"of nearly the least size":    grey(t, 210, 280, 100),
		"the wrong name for its kind": portrait(t), // uploads calls every file ../../etc/passwd
	} {
		b.uploads(to, file).leads(page + "?done=attached")
		kept := h.photo(batch.Plan.ID)
		shape, err := jpeg.DecodeConfig(bytes.NewReader(kept))
		if err != nil || shape.Width > 295 || shape.Height > 413 || shape.Width >= shape.Height || len(kept) > 40_000 {
			t.Errorf("%s: %d × %d, %d bytes, %v", what, shape.Width, shape.Height, len(kept), err)
		}
		for _, trace := range []string{"Exif", "23.1291", "<script>", "PK\x03\x04"} {
			if bytes.Contains(kept, []byte(trace)) {
				t.Errorf("%s: %q was kept", what, trace)
			}
		}
	}
	before := h.photo(batch.Plan.ID)
	for what, c := range map[string]struct {
		file []byte
		says string
	}{
		"a drawing":               {[]byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), "SVG"},
		"a drawing behind a text": {[]byte("\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<svg/>"), "SVG"},
		"a bomb":                  {bomb(), "50 MP"},
		"half a picture":          {sideways[:len(sideways)/2], "could not be read"},
		"a document":              {testdb.PDF("me"), "picture"},
		"a telephone's own form":  {[]byte("\x00\x00\x00\x18ftypheic"), "HEIC"},
		"a program":               {[]byte("MZ\x90\x00"), "JPEG"},
		"a thumbnail":             {grey(t, 150, 210, 100), "too small"},
		"a square":                {grey(t, 600, 600, 100), "proportions"},
	} {
		got := b.uploads(to, c.file).says(http.StatusBadRequest, `role="alert"`, `id="file-error"`, `aria-invalid="true"`)
		if !strings.Contains(got.said(), c.says) {
			t.Errorf("%s: the page does not say %q", what, c.says)
		}
	}
	if !bytes.Equal(before, h.photo(batch.Plan.ID)) {
		t.Error("what was refused took the place of the photo")
	}
	b.get(to).says(http.StatusOK, "There is a photo")
}

// Whoever sent a photo that may not do is told at once and what to do about it; it
// keeps nobody from handing in, and a better one silences it.
func TestRemarksOnAPhoto(t *testing.T) {
	h, batch := newApplied(t)
	b := h.candidate(48)
	page := b.begins(batch.Plan.ID)
	b.uploads(page+"/materials/photo", grey(t, 600, 800, 20)).leads(page + "?done=attached")
	for _, p := range []string{page + "?done=attached", page + "/materials/photo"} {
		b.get(p).says(http.StatusOK, "look at your photo again", "The photo is dark", "in bright, even light", "a person decides")
	}
	b.uploads(page+"/materials/photo", portrait(t)).leads(page + "?done=attached")
	if got := b.get(page).says(http.StatusOK).said(); strings.Contains(got, "look at your photo") {
		t.Error("a photo that will do is remarked on")
	}
	b.uploads(page+"/materials/photo", grey(t, 600, 800, 20)).leads(page + "?done=attached")
	b.tells("employment", "from", "2015-01-01", "occupation", "电工", "relation", "same")
	for _, m := range []string{"registration-form", "id-copy", "work-proof"} {
		b.uploads(page+"/materials/"+m, testdb.PDF(m)).leads(page + "?done=attached")
	}
	b.post(page + "/check").leads(page + "?done=submitted")
	b.get(page).says(http.StatusOK, "The photo is dark")
}

// After a new edition of the notice a photo waits for the consent to it, and for
// nothing else: the page says so and leads there and back.
// Source: 个人信息保护法 art. 14.
func TestAPhotoWaitsForConsent(t *testing.T) {
	h, batch := newApplied(t)
	b, other := h.candidate(49), h.candidate(50)
	page := b.begins(batch.Plan.ID)
	h.site.Notice.Edition, h.site.Admission.Edition, h.site.Privacy.Notice.Edition = "2027-01", "2027-01", "2027-01"
	b.uploads(page+"/materials/id-copy", testdb.PDF("x")).leads(page + "?done=attached")
	b.uploads(page+"/materials/photo", portrait(t)).says(http.StatusUnprocessableEntity, `role="alert"`, "have not consented", page+"/consent")
	other.get(page + "/consent").says(http.StatusNotFound)
	if got := other.post(page+"/consent", "edition", "2027-01", "consent_document", "yes", "consent_portrait", "yes"); got.Code != http.StatusNotFound {
		t.Errorf("another consents there: %d", got.Code)
	}
	b.get(page+"/consent").says(http.StatusOK, `id="consent_portrait"`, `id="consent_document"`)
	b.post(page+"/consent", "edition", "2027-01", "consent_document", "yes").says(http.StatusBadRequest, `<a href="#consent_portrait">`)
	b.post(page+"/consent", "edition", "2027-01", "consent_document", "yes", "consent_portrait", "yes").leads(page + "/materials/photo?done=consented")
	b.get(page+"/materials/photo?done=consented").says(http.StatusOK, "Your consent was recorded")
	b.uploads(page+"/materials/photo", portrait(t)).leads(page + "?done=attached")
}
