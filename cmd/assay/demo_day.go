package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"assay/document"
	"assay/office/accreditation"
	"assay/office/admission"
	"assay/office/examination"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// The papers of the exam day of a demonstration, beside its records.
const (
	demoTicket   = "ticket.pdf"
	demoDoorList = "door-list.pdf"
)

// A demoDay is a batch whose exam was yesterday: announced, reported to the centre
// before it, with everybody on duty, seated and checked in.
type demoDay struct {
	*demonstration
	*house
	plan      skill.Plan
	exam      day.Date
	theory    skill.Session
	operation skill.Session
	room      skill.Room
	shop      skill.Room
	panel     []skill.PersonID // assessors, and last the supervisor
	door      *colleague
	called    []examination.Called
}

// sitsYesterday carries a batch of the first body from its announcement to check-in.
func (d *demonstration) sitsYesterday() (err error) {
	x := &demoDay{demonstration: d, house: d.houses[0], exam: day.Of(d.clock.real()).AddDays(-1)}
	for _, step := range []struct {
		days, hour int
		do         func() error
	}{
		{25, 9, x.announced}, {22, 9, x.registered}, {20, 10, x.listed}, {12, 9, x.lodged}, {10, 10, x.onDuty}, {3, 9, x.seated}, {1, 8, x.checkedIn},
	} {
		d.clock.ago(step.days, step.hour)
		if err = step.do(); err != nil {
			return fmt.Errorf("an exam day: %w", err)
		}
	}
	return d.sequence(d.ctx)
}

// announced plans the batch with its rooms and sessions, and tells the public.
func (x *demoDay) announced() (err error) {
	if x.plan, err = x.demonstration.plan(x.house); err != nil {
		return err
	}
	for _, r := range []struct {
		to *skill.Room
		skill.Room
	}{
		{&x.room, skill.Room{Name: "一号考场", Kind: skill.RoomComputer, Rows: 5, Cols: 6, Accessible: true, Broken: []skill.Place{{Row: 1, Col: 2}}}},
		{&x.shop, skill.Room{Name: "实训室", Kind: skill.RoomPractical, Rows: 2, Cols: 5, Accessible: true}},
	} {
		r.Site = x.site.ID
		if *r.to, err = x.examination.AddRoom(x.ctx, x.clerk.by(), r.Room); err != nil {
			return err
		}
	}
	x.demonstration.rooms = []skill.Room{x.room, x.shop}
	if x.theory, err = x.hold(skill.Theory, 9, x.room); err != nil {
		return err
	}
	if x.operation, err = x.hold(skill.Operation, 14, x.shop); err != nil {
		return err
	}
	return x.announce(x.house, x.plan, x.exam)
}

func (x *demoDay) hold(part skill.Part, hour int, in skill.Room) (skill.Session, error) {
	starts := x.exam.Time().Add(time.Duration(hour) * time.Hour)
	return x.examination.Hold(x.ctx, x.clerk.by(), skill.Session{
		Plan: x.plan.ID, Part: part, Attempt: 1, Starts: starts, Ends: starts.Add(2 * time.Hour), Place: "样例市样例路 1 号",
	}, in.ID)
}

// registered has the centre register three assessors and the body's supervisor.
func (x *demoDay) registered() error {
	for i := range assessorsInGroup {
		who, err := x.identity.Enrol(x.ctx, x.security.by(), x.somebody("考评"+numerals[i]), x.body.Path)
		if err != nil {
			return err
		}
		x.panel = append(x.panel, who.ID)
		since := day.Of(x.clock.Now()).AddYears(-6)
		facts := skill.Dossier{
			Certificates: []skill.HeldCertificate{{Kind: skill.KindSkillLevel, Occupation: x.Occupation, Level: skill.Level3, Issued: since}},
			Employment:   []skill.Employment{{Occupation: x.Occupation, Period: day.Period{From: since}}},
		}
		if err := x.examiner(skill.Assessor{Person: who.ID, Class: skill.ClassAssessor, Card: fmt.Sprintf("样例考字第%04d号", i+1),
			Occupations: []skill.OccupationCode{x.Occupation}, Levels: []skill.Level{x.Level}}, facts, accreditation.AssessorFinding{}); err != nil {
			return err
		}
	}
	proof, err := x.files.Put(x.ctx, bytes.NewReader([]byte("样例督导培训结业证")), 1<<20)
	if err != nil {
		return err
	}
	who, err := x.identity.Enrol(x.ctx, x.security.by(), x.somebody("内部督导"), x.body.Path)
	if err != nil {
		return err
	}
	x.panel = append(x.panel, who.ID)
	facts := skill.Dossier{Posts: []skill.Post{{Kind: skill.PostAdministrator, Period: day.Period{From: day.Of(x.clock.Now()).AddYears(-3)}}}}
	return x.examiner(skill.Assessor{Person: who.ID, Class: skill.ClassInternal, Card: "样例督字第0001号"}, facts, accreditation.AssessorFinding{
		Ground: "已核对结业证", Proof: proof, Claims: []skill.Fact{{Subject: "posts"}}, Attests: []skill.Judgement{skill.SupervisorTraining},
	})
}

// examiner proposes and registers one.
func (x *demoDay) examiner(a skill.Assessor, facts skill.Dossier, f accreditation.AssessorFinding) error {
	a.Path = x.body.Path
	a, err := x.accreditation.ProposeAssessor(x.ctx, x.clerk.by(), a, facts)
	if err != nil {
		return err
	}
	f.Version = a.Version
	_, err = x.accreditation.RegisterAssessor(x.ctx, x.checker.by(), a.ID, f)
	return err
}

// How many have duties and sit. The names of the last two are as long as names are.
const (
	assessorsInGroup = 3
	invigilators     = 2
)

var (
	numerals = [...]string{"一", "二", "三"}
	comers   = [...]string{
		"样例应考一", "样例应考二", "样例应考三", "样例应考四", "样例应考五", "样例应考六", "阿卜杜热合曼江·样例·买买提吐尔逊江", "古丽米热阿依·样例·阿卜杜热依木江",
	}
)

// listed imports a roster of candidates who worked long enough, and their photos.
func (x *demoDay) listed() error {
	rows, numbers := map[skill.RosterSheet][][]string{}, []string{}
	for i, name := range comers {
		number := fmt.Sprintf("X%08d", 98000000+i)
		cells, work := make([]string, skill.RosterColumns), make([]string, len(skill.SheetWork.Columns()))
		for column, text := range map[int]string{
			skill.RosterOccupation: "电工", skill.RosterLevel: "四级/中级工", skill.RosterClause: "4.1", skill.RosterDocumentKind: "护照", skill.RosterNumber: number,
			skill.RosterName: name, skill.RosterSex: "男", skill.RosterBorn: "1990-01-01", skill.RosterPhone: "19900009" + number[len(number)-3:],
			skill.RosterHasCertificate: "否", skill.RosterSchooling: "初中", skill.RosterProvince: "广东省", skill.RosterOrigin: "企业在职职工", skill.RosterBody: x.Name,
			skill.RosterKind: "初次认定", skill.RosterAttempt: "正考", skill.RosterNation: "汉族", skill.RosterAddress: "样例市样例路 1 号",
		} {
			cells[column] = text
		}
		work[skill.ExtraNumber], work[skill.WorkFrom], work[skill.WorkOccupation] = number, "2015-01-01", string(x.Occupation)
		rows[skill.SheetRoster], rows[skill.SheetWork] = append(rows[skill.SheetRoster], cells), append(rows[skill.SheetWork], work)
		numbers = append(numbers, number)
	}
	var roster bytes.Buffer
	if err := document.WriteRoster(&roster, rows); err != nil {
		return err
	}
	file, err := x.files.Put(x.ctx, &roster, 1<<20)
	if err != nil {
		return err
	}
	if _, err := x.admission.StartImport(x.ctx, x.clerk.by(), admission.Sending{Plan: x.plan.ID, File: file, Consents: x.admission.Edition}); err != nil {
		return err
	}
	if err := x.work(x.ctx); err != nil {
		return err
	}
	if _, err := x.admission.Decide(x.ctx, x.reviewer.by(), x.plan.ID); err != nil {
		return err
	}
	pictures, err := album(numbers)
	if err != nil {
		return err
	}
	_, err = x.admission.Photos(x.ctx, x.clerk.by(), x.plan.ID, bytes.NewReader(pictures), int64(len(pictures)))
	return err
}

// lodged reports plan and list to the centre, which takes note.
func (x *demoDay) lodged() error {
	l, err := x.examination.Lodge(x.ctx, x.clerk.by(), x.plan.ID)
	if err == nil {
		_, err = x.examination.NoteLodgement(x.ctx, x.checker.by(), l.ID)
	}
	return err
}

// onDuty puts everybody on duty whom the exam needs, and asks whether anybody is
// missing.
func (x *demoDay) onDuty() error {
	duties := []skill.Assignment{{Duty: skill.Supervises, Person: x.panel[assessorsInGroup]}}
	for i := range assessorsInGroup {
		duties = append(duties, skill.Assignment{Duty: skill.Assesses, Session: x.operation.ID, Person: x.panel[i], Leader: i == 0})
	}
	for i := range invigilators {
		c, err := x.enrol("监考"+numerals[i], skill.RoleInvigilator, x.body.Path)
		if err != nil {
			return err
		}
		x.door = c
		duties = append(duties, skill.Assignment{Duty: skill.Invigilates, Session: x.theory.ID, Room: x.room.ID, Person: c.Person.ID})
	}
	for _, a := range duties {
		a.Plan = x.plan.ID
		if _, err := x.examination.Assign(x.ctx, x.clerk.by(), a); err != nil {
			return err
		}
	}
	lacks, err := x.examination.Lacking(x.ctx, x.plan)
	if err == nil && len(lacks) > 0 {
		err = fmt.Errorf("the roster misses %+v", lacks)
	}
	return err
}

// seated closes the list, draws the seats and gives the tickets out.
func (x *demoDay) seated() error {
	if _, err := x.examination.Start(x.ctx, x.head.by(), x.plan.ID); err != nil {
		return err
	}
	s, err := x.examination.DrawSeats(x.ctx, x.clerk.by(), examination.SeatingWish{Plan: x.plan.ID, Papers: 2, Seed: "1"})
	if err != nil {
		return err
	}
	if _, err := x.examination.IssueTickets(x.ctx, x.clerk.by(), s.ID); err != nil {
		return err
	}
	if x.called, err = x.examination.Tickets(x.ctx, x.clerk.by().Actor, x.plan.ID); err != nil {
		return err
	}
	x.sum.Seated = len(x.called)
	return x.printed()
}

// printed keeps one ticket and the list for the door beside the records.
func (x *demoDay) printed() error {
	papers := x.papers(x.clock.Now)
	ticket, err := papers.Tickets(x.ctx, x.called[len(x.called)-1])
	if err != nil {
		return err
	}
	rooms, err := x.examination.DoorList(x.ctx, x.clerk.by().Actor, examination.RoomAsked{Session: x.theory.ID})
	if err != nil {
		return err
	}
	list, err := papers.Rooms(document.DoorList, rooms)
	if err != nil {
		return err
	}
	x.sum.Ticket, x.sum.DoorList = filepath.Join(x.dir, demoTicket), filepath.Join(x.dir, demoDoorList)
	return errors.Join(os.WriteFile(x.sum.Ticket, ticket, 0o600), os.WriteFile(x.sum.DoorList, list, 0o600))
}

// checkedIn lets all but the first in, by the code on the ticket or from the list.
func (x *demoDay) checkedIn() error {
	for i, c := range x.called[1:] {
		s := examination.Scan{Way: skill.ByCode, Code: c.Code, Device: "一号平板"}
		if i == 0 {
			s = examination.Scan{Way: skill.ByList, Seat: c.Places[0].Seat.ID, Device: "一号平板"}
		}
		if _, err := x.examination.CheckIn(x.ctx, x.door.by(), x.theory.ID, s); err != nil {
			return err
		}
	}
	n, err := store.Count(x.ctx, x.store.Unscoped(), store.CheckIns{Session: x.theory.ID})
	x.sum.CheckedIn = n
	x.say("%s 考前上报、安排考务、编排座位、发放准考证；考试当天签到 %d 人，缺考 %d 人", x.Name, n, x.sum.Seated-n)
	return err
}
