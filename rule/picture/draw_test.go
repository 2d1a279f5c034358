package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"
)

// portrait is a drawing of a head and shoulders on white, not of a person.
func portrait(width, height int) image.Image {
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			fx, fy := float64(x)/float64(width)-0.5, float64(y)/float64(height)
			c := color.RGBA{255, 255, 255, 255}
			if fx*fx/0.16+(fy-1.05)*(fy-1.05)/0.13 < 1 {
				c = color.RGBA{60, 74, 96, 255}
			}
			if fx*fx/0.052+(fy-0.42)*(fy-0.42)/0.062 < 1 {
				c = color.RGBA{222, 188, 160, 255}
			}
			if fx*fx/0.06+(fy-0.34)*(fy-0.34)/0.06 < 1 && fy < 0.3 {
				c = color.RGBA{40, 36, 34, 255}
			}
			picture.SetRGBA(x, y, c)
		}
	}
	return picture
}

// roundSeal is a drawing of a round seal without letters.
func roundSeal(side int) image.Image {
	picture := image.NewNRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			fx, fy := float64(x)/float64(side)-0.5, float64(y)/float64(side)-0.5
			if d := fx*fx + fy*fy; d < 0.24 && d > 0.205 || d < 0.012 {
				picture.SetNRGBA(x, y, color.NRGBA{200, 30, 30, 255})
			}
		}
	}
	return picture
}

func pngOf(t testing.TB, picture image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func jpegOf(t testing.TB, picture image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
