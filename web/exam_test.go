package web

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"assay/document"
	"assay/document/fonts"
	"assay/files"
	"assay/internal/testdb"
	"assay/office/examination"
	"assay/reference"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// An exam is what the body does between paying and check-in.
type exam struct {
	*hall
	testdb.Batch
	dir    string // where the candidate's browser keeps what it downloads
	theory skill.Session
}

// examines puts the planning desk in its place, with tickets that say what is
// needed to find a seat and to check in.
func (h *hall) examines(folder *files.Folder) {
	h.site.Examination = &examination.Desk{
		Store: h.store, Policies: reference.Policies(), Calendar: reference.WorkingDays(), Sets: func(string) bool { return true },
		Works: func(skill.OccupationCode, day.Date) bool { return true },
	}
	h.site.Ticket = func(ctx context.Context, c examination.Called) ([]byte, error) {
		var f document.Fonts
		content, err := fonts.Read(fonts.Regular)
		if err != nil {
			return nil, err
		}
		if f.Text, err = document.LoadFont(content); err != nil {
			return nil, err
		}
		v := document.TicketView{
			ExamView: document.ExamView{Exam: c.Plan.Title, Body: c.Body.Name, Printed: h.clock.Now()}, Number: c.Ticket.Number, Name: c.Person.Name,
			DocKind: "居民身份证", DocMasked: c.Person.Document.Number.String(), Occupation: "电工", Level: c.Plan.Level, Code: c.Code,
		}
		for _, p := range c.Places {
			v.Sittings = append(v.Sittings, document.SittingView{Part: p.Session.Part, Starts: p.Session.Starts, Ends: p.Session.Ends,
				Site: c.Site.Name, Address: p.Session.Place, Room: p.Room.Name, Seat: p.Seat.Number, Row: p.Seat.Row, Col: p.Seat.Col})
		}
		if v.Photo, err = folder.Get(ctx, c.Photo); err != nil {
			return nil, err
		}
		return document.Tickets(f, v.ExamView, []document.TicketView{v})
	}
}

// seats holds a session of each part in a room of its own, closes the list, draws
// the seats and gives the tickets out.
func (e *exam) seats(ctx context.Context) error {
	desk, by := e.site.Examination, store.By{Actor: e.Actor(0)}
	first := day.Of(e.clock.Now()).AddDays(3).Time()
	for i, part := range e.Plan.Parts {
		room := skill.Room{Site: e.Site.ID, Name: []string{"理论机考第一考场", "综合实训楼三层电工实训室"}[i], Kind: []skill.RoomKind{skill.RoomTheory, skill.RoomPractical}[i], Rows: 2, Cols: 3}
		room, err := desk.AddRoom(ctx, by, room)
		if err != nil {
			return err
		}
		starts := first.Add(time.Duration(9+5*i) * time.Hour)
		s, err := desk.Hold(ctx, by, skill.Session{Plan: e.Plan.ID, Part: part, Attempt: 1, Starts: starts, Ends: starts.Add(2 * time.Hour), Place: "样例市一号路 1 号"}, room.ID)
		if err != nil {
			return err
		}
		if i == 0 {
			e.theory = s
		}
	}
	if _, err := desk.Start(ctx, by, e.Plan.ID); err != nil {
		return err
	}
	drawn, err := desk.DrawSeats(ctx, by, examination.SeatingWish{Plan: e.Plan.ID})
	if err == nil {
		_, err = desk.IssueTickets(ctx, by, drawn.ID)
	}
	return err
}

// scanned is the code on the ticket that the candidate downloaded, as a scanner
// reads it off the page.
func (e *exam) scanned(t *testing.T) string {
	picture := filepath.Join(e.dir, "ticket")
	if out, err := exec.Command("pdftoppm", "-r", "150", "-png", "-singlefile", picture+".pdf", picture).CombinedOutput(); err != nil {
		t.Errorf("%v %s", err, out)
	}
	code, err := exec.Command("zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", picture+".png").Output()
	if err != nil {
		t.Error(err)
	}
	return strings.TrimSpace(string(code))
}

// lets checks the candidate in at the door by the code on their ticket.
func (e *exam) lets(t *testing.T) error {
	e.clock.Set(e.theory.Starts.Add(-20 * time.Minute))
	c, err := e.site.Examination.CheckIn(t.Context(), store.By{Actor: e.Actor(0)}, e.theory.ID, examination.Scan{Way: skill.ByCode, Code: e.scanned(t), Device: "门口一"})
	if err == nil && (c.Session != e.theory.ID || c.First != "") {
		t.Errorf("checked in: %+v", c)
	}
	return err
}

// scanner skips where a ticket cannot be printed or read off the page.
func scanner(t *testing.T) {
	t.Helper()
	if _, err := fonts.Read(fonts.Regular); err != nil {
		t.Skip(err)
	}
	for _, tool := range []string{"pdftoppm", "zbarimg"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed (Debian packages poppler-utils, zbar-tools)", tool)
		}
	}
}

// From acceptance to the seat: no ticket before seats are drawn; then the page says
// room and seat and gives the ticket, to its candidate alone.
func TestTicketPage(t *testing.T) {
	scanner(t)
	for _, lang := range []string{"zh", "en"} {
		h, batch := newApplied(t)
		b := h.candidate(47)
		if lang == "zh" {
			b.lang = "zh"
		}
		page := b.begins(batch.Plan.ID)
		b.tells("employment", "from", "2015-01-01", "occupation", "电工", "relation", "same", "employer", "样例公司")
		for _, m := range []string{"registration-form", "id-copy", "work-proof"} {
			b.uploads(page+"/materials/"+m, testdb.PDF(m))
		}
		b.uploads(page+"/materials/photo", portrait(t))
		b.post(page + "/check").leads(page + "?done=submitted")
		for _, step := range []string{"/accept", "/pay"} {
			officers(t, &batch)[step](h)
		}
		b.get(page + "/ticket.pdf").says(409)
		e := &exam{hall: h, Batch: batch, dir: t.TempDir()}
		if err := e.seats(t.Context()); err != nil {
			t.Fatal(err)
		}
		shown := b.get(page).says(200, "理论机考第一考场", page+"/ticket.pdf").Body.String()
		golden(t, filepath.Join("testdata", lang, "apply-seat.html"), ids.ReplaceAllString(shown, "ID"))
		got := b.get(page + "/ticket.pdf")
		if got.Code != 200 || got.Header().Get("Content-Type") != "application/pdf" || !strings.HasPrefix(got.Header().Get("Content-Disposition"), "attachment;") {
			t.Fatalf("%d %v", got.Code, got.Header())
		}
		h.candidate(48).get(page + "/ticket.pdf").says(404)
		h.browser().get(page + "/ticket.pdf").leads("/sign-in")
		if err := os.WriteFile(filepath.Join(e.dir, "ticket.pdf"), got.Body.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := e.lets(t); err != nil {
			t.Error(err)
		}
	}
}
