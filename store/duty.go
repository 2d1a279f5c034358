package store

import (
	"context"
	"fmt"
	"time"

	"assay/skill"
	"assay/skill/day"
)

var (
	rectifications = define("rectification", rectificationFields, onPath)
	annualReports  = define("annual_report", annualReportFields, onPath)
	exits          = define("body_exit", exitFields, onPath)
)

func rectificationFields(f *fields, r *skill.Rectification) {
	key(f, &r.ID)
	text(f, "=body_id", &r.Body)
	text(f, "=path", &r.Path)
	readable(f, "demand", &r.Demand)
	date(f, "due", &r.Due)
	text(f, "=orderer", &r.Orderer)
	readable(f, "answer", &r.Answer)
	text(f, "proof", &r.Proof)
	date(f, "handed_on", &r.Handed)
	text(f, "reporter", &r.Reporter)
	text(f, "decider", &r.Decider)
	readable(f, "ground", &r.Ground)
	state(f, &r.Status, &r.StatusAt)
	version(f, &r.Version)
}

func annualReportFields(f *fields, a *skill.AnnualReport) {
	key(f, &a.ID)
	text(f, "=body_id", &a.Body)
	text(f, "=path", &a.Path)
	integer(f, "=year", &a.Year)
	for _, c := range figureColumns(&a.Figures) {
		integer(f, c.name, c.n)
	}
	readable(f, "words", &a.Words)
	text(f, "proof", &a.Proof)
	date(f, "due", &a.Due)
	date(f, "handed_on", &a.On)
	text(f, "reporter", &a.Reporter)
	text(f, "decider", &a.Decider)
	readable(f, "ground", &a.Ground)
	state(f, &a.Status, &a.StatusAt)
	version(f, &a.Version)
}

// A figure is one count with its column.
type figure struct {
	name string
	n    *int
}

// figureColumns are the counts of a year in the order of their columns.
func figureColumns(y *skill.YearFigures) []figure {
	return []figure{
		{"plans", &y.Plans}, {"candidates", &y.Candidates}, {"examined", &y.Examined}, {"passed", &y.Passed}, {"failed", &y.Failed},
		{"certificates", &y.Certificates}, {"revoked", &y.Revoked}, {"objections", &y.Objections}, {"upheld", &y.Upheld},
	}
}

func exitFields(f *fields, e *skill.Exit) {
	key(f, &e.ID)
	text(f, "=body_id", &e.Body)
	text(f, "=path", &e.Path)
	date(f, "=exit_on", &e.On)
	readable(f, "why", &e.Why)
	text(f, "=applicant", &e.Applicant)
	text(f, "decider", &e.Decider)
	readable(f, "ground", &e.Ground)
	state(f, &e.Status, &e.StatusAt)
	version(f, &e.Version)
}

// Rectification reads one rectification.
func (r Reader) Rectification(ctx context.Context, id skill.RectificationID) (skill.Rectification, error) {
	return get[skill.Rectification](ctx, r, id)
}

// AnnualReport reads one annual report.
func (r Reader) AnnualReport(ctx context.Context, id skill.AnnualReportID) (skill.AnnualReport, error) {
	return get[skill.AnnualReport](ctx, r, id)
}

// Exit reads one exit.
func (r Reader) Exit(ctx context.Context, id skill.ExitID) (skill.Exit, error) {
	return get[skill.Exit](ctx, r, id)
}

// Rectifications narrows a list of rectifications. Those that are overdue on a
// day keep a body's filing from being renewed.
type Rectifications struct {
	Body    skill.BodyID
	Status  []skill.RectificationStatus
	Overdue day.Date // overdue on that day, as skill.Rectification.Overdue has it
}

func (r Rectifications) narrow(w *where, _ *words, _ skill.Rectification) {
	is(w, "body_id", r.Body)
	in(w, "status", r.Status)
	if !r.Overdue.IsZero() {
		w.and("((status = 'ordered' OR status = 'returned') AND due < ? OR status = 'handed' AND handed_on > due)", r.Overdue.String())
	}
}

// AnnualReports narrows a list of annual reports.
type AnnualReports struct {
	Body     skill.BodyID
	Year     int // 0 for every year
	LateOnly bool
	Status   []skill.AnnualReportStatus
}

func (a AnnualReports) narrow(w *where, _ *words, _ skill.AnnualReport) {
	is(w, "body_id", a.Body)
	if a.Year != 0 {
		w.and("year = ?", a.Year)
	}
	if a.LateOnly {
		w.and("handed_on > due")
	}
	in(w, "status", a.Status)
}

// Exits narrows a list of exits.
type Exits struct {
	Body   skill.BodyID
	By     day.Date // whose day is that one or an earlier one
	Status []skill.ExitStatus
}

func (e Exits) narrow(w *where, _ *words, _ skill.Exit) {
	is(w, "body_id", e.Body)
	if !e.By.IsZero() {
		w.and("exit_on <= ?", e.By.String())
	}
	in(w, "status", e.Status)
}

// Silent narrows a list of bodies to those that owe the report on a year: filed
// before it ended, on the register still, and without one that stands.
type Silent struct{ Year int }

func (s Silent) narrow(w *where, _ *words, _ skill.Body) {
	_, end := yearOf(s.Year)
	w.and("id < ?", idFrom(end))
	w.and("status <> 'withdrawn'")
	w.and("NOT EXISTS (SELECT 1 FROM annual_report a WHERE a.body_id = body.id AND a.year = ? AND a.status <> 'returned')", s.Year)
}

// yearOf is when a year begins in UTC+8, and when the next one does.
func yearOf(year int) (begin, end time.Time) {
	zone := time.FixedZone("UTC+8", 8*60*60)
	return time.Date(year, 1, 1, 0, 0, 0, 0, zone), time.Date(year+1, 1, 1, 0, 0, 0, 0, zone)
}

// idFrom is not above any id that is drawn from that time on, and above all that
// were drawn before it.
// Source: RFC 9562, 5.7: the first 48 bits are milliseconds.
func idFrom(t time.Time) string {
	hex := fmt.Sprintf("%012x", t.UnixMilli())
	return hex[:8] + "-" + hex[8:]
}

// yearCounts counts one body's year. The exams of the year are the sittings in
// its sessions, of plans that were not cancelled.
const yearCounts = `WITH held AS (
  SELECT s.plan_id, s.application_id, max(CASE WHEN s.status = 'marked' OR s.status = 'void' THEN 1 ELSE 0 END) AS sat
  FROM plan p JOIN session e ON e.plan_id = p.id JOIN sitting s ON s.session_id = e.id
  WHERE p.body_id = $1 AND p.status <> 'cancelled' AND e.starts >= $2 AND e.starts < $3 AND s.status <> 'dropped'
  GROUP BY s.plan_id, s.application_id
), outcome AS (SELECT r.id, r.passed FROM held h JOIN result r ON r.application_id = h.application_id),
raised AS (SELECT o.status FROM outcome r JOIN objection o ON o.result_id = r.id AND o.kind = ''),
given AS (SELECT status, status_at, issued FROM certificate WHERE body_id = $1 AND number <> '')
SELECT
  (SELECT count(DISTINCT plan_id) FROM held), (SELECT count(*) FROM held), (SELECT count(*) FROM held WHERE sat = 1),
  (SELECT count(*) FROM outcome WHERE passed = 1), (SELECT count(*) FROM outcome WHERE passed = 0),
  (SELECT count(*) FROM given WHERE status <> 'numbered' AND status <> 'void' AND issued >= $4 AND issued < $5),
  (SELECT count(*) FROM given WHERE status = 'revoked' AND status_at >= $2 AND status_at < $3),
  (SELECT count(*) FROM raised), (SELECT count(*) FROM raised WHERE status = 'upheld')`

// Figures counts what the register knows of a body's year.
func (r Reader) Figures(ctx context.Context, id skill.BodyID, year int) (y skill.YearFigures, err error) {
	if _, err := r.Body(ctx, id); err != nil {
		return y, err
	}
	begin, end := yearOf(year)
	rows, err := r.q.query(ctx, yearCounts, string(id), micros(begin), micros(end), fmt.Sprintf("%04d", year), fmt.Sprintf("%04d", year+1))
	if err != nil {
		return y, err
	}
	var into []any
	for _, c := range figureColumns(&y) {
		into = append(into, c.n)
	}
	err = each(rows, func() error { return rows.Scan(into...) })
	return y, err
}
