package bench

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"sync"
	"testing"
	"time"

	"assay/document"
	"assay/document/fonts"
	"assay/rule/picture"
	"assay/skill"
	"assay/skill/day"
)

// BenchmarkCertificate prints certificates of 500 different people with photo
// and code on every core, and looks how large they are besides their photo.
func BenchmarkCertificate(b *testing.B) {
	faces := shippedFonts(b)
	photo := portrait(b)
	views := make([]document.CertificateView, 500)
	for i := range views {
		views[i] = view(i, photo)
	}
	for b.Loop() {
		var mu sync.Mutex
		largest := 0
		got := paces(b, 5, time.Second, func(n int) error {
			file, err := document.Certificate(faces, views[n%len(views)])
			if len(file) > largest {
				mu.Lock()
				largest = max(largest, len(file))
				mu.Unlock()
			}
			return err
		})
		state(b, figure{work: "certificate PDF", got: got.perSecond, unit: "/s", want: 800,
			note: fmt.Sprintf("aim 1,000; %.0f µs of processor each", got.cpu)})
		state(b, figure{work: "certificate PDF besides the photo", got: float64(largest-len(photo)) / 1024, unit: " KB", want: 60, most: true,
			note: fmt.Sprintf("largest of %d; photo %.1f KB", len(views), float64(len(photo))/1024)})
	}
}

func shippedFonts(b *testing.B) (f document.Fonts) {
	for name, into := range map[string]**document.Font{fonts.Regular: &f.Text, fonts.Bold: &f.Title} {
		file, err := fonts.Read(name)
		if errors.Is(err, fonts.ErrMissing) {
			b.Skip(err)
		}
		if err == nil {
			*into, err = document.LoadFont(file)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	return f
}

// portrait is a photo as it is kept: a picture with much detail, which does not
// become small by itself, re-encoded as on arrival.
func portrait(b *testing.B) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 590, 826))
	for y := range 826 {
		for x := range 590 {
			noise := uint8((x*7919 + y*104729 + x*y) % 64)
			img.Set(x, y, color.RGBA{uint8(x/4) + noise, uint8(y/6) + noise, 90 + noise, 255})
		}
	}
	var file bytes.Buffer
	if err := png.Encode(&file, img); err != nil {
		b.Fatal(err)
	}
	photo, err := picture.Photo(file.Bytes())
	if err != nil {
		b.Fatal(err)
	}
	return photo
}

// view is the certificate of the n-th of many people, whose names have between
// two and nine characters, no two the same.
func view(n int, photo []byte) document.CertificateView {
	name := []rune{rune('王' + n%40), rune('明' + n)}
	for i := range n % 8 {
		name = append(name, rune('华'+n+i))
	}
	return document.CertificateView{
		Number: fmt.Sprintf("S 0000 65 901201 26 4 %06d", n+1), Name: string(name), NameEN: "Shili Ren",
		DocKind: "居民身份证", DocKindEN: "Resident identity card", DocNumber: "659012 20230401 001X",
		Occupation: "电工", OccupationEN: "Electrician", Level: skill.Level4, Body: "示范省甲职业技能评价中心",
		Issued: day.Must("2026-11-21"), Photo: photo, QR: "HTTPS://ASSAY.EXAMPLE/Q/" + strings.Repeat("AEBAGBAF", 37),
		CertificateURL: "https://assay.example/verify", BodyURL: "https://assay.example/bodies",
		Printed: time.Date(2026, 11, 21, 2, 30, 0, 0, time.UTC),
	}
}
