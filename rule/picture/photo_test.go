package picture

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"strings"
	"testing"

	"assay/skill"
)

func reason(err error) string {
	if err == nil {
		return ""
	}
	return skill.ReasonOf(err)
}

// noise is the picture that compresses worst.
func noise(width, height int) image.Image {
	r := rand.New(rand.NewPCG(1, 2))
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for i := range picture.Pix {
		picture.Pix[i] = uint8(r.Uint32())
	}
	return picture
}

// bomb is a PNG of a few bytes that claims to be huge.
func bomb() []byte {
	head := []byte("IHDR\x00\x01\x00\x00\x00\x01\x00\x00\x08\x02\x00\x00\x00")
	b := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), head...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(head))
}

// 人社鉴发〔2021〕1号, item 12: a one-inch photo, 25 × 35 mm.
func TestPhotosBecomeOneInch(t *testing.T) {
	for what, file := range map[string][]byte{
		"PNG of twice the size":     pngOf(t, portrait(590, 826)),
		"JPEG of the exact size":    jpegOf(t, portrait(295, 413)),
		"smaller but enough":        jpegOf(t, portrait(200, 280)),
		"two-inch, 35 × 49 mm":      jpegOf(t, portrait(413, 579)),
		"a large photo":             jpegOf(t, portrait(2000, 2790)),
		"one that compresses badly": pngOf(t, noise(600, 840)),
	} {
		out, err := Photo(file)
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		shape, err := jpeg.DecodeConfig(bytes.NewReader(out))
		if err != nil {
			t.Fatal(err)
		}
		if shape.Width > 295 || shape.Height > 413 || shape.Width*7/5-shape.Height > 1 || shape.Height-shape.Width*7/5 > 1 {
			t.Errorf("%s: became %d × %d", what, shape.Width, shape.Height)
		}
		if len(out) > 40000 {
			t.Errorf("%s: became %d bytes", what, len(out))
		}
		again, err := Photo(out)
		if err != nil || len(again) > 40000 {
			t.Errorf("%s: a normalised photo is not accepted again: %v", what, err)
		}
	}
}

func TestPhotosThatCannotBeUsedSayWhy(t *testing.T) {
	for what, c := range map[string]struct {
		file   []byte
		reason string
	}{
		"nothing":            {nil, "picture.missing"},
		"a text":             {[]byte("not a picture"), "picture.unreadable"},
		"half a JPEG":        {jpegOf(t, portrait(295, 413))[:2000], "picture.unreadable"},
		"too small":          {pngOf(t, portrait(199, 279)), "photo.small"},
		"lying on its side":  {pngOf(t, portrait(413, 295)), "photo.proportion"},
		"a square":           {pngOf(t, portrait(400, 400)), "photo.proportion"},
		"26 × 32 mm":         {pngOf(t, portrait(358, 441)), "photo.proportion"},
		"65,536 × 65,536":    {bomb(), "picture.large"},
		"more than 20 MB":    {make([]byte, 20<<20+1), "picture.large"},
		"a GIF by its bytes": {[]byte("GIF89a" + strings.Repeat("\x00", 100)), "picture.unreadable"},
	} {
		out, err := Photo(c.file)
		if reason(err) != c.reason || out != nil {
			t.Errorf("%s: got %v, want %s", what, err, c.reason)
		}
	}
}

// withExif puts an Exif block with an orientation behind a JPEG's first marker.
func withExif(file []byte, order binary.AppendByteOrder, name string, how uint16) []byte {
	tiff := []byte(name)
	tiff = order.AppendUint16(tiff, 42)
	tiff = order.AppendUint32(tiff, 8)
	tiff = order.AppendUint16(tiff, 1)
	tiff = order.AppendUint16(tiff, 0x0112)
	tiff = order.AppendUint16(tiff, 3)
	tiff = order.AppendUint32(tiff, 1)
	tiff = order.AppendUint16(tiff, how)
	tiff = append(tiff, 0, 0, 0, 0, 0, 0)
	block := append([]byte("Exif\x00\x00"), append(tiff, "GPS 30.1N 120.2E"...)...)
	out := append([]byte{0xFF, 0xD8, 0xFF, 0xE1}, byte((len(block)+2)>>8), byte(len(block)+2))
	return append(append(out, block...), file[2:]...)
}

// A camera held sideways stores the picture sideways and says so in Exif; the
// result stands upright and says nothing.
func TestPhotosAreTurnedUprightAndForgetWhereTheyWereTaken(t *testing.T) {
	upper := color.RGBA{200, 30, 30, 255} // the shown picture: red above, white below
	shown := image.NewRGBA(image.Rect(0, 0, 400, 560))
	for y := range 560 {
		for x := range 400 {
			c := color.RGBA{255, 255, 255, 255}
			if y < 280 && x < 200 {
				c = upper
			}
			shown.SetRGBA(x, y, c)
		}
	}
	for how := 1; how <= 8; how++ {
		for name, order := range map[string]binary.AppendByteOrder{"MM": binary.BigEndian, "II": binary.LittleEndian} {
			file := withExif(jpegOf(t, stored(shown, how)), order, name, uint16(how))
			out, err := Photo(file)
			if err != nil {
				t.Errorf("orientation %d: %v", how, err)
				continue
			}
			got, err := jpeg.Decode(bytes.NewReader(out))
			if err != nil {
				t.Fatal(err)
			}
			if r, g, _, _ := got.At(30, 30).RGBA(); r < 0x9000 || g > 0x6000 {
				t.Errorf("orientation %d: the upper left corner is not red", how)
			}
			if bytes.Contains(out, []byte("Exif")) || bytes.Contains(out, []byte("GPS")) {
				t.Errorf("orientation %d: the result keeps the upload's properties", how)
			}
		}
	}
}

// stored is how a camera stores a shown picture under an orientation: the Exif
// table says where the stored first row and first column are in the shown one.
func stored(shown image.Image, how int) image.Image {
	w, h := shown.Bounds().Dx(), shown.Bounds().Dy()
	size := image.Pt(w, h)
	if how >= 5 {
		size = image.Pt(h, w)
	}
	out := image.NewRGBA(image.Rectangle{Max: size})
	for y := range size.Y {
		for x := range size.X {
			at := map[int]image.Point{
				1: {x, y}, 2: {w - 1 - x, y}, 3: {w - 1 - x, h - 1 - y}, 4: {x, h - 1 - y},
				5: {y, x}, 6: {w - 1 - y, x}, 7: {w - 1 - y, h - 1 - x}, 8: {y, h - 1 - x},
			}[how]
			out.Set(x, y, shown.At(at.X, at.Y))
		}
	}
	return out
}

func TestSealsBecomeSquareOnWhite(t *testing.T) {
	out, err := Seal(pngOf(t, roundSeal(900)))
	if err != nil {
		t.Fatal(err)
	}
	seal, err := jpeg.Decode(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	if size := seal.Bounds().Size(); size != image.Pt(420, 420) || len(out) > 12000 {
		t.Errorf("became %v and %d bytes", size, len(out))
	}
	if r, g, b, _ := seal.At(3, 3).RGBA(); min(r, g, b) < 0xF000 {
		t.Error("what was transparent is not white")
	}
	for what, picture := range map[string]image.Image{"oblong": roundSeal(400).(*image.NRGBA).SubImage(image.Rect(0, 0, 400, 300)), "tiny": roundSeal(150)} {
		if _, err := Seal(pngOf(t, picture)); reason(err) != "seal.shape" {
			t.Errorf("%s: got %v, want seal.shape", what, err)
		}
	}
}

func FuzzPhoto(f *testing.F) {
	plain := image.NewGray(image.Rect(0, 0, 200, 280)) // a small seed
	f.Add(jpegOf(f, plain))
	f.Add(pngOf(f, plain))
	f.Add(withExif(jpegOf(f, plain), binary.LittleEndian, "II", 6))
	f.Add(bomb())
	f.Fuzz(func(t *testing.T, b []byte) {
		out, err := Photo(b)
		if (out == nil) != (err != nil) || len(out) > 40000 {
			t.Fatalf("%d bytes and %v", len(out), err)
		}
	})
}
