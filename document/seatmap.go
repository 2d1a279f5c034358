package document

import (
	"fmt"
	"slices"
)

var mapTitle = Words{"考场座位图", "Seat map"}

// A page of a seat map shows so many rows and columns; a larger room goes on to
// further pages.
const (
	mapCols   = 7
	mapRows   = 10
	mapNumber = 7.0 // the column with the rows' numbers
	mapTall   = 22.0
	outCross  = 0.6 // of the place, above the word
)

// SeatMap prints who sits where in rooms as a PDF file, as one sees it who stands
// at the door behind the last row: the front is at the top.
func SeatMap(fonts Fonts, rooms ...RoomView) ([]byte, error) {
	return lay(fonts, rooms, mapTitle.ZH, func(p *paper, v *RoomView) { v.drawMap(p) })
}

func (v *RoomView) drawMap(p *paper) {
	sits := map[[2]int]SeatView{}
	for _, s := range v.Seats {
		sits[[2]int{s.Row, s.Col}] = s
	}
	p.begin(func(bool) {
		p.heading(mapTitle, v.roomLines()...)
		v.drawCount(p)
	})
	for row := 1; row <= v.Rows; row += mapRows {
		for col := 1; col <= v.Cols; col += mapCols {
			if row > 1 || col > 1 {
				p.turn()
			}
			v.drawBlock(p, sits, row, col)
		}
	}
}

// drawBlock draws the part of the room that begins at a row and column.
func (v *RoomView) drawBlock(p *paper, sits map[[2]int]SeatView, row, col int) {
	rows, cols := min(mapRows, v.Rows-row+1), min(mapCols, v.Cols-col+1)
	wide := (paperRight - paperLeft - mapNumber) / float64(max(cols, 4))
	left := paperLeft + mapNumber
	tall := min(mapTall, (paperEnd-p.y-12)/float64(rows))
	if row == 1 {
		v.drawFront(p, left, wide*float64(cols))
	}
	for c := range cols {
		p.mark("P", "", func() {
			p.centred(left+wide*(float64(c)+0.5), p.y+3, fmt.Sprintf("%d 列", col+c), p.style(8, inkGrey))
		})
	}
	p.y += 4.5
	p.file.group("Table", "", func() {
		for r := range rows {
			p.file.group("TR", "", func() {
				p.file.group("TH", rowHeader, func() {
					p.stack("layout", pdfArea{paperLeft, p.y, mapNumber - 0.5, tall}, stackText{text: fmt.Sprintf("%d排", row+r), style: p.style(8, inkGrey)})
				})
				for c := range cols {
					v.drawPlace(p, sits, [2]int{row + r, col + c}, pdfArea{left + wide*float64(c), p.y, wide, tall})
				}
			})
			p.y += tall
		}
	})
}

// drawFront marks where the front of the room is.
func (v *RoomView) drawFront(p *paper, x, width float64) {
	p.artifact(func() { p.block(x+width/4, p.y, width/2, 6.5, inkGrey) })
	p.mark("P", "", func() { p.centred(x+width/2, p.y+4.6, "讲台 Front", p.style(10, ink{255, 255, 255})) })
	p.y += 8
}

// drawPlace draws one place: a seat with its occupant, an empty seat, or one that
// is out of service, crossed out.
func (v *RoomView) drawPlace(p *paper, sits map[[2]int]SeatView, at [2]int, a pdfArea) {
	const gap = 0.7
	box := pdfArea{a.x + gap, a.y + gap, a.width - 2*gap, a.height - 2*gap}
	s, taken := sits[at]
	out := slices.Contains(v.OutOfService, at)
	p.artifact(func() {
		switch {
		case out:
			p.block(box.x, box.y, box.width, box.height, inkMist)
			p.line(box.x, box.y, box.x+box.width, box.y+box.height*outCross, 0.6, inkGrey)
			p.line(box.x+box.width, box.y, box.x, box.y+box.height*outCross, 0.6, inkGrey)
		case taken:
			p.frame(box.x, box.y, box.width, box.height, 0.9, inkText)
		default:
			p.frame(box.x, box.y, box.width, box.height, 0.4, inkLine)
		}
	})
	inner := pdfArea{box.x + 1, box.y + 0.6, box.width - 2, box.height - 1.2}
	p.file.group("TD", "", func() {
		switch {
		case taken:
			p.stack("seats", inner, stackText{text: fmt.Sprint(s.Number), style: p.title(11, inkIndigo)},
				stackText{text: s.Name, style: p.style(9.5, inkText)}, stackText{text: s.ticket(), style: p.style(7, inkGrey)})
		case out:
			p.stack("layout", pdfArea{inner.x, box.y + box.height*outCross, inner.width, box.height * (1 - outCross)}, stackText{text: "停用 Out", style: p.style(7.5, inkText)})
		default:
			p.stack("layout", inner, stackText{text: "空 Empty", style: p.style(7.5, inkGrey)})
		}
	})
}
