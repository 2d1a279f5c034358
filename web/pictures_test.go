package web

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"assay/locale"
)

// What pictures of pages may be: few enough to be looked through, and light
// enough to be fetched with the code.
const (
	picturesFolder = "../docs/pictures"
	picturesIndex  = "../docs/pictures.md"
	mostPictures   = 40
	mostOfOne      = 150 << 10
	mostHeight     = 2600 // px; a longer page is cut off
	mostColours    = 32
)

// A pictureRun is one walk that takes pictures.
type pictureRun struct {
	lang   locale.Lang
	screen string
	names  []string // of stops; nil: all that have a title
}

// pictureRuns are Chinese on a phone for all, and some at a desk and in English.
func pictureRuns() []pictureRun {
	return []pictureRun{
		{locale.Zh, "phone", nil},
		{locale.Zh, "desk", []string{"home", "verify-good", "batch-answer", "body"}},
		{locale.En, "phone", []string{"home", "verify-good", "draft", "path"}},
	}
}

// makePictures writes the pictures of docs/pictures and the page that shows them.
func makePictures(t *testing.T) {
	t.Helper()
	node, browser := journeyTools(t)
	if err := os.RemoveAll(picturesFolder); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(picturesFolder, 0o755); err != nil {
		t.Fatal(err)
	}
	var index strings.Builder
	index.WriteString(indexHead)
	for _, one := range pictureRuns() {
		fmt.Fprintf(&index, "\n## %s\n\n", headOf(one))
		one.take(t, node, browser, &index)
	}
	if err := os.WriteFile(picturesIndex, []byte(index.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

const indexHead = `# Pictures

The public's and the candidate's pages, as Chromium shows them at 360 and at 1280 px. Everybody and every body on them is made up. They are made by

    make pictures

from the pages as they are served, and a test holds that there are at most 40 of at most 150 KB.
`

func headOf(r pictureRun) string {
	return map[locale.Lang]string{locale.Zh: "Chinese", locale.En: "English"}[r.lang] + map[string]string{"phone": ", on a phone", "desk": ", at a desk"}[r.screen]
}

// take walks once and keeps each picture with few colours.
func (r pictureRun) take(t *testing.T, node, browser string, index *strings.Builder) {
	t.Helper()
	g, raw := newGallery(t, r.lang), t.TempDir()
	g.stops = slices.DeleteFunc(g.stops, func(s stop) bool {
		return s.title[0] == "" || r.names != nil && !slices.Contains(r.names, s.Name)
	})
	run(t, node, "journey/gallery.mjs", g.plan(browser, r.lang, map[string]any{"screen": r.screen, "pictures": raw}))
	for _, s := range g.stops {
		name := fmt.Sprintf("%s-%s-%s.png", r.lang, r.screen, s.Name)
		content, err := os.ReadFile(filepath.Join(raw, s.Name+".png"))
		if err == nil {
			content, err = fewColours(content)
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(picturesFolder, name), content, 0o644)
		}
		if err != nil {
			t.Fatal(s.Name, err)
		}
		fmt.Fprintf(index, "<a href=\"pictures/%[3]s\"><img src=\"pictures/%[3]s\" width=\"240\" alt=\"%[1]s · %[2]s\"></a>\n", s.title[0], s.title[1], name)
	}
}

// fewColours writes a picture with those of its colours that it has most of.
func fewColours(content []byte) ([]byte, error) {
	img, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	area := img.Bounds()
	area.Max.Y = min(area.Max.Y, mostHeight)
	count := map[color.RGBA]int{}
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			count[color.RGBAModel.Convert(img.At(x, y)).(color.RGBA)]++
		}
	}
	palette := color.Palette{}
	for _, c := range slices.SortedFunc(maps.Keys(count), func(a, b color.RGBA) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), bytes.Compare([]byte{a.R, a.G, a.B}, []byte{b.R, b.G, b.B}))
	}) {
		if len(palette) < mostColours && distinct(palette, c) {
			palette = append(palette, c)
		}
	}
	few := image.NewPaletted(area, palette)
	draw.Draw(few, area, img, area.Min, draw.Src)
	var out bytes.Buffer
	err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, few)
	return out.Bytes(), err
}

// distinct says whether a colour is far enough from those that are kept already.
func distinct(kept color.Palette, c color.RGBA) bool {
	for _, k := range kept {
		o := k.(color.RGBA)
		if far(o.R, c.R)+far(o.G, c.G)+far(o.B, c.B) < 14 {
			return false
		}
	}
	return true
}

func far(a, b uint8) int { return max(int(a)-int(b), int(b)-int(a)) }

// TestPictures holds that the kept pictures are few and light, and that the index
// shows each of them and no other. Where ASSAY_PICTURES is set it makes them anew
// before: `make pictures`.
func TestPictures(t *testing.T) {
	if os.Getenv("ASSAY_PICTURES") != "" {
		makePictures(t)
	}
	kept, err := os.ReadDir(picturesFolder)
	if err != nil {
		t.Fatal(err)
	}
	index, err := os.ReadFile(picturesIndex)
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(index, []byte(`src="pictures/`)); len(kept) == 0 || len(kept) > mostPictures || n != len(kept) {
		t.Errorf("%d pictures, %d in the index; at most %d", len(kept), n, mostPictures)
	}
	for _, f := range kept {
		info, err := f.Info()
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() > mostOfOne {
			t.Errorf("%s has %d bytes, at most %d", f.Name(), info.Size(), mostOfOne)
		}
		if !bytes.Contains(index, []byte(`src="pictures/`+f.Name()+`"`)) {
			t.Errorf("%s is not in the index", f.Name())
		}
	}
}
