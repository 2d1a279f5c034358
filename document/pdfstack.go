package document

import "assay/skill"

// A pdfArea is a rectangle of the page in millimetres.
type pdfArea struct{ x, y, width, height float64 }

// A stackText is one text of a stack; an empty one takes no place. The spaces of
// a number help the eye and are not part of it.
type stackText struct {
	text            string
	style           textStyle
	english, number bool
}

// How a stack is set: most lines a text may take, the white between lines and
// between texts, both as parts of the type's size, and the part of an em that
// stands above the base line.
const (
	stackLines   = 3
	stackLeading = 0.22
	stackAscent  = 0.87
)

// stack sets texts one under the other, centred in height, at the largest size
// at which all of them fit, each a span of the element that is being made. Text that cannot fit is reported under path.
func (c *printedPage) stack(path string, a pdfArea, texts ...stackText) {
	for scale := 1.0; scale >= shrinkAtAll; scale -= 0.05 {
		if sets, tall := c.file.setStack(a, scale, texts); sets != nil {
			c.drawStack(a, tall, sets, texts)
			return
		}
	}
	c.faults = append(c.faults, skill.FieldError{Path: path, Reason: "print.text_long"})
}

// setStack fits every text at a scale; nil where they do not fit the area.
func (d *pdfFile) setStack(a pdfArea, scale float64, texts []stackText) (sets []setText, tall float64) {
	for _, t := range texts {
		set := setText{style: t.style}
		if t.text != "" {
			var ok bool
			if set, ok = d.fit(t.text, t.style.sized(t.style.size*scale), a.width, stackLines); !ok {
				return nil, 0
			}
		}
		sets = append(sets, set)
		tall += float64(len(set.lines)) * set.style.size * (1 + stackLeading) / pointsPerMM
	}
	if tall > a.height {
		return nil, 0
	}
	return sets, tall
}

func (p *pdfPage) drawStack(a pdfArea, tall float64, sets []setText, texts []stackText) {
	y := a.y + (a.height-tall)/2
	for i, set := range sets {
		draw := func() {
			for _, line := range set.lines {
				size := set.style.size / pointsPerMM
				p.text(a.x, y+size*(stackAscent+stackLeading/2), line, set.style)
				y += size * (1 + stackLeading)
			}
		}
		switch {
		case len(set.lines) == 0:
		case texts[i].english:
			p.span(inEnglish, draw)
		case texts[i].number:
			number := ungroup(texts[i].text)
			p.span("/ActualText"+hexText(number), func() { p.saying(number, draw) })
		default:
			p.span("", draw)
		}
	}
}
