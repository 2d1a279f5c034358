package picture

import (
	"image"
	"image/color"
	"slices"
	"strings"
	"testing"

	"assay/reference"
)

// changed is a picture with another colour for each point.
func changed(picture image.Image, to func(x, y int, c color.RGBA) color.RGBA) image.Image {
	out := image.NewRGBA(picture.Bounds())
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			out.SetRGBA(x, y, to(x, y, color.RGBAModel.Convert(picture.At(x, y)).(color.RGBA)))
		}
	}
	return out
}

// What a person is told to look at, and nothing of a photo that will do.
// Source: 人社鉴发〔2021〕1号, item 12, for size and proportion; the rest is own.
func TestLook(t *testing.T) {
	limits := reference.PhotoLimits()
	times := func(n, of int) func(int, int, color.RGBA) color.RGBA {
		part := func(v uint8) uint8 { return uint8(min(255, int(v)*n/of)) }
		return func(_, _ int, c color.RGBA) color.RGBA { return color.RGBA{part(c.R), part(c.G), part(c.B), 255} }
	}
	good := portrait(590, 826)
	for what, c := range map[string]struct {
		picture image.Image
		want    string
	}{
		"one that will do":      {good, ""},
		"one of the least size": {portrait(200, 280), ""},
		"a small one":           {portrait(150, 210), "small"},
		"a square":              {portrait(600, 600), "proportion"},
		"a dark one":            {changed(good, times(1, 5)), "dark"},
		"a glaring one":         {changed(good, func(_, _ int, c color.RGBA) color.RGBA { return color.RGBA{c.R/8 + 224, c.G/8 + 224, c.B/8 + 224, 255} }), "bright,blurred"},
		"before a bookcase": {changed(good, func(x, _ int, c color.RGBA) color.RGBA {
			if c.R == 255 && x/30%2 == 0 {
				return color.RGBA{90, 60, 30, 255}
			}
			return c
		}), "background"},
		"half in the shadow": {changed(good, func(x, _ int, c color.RGBA) color.RGBA {
			if c.R == 255 && x > 295 {
				return color.RGBA{160, 160, 160, 255}
			}
			return c
		}), "background"},
		"a blurred one": {blurred(good), "blurred"},
	} {
		remarks, err := Look(pngOf(t, c.picture), limits)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range remarks {
			got = append(got, strings.TrimPrefix(r.Reason, "photo.look."))
		}
		if !slices.Equal(got, strings.FieldsFunc(c.want, func(r rune) bool { return r == ',' })) {
			t.Errorf("%s: %v, want %s", what, got, c.want)
		}
	}
	if _, err := Look([]byte("a text"), limits); reason(err) != "picture.unreadable" {
		t.Error(err)
	}
}

// blurred is a picture as a camera out of focus takes it.
func blurred(picture image.Image) image.Image {
	few := shrink(picture, picture.Bounds(), image.Pt(24, 34))
	return changed(picture, func(x, y int, _ color.RGBA) color.RGBA {
		fx, fy := float64(x)*23/589, float64(y)*33/825
		x0, y0 := int(fx), int(fy)
		x1, y1 := min(x0+1, 23), min(y0+1, 33)
		mix := func(of func(color.RGBA) uint8) uint8 {
			at := func(x, y int) float64 { return float64(of(few.RGBAAt(x, y))) }
			rx, ry := fx-float64(x0), fy-float64(y0)
			return uint8((at(x0, y0)*(1-rx)+at(x1, y0)*rx)*(1-ry) + (at(x0, y1)*(1-rx)+at(x1, y1)*rx)*ry)
		}
		return color.RGBA{mix(func(c color.RGBA) uint8 { return c.R }), mix(func(c color.RGBA) uint8 { return c.G }), mix(func(c color.RGBA) uint8 { return c.B }), 255}
	})
}
