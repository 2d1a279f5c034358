package planning

import (
	"assay/skill"
	"assay/skill/day"
)

// A Step is one of the four of an assessment.
// Source: 职业技能鉴定 implementation steps, docs/rules.md, Planning an exam.
type Step string

// The steps.
const (
	Organising Step = "organising" // 鉴定前的组织准备
	Equipping  Step = "equipping"  // 鉴定前的技术准备
	Examining  Step = "examining"  // 鉴定的实施
	Concluding Step = "concluding" // 鉴定后的结果处理
)

// A State is how far an item has come; it is derived and never stored.
type State string

// The states.
const (
	Done State = "done" // 已完成
	Open State = "open" // 待办
	Late State = "late" // 逾期: open after its day, or done after it
	Free State = "free" // 不要求
)

// An Item is one line of the checklist of a batch.
type Item struct {
	Step       Step
	Key        string // what is to be done, as in word.planning.item.KEY
	State      State
	Due        day.Date       // its last day, where there is one
	On         day.Date       // when it was done
	By         skill.PersonID // who did it, where one person did
	Have, Need int            // where it is counted
	Remarks    []string       // reasons of remarks, none of which refuses anything
}

// An Act is something that somebody did on a day.
type Act struct {
	On day.Date
	By skill.PersonID
}

// Facts are what is known of a batch on a day.
type Facts struct {
	Today                    day.Date
	Plan                     skill.Plan
	Exam                     day.Date // its first day; none: not every part has a session
	Filed, Started, Finished Act
	Published                Act
	Annual                   skill.AnnualPlan
	Deviations               []string

	Undecided, Accepted int
	Lodgement           skill.Lodgement
	LodgeBy             day.Date // the last day for lodging
	Wanted              bool     // lodging is asked for at all
	Unlisted, Additions int

	Sessions []Held
	Lacks    []Lack
	Turns    []Turn

	Sittings, Outstanding, Absent   int
	Settled, Publicised, Reported   int
	Confirmed, Passed, Certificates int
	Reports                         []skill.Report
}

// Checklist says of a batch what was done, when and by whom, and what is late, in
// its four steps.
// Source: docs/rules.md, Planning an exam.
func Checklist(f Facts) []Item {
	var out []Item
	for _, part := range []func(Facts) []Item{organising, equipping, examining, concluding} {
		out = append(out, part(f)...)
	}
	return out
}

// item is done or open; open after its day, or done after it, is late.
func (f Facts) item(step Step, key string, done bool, i Item) Item {
	i.Step, i.Key = step, key
	switch {
	case i.State != "":
	case done && !i.Due.IsZero() && i.On.After(i.Due), !done && !i.Due.IsZero() && f.Today.After(i.Due):
		i.State = Late
	case done:
		i.State = Done
	default:
		i.State = Open
	}
	return i
}

func organising(f Facts) []Item {
	annual := Item{Remarks: f.Deviations, By: f.Annual.Reporter}
	if f.Annual.ID == "" {
		annual.State = Free
	}
	lodged := f.Lodgement.Status == skill.LodgementLodged || f.Lodgement.Status == skill.LodgementNoted
	lodging := Item{Due: f.LodgeBy, Have: f.Lodgement.Candidates, Need: f.Accepted}
	if lodged {
		lodging.On, lodging.By, lodging.Due = day.Of(f.Lodgement.At), f.Lodgement.Reporter, f.Lodgement.Due
	} else if !f.Wanted && f.Lodgement.ID == "" {
		lodging.State = Free
	}
	noted := Item{By: f.Lodgement.Decider, State: lodging.State}
	if f.Lodgement.Status == skill.LodgementNoted {
		noted.On = day.Of(f.Lodgement.StatusAt)
	}
	if noted.State == Late {
		noted.State = ""
	}
	if f.Unlisted > 0 {
		lodging.Remarks = append(lodging.Remarks, "plan.unlisted")
	}
	if f.Additions > 0 {
		lodging.Remarks = append(lodging.Remarks, "addition.flagged")
	}
	if lodged && !f.Exam.IsZero() && f.Exam != f.Lodgement.Exam {
		lodging.Remarks = append(lodging.Remarks, "lodgement.moved")
	}
	return []Item{
		f.item(Organising, "annual-plan", f.Annual.Status == skill.AnnualPlanNoted, annual),
		f.item(Organising, "plan", true, Item{On: f.Filed.On, By: f.Filed.By}),
		f.item(Organising, "announcement", !f.Published.On.IsZero(), Item{On: f.Published.On, By: f.Published.By}),
		f.item(Organising, "list", f.Accepted > 0 && f.Undecided == 0, Item{Have: f.Accepted, Need: f.Accepted + f.Undecided}),
		f.item(Organising, "lodgement", lodged, lodging),
		f.item(Organising, "lodgement-noted", f.Lodgement.Status == skill.LodgementNoted, noted),
	}
}

func equipping(f Facts) []Item {
	parts, roomed, places, lacking := 0, 0, 0, 0
	for _, part := range f.Plan.Parts {
		for _, h := range f.Sessions {
			if h.Part == part && h.Attempt == 1 {
				parts++
				break
			}
		}
	}
	for _, h := range f.Sessions {
		if len(h.Rooms) > 0 && h.Rooms[0].Room != "" {
			roomed++
		}
		for _, r := range h.Rooms {
			places += r.Candidates
		}
	}
	for _, l := range f.Lacks {
		lacking += l.Missing()
	}
	before := Item{}
	if !f.Exam.IsZero() {
		before.Due = f.Exam
	}
	on := func(have, need int) Item { return Item{Due: before.Due, Have: have, Need: need} }
	duties := on(0, lacking)
	if len(f.Turns) > 0 {
		duties.Remarks = []string{"assignment.rotation"}
	}
	need := f.Accepted * len(f.Plan.Parts)
	return []Item{
		f.item(Equipping, "sessions", parts == len(f.Plan.Parts), Item{Have: parts, Need: len(f.Plan.Parts)}),
		f.item(Equipping, "rooms", roomed > 0 && roomed == len(f.Sessions), on(roomed, len(f.Sessions))),
		f.item(Equipping, "places", need > 0 && places >= need, on(places, need)),
		f.item(Equipping, "duties", len(f.Sessions) > 0 && lacking == 0, duties),
	}
}

func examining(f Facts) []Item {
	started := !f.Started.On.IsZero()
	return []Item{
		f.item(Examining, "start", started, Item{Due: f.Exam, On: f.Started.On, By: f.Started.By}),
		f.item(Examining, "sittings", started && f.Outstanding == 0, Item{Have: f.Sittings - f.Outstanding, Need: f.Sittings}),
		f.item(Examining, "finish", !f.Finished.On.IsZero(), Item{On: f.Finished.On, By: f.Finished.By, Have: f.Absent}),
	}
}

func concluding(f Facts) []Item {
	reported, checked, confirmed := Item{Have: f.Reported, Need: f.Passed}, Item{}, Item{Have: f.Confirmed, Need: f.Passed}
	for _, r := range f.Reports {
		reported.On, reported.By, reported.Due = r.On, r.Reporter, r.Due
		checked.By, confirmed.By = r.Checker, r.Confirmer
		if r.Status == skill.ReportConfirmed {
			confirmed.On = day.Of(r.StatusAt)
		}
	}
	every := func(n int) bool { return f.Settled > 0 && n == f.Passed }
	return []Item{
		f.item(Concluding, "settled", f.Accepted > 0 && f.Settled == f.Accepted, Item{Have: f.Settled, Need: f.Accepted}),
		f.item(Concluding, "publicised", every(f.Publicised), Item{Have: f.Publicised, Need: f.Passed}),
		f.item(Concluding, "reported", every(f.Reported), reported),
		f.item(Concluding, "checked", checked.By != "", checked),
		f.item(Concluding, "confirmed", every(f.Confirmed), confirmed),
		f.item(Concluding, "certificates", every(f.Certificates), Item{Have: f.Certificates, Need: f.Passed}),
	}
}
