package document

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"assay/skill"
)

// A RoomView is a room (考场) in one session with everybody who sits there.
type RoomView struct {
	ExamView
	Part          skill.Part
	Starts, Ends  time.Time
	Site, Address string
	Room          string
	Rows, Cols    int
	OutOfService  [][2]int // row and column of places that are not used
	Invigilators  int
	Seats         []SeatView
}

// A SeatView is who sits on a seat. The document number is given masked.
type SeatView struct {
	Row, Col  int // from the front, from the left, from 1
	Number    int // the seat's number in the room
	Name      string
	DocMasked string
	Ticket    string // 准考证号
}

// texts are what a room's papers print of it.
func (v *RoomView) texts() []certificateText {
	texts := append(v.ExamView.texts(), certificateText{"site", v.Site, true}, certificateText{"room", v.Room, true})
	for i, s := range v.Seats {
		at := fmt.Sprintf("seats[%d].", i)
		texts = append(texts, certificateText{at + "name", s.Name, true}, certificateText{at + "ticket", s.Ticket, true},
			certificateText{at + "document.number", s.DocMasked, false})
	}
	return texts
}

// roomLines are what stands under the title of a room's paper.
func (v *RoomView) roomLines() []Words {
	when, part := sessionDay(v.Starts), partNames[v.Part]
	hours := sessionTime(v.Starts, v.Ends)
	return []Words{
		{v.Exam, ""},
		{fmt.Sprintf("%s  考场 %s", v.Site, v.Room), ""},
		{fmt.Sprintf("%s  %s %s", part.ZH, when.ZH, hours), fmt.Sprintf("%s  %s %s", part.EN, when.EN, hours)},
	}
}

func (v *RoomView) lay(fonts Fonts, draw func(p *paper), title string) ([]byte, error) {
	p, err := newPaper(fonts, v.ExamView)
	if err != nil {
		return nil, err
	}
	p.check(v.texts()...)
	if len(p.faults) > 0 {
		return nil, unprintable(p.faults)
	}
	draw(p)
	return p.finish(title + " " + v.Room)
}

var (
	doorTitle   = Words{"考场座次表", "Who sits in this room"}
	doorColumns = [2][]column{
		{{"座位", "Seat", 16}, {"排—列", "Row—col.", 20}, {"准考证号", "Ticket No.", 46}, {"姓名", "Name", 50}, {"证件号码", "ID number", 42}},
		{{"准考证号", "Ticket No.", 46}, {"姓名", "Name", 50}, {"证件号码", "ID number", 42}, {"座位", "Seat", 16}, {"排—列", "Row—col.", 20}},
	}
	doorOrders = [2]Words{{"按座位号排列", "By seat"}, {"按准考证号排列", "By ticket number"}}
)

const (
	doorTall = 7.0
)

// DoorList prints the list for a room's door (门贴) as a PDF file: once by seat
// and once by ticket number.
func DoorList(fonts Fonts, v RoomView) ([]byte, error) {
	return v.lay(fonts, func(p *paper) {
		for order := range doorOrders {
			v.drawList(p, order)
		}
	}, doorTitle.ZH)
}

func (v *RoomView) drawList(p *paper, order int) {
	seats := slices.Clone(v.Seats)
	slices.SortFunc(seats, func(a, b SeatView) int {
		if order == 0 {
			return cmp.Compare(a.Number, b.Number)
		}
		return strings.Compare(a.Ticket, b.Ticket)
	})
	p.begin(func(again bool) {
		p.heading(Words{doorTitle.ZH + "（" + doorOrders[order].ZH + "）", doorTitle.EN + ", " + strings.ToLower(doorOrders[order].EN)}, v.roomLines()...)
		if !again {
			v.drawCount(p)
		}
	})
	p.file.group("Table", "", func() {
		p.headRow(doorColumns[order])
		for i, s := range seats {
			if p.y+doorTall > paperEnd {
				p.turn()
				p.headRow(doorColumns[order])
			}
			p.row(fmt.Sprintf("seats[%d]", i), doorColumns[order], doorTall, v.listCells(p, order, s)...)
		}
	})
}

func (v *RoomView) listCells(p *paper, order int, s SeatView) [][]stackText {
	seat := [][]stackText{p.cell(fmt.Sprint(s.Number), 12), p.cell(fmt.Sprintf("%d—%d", s.Row, s.Col), 10)}
	who := [][]stackText{p.cell(s.Ticket, 10.5), p.cell(s.Name, 11), p.cell(s.DocMasked, 9.5)}
	if order == 0 {
		return append(seat, who...)
	}
	return append(who, seat...)
}

// drawCount says how many sit here, or that nobody does.
func (v *RoomView) drawCount(p *paper) {
	zh, en := fmt.Sprintf("考生 %d 名，监考 %d 名", len(v.Seats), v.Invigilators), fmt.Sprintf("%d candidates, %d invigilators", len(v.Seats), v.Invigilators)
	if len(v.Seats) == 0 {
		zh, en = "本场次没有考生在本考场应考", "Nobody sits in this room in this session"
	}
	p.file.group("P", "", func() {
		p.span("", func() { p.text(paperLeft, p.y+3, zh, p.style(10.5, inkText)) })
		p.span(inEnglish, func() { p.rightAligned(paperRight, p.y+3, en, p.style(9, inkGrey)) })
	})
	p.y += 7
}
