package document

import (
	"cmp"
	"fmt"
	"slices"
)

// Labels fill A4 without gaps, three across and eight down: 70 × 37 mm, as they
// are sold in sheets of 24.
const (
	labelCols, labelRows = 3, 8
	labelW, labelH       = 70.0, 37.0
	labelTop             = 0.5
)

// SeatLabels prints a label (桌贴) for each seat that is taken, by number, on
// sheets of 24; each room begins a sheet.
func SeatLabels(fonts Fonts, rooms ...RoomView) ([]byte, error) {
	if !slices.ContainsFunc(rooms, func(v RoomView) bool { return len(v.Seats) > 0 }) {
		return DoorList(fonts, rooms...) // a sheet that says so, and no empty file
	}
	return lay(fonts, rooms, "桌贴", func(p *paper, v *RoomView) { v.drawLabels(p) })
}

func (v *RoomView) drawLabels(p *paper) {
	seats := slices.Clone(v.Seats)
	slices.SortFunc(seats, func(a, b SeatView) int { return cmp.Compare(a.Number, b.Number) })
	before := len(p.pages)
	for i, s := range seats {
		at := i % (labelCols * labelRows)
		if at == 0 {
			p.printedPage = &printedPage{pdfPage: p.file.page()}
			p.pages = append(p.pages, p.printedPage)
		}
		v.drawLabel(p, s, float64(at%labelCols)*labelW, labelTop+float64(at/labelCols)*labelH)
	}
	p.first = len(p.pages) // labels have no foot: it would lie across the last row
	if v.Specimen {
		for _, page := range p.pages[before:] {
			page.drawSpecimen()
		}
	}
}

func (v *RoomView) drawLabel(p *paper, s SeatView, x, y float64) {
	p.artifact(func() { p.frame(x, y, labelW, labelH, 0.3, inkLine) })
	const pad = 5.0
	when := sessionDay(v.Starts)
	p.file.group("P", "", func() {
		p.stack("seats", pdfArea{x + pad, y + 3, 20, labelH - 6},
			stackText{text: fmt.Sprint(s.Number), style: p.title(30, inkText)}, stackText{text: "座位 Seat", style: p.style(7.5, inkGrey)})
		p.stack("seats", pdfArea{x + pad + 21, y + 3, labelW - 2*pad - 21, labelH - 6},
			stackText{text: s.Name, style: p.style(14, inkText)},
			stackText{text: s.ticket(), style: p.style(10.5, inkText)},
			stackText{text: "考场 " + v.Room, style: p.style(9, inkText)},
			stackText{text: when.ZH + " " + sessionTime(v.Starts, v.Ends), style: p.style(7.5, inkGrey)})
	})
}
