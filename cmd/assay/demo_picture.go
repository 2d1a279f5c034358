package main

import (
	"archive/zip"
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math"
)

// portrait draws the one-inch picture of nobody: a figure on white, in a coat
// that differs from person to person.
func portrait(n int) ([]byte, error) {
	const w, h = 295, 413
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	coat := hue(float64(n) * 0.61803)
	skin := color.RGBA{232, 190, 160, 255}
	hair := color.RGBA{uint8(30 + n%4*15), 28, 26, 255}
	oval(img, w/2, h+20, 130, 150, coat) // shoulders
	oval(img, w/2, 290, 34, 50, skin)    // neck
	oval(img, w/2, 175, 82, 100, hair)   // hair behind the head
	oval(img, w/2, 190, 70, 92, skin)    // face
	oval(img, w/2, 118, 74, 46, hair)    // hair above it
	for _, x := range []int{w/2 - 27, w/2 + 27} {
		oval(img, x, 185, 8, 5, hair)
	}
	oval(img, w/2, 238, 20, 5, color.RGBA{178, 92, 84, 255})
	var b bytes.Buffer
	err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 88})
	return b.Bytes(), err
}

func oval(img *image.RGBA, cx, cy, rx, ry int, c color.RGBA) {
	for y := cy - ry; y <= cy+ry; y++ {
		t := float64(y-cy) / float64(ry)
		half := int(float64(rx) * math.Sqrt(max(0, 1-t*t)))
		draw.Draw(img, image.Rect(cx-half, y, cx+half+1, y+1), image.NewUniform(c), image.Point{}, draw.Src)
	}
}

// hue is a muted colour by its place on a circle of one turn.
func hue(turn float64) color.RGBA {
	wave := func(shift float64) uint8 { return uint8(90 + 50*math.Cos(2*math.Pi*(turn+shift))) }
	return color.RGBA{wave(0), wave(1. / 3), wave(2. / 3), 255}
}

// album is the zip of photos (证件号码.jpg) that a body hands in.
func album(numbers []string) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i, number := range numbers {
		picture, err := portrait(i)
		if err != nil {
			return nil, err
		}
		w, err := z.Create(number + ".jpg")
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(picture); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return b.Bytes(), err
}
