package document

import (
	"fmt"
	"time"
	"unicode/utf8"

	"assay/skill"
	"assay/skill/day"
)

// An ExamView is what every paper of an exam says: which batch of which body.
type ExamView struct {
	Exam     string    // the plan's title (评价批次)
	Body     string    // 评价机构, as filed
	Printed  time.Time // when the file was made
	Specimen bool      // print 样本 SPECIMEN across every page
}

// Words are a text in both languages.
type Words struct{ ZH, EN string }

// partNames are the parts as papers call them.
var partNames = map[skill.Part]Words{
	skill.Theory:    {"理论知识考试", "Theory"},
	skill.Operation: {"操作技能考核", "Operation"},
	skill.Review:    {"综合评审", "Review"},
}

// The pages of an exam's papers in millimetres: A4 with one column.
const (
	paperLeft, paperRight = 18.0, 192.0
	paperTop, paperEnd    = 16.0, 278.0
	paperFoot             = 287.0
)

// A paper is a file of pages that are filled from the top; what does not fit goes
// on to the next page under the same head.
type paper struct {
	*printedPage
	exam   ExamView
	file   *pdfFile
	pages  []*printedPage
	first  int // the page with which the present part begins
	y      float64
	head   func(again bool)
	faults []skill.FieldError
}

func newPaper(fonts Fonts, exam ExamView) (*paper, error) {
	if fonts.Text == nil {
		_, err := LoadFont(nil)
		return nil, err
	}
	return &paper{exam: exam, file: newPDF(fonts)}, nil
}

// begin starts a part of the file, whose pages are counted by themselves.
func (p *paper) begin(head func(again bool)) {
	p.number()
	p.first, p.head = len(p.pages), head
	p.turn()
}

// turn goes to the next page.
func (p *paper) turn() {
	p.printedPage = &printedPage{pdfPage: p.file.page()}
	p.pages = append(p.pages, p.printedPage)
	p.y = paperTop
	p.head(len(p.pages) > p.first+1)
}

// need goes to the next page where this one has no room for so much.
func (p *paper) need(tall float64) {
	if p.y+tall > paperEnd {
		p.turn()
	}
}

// number writes the foot of the pages of the part that ends.
func (p *paper) number() {
	pages := p.pages[p.first:]
	for i, page := range pages {
		if p.exam.Specimen {
			page.drawSpecimen()
		}
		page.artifact(func() { page.line(paperLeft, paperFoot-5, paperRight, paperFoot-5, 0.4, inkLine) })
		zh, en := fmt.Sprintf("第 %d 页，共 %d 页", i+1, len(pages)), fmt.Sprintf("Page %d of %d", i+1, len(pages))
		printed := p.exam.Printed.In(day.Shanghai).Format("2006-01-02 15:04")
		p.file.group("P", "", func() {
			page.span("", func() { page.text(paperLeft, paperFoot, "制作时间 Made "+printed, page.style(8, inkGrey)) })
			page.span("", func() { page.rightAligned(paperRight, paperFoot, zh+"  "+en, page.style(8.5, inkText)) })
		})
	}
}

// rightAligned draws a line that ends at x.
func (p *printedPage) rightAligned(x, y float64, text string, s textStyle) {
	p.text(x-p.file.width(text, s)/pointsPerMM, y, text, s)
}

// finish ends the file. What could not be set is returned as an error.
func (p *paper) finish(title string) ([]byte, error) {
	p.number()
	for _, page := range p.pages {
		p.faults = append(p.faults, page.faults...)
	}
	if len(p.faults) == 0 {
		for _, r := range p.file.missing {
			p.faults = append(p.faults, characterFault("layout", r))
		}
	}
	if len(p.faults) > 0 {
		return nil, unprintable(p.faults)
	}
	return p.file.bytes(pdfAbout{title: title, created: p.exam.Printed}), nil
}

// check notes what is missing of a view, and characters that no font has.
func (p *paper) check(texts ...certificateText) {
	for _, t := range texts {
		if t.required && t.text == "" {
			p.faults = append(p.faults, skill.FieldError{Path: t.path, Reason: "print.exam_item_missing"})
		}
		if !utf8.ValidString(t.text) {
			p.faults = append(p.faults, skill.FieldError{Path: t.path, Reason: "print.text_broken"})
			continue
		}
		for _, r := range Printable(p.file.fonts, t.text) {
			p.faults = append(p.faults, characterFault(t.path, r))
		}
	}
}

func (v ExamView) texts() []certificateText {
	return []certificateText{{"exam", v.Exam, true}, {"body", v.Body, true}}
}

// heading draws the title of a paper in both languages, and what it is about.
func (p *paper) heading(title Words, lines ...Words) {
	const middle = (paperLeft + paperRight) / 2
	p.mark("P", "", func() { p.text(paperLeft, p.y, p.exam.Body, p.style(9, inkGrey)) })
	p.mark("H1", "", func() { p.centred(middle, p.y+13, title.ZH, p.title(22, inkIndigo)) })
	p.mark("P", inEnglish, func() { p.centred(middle, p.y+19, title.EN, p.style(10, inkGrey)) })
	p.y += 24
	for _, l := range lines {
		p.file.group("P", "", func() {
			p.stack("heading", pdfArea{paperLeft, p.y, paperRight - paperLeft, 6 + 5*float64(min(1, len(l.EN)))},
				stackText{text: l.ZH, style: p.style(11.5, inkText)},
				stackText{text: l.EN, style: p.style(9, inkGrey), english: true})
		})
		p.y += 7
		if l.EN != "" {
			p.y += 5
		}
	}
}

// A column of a table: its head and how wide it is in millimetres.
type column struct {
	zh, en string
	wide   float64
}

const (
	headTall = 10.0
	cellPad  = 2.0
)

// headRow draws the heads of a table.
func (p *paper) headRow(columns []column) {
	p.artifact(func() {
		p.block(paperLeft, p.y, paperRight-paperLeft, headTall, inkMist)
		p.rules(columns, headTall, 0.8)
	})
	p.file.group("TR", "", func() {
		x := paperLeft
		for _, c := range columns {
			p.file.group("TH", "/A<</O/Table/Scope/Column>>", func() {
				p.stack("layout", pdfArea{x + cellPad, p.y + 0.5, c.wide - 2*cellPad, headTall - 1},
					stackText{text: c.zh, style: p.style(9.5, inkText)},
					stackText{text: c.en, style: p.style(8, inkGrey), english: true})
			})
			x += c.wide
		}
	})
	p.y += headTall
}

// row draws one row of a table; a cell is a stack of texts.
func (p *paper) row(path string, columns []column, tall float64, cells ...[]stackText) {
	p.artifact(func() { p.rules(columns, tall, 0.4) })
	p.file.group("TR", "", func() {
		x := paperLeft
		for i, c := range columns {
			p.file.group("TD", "", func() {
				p.stack(path, pdfArea{x + cellPad, p.y + 0.4, c.wide - 2*cellPad, tall - 0.8}, cells[i]...)
			})
			x += c.wide
		}
	})
	p.y += tall
}

// rules draws the lines around the cells of a row.
func (p *paper) rules(columns []column, tall, points float64) {
	x := paperLeft
	p.line(x, p.y, x, p.y+tall, 0.4, inkLine)
	for _, c := range columns {
		x += c.wide
		p.line(x, p.y, x, p.y+tall, 0.4, inkLine)
	}
	p.line(paperLeft, p.y, x, p.y, points, inkLine)
	p.line(paperLeft, p.y+tall, x, p.y+tall, points, inkLine)
}

func (p *paper) cell(text string, points float64) []stackText {
	return []stackText{{text: text, style: p.style(points, inkText)}}
}

func (p *paper) cellWords(w Words, points float64) []stackText {
	return []stackText{{text: w.ZH, style: p.style(points, inkText)}, {text: w.EN, style: p.style(points*0.8, inkGrey), english: true}}
}

var (
	weekdays   = [7]string{"星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"}
	shortMonth = "Mon 2 Jan 2006"
)

// sessionDay is the day of a session with its weekday, by the clock of Beijing.
func sessionDay(starts time.Time) Words {
	t := starts.In(day.Shanghai)
	return Words{fmt.Sprintf("%d年%d月%d日 %s", t.Year(), t.Month(), t.Day(), weekdays[t.Weekday()]), t.Format(shortMonth)}
}

func sessionTime(starts, ends time.Time) string {
	return starts.In(day.Shanghai).Format("15:04") + "–" + ends.In(day.Shanghai).Format("15:04")
}
