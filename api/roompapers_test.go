package api

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"assay/internal/testdb"
	"assay/skill"
)

// printed is what a PDF file of an answer says, without white space.
func (s *scene) printed(who, path, name string) string {
	s.t.Helper()
	got := s.ask(who, "GET", Prefix+path, nil)
	if got.status != 200 || got.header.Get("Content-Type") != "application/pdf" || got.header.Get("Content-Disposition") != `attachment; filename="`+name+`"` {
		s.t.Fatalf("%s: %d %v %.300s", got.asked, got.status, got.header, got.body)
	}
	file := filepath.Join(s.t.TempDir(), name)
	s.must(os.WriteFile(file, got.body, 0o600))
	out, err := exec.Command("pdftotext", file, "-").Output()
	s.must(err)
	return strings.Join(strings.Fields(string(out)), "")
}

// From rooms to the papers of an exam day (考务材料): door list, map and labels say
// who sits where, by a masked number; all tickets lie in one file. Before tickets
// are out there is nothing to print, and nobody outside the body's desk sees them.
func TestPapersOfAnExamDay(t *testing.T) {
	s := newScene(t)
	if s.api.Fonts.Text == nil {
		t.Skip("the fonts are not there (make fonts)")
	}
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("pdftotext is not installed (Debian package poppler-utils)")
	}
	const longest = "阿卜杜热合曼江·买买提吐尔逊江·阿卜力米提艾合买提江"
	body, site := s.filed()
	room := func(name, kind string) string {
		return s.do("clerk", "POST", "/sites/"+site+"/rooms", doc{"name": name, "kind": kind, "rows": 2, "cols": 2, "accessible": true})["id"].(string)
	}
	first, second, shop := room("第一考场", "theory"), room("综合实训楼三层理论机考第十二考场", "theory"), room("实训室", "practical")
	plan := s.do("clerk", "POST", "/plans", doc{"body": body, "site": site, "title": "样例批次", "occupation": "6-31-01-03", "level": "4"})["id"].(string)
	session := func(part, hour string, rooms ...string) string {
		return s.do("clerk", "POST", "/plans/"+plan+"/sessions", doc{
			"part": part, "starts": "2026-11-23T" + hour + ":00:00Z", "ends": "2026-11-23T" + hour + ":59:00Z", "place": "样例路 1 号", "rooms": rooms,
		})["id"].(string)
	}
	theory, _ := session("theory", "01", first, second), session("operation", "02", shop, room("二号实训室", "practical"))
	rows := sheets{}
	for n := range 5 {
		rows.add(n, true)
	}
	rows[skill.SheetRoster][0][skill.RosterName] = longest
	s.ask("clerk", "POST", Prefix+"/plans/"+plan+"/roster?consents=2026-11", rows.file(s))
	if n := s.do("clerk", "POST", "/plans/"+plan+"/decide", nil); n["accepted"] != 5.0 {
		t.Fatalf("decided: %v", n)
	}
	for _, a := range s.items("clerk", "/plans/"+plan+"/applications") {
		s.do("clerk", "PUT", "/applications/"+a["id"].(string)+"/photo", photo(t))
	}
	s.do("clerk", "POST", "/plans/"+plan+"/start", nil)
	seating := s.do("clerk", "POST", "/plans/"+plan+"/seatings", doc{})["id"].(string)
	s.refused(409, "seating.not_issued", "clerk", "GET", "/sessions/"+theory+"/door-list.pdf", nil)
	s.refused(409, "ticket.none_yet", "clerk", "GET", "/plans/"+plan+"/tickets.pdf", nil)
	s.do("clerk", "POST", "/seatings/"+seating+"/tickets", nil)

	number := testdb.Born(0).Document.Number
	for name, wants := range map[string][]string{
		"door-list.pdf":   {"按座位号排列", "按准考证号排列", longest, number.String(), "第一考场", "综合实训楼三层理论机考第十二考场", "2611200001", "2611200005"},
		"seat-map.pdf":    {"考场座位图", "讲台Front", longest, "空Empty", "2611200003"},
		"seat-labels.pdf": {"座位Seat", longest, "考场第一考场"},
	} {
		text := s.printed("clerk", "/sessions/"+theory+"/"+name, name)
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not say %q: %.600s", name, want, text)
			}
		}
		if strings.Contains(text, number.Reveal()) {
			t.Errorf("%s says a whole document number", name)
		}
		if one := s.printed("clerk", "/sessions/"+theory+"/"+name+"?room="+first, name); strings.Contains(one, "第十二考场") {
			t.Errorf("%s of one room tells of another", name)
		}
		for _, who := range []string{"reviewer", "checker", "approver"} {
			s.refused(403, "actor.denied", who, "GET", "/sessions/"+theory+"/"+name, nil)
		}
		s.refused(404, "session.not_found", "stranger", "GET", "/sessions/"+theory+"/"+name, nil)
		s.refused(404, "room.not_found", "clerk", "GET", "/sessions/"+theory+"/"+name+"?room=none", nil)
	}
	text := s.printed("clerk", "/plans/"+plan+"/tickets.pdf", "tickets.pdf")
	if n := strings.Count(text, "签到码"); n != 5 || !strings.Contains(text, longest) {
		t.Errorf("%d tickets in one file: %.600s", n, text)
	}
	s.refused(404, "plan.not_found", "stranger", "GET", "/plans/"+plan+"/tickets.pdf", nil)
}
