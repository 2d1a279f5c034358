package document

import (
	"fmt"
	"strings"
	"time"

	"assay/skill"

	"rsc.io/qr"
)

// A TicketView is what an admission ticket (准考证) shows. The document number is
// given masked: a ticket is carried about and lost.
type TicketView struct {
	ExamView
	Number     string // 准考证号
	Name       string // 姓名
	DocKind    string // 证件类型
	DocMasked  string // 证件号码, masked
	Occupation string // 职业名称
	Level      skill.Level
	Photo      []byte // JPEG as rule/picture makes it; without one there is a frame to paste one into
	Code       string // the opaque code for check-in, printed as QR code and as text
	Sittings   []SittingView
	Rules      []Words // 考生须知, as the body gives them
}

// A SittingView is one part of the exam: when, where, and on which seat.
type SittingView struct {
	Part          skill.Part
	Starts, Ends  time.Time
	Site, Address string // 考点 and where it is
	Room          string // 考场
	Seat          int    // the seat's number in the room, 0 where seats are not numbered
	Row, Col      int    // from the front, from the left, from 1
}

var ticketTitle = Words{"准考证", "Admission ticket"}

// The grid of a ticket: what stands beside photo and code.
const (
	ticketRow   = 11.0
	ticketLabel = 36.0
	ticketSide  = 38.0 // the column of photo and code
)

// Tickets prints tickets into one PDF file, each beginning on a page of its own
// and counted by itself. The same views give the same bytes.
func Tickets(fonts Fonts, exam ExamView, views []TicketView) ([]byte, error) {
	p, err := newPaper(fonts, exam)
	if err != nil {
		return nil, err
	}
	p.check(exam.texts()...)
	for i := range views {
		t := ticket{p, &views[i], fmt.Sprintf("tickets[%d].", i)}
		if code := t.sound(); code != nil {
			t.draw(code)
		}
	}
	title := ticketTitle.ZH + " " + exam.Exam
	if len(views) == 1 {
		title = ticketTitle.ZH + " " + views[0].Number
	}
	if len(p.pages) == 0 && len(p.faults) == 0 {
		p.faults = append(p.faults, skill.FieldError{Path: "tickets", Reason: "print.exam_item_missing"})
	}
	return p.finish(title)
}

type ticket struct {
	*paper
	view *TicketView
	path string
}

// sound notes what keeps the ticket from being printed, and encodes its code.
func (t ticket) sound() *qr.Code {
	v, before := t.view, len(t.faults)
	texts := []certificateText{{"number", v.Number, true}, {"name", v.Name, true}, {"document.kind", v.DocKind, true},
		{"document.number", v.DocMasked, true}, {"occupation", v.Occupation, true}, {"level", v.Level.Chinese(), true}, {"code", v.Code, true}}
	for i, s := range v.Sittings {
		at := fmt.Sprintf("sittings[%d].", i)
		texts = append(texts, certificateText{at + "site", s.Site, true}, certificateText{at + "address", s.Address, true}, certificateText{at + "room", s.Room, true})
	}
	for i, r := range v.Rules {
		at := fmt.Sprintf("rules[%d]", i)
		texts = append(texts, certificateText{at, r.ZH, true}, certificateText{at, r.EN, false})
	}
	for i := range texts {
		texts[i].path = t.path + texts[i].path
	}
	t.check(texts...)
	if len(v.Sittings) == 0 {
		t.paper.faults = append(t.paper.faults, skill.FieldError{Path: t.path + "sittings", Reason: "print.exam_item_missing"})
	}
	code, err := qrCode(v.Code)
	if err != nil {
		t.paper.faults = append(t.paper.faults, err.Fields...)
	}
	if len(t.paper.faults) > before {
		return nil
	}
	return code
}

func (t ticket) draw(code *qr.Code) {
	t.begin(t.drawHead)
	t.drawGrid(code)
	t.drawSittings()
	t.drawRules()
}

// drawHead begins a page: the first with the title, others with whose they are.
func (t ticket) drawHead(again bool) {
	if !again {
		t.heading(ticketTitle, Words{t.exam.Exam, ""})
		return
	}
	t.mark("P", "", func() {
		t.text(paperLeft, t.y+2, ticketTitle.ZH+" "+ticketTitle.EN+"  "+t.view.Number+"  "+t.view.Name, t.style(9.5, inkGrey))
	})
	t.y += 8
}

func (t ticket) drawGrid(code *qr.Code) {
	t.y += 2
	v, top := t.view, t.y
	const end = paperRight - ticketSide
	rows := []gridRow{
		{"姓名", "Name", "name", v.Name, "", 15, false},
		{"准考证号", "Ticket No.", "number", v.Number, "", 14, true},
		{"证件类型", "ID type", "document.kind", v.DocKind, "", 11.5, false},
		{"证件号码", "ID number", "document.number", v.DocMasked, "", 12.5, false},
		{"职业名称", "Occupation", "occupation", v.Occupation, "", 12.5, false},
		{"职业技能等级", "Skill level", "level", v.Level.Chinese(), v.Level.English(), 11.5, false},
	}
	t.file.group("Table", "", func() {
		for _, row := range rows {
			t.artifact(func() {
				t.block(paperLeft, t.y, ticketLabel, ticketRow, inkMist)
				t.line(paperLeft, t.y+ticketRow, end, t.y+ticketRow, 0.4, inkLine)
			})
			t.file.group("TR", "", func() { t.drawField(row, end) })
			t.y += ticketRow
		}
	})
	t.artifact(func() {
		t.frame(paperLeft, top, end-paperLeft, t.y-top, 0.9, inkIndigo)
		t.line(paperLeft+ticketLabel, top, paperLeft+ticketLabel, t.y, 0.4, inkLine)
	})
	t.drawSide(code, top)
	t.y = top + 82
}

func (t ticket) drawField(row gridRow, end float64) {
	t.file.group("TH", rowHeader, func() {
		t.stack(t.path+row.path, pdfArea{paperLeft + 3, t.y + 0.6, ticketLabel - 5, ticketRow - 1.2},
			stackText{text: row.label, style: t.style(10.5, inkText)}, stackText{text: row.labelEN, style: t.style(8, inkGrey), english: true})
	})
	t.file.group("TD", "", func() {
		t.stack(t.path+row.path, pdfArea{paperLeft + ticketLabel + 3, t.y + 0.6, end - paperLeft - ticketLabel - 6, ticketRow - 1.2},
			stackText{text: row.value, style: t.style(row.points, inkText), number: row.number},
			stackText{text: row.valueEN, style: t.style(8.5, inkGrey), english: true})
	})
}

// drawSide draws photo and code one under the other.
func (t ticket) drawSide(code *qr.Code, top float64) {
	x := paperRight - (ticketSide+photoW)/2 + 2
	t.drawPhoto(x, top)
	y := top + photoH + 5
	t.mark("Figure", alt("二维码，签到时扫描 QR code for check-in"), func() { t.qr(code, x+(photoW-qrSize)/2, y) })
	t.file.group("Caption", "", func() {
		t.span("", func() { t.centred(x+photoW/2, y+qrSize+5.6, "签到码", t.style(9.5, inkText)) })
		t.span(inEnglish, func() { t.centred(x+photoW/2, y+qrSize+9.4, "Check-in code", t.style(8, inkGrey)) })
		s := t.style(8, inkText)
		t.span("", func() { t.centred(x+photoW/2, y+qrSize+13.4, inFours(t.view.Code), s) })
	})
}

// drawPhoto draws the photo. Whoever stands on a roster may have handed none in yet,
// and comes to the exam with a ticket all the same.
func (t ticket) drawPhoto(x, y float64) {
	if len(t.view.Photo) > 0 {
		t.mark("Figure", alt("考生照片 Photo of the candidate"), func() { t.figure(t.path+"photo", t.view.Photo, x, y, photoW, photoH) })
		return
	}
	t.artifact(func() { t.frame(x, y, photoW, photoH, 0.4, inkLine) })
	t.file.group("P", "", func() {
		t.span("", func() { t.centred(x+photoW/2, y+photoH/2, "贴照片处", t.style(9.5, inkGrey)) })
		t.span(inEnglish, func() { t.centred(x+photoW/2, y+photoH/2+4, "Paste a photo here", t.style(7, inkGrey)) })
	})
}

// inFours sets a narrow space after every four characters of a code without any.
func inFours(code string) string {
	var b strings.Builder
	for i, r := range code {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

var sittingColumns = []column{{"科目", "Part", 30}, {"时间", "Time", 47}, {"考点、地址", "Site and address", 59}, {"考场、座位", "Room and seat", 38}}

const sittingTall = 22.0

func (t ticket) drawSittings() {
	t.file.group("Table", "", func() {
		t.headRow(sittingColumns)
		for i, s := range t.view.Sittings {
			if t.y+sittingTall > paperEnd {
				t.turn()
				t.headRow(sittingColumns)
			}
			when := sessionDay(s.Starts)
			t.row(fmt.Sprintf("%ssittings[%d]", t.path, i), sittingColumns, sittingTall,
				t.cellWords(partNames[s.Part], 11),
				[]stackText{{text: when.ZH, style: t.style(10.5, inkText)}, {text: when.EN, style: t.style(8.5, inkGrey), english: true},
					{text: sessionTime(s.Starts, s.Ends), style: t.style(13, inkText)}},
				[]stackText{{text: s.Site, style: t.style(11, inkText)}, {text: s.Address, style: t.style(9.5, inkGrey)}},
				t.seatCell(s))
		}
	})
	t.y += 7
}

func (t ticket) seatCell(s SittingView) []stackText {
	cell := []stackText{{text: "考场 " + s.Room, style: t.style(11, inkText)}}
	if s.Seat > 0 {
		cell = append(cell, stackText{text: fmt.Sprintf("座位 %d", s.Seat), style: t.style(15, inkText)})
	}
	if s.Row > 0 {
		cell = append(cell, stackText{text: fmt.Sprintf("第 %d 排第 %d 列", s.Row, s.Col), style: t.style(9, inkText)},
			stackText{text: fmt.Sprintf("row %d, column %d", s.Row, s.Col), style: t.style(8, inkGrey), english: true})
	}
	return cell
}

func (t ticket) drawRules() {
	if len(t.view.Rules) == 0 {
		return
	}
	t.need(28) // the heading and the first rule
	t.file.group("H2", "", func() {
		t.span("", func() { t.text(paperLeft, t.y+4, "考生须知", t.title(12, inkText)) })
		t.span(inEnglish, func() { t.text(paperLeft+22, t.y+4, "Rules for candidates", t.style(9, inkGrey)) })
	})
	t.y += 8
	const inset = 7.0
	for i, r := range t.view.Rules {
		zh := t.paragraph(r.ZH, t.style(9.5, inkText), paperRight-paperLeft-inset, 5)
		en := t.paragraph(r.EN, t.style(8, inkGrey), paperRight-paperLeft-inset, 4.1)
		if r.EN == "" {
			en.lines = nil
		}
		t.need(zh.tall() + en.tall() + 1.5)
		t.mark("P", "", func() {
			t.text(paperLeft, t.y+4, fmt.Sprintf("%d.", i+1), t.style(9.5, inkText))
			zh.draw(t.pdfPage, paperLeft+inset, t.y)
		})
		if r.EN != "" {
			t.mark("P", inEnglish, func() { en.draw(t.pdfPage, paperLeft+inset, t.y+zh.tall()) })
		}
		t.y += zh.tall() + en.tall() + 1.5
	}
}
