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
	Ticket    string // 准考证号; empty: none was given out
}

// ticket is the number of the ticket, or that there is none.
func (s SeatView) ticket() string {
	if s.Ticket == "" {
		return noTicket
	}
	return s.Ticket
}

const noTicket = "未发 None"

// texts are what a room's papers print of it, each under the room's place.
func (v *RoomView) texts(at string) []certificateText {
	texts := []certificateText{{at + "exam", v.Exam, true}, {at + "body", v.Body, true}, {at + "site", v.Site, true}, {at + "room", v.Room, true}}
	for i, s := range v.Seats {
		at := fmt.Sprintf("%sseats[%d].", at, i)
		texts = append(texts, certificateText{at + "name", s.Name, true}, certificateText{at + "ticket", s.Ticket, false},
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

// lay prints the papers of rooms into one file, each room beginning on a page of
// its own and counted by itself. Faults are named by the room and the seat.
func lay(fonts Fonts, rooms []RoomView, title string, draw func(p *paper, v *RoomView)) ([]byte, error) {
	if len(rooms) == 0 {
		return nil, unprintable([]skill.FieldError{{Path: "rooms", Reason: "print.exam_item_missing"}})
	}
	p, err := newPaper(fonts, rooms[0].ExamView)
	if err != nil {
		return nil, err
	}
	for i := range rooms {
		p.check(rooms[i].texts(fmt.Sprintf("rooms[%d].", i))...)
	}
	if len(p.faults) > 0 {
		return nil, unprintable(p.faults)
	}
	for i := range rooms {
		draw(p, &rooms[i])
	}
	if len(rooms) == 1 {
		title += " " + rooms[0].Room
	}
	return p.finish(title)
}

var (
	doorTitle   = Words{"考场座次表", "Who sits in this room"}
	doorColumns = [2][]column{
		{{"座位", "Seat", 16}, {"排—列", "Row—col.", 20}, {"准考证号", "Ticket No.", 34}, {"姓名", "Name", 64}, {"证件号码", "ID number", 40}},
		{{"准考证号", "Ticket No.", 34}, {"姓名", "Name", 64}, {"证件号码", "ID number", 40}, {"座位", "Seat", 16}, {"排—列", "Row—col.", 20}},
	}
	doorOrders = [2]Words{{"按座位号排列", "By seat"}, {"按准考证号排列", "By ticket number"}}
)

const (
	doorTall = 7.0
)

// DoorList prints the lists for the doors (门贴) of rooms as a PDF file, each once
// by seat and once by ticket number.
func DoorList(fonts Fonts, rooms ...RoomView) ([]byte, error) {
	return lay(fonts, rooms, doorTitle.ZH, func(p *paper, v *RoomView) {
		for order := range doorOrders {
			v.drawList(p, order)
		}
	})
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
	who := [][]stackText{p.cell(s.ticket(), 10.5), p.cell(s.Name, 11), p.cell(s.DocMasked, 9.5)}
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
