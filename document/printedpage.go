package document

import (
	"math"

	"assay/skill"
)

// A printedPage is a page with what certificates and the papers of an exam share.
// Faults are texts and pictures that could not be set.
type printedPage struct {
	*pdfPage
	faults []skill.FieldError
}

func unprintable(faults []skill.FieldError) error {
	e := skill.Fail(skill.Invalid, "print.unprintable")
	e.Fields = faults
	return e
}

func (c *printedPage) style(points float64, colour ink) textStyle {
	return textStyle{font: c.file.fonts.Text, size: points, ink: colour}
}

func (c *printedPage) title(points float64, colour ink) textStyle {
	font := c.file.fonts.Title
	if font == nil {
		font = c.file.fonts.Text
	}
	return textStyle{font: font, size: points, ink: colour}
}

// figure draws a picture and reports one that cannot be drawn.
func (c *printedPage) figure(path string, jpeg []byte, x, y, width, height float64) {
	if err := c.picture(jpeg, x, y, width, height, path == "seal"); err != nil {
		c.faults = append(c.faults, skill.FieldError{Path: path, Reason: skill.ReasonOf(err)})
	}
}

// A paragraph is text set in justified lines across a column.
type paragraph struct {
	setText
	width, leading float64 // millimetres, of the column and from line to line
}

func (c *printedPage) paragraph(text string, s textStyle, width, leading float64) paragraph {
	return paragraph{setText{c.file.wrap(text, s, width), s}, width, leading}
}

func (t paragraph) tall() float64 { return float64(len(t.lines)) * t.leading }

func (t paragraph) draw(p *pdfPage, x, y float64) {
	for i, line := range t.lines {
		s := t.style
		if i < len(t.lines)-1 {
			s.spacing = p.file.stretch(line, s, t.width)
		}
		p.text(x, y+t.leading*0.8, line, s)
		y += t.leading
	}
}

// drawSpecimen crosses the page from the lower left to the upper right, like ink
// over everything, so that no part of the page can pass for a real one.
func (c *printedPage) drawSpecimen() {
	sin, cos := math.Sincos(math.Pi * 54 / 180)
	cx, cy := at(105, 148.5)
	c.artifact(func() {
		c.op("q")
		c.op("/Multiply gs")
		c.op("cm", cos, sin, -sin, cos, cx-cos*cx+sin*cy, cy-sin*cx-cos*cy)
		c.centred(105, 157, specimenText, c.title(78, ink{0xE3, 0xDD, 0xDB}))
		c.op("Q")
	})
	c.inkUsed = [2]ink{}
}
