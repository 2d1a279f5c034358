package files

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"assay/internal/testdb"
	"assay/rule/picture"
	"assay/skill"
)

func pngOf(t testing.TB, width, height int) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, width, height))
	for i := range img.Pix {
		img.Pix[i] = uint8(i / width)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func jpegOf(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// located puts where a picture was taken into a JPEG, and that the camera stood
// on its side.
func located(file []byte) []byte {
	tiff := []byte("MM\x00\x2A\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00")
	block := append([]byte("Exif\x00\x00"), append(tiff, "GPS 30.1N 120.2E"...)...)
	head := binary.BigEndian.AppendUint16([]byte{0xFF, 0xD8, 0xFF, 0xE1}, uint16(len(block)+2))
	return append(append(head, block...), file[2:]...)
}

// header is a PNG that claims a size, a depth and a kind of colour.
func header(width, height uint32, depth, kind byte) []byte {
	head := binary.BigEndian.AppendUint32([]byte("IHDR"), width)
	head = append(binary.BigEndian.AppendUint32(head, height), depth, kind, 0, 0, 0)
	b := append([]byte("\x89PNG\r\n\x1A\n\x00\x00\x00\x0D"), head...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(head))
}

func take(t *testing.T, f *Folder, kind Kind, file []byte) ([]byte, skill.FileNote, error) {
	t.Helper()
	hash, note, err := f.Intake(t.Context(), kind, bytes.NewReader(file))
	if err != nil {
		return nil, note, err
	}
	kept, err := f.Get(t.Context(), hash)
	if err != nil || int64(len(kept)) != note.Size {
		t.Fatalf("%d bytes, noted %d: %v", len(kept), note.Size, err)
	}
	return kept, note, nil
}

// Pictures are made anew: upright, not too large, and without where they were
// taken or whatever hides behind them. PDFs stay as they are.
// Source: 个人信息保护法 art. 6, 19: no more than is needed.
func TestIntakeKeepsWhatMayBeKept(t *testing.T) {
	f := open(t, t.TempDir())
	wide := image.NewRGBA(image.Rect(0, 0, 400, 200))
	for y := range 200 {
		for x := range 400 {
			wide.SetRGBA(x, y, color.RGBA{uint8(x / 2), 0, uint8(y), 255})
		}
	}
	sent := append(located(jpegOf(t, wide)), "PK\x03\x04 an archive <script>"...)
	kept, note, err := take(t, f, Proof, sent)
	if err != nil || note.Media != "image/jpeg" || note.Width != 200 || note.Height != 400 {
		t.Fatalf("%+v %v", note, err)
	}
	for _, trace := range []string{"GPS", "Exif", "PK\x03\x04", "<script>"} {
		if bytes.Contains(kept, []byte(trace)) {
			t.Errorf("%q was kept", trace)
		}
	}
	img, err := jpeg.Decode(bytes.NewReader(kept))
	if err != nil {
		t.Fatal(err)
	}
	if r, _, _, _ := img.At(100, 380).RGBA(); r < 0xA000 { // what was on the right stands below
		t.Errorf("not upright: %x", r)
	}
	if _, note, err = take(t, f, Proof, pngOf(t, 6000, 800)); err != nil || note.Width != 3000 || note.Height != 400 {
		t.Errorf("a large one: %+v %v", note, err)
	}
	pdf := testdb.PDF("seal of an office")
	if kept, note, err = take(t, f, Proof, pdf); err != nil || note.Media != "application/pdf" || !bytes.Equal(kept, pdf) {
		t.Errorf("a PDF: %+v %v", note, err)
	}
	if _, note, err = take(t, f, Portrait, pngOf(t, 590, 826)); err != nil || note.Width != 295 || note.Height != 413 {
		t.Errorf("a photo: %+v %v", note, err)
	}
	if _, note, err = take(t, f, Seal, pngOf(t, 500, 500)); err != nil || note.Width != 420 {
		t.Errorf("a seal: %+v %v", note, err)
	}
}

// What a file is its content says; what is not kept is said with what to do
// instead, and leaves nothing behind.
func TestIntakeRefuses(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir)
	whole := jpegOf(t, image.NewGray(image.Rect(0, 0, 300, 420)))
	for what, c := range map[string]struct {
		kind   Kind
		file   []byte
		reason string
	}{
		"nothing":                          {Proof, nil, "file.empty"},
		"more than 20 MB":                  {Proof, make([]byte, 20<<20+1), "file.too_large"},
		"a text":                           {Proof, []byte("my diploma"), "file.unknown"},
		"a program":                        {Proof, []byte("MZ\x90\x00"), "file.unknown"},
		"a page":                           {Proof, []byte("<!doctype html><script>alert(1)</script>"), "file.unknown"},
		"a drawing with a script":          {Proof, []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), "file.svg"},
		"a drawing behind a declaration":   {Proof, []byte("\xEF\xBB\xBF\n<?xml version=\"1.0\"?><!-- x --><SVG/>"), "file.svg"},
		"a photo of a telephone":           {Portrait, []byte("\x00\x00\x00\x18ftypheic"), "file.heic"},
		"WebP":                             {Portrait, []byte("RIFF\x00\x00\x00\x00WEBPVP8 "), "file.webp"},
		"GIF":                              {Proof, []byte("GIF89a"), "file.gif"},
		"a document of Word":               {Proof, []byte("PK\x03\x04 word/document.xml"), "file.office"},
		"a PDF where a photo belongs":      {Portrait, testdb.PDF("x"), "file.want_picture"},
		"half a PDF":                       {Proof, testdb.PDF("x")[:100], "pdf.broken"},
		"half a JPEG":                      {Proof, whole[:len(whole)/2], "picture.unreadable"},
		"half a PNG":                       {Portrait, pngOf(t, 590, 826)[:300], "picture.unreadable"},
		"65,536 × 65,536 in a few bytes":   {Proof, header(1<<16, 1<<16, 8, 2), "picture.large"},
		"7,000 × 7,000 with 16-bit colour": {Proof, header(7000, 7000, 16, 6), "picture.heavy"},
		"a banner as a photo":              {Portrait, pngOf(t, 900, 300), "photo.proportion"},
	} {
		if _, _, err := take(t, f, c.kind, c.file); err == nil || skill.ReasonOf(err) != c.reason {
			t.Errorf("%s: %v, want %s", what, err, c.reason)
		}
	}
	if left := kept(t, dir); len(left) > 0 {
		t.Errorf("refused files stayed: %v", left)
	}
}

// Who gives up waiting for a place among those whose pictures are decoded gets
// none.
func TestIntakeDecodesFewAtOnce(t *testing.T) {
	f := open(t, t.TempDir())
	for range decoders {
		f.decoding <- struct{}{}
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, _, err := f.Intake(ctx, Proof, bytes.NewReader(pngOf(t, 10, 10))); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, _, err := f.Intake(ctx, Proof, bytes.NewReader(testdb.PDF("x"))); err != nil {
		t.Errorf("a PDF waits for pictures: %v", err)
	}
}

// Whatever is sent is taken in or refused with a reason of its own; what is taken
// in is a JPEG or a PDF.
func FuzzIntake(f *testing.F) {
	f.Add(pngOf(f, 20, 30))
	f.Add(located(jpegOf(f, image.NewGray(image.Rect(0, 0, 20, 30)))))
	f.Add(testdb.PDF("x"))
	f.Add(header(7000, 7000, 16, 6))
	f.Add([]byte("<svg/>"))
	f.Fuzz(func(t *testing.T, b []byte) {
		folder := Folder{decoding: make(chan struct{}, 1)}
		if err := acceptable(Proof, picture.FormOf(b)); err != nil {
			if !strings.HasPrefix(skill.ReasonOf(err), "file.") {
				t.Fatal(err)
			}
			return
		}
		out, note, err := folder.made(t.Context(), Proof, b)
		if err != nil {
			if skill.CodeOf(err) != skill.Invalid {
				t.Fatal(err)
			}
			return
		}
		if form := picture.FormOf(out); form != picture.Form(note.Media) || form != picture.JPEG && form != picture.PDF {
			t.Fatalf("became %q, noted %+v", form, note)
		}
	})
}
