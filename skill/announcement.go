package skill

import (
	"strconv"
	"strings"
	"time"

	"assay/skill/day"
)

// An Announcement (公告) tells the public of one exam to come: what is examined,
// where and when, who may apply by which conditions, until when, and for what fee.
type Announcement struct {
	ID         AnnouncementID
	Body       BodyID
	Site       SiteID
	Plan       PlanID // the batch that it announces; none: not planned yet
	Path       OrgPath
	Region     string // digits of GB/T 2260 of the place, two to six
	Title      string
	Occupation OccupationCode
	Specialty  string // 工种; empty where there is none
	Level      Level
	Set        string     // edition of the condition set that decides who may apply
	Place      string     // where, in words
	Exam       day.Period // its days
	Times      string     // the hours of its parts, in words
	Apply      day.Period // the days on which one may apply, both included
	FeeDue     int64      // of one application, in fen (分); 0: none is asked
	Capacity   int        // how many can be taken
	Words      string     // what else is said; no personal value
	Ground     string     // why it was withdrawn; no personal value
	Status     AnnouncementStatus
	StatusAt   time.Time
	Version    int64
}

// AnnouncementStatus is where an announcement stands. That its days of applying
// are over is derived from the day.
//
//	none ──draft──▶ draft ──publish──▶ published ──close──▶ closed
//	                published ──withdraw──▶ withdrawn
type AnnouncementStatus string

// The statuses of an announcement.
const (
	AnnouncementDraft     AnnouncementStatus = "draft"     // 草稿
	AnnouncementPublished AnnouncementStatus = "published" // 已发布
	AnnouncementClosed    AnnouncementStatus = "closed"    // 报名已截止
	AnnouncementWithdrawn AnnouncementStatus = "withdrawn" // 已撤回
)

var announcementLife = Lifecycle[AnnouncementStatus]{"announcement", []Transition[AnnouncementStatus]{
	{"draft", from[AnnouncementStatus](None), AnnouncementDraft},
	{"publish", from(AnnouncementDraft), AnnouncementPublished},
	{"close", from(AnnouncementPublished), AnnouncementClosed},
	{"withdraw", from(AnnouncementPublished), AnnouncementWithdrawn},
}}

func (a Announcement) move(verb, reason string) (Move, error) {
	return announcementLife.move(string(a.ID), a.Status, verb, reason)
}

// Draft writes it down (起草); nobody outside sees it.
func (a Announcement) Draft() (Move, error) { return a.move("draft", "") }

// Publish shows it to everybody (发布), when it is whole and its days are to come.
func (a Announcement) Publish(today day.Date) (Move, error) {
	if err := a.Check(); err != nil {
		return Move{}, err
	}
	switch {
	case a.Apply.To.Before(today):
		return Move{}, FailField("apply_to", "announcement.apply_past")
	case a.Capacity < 1:
		return Move{}, FailField("capacity", "announcement.no_capacity")
	}
	return a.move("publish", "")
}

// Close ends applying before its last day (截止), such as when it is full.
func (a Announcement) Close() (Move, error) { return a.move("close", "") }

// Withdraw takes it back (撤回), with a ground that everybody reads.
func (a Announcement) Withdraw() (Move, error) {
	if a.Ground == "" {
		return Move{}, FailField("ground", "announcement.no_ground")
	}
	return a.move("withdraw", a.Ground)
}

// Actions lists what may be done with it now.
func (a Announcement) Actions() []string { return announcementLife.Verbs(a.Status) }

// mostFee is more than any fee, in fen.
const mostFee = 100_000_00

// Check refuses what is not whole, or cannot be.
func (a Announcement) Check() error {
	switch {
	case a.Title == "":
		return FailField("title", "announcement.no_title")
	case a.Place == "":
		return FailField("place", "announcement.no_place")
	case len(a.Region) < 2 || len(a.Region) > 6 || strings.Trim(a.Region, "0123456789") != "":
		return FailField("region", "announcement.region")
	case a.Exam.From.IsZero() || a.Exam.To.Before(a.Exam.From):
		return FailField("exam_from", "announcement.exam_order")
	case a.Apply.From.IsZero() || a.Apply.To.Before(a.Apply.From):
		return FailField("apply_from", "announcement.apply_order")
	case !a.Apply.To.Before(a.Exam.From):
		return FailField("apply_to", "announcement.apply_late", "exam", a.Exam.From.String())
	case a.FeeDue < 0 || a.FeeDue > mostFee:
		return FailField("fee_due", "announcement.fee", "most", strconv.Itoa(mostFee))
	case a.Capacity < 0:
		return FailField("capacity", "announcement.no_capacity")
	}
	return nil
}

// MayApply tells whether one may apply on that day, and if not why. Whether there
// is a place left is for whoever counts the applications to say.
func (a Announcement) MayApply(on day.Date) error {
	switch {
	case a.Status != AnnouncementPublished:
		return Fail(Unmet, "announcement.not_open", "status", string(a.Status))
	case on.Before(a.Apply.From):
		return Fail(Unmet, "announcement.not_yet", "from", a.Apply.From.String())
	case on.After(a.Apply.To):
		return Fail(Unmet, "announcement.over", "to", a.Apply.To.String())
	}
	return nil
}
