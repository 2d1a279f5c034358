package document

import (
	"bytes"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/skill"
)

var examNine = time.Date(2026, 12, 5, 1, 0, 0, 0, time.UTC) // 9:00 in Beijing

func sampleExam() ExamView {
	return ExamView{Exam: "2026年第四批电工四级职业技能等级认定", Body: "示范省甲职业技能评价中心", Printed: time.Date(2026, 11, 28, 2, 30, 0, 0, time.UTC)}
}

// sampleTicket is a whole ticket of a synthetic person.
func sampleTicket(t testing.TB) TicketView {
	t.Helper()
	pictures, err := normalised()
	if err != nil {
		t.Fatal(err)
	}
	return TicketView{
		Number: "2026 0001 2345", Name: "样例甲", DocKind: "居民身份证", DocMasked: "6590************1X", Occupation: "电工", Level: skill.Level4,
		Photo: pictures[0], Code: "K7QW2MZP9RTC4HVX",
		Sittings: []SittingView{
			{Part: skill.Theory, Starts: examNine, Ends: examNine.Add(90 * time.Minute), Site: "示范省甲考点", Address: "示范省示范市示范区示范路 1 号教学楼", Room: "101", Seat: 12, Row: 2, Col: 6},
			{Part: skill.Operation, Starts: examNine.Add(28 * time.Hour), Ends: examNine.Add(30 * time.Hour), Site: "示范省甲考点实训楼", Address: "示范省示范市示范区示范路 1 号实训楼", Room: "实训 3", Seat: 4, Row: 1, Col: 4},
		},
		Rules: []Words{
			{"开考前 30 分钟凭准考证和有效身份证件入场，开考 30 分钟后不得入场。", "Come in from 30 minutes before the start, with this ticket and your identity document. Nobody is let in later than 30 minutes after the start."},
			{"不得携带手机等通讯工具和有存储功能的电子设备。", "Telephones and devices that store or send are not allowed."},
			{"按座位号就座，将证件放在桌面左上角。", "Sit on the seat of your number and put the document on the upper left of the desk."},
		},
	}
}

// sampleRoom is a room of 5 × 6 with the longest names among them.
func sampleRoom() RoomView {
	v := RoomView{ExamView: sampleExam(), Part: skill.Theory, Starts: examNine, Ends: examNine.Add(90 * time.Minute),
		Site: "示范省甲考点", Address: "示范省示范市示范区示范路 1 号", Room: "101", Rows: 5, Cols: 6, OutOfService: [][2]int{{1, 2}, {5, 6}}, Invigilators: 2}
	names := []string{"样例甲", "样例乙", "阿卜杜热合曼江·买买提吐尔逊江·阿卜力米提艾合买提江", "样例丙丁", "欧阳样例"}
	for row := 1; row <= 5; row++ {
		for col := 1; col <= 6; col++ {
			n := len(v.Seats) + 1
			if row == 1 && col == 2 || row == 5 && col > 3 {
				continue
			}
			v.Seats = append(v.Seats, SeatView{Row: row, Col: col, Number: n, Name: names[n%len(names)], DocMasked: "6590************1X",
				Ticket: fmt.Sprintf("2026000123%02d", (n*37)%90)})
		}
	}
	return v
}

// Everything that a candidate must know stands on the ticket, in both languages.
func TestATicketSaysEverything(t *testing.T) {
	file, err := Tickets(shippedFonts(t), sampleExam(), []TicketView{sampleTicket(t)})
	if err != nil {
		t.Fatal(err, faults(err))
	}
	text := joined(textOf(t, file))
	for _, want := range []string{
		"准考证", "Admission ticket", "2026年第四批电工四级职业技能等级认定", "示范省甲职业技能评价中心", "样例甲", "202600012345",
		"居民身份证", "6590************1X", "电工", "四级/中级工", "Level 4", "签到码", "K7QW 2MZP 9RTC 4HVX",
		"理论知识考试", "2026年12月5日 星期六", "Sat 5 Dec 2026", "09:00–10:30", "示范路 1 号教学楼", "考场 101", "座位 12", "第 2 排第 6 列",
		"操作技能考核", "2026年12月6日 星期日", "13:00–15:00", "考场 实训 3", "row 1, column 4",
		"考生须知", "开考 30 分钟后不得入场", "Telephones and devices", "第 1 页，共 1 页", "Page 1 of 1",
	} {
		if !strings.Contains(text, joined(want)) {
			t.Errorf("the ticket does not say %q", want)
		}
	}
	if strings.Contains(text, "SPECIMEN") {
		t.Error("a real ticket is marked as a specimen")
	}
}

// The code is read by a scanner from grey print, the specimen mark over it or not.
func TestTheCodeOnATicketIsRead(t *testing.T) {
	if _, err := exec.LookPath("zbarimg"); err != nil {
		t.Skip("zbarimg is not installed (Debian package zbar-tools)")
	}
	for _, specimen := range []bool{false, true} {
		exam := sampleExam()
		exam.Specimen = specimen
		file, err := Tickets(shippedFonts(t), exam, []TicketView{sampleTicket(t)})
		if err != nil {
			t.Fatal(err)
		}
		page := filepath.Join(t.TempDir(), "page")
		tool(t, file, "pdftoppm", "-r", "150", "-gray", "-png", "-singlefile", "FILE", page)
		out, err := exec.Command("zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", page+".png").Output()
		if err != nil || strings.TrimSpace(string(out)) != "K7QW2MZP9RTC4HVX" {
			t.Errorf("specimen %v: the scanner reads %q (%v)", specimen, out, err)
		}
	}
}

// Tickets of a whole plan lie in one file; each is counted by itself, goes on to
// another page where it must, and says there whose it is.
func TestTicketsAreCountedEachByItself(t *testing.T) {
	long := sampleTicket(t)
	long.Name = "𠮷样例"
	for len(long.Sittings) < 12 {
		long.Sittings = append(long.Sittings, long.Sittings[0])
	}
	exam := sampleExam()
	exam.Specimen = true
	file, err := Tickets(withFallback(t, shippedFonts(t)), exam, []TicketView{sampleTicket(t), long})
	if err != nil {
		t.Fatal(err, faults(err))
	}
	pages := strings.Split(textOf(t, file), "\f")
	for i, want := range []string{"Page 1 of 1", "Page 1 of 2", "Page 2 of 2"} {
		if !strings.Contains(pages[i], want) {
			t.Errorf("page %d does not say %q", i+1, want)
		}
	}
	if !strings.Contains(pages[2], "𠮷样例") {
		t.Error("the second page does not say whose ticket it is")
	}
}

// Papers of a room: the door's list by seat and by number, the map with its
// front, empty seats and seats out of service, and a label for each seat.
func TestPapersOfARoom(t *testing.T) {
	f, v := shippedFonts(t), sampleRoom()
	for _, c := range []struct {
		what  string
		print func(Fonts, ...RoomView) ([]byte, error)
		pages int
		want  []string
	}{
		{"door", DoorList, 2, []string{"按座位号排列", "按准考证号排列", "by ticket number", "考生 26 名，监考 2 名", "26 candidates", "示范省甲考点 考场 101",
			"理论知识考试 2026年12月5日 星期六 09:00–10:30", "阿卜杜热合曼江·买买提吐尔逊江·阿卜力米提艾合买提江", "202600012337"}},
		{"map", SeatMap, 1, []string{"考场座位图", "讲台 Front", "停用 Out", "空 Empty", "6 列", "5排", "欧阳样例"}},
		{"labels", SeatLabels, 2, []string{"座位 Seat", "样例丙丁", "考场 101"}},
	} {
		file, err := c.print(f, v)
		if err != nil {
			t.Errorf("%s: %v %v", c.what, err, faults(err))
			continue
		}
		text := textOf(t, file)
		if n := strings.Count(text, "\f"); n != c.pages {
			t.Errorf("%s has %d pages, want %d", c.what, n, c.pages)
		}
		for _, want := range c.want {
			if !strings.Contains(joined(text), joined(want)) {
				t.Errorf("%s does not say %q", c.what, want)
			}
		}
		if again, err := c.print(f, v); err != nil || !bytes.Equal(again, file) {
			t.Errorf("%s: the same view gave other bytes (%v)", c.what, err)
		}
		if out := tool(t, file, "qpdf", "--check", "FILE"); !strings.Contains(out, "No syntax or stream encoding errors") {
			t.Error(c.what, out)
		}
	}
}

// The list by seat and the list by number hold the same people, each in order.
func TestTheDoorListIsSortedBothWays(t *testing.T) {
	file, err := DoorList(shippedFonts(t), sampleRoom())
	if err != nil {
		t.Fatal(err)
	}
	number := regexp.MustCompile(`2026000123\d\d`)
	pages := strings.Split(tool(t, file, "pdftotext", "-layout", "FILE", "-"), "\f")
	bySeat, byNumber := number.FindAllString(pages[0], -1), number.FindAllString(pages[1], -1)
	if len(bySeat) != 26 || bySeat[0] != "202600012337" || slices.IsSorted(bySeat) {
		t.Errorf("by seat: %v", bySeat)
	}
	if len(byNumber) != 26 || !slices.IsSorted(byNumber) {
		t.Errorf("by number: %v", byNumber)
	}
}

// Papers of several rooms lie in one file, each room counted by itself; whoever has
// no ticket is on the list and has none, and nothing is cut off of the longest
// names of bodies, sites and rooms.
func TestPapersOfSeveralRooms(t *testing.T) {
	one, two := sampleRoom(), sampleRoom()
	one.Seats[0].Ticket = ""
	two.Room, two.Seats = "综合实训楼三层理论机考一体化第十二考场", two.Seats[:3]
	two.Site, two.Body = "示范省示范自治州示范市石油化工职业技能实训基地第二考点", "示范省示范石油天然气股份有限公司示范油田分公司职业技能等级评价中心（第一实训基地）"
	for what, print := range map[string]func(Fonts, ...RoomView) ([]byte, error){"door": DoorList, "map": SeatMap, "labels": SeatLabels} {
		file, err := print(shippedFonts(t), one, two)
		if err != nil {
			t.Errorf("%s: %v %v", what, err, faults(err))
			continue
		}
		text := joined(textOf(t, file))
		for _, want := range []string{"考场 101", "未发 None", two.Room, "阿卜杜热合曼江·买买提吐尔逊江·阿卜力米提艾合买提江"} {
			if !strings.Contains(text, joined(want)) {
				t.Errorf("%s does not say %q", what, want)
			}
		}
		if what == "labels" {
			continue // they have no head and no foot
		}
		if strings.Contains(text, "Page2of") || !strings.Contains(text, two.Site) {
			t.Errorf("%s is not counted room by room", what)
		}
	}
	if _, err := DoorList(shippedFonts(t)); faults(err)["rooms"] != "print.exam_item_missing" {
		t.Errorf("no room at all: %v", err)
	}
}

// An empty room's papers say so; a hall goes on over several pages.
func TestEmptyAndLargeRooms(t *testing.T) {
	f, empty, hall := shippedFonts(t), sampleRoom(), sampleRoom()
	empty.Seats = nil
	hall.Rows, hall.Cols, hall.Specimen = 14, 20, true
	for what, print := range map[string]func(Fonts, ...RoomView) ([]byte, error){"door": DoorList, "map": SeatMap, "labels": SeatLabels} {
		file, err := print(f, empty)
		if err != nil || !strings.Contains(textOf(t, file), "没有考生在本考场应考") {
			t.Errorf("%s of an empty room: %v", what, err)
		}
	}
	file, err := SeatMap(f, hall)
	if err != nil {
		t.Fatal(err, faults(err))
	}
	text := textOf(t, file)
	for _, want := range []string{"Page 6 of 6", "20 列", "14排"} {
		if !strings.Contains(text, want) {
			t.Errorf("the hall's map does not say %q", want)
		}
	}
}

// Of many tickets the one without a photo keeps none of the others from being
// printed: it has a place for it.
func TestATicketWithoutAPhoto(t *testing.T) {
	bare := sampleTicket(t)
	bare.Photo = nil
	file, err := Tickets(shippedFonts(t), sampleExam(), []TicketView{sampleTicket(t), bare})
	if err != nil {
		t.Fatal(err, faults(err))
	}
	if n := strings.Count(textOf(t, file), "贴照片处"); n != 1 {
		t.Errorf("%d places to paste a photo, want 1", n)
	}
}

// What cannot be printed is named by its place.
func TestExamPapersNameEveryFault(t *testing.T) {
	f := shippedFonts(t)
	for _, c := range []struct {
		path, reason string
		spoil        func(*TicketView)
	}{
		{"tickets[0].name", "print.exam_item_missing", func(v *TicketView) { v.Name = "" }},
		{"tickets[0].name", "print.character_missing", func(v *TicketView) { v.Name = "样𰻝" }},
		{"tickets[0].name", "print.text_broken", func(v *TicketView) { v.Name = "\xff" }},
		{"tickets[0].photo", "picture.unreadable", func(v *TicketView) { v.Photo = []byte("none") }},
		{"tickets[0].sittings", "print.exam_item_missing", func(v *TicketView) { v.Sittings = nil }},
		{"tickets[0].sittings[1].room", "print.exam_item_missing", func(v *TicketView) { v.Sittings[1].Room = "" }},
		{"qr", "print.qr_long", func(v *TicketView) { v.Code = strings.Repeat("A", 500) }},
		{"tickets[0].name", "print.text_long", func(v *TicketView) { v.Name = strings.Repeat("样", 300) }},
	} {
		v := sampleTicket(t)
		c.spoil(&v)
		_, err := Tickets(f, sampleExam(), []TicketView{v})
		if got := faults(err)[c.path]; got != c.reason {
			t.Errorf("%s: got %q of %v, want %s", c.path, got, faults(err), c.reason)
		}
	}
	if _, err := Tickets(f, sampleExam(), nil); reason(err) != "print.unprintable" {
		t.Errorf("no tickets at all: %v", err)
	}
	v := sampleRoom()
	v.Seats[3].Name = "样𰻝"
	if _, err := SeatLabels(f, v); faults(err)["rooms[0].seats[3].name"] != "print.character_missing" {
		t.Errorf("%v", err)
	}
}
