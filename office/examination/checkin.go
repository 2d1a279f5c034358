package examination

import (
	"context"
	"errors"
	"time"

	"assay/rule/access"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// A Scan is one check-in as a device noted it.
type Scan struct {
	Way      skill.CheckInWay
	Code     string         // of the ticket, by code
	Seat     skill.SeatID   // by list
	Document skill.Document // by document
	Device   string         // which device, as it names itself
	At       time.Time      // by its clock, where it had no network; else nothing
}

// mostDevice is how long a device's name may be, in bytes.
const mostDevice = 64

// CheckIn notes that a candidate came to a session (签到), on its day and before it
// ends. A second time on the same device is refused; from another device it is
// kept and names the first.
func (d *Desk) CheckIn(ctx context.Context, by store.By, session skill.SessionID, s Scan) (out skill.CheckIn, err error) {
	defer skill.Wrap(&err, "check in to session %s", session)
	s.At = time.Time{}
	err = d.atDoor(ctx, by, "check-in", session, func(tx *store.Tx, now skill.Session) error {
		if err := openDoor(now, tx.Now); err != nil {
			return err
		}
		out, err = note(ctx, tx, now, s)
		return err
	})
	return out, err
}

// A ScanOutcome says what became of one scan that was handed in later.
type ScanOutcome struct {
	CheckIn skill.CheckIn // as it was written, or was there before
	Reason  string        // why it was not taken in; empty when it was
}

// HandInScans takes in what a device noted without network, in its order, with
// the device's times. What it handed in before is told again and not written
// twice, so a device may send everything once more.
func (d *Desk) HandInScans(ctx context.Context, by store.By, session skill.SessionID, scans []Scan) (out []ScanOutcome, err error) {
	defer skill.Wrap(&err, "hand in scans of session %s", session)
	err = d.atDoor(ctx, by, "hand-in-scans", session, func(tx *store.Tx, now skill.Session) error {
		if out = nil; len(scans) == 0 {
			return skill.FailField("scans", "field.required")
		}
		for _, s := range scans {
			c, err := handIn(ctx, tx, now, s)
			own, coded := errors.AsType[*skill.Error](err)
			switch {
			case err == nil:
				out = append(out, ScanOutcome{CheckIn: c})
			case coded && own.Code != skill.Internal:
				out = append(out, ScanOutcome{Reason: own.Reason})
			default:
				return err
			}
		}
		return nil
	})
	return out, err
}

// handIn takes one scan in whose time can be that of the session's day.
func handIn(ctx context.Context, tx *store.Tx, now skill.Session, s Scan) (skill.CheckIn, error) {
	if s.At.IsZero() || s.At.After(tx.Now) || openDoor(now, s.At) != nil {
		return skill.CheckIn{}, skill.FailField("at", "check_in.clock")
	}
	c, err := note(ctx, tx, now, s)
	if skill.ReasonOf(err) == "check_in.twice" {
		return c, nil
	}
	return c, err
}

// openDoor refuses a session that is not of the day, is over or is cancelled.
func openDoor(s skill.Session, now time.Time) error {
	switch {
	case s.Cancelled:
		return skill.Fail(skill.WrongState, "session.cancelled")
	case day.Of(now) != day.Of(s.Starts):
		return skill.Fail(skill.WrongState, "check_in.other_day", "day", day.Of(s.Starts).String())
	case !now.Before(s.Ends):
		return skill.Fail(skill.WrongState, "check_in.over")
	}
	return nil
}

// atDoor runs what is done at the door of a session by whoever may.
func (d *Desk) atDoor(ctx context.Context, by store.By, op access.Op, id skill.SessionID, fn func(*store.Tx, skill.Session) error) error {
	return d.Store.Update(ctx, by, func(tx *store.Tx) error {
		s, err := tx.Session(ctx, id)
		if err != nil {
			return err
		}
		if err := access.Need(by.Actor, op, s.Path); err != nil {
			return err
		}
		return fn(tx, s)
	})
}

// note writes a check-in. The sitting is locked, so that of two at once one is
// the first.
func note(ctx context.Context, tx *store.Tx, now skill.Session, s Scan) (out skill.CheckIn, err error) {
	device := skill.Clean(s.Device)
	if device == "" || len(device) > mostDevice {
		return out, skill.FailField("device", "check_in.device")
	}
	seat, err := seatFor(ctx, tx, now, s)
	if err != nil {
		return out, err
	}
	sitting, err := tx.Locked().Sitting(ctx, seat.Sitting)
	if err != nil {
		return out, err
	}
	if sitting.Status == skill.SittingDropped {
		return out, skill.Fail(skill.Unmet, "check_in.left")
	}
	there, err := store.List(ctx, tx, store.CheckIns{Sitting: seat.Sitting}, store.Everything)
	if err != nil {
		return out, err
	}
	out = skill.CheckIn{ID: skill.CheckInID(tx.NewID()), Plan: seat.Plan, Path: seat.Path, Session: seat.Session, Sitting: seat.Sitting, Seat: seat.ID,
		Way: s.Way, Device: device, At: tx.Now, By: tx.By.Actor.Person}
	for _, c := range there {
		if c.Device == device {
			return c, skill.Fail(skill.Conflict, "check_in.twice", "at", c.At.In(day.Shanghai).Format("15:04"))
		}
		if c.First == "" {
			out.First = c.ID
		}
	}
	if !s.At.IsZero() {
		out.At, out.Offline = s.At, true
	}
	return out, store.Add(ctx, tx, &out)
}

// seatFor finds the seat of whoever stands at the door.
func seatFor(ctx context.Context, tx *store.Tx, now skill.Session, s Scan) (skill.Seat, error) {
	f := store.Seats{Session: now.ID, Issued: true}
	switch s.Way {
	case skill.ByCode:
		t, err := store.One(ctx, tx, store.Tickets{Plan: now.Plan, Code: s.Code})
		if s.Code == "" || skill.CodeOf(err) == skill.NotFound {
			return skill.Seat{}, skill.FailField("code", "check_in.unknown_code")
		}
		if err != nil {
			return skill.Seat{}, err
		}
		if err := stays(ctx, tx, t.Application); err != nil {
			return skill.Seat{}, err
		}
		f.Application = t.Application
	case skill.ByList:
		seat, err := tx.Seat(ctx, s.Seat)
		if skill.CodeOf(err) == skill.NotFound || err == nil && (seat.Session != now.ID || seat.Gone) {
			return skill.Seat{}, skill.FailField("seat", "check_in.unknown_seat")
		}
		if err != nil {
			return skill.Seat{}, err
		}
		f.Sitting = seat.Sitting
	case skill.ByDocument:
		a, err := holder(ctx, tx, now.Plan, s.Document)
		if err != nil {
			return skill.Seat{}, err
		}
		f.Application = a
	default:
		return skill.Seat{}, skill.FailField("way", "check_in.way")
	}
	seat, err := store.One(ctx, tx, f)
	if skill.CodeOf(err) == skill.NotFound {
		return seat, skill.Fail(skill.Unmet, "check_in.not_here")
	}
	return seat, err
}

// stays refuses the ticket of somebody who has left the list since.
func stays(ctx context.Context, tx *store.Tx, id skill.ApplicationID) error {
	a, err := tx.Application(ctx, id)
	if err == nil && a.Status != skill.ApplicationAccepted {
		err = skill.Fail(skill.Unmet, "check_in.left")
	}
	return err
}

// holder is the application of whoever holds a document, on the plan's list.
func holder(ctx context.Context, tx *store.Tx, plan skill.PlanID, d skill.Document) (skill.ApplicationID, error) {
	unknown := skill.FailField("document", "check_in.unknown_document")
	if d.IsZero() {
		return "", unknown
	}
	people, err := store.List(ctx, tx, store.Persons{Documents: []skill.Document{d}}, store.Everything)
	if err != nil {
		return "", err
	}
	ids := make([]skill.PersonID, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	a, err := store.One(ctx, tx, store.Applications{Plan: plan, Persons: ids, Status: []skill.ApplicationStatus{skill.ApplicationAccepted}})
	if skill.CodeOf(err) == skill.NotFound {
		return "", unknown
	}
	return a.ID, err
}

// Absentees are the seats of a session that is over for whom nobody checked in
// (未签到): derived, for the invigilator's record and whoever enters marks.
func (d *Desk) Absentees(ctx context.Context, viewer skill.Actor, id skill.SessionID, now time.Time) ([]skill.Seat, error) {
	seer, err := access.Viewer(viewer, "list-absentees")
	if err != nil {
		return nil, err
	}
	view := d.Store.As(seer)
	s, err := view.Session(ctx, id)
	if err != nil {
		return nil, err
	}
	if now.Before(s.Ends) {
		return nil, skill.Fail(skill.WrongState, "check_in.not_over")
	}
	return store.List(ctx, view, store.Seats{Session: id, Issued: true, Absent: true}, store.Everything)
}
