package skill

import (
	"strconv"
	"time"

	"assay/skill/day"
)

// An AnnualReport (年度自查报告) is what a body says of a year that is over,
// beside what the register itself has counted.
type AnnualReport struct {
	ID       AnnualReportID
	Body     BodyID
	Path     OrgPath
	Year     int
	Figures  YearFigures // as the register counted them when it was handed in
	Words    string      // the body's own findings; no personal value
	Proof    FileHash    // the report as a file; may be empty
	Due      day.Date    // the last day for handing in by policy
	On       day.Date    // when it was first handed in
	Reporter PersonID    // who handed it in last
	Decider  PersonID    // of the centre
	Ground   string      // why it was accepted or sent back; no personal value
	Status   AnnualReportStatus
	StatusAt time.Time
	Version  int64
}

// YearFigures are what the register counts of one body in one year: of the exams
// that were held in it, and of the certificates that were issued or revoked in it.
type YearFigures struct {
	Plans        int // batches with an exam in the year
	Candidates   int // who were called to one
	Examined     int // of them, those who sat at least one part
	Passed       int // of them, those whose result is a pass today
	Failed       int // and those whose result is not
	Certificates int // issued in the year, whatever became of them
	Revoked      int // revoked in the year
	Objections   int // against those results
	Upheld       int // of them, those that were found right
}

// PassRate is the share of results that are a pass, in tenths of a percent,
// rounded to the nearest; ok is false where there is no result.
func (f YearFigures) PassRate() (tenths int, ok bool) {
	all := f.Passed + f.Failed
	if all == 0 {
		return 0, false
	}
	return (2000*f.Passed + all) / (2 * all), true
}

// AnnualReportStatus is where an annual report stands.
//
//	none, returned ──hand-in──▶ handed ──accept──▶ accepted
//	                            handed ──send-back──▶ returned
type AnnualReportStatus string

// The statuses of an annual report.
const (
	AnnualReportHanded   AnnualReportStatus = "handed"   // 已报送
	AnnualReportAccepted AnnualReportStatus = "accepted" // 已接收
	AnnualReportReturned AnnualReportStatus = "returned" // 已退回
)

var annualReportLife = Lifecycle[AnnualReportStatus]{"annual_report", []Transition[AnnualReportStatus]{
	{"hand-in", from(None, AnnualReportReturned), AnnualReportHanded},
	{"accept", from(AnnualReportHanded), AnnualReportAccepted},
	{"send-back", from(AnnualReportHanded), AnnualReportReturned},
}}

func (a AnnualReport) move(verb, reason string) (Move, error) {
	return annualReportLife.move(string(a.ID), a.Status, verb, reason)
}

// earliestYear is when the first bodies of this kind were filed.
// Source: 人社部发〔2019〕90号.
const earliestYear = 2019

// HandIn hands in the report on a year that is over (报送). Being late is stated
// and not refused.
func (a AnnualReport) HandIn(today day.Date) (Move, error) {
	switch {
	case a.Year < earliestYear:
		return Move{}, FailField("year", "annual_report.year", "first", strconv.Itoa(earliestYear))
	case a.Year >= today.Year():
		return Move{}, FailField("year", "annual_report.year_runs", "year", strconv.Itoa(a.Year))
	case a.Words == "":
		return Move{}, FailField("words", "annual_report.no_words")
	}
	return a.move("hand-in", "")
}

// Accept takes note of it (接收); who accepts is not who handed in.
func (a AnnualReport) Accept(reporter, decider Person) (Move, error) {
	if err := Apart(reporter, decider); err != nil {
		return Move{}, err
	}
	return a.move("accept", a.Ground)
}

// SendBack asks for more (退回), with a ground.
func (a AnnualReport) SendBack() (Move, error) {
	if a.Ground == "" {
		return Move{}, FailField("ground", "annual_report.no_ground")
	}
	return a.move("send-back", a.Ground)
}

// Late tells whether it first came after its due day.
func (a AnnualReport) Late() bool { return a.On.After(a.Due) }

// Actions lists what may be done with the report now.
func (a AnnualReport) Actions() []string { return annualReportLife.Verbs(a.Status) }
