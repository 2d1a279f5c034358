package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"

	"assay/skill"
)

// Limits of an upload. A photo of 48 megapixels as telephones make it is within
// them; a picture whose decoding would fill the memory is not.
const (
	pictureBytes  = 20 << 20   // of the file
	picturePixels = 50_000_000 // of the picture
	pictureMemory = 220 << 20  // bytes that decoding takes
)

// A Form is what a file is by its content, whatever it is called.
type Form string

// The forms. Those that are not kept are known, so that it can be said what to do.
const (
	JPEG    Form = "image/jpeg"
	PNG     Form = "image/png"
	PDF     Form = "application/pdf"
	SVG     Form = "image/svg+xml"
	HEIC    Form = "image/heic"
	WebP    Form = "image/webp"
	GIF     Form = "image/gif"
	Office  Form = "application/zip" // Word, Excel and other archives
	Unknown Form = ""
)

// FormOf tells what a file is by its first bytes.
func FormOf(file []byte) Form {
	has := func(at int, text string) bool {
		return len(file) >= at+len(text) && string(file[at:at+len(text)]) == text
	}
	switch {
	case has(0, "\xFF\xD8\xFF"):
		return JPEG
	case has(0, "\x89PNG\r\n\x1A\n"):
		return PNG
	case has(0, "%PDF-"):
		return PDF
	case has(0, "GIF8"):
		return GIF
	case has(0, "RIFF") && has(8, "WEBP"):
		return WebP
	case has(4, "ftyp") && (has(8, "hei") || has(8, "hev") || has(8, "mif1") || has(8, "msf1") || has(8, "avif")):
		return HEIC
	case has(0, "PK\x03\x04"), has(0, "\xD0\xCF\x11\xE0"):
		return Office
	case drawing(file):
		return SVG
	}
	return Unknown
}

// drawing tells whether a text begins as SVG does, behind whatever comes first.
func drawing(file []byte) bool {
	start := bytes.ToLower(bytes.TrimLeft(file[:min(len(file), 4096)], "\xEF\xBB\xBF \t\r\n"))
	return bytes.HasPrefix(start, []byte("<")) && bytes.Contains(start, []byte("<svg"))
}

// decode decodes within limits, and tells how the camera was held. The size is
// read and judged before any pixel is, since a small file can claim a picture
// that fills the memory.
func decode(path string, file []byte) (picture image.Image, how int, err error) {
	if len(file) == 0 {
		return nil, 0, skill.FailField(path, "picture.missing")
	}
	if len(file) > pictureBytes {
		return nil, 0, skill.FailField(path, "picture.large", "most", "20 MB")
	}
	shape, open, err := begin(file)
	if err != nil {
		return nil, 0, skill.FailField(path, "picture.unreadable").Because(err)
	}
	switch {
	case shape.Width <= 0 || shape.Height <= 0 || shape.Width > picturePixels/shape.Height:
		return nil, 0, skill.FailField(path, "picture.large", "most", "50 MP")
	case shape.Width*shape.Height > pictureMemory/perPixel(file, shape.ColorModel):
		return nil, 0, skill.FailField(path, "picture.heavy")
	}
	if picture, err = open(); err != nil {
		return nil, 0, skill.FailField(path, "picture.unreadable").Because(err)
	}
	return picture, orientation(file), nil
}

// begin reads what a JPEG or PNG says of itself.
func begin(file []byte) (shape image.Config, open func() (image.Image, error), err error) {
	switch FormOf(file) {
	case JPEG:
		shape, err = jpeg.DecodeConfig(bytes.NewReader(file))
		return shape, func() (image.Image, error) { return jpeg.Decode(bytes.NewReader(file)) }, err
	case PNG:
		shape, err = png.DecodeConfig(bytes.NewReader(file))
		return shape, func() (image.Image, error) { return png.Decode(bytes.NewReader(file)) }, err
	default:
		return shape, nil, image.ErrFormat
	}
}

// perPixel is how many bytes decoding takes for a pixel at most: what the decoder
// of the standard library allocates. A progressive JPEG keeps four bytes of
// coefficients for each of up to four samples besides the samples.
func perPixel(file []byte, model color.Model) int {
	switch {
	case progressive(file):
		return 16
	case model == color.GrayModel:
		return 1
	case model == color.YCbCrModel:
		return 3
	case model == color.NRGBA64Model, model == color.RGBA64Model:
		return 8
	default:
		return 4
	}
}

// progressive tells whether a JPEG comes in several scans.
// Source: ITU-T T.81, B.1.1.3 (SOF2) and B.1.1.4.
func progressive(file []byte) bool {
	if FormOf(file) != JPEG {
		return false
	}
	for at := 2; at+4 <= len(file); {
		switch {
		case file[at] != 0xFF:
			return true // stray bytes: reckon with the worst
		case file[at+1] == 0xFF:
			at++
		case file[at+1] == 0xC2:
			return true
		case file[at+1] == 0xC0, file[at+1] == 0xC1, file[at+1] == 0xDA:
			return false
		default:
			at += 2 + int(be16(file, at+2))
		}
	}
	return true
}

func be16(b []byte, at int) uint16 { return uint16(b[at])<<8 | uint16(b[at+1]) }
