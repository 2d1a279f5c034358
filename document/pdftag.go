package document

import "fmt"

// A pdfElement is a node of the structure tree, which tells a screen reader what
// is a heading, a table or a picture.
// Source: ISO 32000-1, 14.7 and 14.8.
type pdfElement struct {
	tag, attributes string
	number          int // object number
	page            *pdfPage
	mark            int // the page's mark number, for an element with content
	kids            []*pdfElement
}

// rowHeader are the attributes of a cell that heads its row.
const rowHeader = "/A<</O/Table/Scope/Row>>"

// alt are the attributes of a picture: what it shows.
func alt(text string) string { return "/Alt" + hexText(text) }

// inEnglish are the attributes of text that is not Chinese.
const inEnglish = "/Lang(en)"

// group hangs everything that draw adds under one element without content of its
// own, such as a table, a row, or a cell in two languages.
func (d *pdfFile) group(tag, attributes string, draw func()) {
	e := &pdfElement{tag: tag, attributes: attributes}
	d.at.kids = append(d.at.kids, e)
	outer := d.at
	d.at = e
	draw()
	d.at = outer
}

// mark draws content that is one element: a paragraph, a cell, a picture.
func (p *pdfPage) mark(tag, attributes string, draw func()) {
	e := &pdfElement{tag: tag, attributes: attributes, page: p, mark: len(p.marks)}
	p.file.at.kids = append(p.file.at.kids, e)
	p.marks = append(p.marks, e)
	p.content = fmt.Appendf(p.content, "/%s<</MCID %d>>BDC\n", tag, e.mark)
	draw()
	p.op("EMC")
}

// artifact draws what a reader may skip: rules, frames, specimen marks.
func (p *pdfPage) artifact(draw func()) {
	p.op("/Artifact BMC")
	draw()
	p.op("EMC")
}

// span draws text that is part of an element made by group.
func (p *pdfPage) span(attributes string, draw func()) { p.mark("Span", attributes, draw) }

// saying gives the text that is copied and read out for what draw shows.
func (p *pdfPage) saying(text string, draw func()) {
	p.op("/Span<</ActualText" + hexText(text) + ">>BDC")
	draw()
	p.op("EMC")
}

func (d *pdfFile) writeStructure() {
	d.object(objStructure, "<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R/ParentTreeNextKey %d>>",
		d.writeElement(d.root, objStructure), objParents, len(d.pages))
	var rows []byte
	for i, p := range d.pages {
		rows = fmt.Appendf(rows, "%d[", i)
		for _, e := range p.marks {
			rows = fmt.Appendf(rows, "%d 0 R ", e.number)
		}
		rows = append(rows, ']')
	}
	d.object(objParents, "<</Nums[%s]>>", rows)
}

// writeElement writes an element and all below it, and returns its number.
func (d *pdfFile) writeElement(e *pdfElement, parent int) int {
	e.number = d.reserve()
	if e.page != nil {
		d.object(e.number, "<</S/%s/P %d 0 R/Pg %d 0 R/K %d%s>>", e.tag, parent, e.page.number, e.mark, e.attributes)
		return e.number
	}
	var kids []byte
	for _, kid := range e.kids {
		kids = fmt.Appendf(kids, "%d 0 R ", d.writeElement(kid, e.number))
	}
	d.object(e.number, "<</S/%s/P %d 0 R/K[%s]%s>>", e.tag, parent, kids, e.attributes)
	return e.number
}
