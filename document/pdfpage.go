package document

import (
	"bytes"
	"image/color"
	"image/jpeg"
	"strconv"

	"assay/skill"
)

// A pdfPage is a page of A4 being drawn. Places are millimetres from the upper
// left corner, sizes of type points.
type pdfPage struct {
	file    *pdfFile
	number  int // object number, set when the file is written
	content []byte
	marks   []*pdfElement // by the page's mark number
	inkUsed [2]ink        // the inks in force, to fill and to stroke; both begin black
}

// An ink is a colour, red, green and blue from 0 to 255.
type ink [3]uint8

// The pages' colours that paper uses. All keep their contrast in grey.
var (
	inkText   = ink{0x1D, 0x21, 0x29}
	inkGrey   = ink{0x4E, 0x59, 0x69}
	inkLine   = ink{0x86, 0x90, 0x9C}
	inkIndigo = ink{0x1F, 0x4E, 0x79}
	inkMist   = ink{0xF7, 0xF8, 0xFA}
	inkBlack  = ink{}
)

const (
	pointsPerMM = 72 / 25.4
	pageHeight  = 841.89 // points
)

func (d *pdfFile) page() *pdfPage {
	p := &pdfPage{file: d, content: make([]byte, 0, 16<<10)}
	d.pages = append(d.pages, p)
	return p
}

// op writes numbers and an operator.
func (p *pdfPage) op(operator string, numbers ...float64) {
	for _, n := range numbers {
		p.content = appendNumber(p.content, n)
		p.content = append(p.content, ' ')
	}
	p.content = append(p.content, operator...)
	p.content = append(p.content, '\n')
}

// appendNumber writes n with at most three decimals, enough for 1/2800 mm.
func appendNumber(b []byte, n float64) []byte {
	if n < 0 {
		b, n = append(b, '-'), -n
	}
	t := int64(n*1000 + 0.5)
	b = strconv.AppendInt(b, t/1000, 10)
	if t %= 1000; t == 0 {
		return b
	}
	b = append(b, '.', byte('0'+t/100))
	if t %= 100; t == 0 {
		return b
	}
	b = append(b, byte('0'+t/10))
	if t %= 10; t == 0 {
		return b
	}
	return append(b, byte('0'+t))
}

func (p *pdfPage) fill(c ink)   { p.colour(0, "rg", c) }
func (p *pdfPage) stroke(c ink) { p.colour(1, "RG", c) }

func (p *pdfPage) colour(slot int, operator string, c ink) {
	if p.inkUsed[slot] == c {
		return
	}
	p.inkUsed[slot] = c
	p.op(operator, float64(c[0])/255, float64(c[1])/255, float64(c[2])/255)
}

// at turns millimetres from the upper left into the PDF's points.
func at(x, y float64) (float64, float64) { return x * pointsPerMM, pageHeight - y*pointsPerMM }

// line draws a straight line of the given thickness in points.
func (p *pdfPage) line(x1, y1, x2, y2, points float64, c ink) {
	p.stroke(c)
	p.op("w", points)
	p.op("m", xy(x1, y1)...)
	p.op("l", xy(x2, y2)...)
	p.op("S")
}

func xy(x, y float64) []float64 {
	x, y = at(x, y)
	return []float64{x, y}
}

// frame draws the outline of a rectangle.
func (p *pdfPage) frame(x, y, width, height, points float64, c ink) {
	p.stroke(c)
	p.op("w", points)
	px, py := at(x, y+height)
	p.op("re", px, py, width*pointsPerMM, height*pointsPerMM)
	p.op("S")
}

// block fills a rectangle.
func (p *pdfPage) block(x, y, width, height float64, c ink) {
	p.fill(c)
	px, py := at(x, y+height)
	p.op("re", px, py, width*pointsPerMM, height*pointsPerMM)
	p.op("f")
}

// A pdfPicture is a JPEG carried as it is.
type pdfPicture struct {
	jpeg          []byte
	width, height int
	colours       string
}

// picture draws a JPEG in grey or colour into a rectangle; where multiply is
// set, like ink over what is already there.
func (p *pdfPage) picture(file []byte, x, y, width, height float64, multiply bool) error {
	shape, err := jpeg.DecodeConfig(bytes.NewReader(file))
	if err != nil {
		return skill.Fail(skill.Invalid, "picture.unreadable").Because(err)
	}
	pic := pdfPicture{jpeg: file, width: shape.Width, height: shape.Height}
	switch shape.ColorModel {
	case color.GrayModel:
		pic.colours = "DeviceGray"
	case color.YCbCrModel:
		pic.colours = "DeviceRGB"
	default:
		return skill.Fail(skill.Invalid, "picture.unreadable")
	}
	p.file.pictures = append(p.file.pictures, pic)
	p.op("q")
	if multiply {
		p.op("/Multiply gs")
	}
	px, py := at(x, y+height)
	p.op("cm", width*pointsPerMM, 0, 0, height*pointsPerMM, px, py)
	p.op("/P" + strconv.Itoa(len(p.file.pictures)) + " Do")
	p.op("Q")
	return nil
}
