package planning

import (
	"fmt"
	"slices"
	"testing"

	"assay/skill"
	"assay/skill/day"
)

// The shipped figures: one invigilator to fifteen candidates and two in a room at
// least; three assessors, an odd number, with a leader; a supervisor of the batch.
// Source: docs/rules.md, Planning an exam.
var rules = Rules{InvigilatorPer: 15, InvigilatorLeast: 2, Panel: 3, Review: 3, Odd: true, Supervisors: 1}

func held(part skill.Part, rooms ...Filled) Held {
	return Held{Session: skill.Session{ID: "s", Part: part, Attempt: 1}, Rooms: rooms}
}

func watching(room skill.RoomID, n int) (out []skill.Assignment) {
	for range n {
		out = append(out, skill.Assignment{Session: "s", Room: room, Duty: skill.Invigilates})
	}
	return out
}

func assessing(n int, leader bool) (out []skill.Assignment) {
	for i := range n {
		out = append(out, skill.Assignment{Session: "s", Duty: skill.Assesses, Leader: leader && i == 0})
	}
	return out
}

var supervisor = skill.Assignment{Duty: skill.Supervises}

func TestLacking(t *testing.T) {
	for _, c := range []struct {
		what  string
		held  Held
		posts []skill.Assignment
		want  string
	}{
		{"nobody sits, nobody is needed", held(skill.Theory, Filled{Room: "r"}), nil, ""},
		{"one candidate, two invigilators", held(skill.Theory, Filled{Room: "r", Candidates: 1}), []skill.Assignment{supervisor}, "invigilator too-few r 0/2"},
		{"thirty, two", held(skill.Theory, Filled{Room: "r", Candidates: 30}), append(watching("r", 2), supervisor), ""},
		{"thirty-one, three", held(skill.Theory, Filled{Room: "r", Candidates: 31}), append(watching("r", 2), supervisor), "invigilator too-few r 2/3"},
		{"each room by itself", held(skill.Theory, Filled{Room: "r", Candidates: 20}, Filled{Room: "q", Candidates: 5}), append(watching("r", 4), supervisor), "invigilator too-few q 0/2"},
		{"work at a bench is not invigilated", held(skill.Operation, Filled{Room: "r", Candidates: 9}), append(assessing(3, true), supervisor), ""},
		{"work at computers is", held(skill.Operation, Filled{Room: "r", Candidates: 9, Computer: true}), append(assessing(3, true), supervisor), "invigilator too-few r 0/2"},
		{"two assessors", held(skill.Operation, Filled{Candidates: 9}), append(assessing(2, true), supervisor), "assessor too-few  2/3"},
		{"four are even", held(skill.Operation, Filled{Candidates: 9}), append(assessing(4, true), supervisor), "assessor even  4/5"},
		{"nobody leads", held(skill.Review, Filled{Candidates: 9}), append(assessing(3, false), supervisor), "assessor no-leader  0/1"},
		{"nobody supervises", held(skill.Operation, Filled{Candidates: 9}), assessing(3, true), "supervisor too-few  0/1"},
	} {
		got := ""
		for _, l := range Lacking(Batch{Sessions: []Held{c.held}, Posts: c.posts}, rules) {
			got += fmt.Sprintf("%s %s %s %d/%d", l.Duty, l.Why, l.Room, l.Have, l.Need)
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
	even := rules
	even.Odd = false
	if got := Lacking(Batch{Sessions: []Held{held(skill.Operation, Filled{Candidates: 9})}, Posts: append(assessing(4, true), supervisor)}, even); len(got) != 0 {
		t.Errorf("where an even number is allowed: %v", got)
	}
}

// Every item is derived from what is known, and is late when its day has passed.
// Source: docs/rules.md, Planning an exam.
func TestChecklist(t *testing.T) {
	exam, today := day.Must("2026-12-21"), day.Must("2026-12-10")
	two := []skill.Part{skill.Theory, skill.Operation}
	base := func() Facts {
		return Facts{
			Today: today, Exam: exam, Plan: skill.Plan{Parts: two}, Filed: Act{On: day.Must("2026-11-20"), By: "clerk"}, Wanted: true, LodgeBy: day.Must("2026-12-14"),
			Accepted: 2, Sessions: []Held{held(skill.Theory, Filled{Room: "r", Candidates: 2}), held(skill.Operation, Filled{Room: "q", Candidates: 2})},
		}
	}
	lodged := func(f *Facts) {
		f.Lodgement = skill.Lodgement{ID: "l", At: day.Must("2026-12-11").Time(), Due: f.LodgeBy, Exam: exam, Candidates: 2, Reporter: "clerk", Status: skill.LodgementLodged}
	}
	for _, c := range []struct {
		what, key string
		change    func(*Facts)
		want      State
	}{
		{"a plan is filed", "plan", func(*Facts) {}, Done},
		{"no plan of the year", "annual-plan", func(*Facts) {}, Free},
		{"one that the centre has not noted", "annual-plan", func(f *Facts) { f.Annual = skill.AnnualPlan{ID: "a", Status: skill.AnnualPlanSubmitted} }, Open},
		{"one that it has", "annual-plan", func(f *Facts) { f.Annual = skill.AnnualPlan{ID: "a", Status: skill.AnnualPlanNoted} }, Done},
		{"somebody is undecided", "list", func(f *Facts) { f.Undecided = 1 }, Open},
		{"everybody is decided", "list", func(*Facts) {}, Done},
		{"lodging is still in time", "lodgement", func(*Facts) {}, Open},
		{"on its last day too", "lodgement", func(f *Facts) { f.Today = f.LodgeBy }, Open},
		{"the day after not", "lodgement", func(f *Facts) { f.Today = f.LodgeBy.AddDays(1) }, Late},
		{"nobody asks for it", "lodgement", func(f *Facts) { f.Wanted = false }, Free},
		{"lodged in time", "lodgement", lodged, Done},
		{"lodged late", "lodgement", func(f *Facts) { lodged(f); f.Lodgement.At = day.Must("2026-12-15").Time() }, Late},
		{"objected to is not lodged", "lodgement", func(f *Facts) { lodged(f); f.Lodgement.Status = skill.LodgementObjected }, Open},
		{"a part has no session", "sessions", func(f *Facts) { f.Sessions = f.Sessions[:1] }, Open},
		{"every part has", "sessions", func(*Facts) {}, Done},
		{"a session has no room", "rooms", func(f *Facts) { f.Sessions[1].Rooms = []Filled{{Candidates: 2}} }, Open},
		{"every session has", "rooms", func(*Facts) {}, Done},
		{"no place for somebody", "places", func(f *Facts) { f.Accepted = 3 }, Open},
		{"nobody is missing", "duties", func(*Facts) {}, Done},
		{"somebody is", "duties", func(f *Facts) { f.Lacks = []Lack{{Need: 1}} }, Open},
		{"on the day after the first", "duties", func(f *Facts) { f.Lacks, f.Today = []Lack{{Need: 1}}, exam.AddDays(1) }, Late},
		{"not started", "start", func(*Facts) {}, Open},
		{"not started in time", "start", func(f *Facts) { f.Today = exam.AddDays(1) }, Late},
		{"a mark is missing", "sittings", func(f *Facts) { f.Started, f.Sittings, f.Outstanding = Act{On: exam}, 4, 1 }, Open},
		{"none is", "sittings", func(f *Facts) { f.Started, f.Sittings = Act{On: exam}, 4 }, Done},
		{"nobody settled", "settled", func(*Facts) {}, Open},
		{"everybody is", "settled", func(f *Facts) { f.Settled = 2 }, Done},
		{"one pass is not public", "publicised", func(f *Facts) { f.Settled, f.Passed, f.Publicised = 2, 2, 1 }, Open},
		{"reported after its day", "reported", func(f *Facts) {
			f.Settled, f.Passed, f.Reported = 2, 2, 2
			f.Reports = []skill.Report{{On: exam.AddDays(9), Due: exam.AddDays(8), Reporter: "head"}}
		}, Late},
		{"nobody passed, nothing to report", "reported", func(f *Facts) { f.Settled = 2 }, Done},
	} {
		f := base()
		c.change(&f)
		seen := map[Step]bool{}
		for _, x := range Checklist(f) {
			seen[x.Step] = true
			if x.Key == c.key && x.State != c.want {
				t.Errorf("%s: %s is %s, want %s", c.what, x.Key, x.State, c.want)
			}
		}
		if len(seen) != 4 {
			t.Errorf("%d steps, want four", len(seen))
		}
	}
	f := base()
	lodged(&f)
	f.Lodgement.Exam, f.Additions, f.Unlisted = exam.AddDays(-1), 1, 1
	for _, x := range Checklist(f) {
		if x.Key == "lodgement" && !slices.Equal(x.Remarks, []string{"plan.unlisted", "addition.flagged", "lodgement.moved"}) {
			t.Errorf("remarks: %v", x.Remarks)
		}
	}
}
