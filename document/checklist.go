package document

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"assay/skill/day"
)

// A ChecklistView is the dated result of a batch check (批量查验结果).
type ChecklistView struct {
	Site      string    // who answered, as the pages call themselves
	Asked     time.Time // the moment that the answers tell of
	Reference string
	Rows      []CheckView
	Specimen  bool
}

// A CheckView is what came of one pasted line.
type CheckView struct {
	Line         int
	Number, Name string   // as typed
	Outcome      Words    // in a word or two
	Says         []string // what the register says: occupation and level, body, date
	Why          Words    // what the outcome means for this line: three printed lines at most
}

var (
	checkTitle   = Words{"证书批量查验结果", "Result of a batch check of certificates"}
	checkColumns = []column{{"行", "Line", 12}, {"证书编号、姓名", "Number and name, as entered", 54}, {"结果", "Result", 38}, {"登记的内容、说明", "What the register says", 70}}
)

const (
	checkTall   = 19.0
	checkedMost = 46 // characters of what the register says in a cell
	typedMost   = 30 // characters of what was typed
)

// Checklist prints the result as a PDF file. What was typed may hold any character:
// one that no font has is printed as its number in Unicode.
func Checklist(fonts Fonts, v ChecklistView) ([]byte, error) {
	p, err := newPaper(fonts, ExamView{Body: v.Site, Printed: v.Asked, Specimen: v.Specimen})
	if err != nil {
		return nil, err
	}
	p.check(certificateText{"site", v.Site, true}, certificateText{"reference", v.Reference, true})
	p.begin(func(again bool) { v.head(p, again) })
	p.file.group("Table", "", func() {
		p.headRow(checkColumns)
		for i := range v.Rows {
			if p.y+checkTall > paperEnd {
				p.turn()
				p.headRow(checkColumns)
			}
			v.row(p, i)
		}
	})
	v.notes(p)
	return p.finish(checkTitle.ZH + " " + v.Reference)
}

func (v *ChecklistView) head(p *paper, again bool) {
	asked := sessionDay(v.Asked)
	clock := v.Asked.In(day.Shanghai).Format("15:04:05")
	if again {
		p.mark("P", "", func() {
			p.text(paperLeft, p.y+2, fmt.Sprintf("%s %s  查询编号 %s", checkTitle.ZH, checkTitle.EN, v.Reference), p.style(9.5, inkGrey))
		})
		p.y += 8
		return
	}
	p.heading(checkTitle,
		Words{fmt.Sprintf("查询时间 %s %s", asked.ZH, clock), fmt.Sprintf("Checked on %s, %s (UTC+8)", asked.EN, clock)},
		Words{"查询编号 " + v.Reference, "Reference " + v.Reference},
		Words{fmt.Sprintf("共 %d 行", len(v.Rows)), fmt.Sprintf("%d lines", len(v.Rows))})
}

func (v *ChecklistView) row(p *paper, i int) {
	r := v.Rows[i]
	typed := append(p.cell(p.shown(r.Number, typedMost), 10.5), p.cell(p.shown(r.Name, typedMost), 10)...)
	says := p.cellWords(r.Why, 8)
	if len(r.Says) > 0 {
		says = nil
		for _, s := range r.Says {
			says = append(says, p.cell(p.shown(s, checkedMost), 8.5)...)
		}
	}
	p.row(fmt.Sprintf("rows[%d]", i), checkColumns, checkTall, p.cell(fmt.Sprint(r.Line), 10), typed, p.cellWords(r.Outcome, 10.5), says)
}

// shown is a text as it can be printed in a cell, so many characters at most.
func (p *paper) shown(text string, most int) string {
	runes := []rune(strings.ToValidUTF8(text, "?"))
	missing := Printable(p.file.fonts, string(runes[:min(len(runes), most)]))
	var out []rune
	for _, r := range runes {
		if slices.Contains(missing, r) {
			out = append(out, []rune(fmt.Sprintf("[U+%04X]", r))...)
		} else {
			out = append(out, r)
		}
		if len(out) > most {
			return string(out[:most-1]) + "…"
		}
	}
	return string(out)
}

var checkNotes = []Words{
	{"本结果只说明查询时的登记情况；证书以后可能换发、注销或撤销。请对照照片和身份证件确认持证的是本人。",
		"This result tells how the register stood at the time of the check; a certificate may be replaced, cancelled or revoked afterwards. Compare photo and identity document to make sure that the holder is the person before you."},
	{"“没有相符的证书”表示编号和姓名没有同时相符，可能有一项填写有误，也可能没有登记。“没能查”不说明证书有问题。",
		"“No match” means that number and name did not both agree: one may be mistyped, or there is no such certificate. “Could not check” says nothing about the certificate."},
}

func (v *ChecklistView) notes(p *paper) {
	p.y += 3
	for _, n := range checkNotes {
		zh := p.paragraph(n.ZH, p.style(9.5, inkText), paperRight-paperLeft, 4.8)
		en := p.paragraph(n.EN, p.style(8.5, inkGrey), paperRight-paperLeft, 4.2)
		p.need(zh.tall() + en.tall() + 2)
		p.mark("P", "", func() { zh.draw(p.pdfPage, paperLeft, p.y) })
		p.y += zh.tall()
		p.mark("P", inEnglish, func() { en.draw(p.pdfPage, paperLeft, p.y) })
		p.y += en.tall() + 2
	}
}
