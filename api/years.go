package api

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"assay/office/accreditation"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// years registers the reports of each year.
func (a *API) years() {
	register(a, get("get-body-figures", "/bodies/{id}/figures", "What the register counts of a body's year"), a.figures)
	register(a, post("hand-in-annual-report", "/bodies/{id}/annual-reports", "Hand in the report on a year that is over (年度自查报告)").creates(), a.handInYear)
	register(a, get("list-annual-reports", "/annual-reports", "Annual reports within the asker's organisations"), a.listYears)
	register(a, get("list-silent-bodies", "/annual-reports/missing", "Bodies that owe the report on a year"), a.listSilent)
	register(a, get("get-annual-report", "/annual-reports/{id}", "One annual report"), a.year)
	register(a, post("accept-annual-report", "/annual-reports/{id}/accept", "Take note of it (接收)"), a.endYear((*accreditation.Desk).AcceptYear))
	register(a, post("send-back-annual-report", "/annual-reports/{id}/send-back", "Ask for more (退回)"), a.endYear((*accreditation.Desk).SendBackYear))
}

// A FiguresView is what the register counts of a year.
type FiguresView struct {
	Plans        int    `json:"plans" doc:"Batches with an exam in the year."`
	Candidates   int    `json:"candidates" doc:"Who were called to one."`
	Examined     int    `json:"examined" doc:"Of them, those who sat at least one part."`
	Passed       int    `json:"passed"`
	Failed       int    `json:"failed"`
	PassRate     string `json:"pass_rate" doc:"In percent, of those with a result; empty where there is none."`
	Certificates int    `json:"certificates" doc:"Issued in the year, whatever became of them."`
	Revoked      int    `json:"revoked" doc:"Revoked in the year."`
	Objections   int    `json:"objections" doc:"Against those results."`
	Upheld       int    `json:"upheld"`
}

func figuresView(y skill.YearFigures) FiguresView {
	v := FiguresView{
		Plans: y.Plans, Candidates: y.Candidates, Examined: y.Examined, Passed: y.Passed, Failed: y.Failed,
		Certificates: y.Certificates, Revoked: y.Revoked, Objections: y.Objections, Upheld: y.Upheld,
	}
	if tenths, ok := y.PassRate(); ok {
		v.PassRate = fmt.Sprintf("%d.%d", tenths/10, tenths%10)
	}
	return v
}

// AskFigures asks for a body's year.
type AskFigures struct {
	ByID
	Year string `query:"year" doc:"Four digits; last year by default."`
}

// yearOf reads a year of four digits; none is the one before this.
func (a *API) yearOf(text string) (int, error) {
	if text == "" {
		return a.today().Year() - 1, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || len(text) != 4 || n < 1 {
		return 0, skill.FailField("query.year", "annual_report.year_form")
	}
	return n, nil
}

func (a *API) figures(ctx context.Context, in *AskFigures) (*Answer[FiguresView], error) {
	if _, err := in.view().Body(ctx, skill.BodyID(in.ID)); err != nil {
		return nil, err
	}
	year, err := a.yearOf(in.Year)
	if err != nil {
		return nil, err
	}
	y, err := in.view().Figures(ctx, skill.BodyID(in.ID), year)
	return answer(&in.Call, figuresView(y), err)
}

// An AnnualReportView is a body's report on a year.
type AnnualReportView struct {
	ID       skill.AnnualReportID     `json:"id"`
	Body     skill.BodyID             `json:"body"`
	Year     int                      `json:"year"`
	Figures  FiguresView              `json:"figures" doc:"As the register counted them when it was handed in."`
	Words    string                   `json:"words"`
	Proof    skill.FileHash           `json:"proof"`
	Due      day.Date                 `json:"due"`
	On       day.Date                 `json:"on" doc:"When it first came."`
	Late     bool                     `json:"late"`
	Reporter skill.PersonID           `json:"reporter"`
	Decider  skill.PersonID           `json:"decider"`
	Ground   string                   `json:"ground"`
	Status   skill.AnnualReportStatus `json:"status"`
	StatusAt time.Time                `json:"status_at"`
	Actions  []string                 `json:"actions" nullable:"false"`
	Version  int64                    `json:"version"`
}

func annualReportView(r skill.AnnualReport) AnnualReportView {
	return AnnualReportView{
		r.ID, r.Body, r.Year, figuresView(r.Figures), r.Words, r.Proof, r.Due, r.On, r.Late(), r.Reporter, r.Decider, r.Ground,
		r.Status, r.StatusAt, actions(r.Actions()), r.Version,
	}
}

// An AnnualReportDraft is what a body says of a year.
type AnnualReportDraft struct {
	Year  int            `json:"year"`
	Words string         `json:"words" doc:"The body's own findings. No name, number or address belongs here."`
	Proof skill.FileHash `json:"proof,omitempty" doc:"What keep-body-file answered."`
}

// HandInYear hands it in.
type HandInYear struct {
	ByID
	Sent[AnnualReportDraft]
}

func (a *API) handInYear(ctx context.Context, in *HandInYear) (*Answer[AnnualReportView], error) {
	d, body := in.Value, skill.BodyID(in.ID)
	if _, err := in.view().Body(ctx, body); err != nil {
		return nil, err
	}
	r, err := a.Accreditation.HandInYear(ctx, in.by(ctx), skill.AnnualReport{Body: body, Year: d.Year, Words: d.Words, Proof: d.Proof})
	id, err := in.made("annual_report", string(r.ID), err)
	if err != nil {
		return nil, err
	}
	out, err := a.yearReport(ctx, &in.Call, id)
	return out.at("/annual-reports/" + id), err
}

func (a *API) yearReport(ctx context.Context, c *Call, id string) (*Answer[AnnualReportView], error) {
	r, err := c.view().AnnualReport(ctx, skill.AnnualReportID(id))
	return answer(c, annualReportView(r), err)
}

func (a *API) year(ctx context.Context, in *ByID) (*Answer[AnnualReportView], error) {
	return a.yearReport(ctx, &in.Call, in.ID)
}

// ListYears asks for annual reports.
type ListYears struct {
	Call
	Paged
	Of     string `query:"body"`
	Year   string `query:"year" doc:"Four digits."`
	Late   string `query:"late" enum:"true" doc:"Only those that came after their due day."`
	Status string `query:"status" enum:"handed,accepted,returned"`
}

func (a *API) listYears(ctx context.Context, in *ListYears) (*Answer[Rows[AnnualReportView]], error) {
	f := store.AnnualReports{Body: skill.BodyID(in.Of), LateOnly: in.Late != "", Status: only[skill.AnnualReportStatus](in.Status)}
	if in.Year != "" {
		var err error
		if f.Year, err = a.yearOf(in.Year); err != nil {
			return nil, err
		}
	}
	return list(ctx, &in.Call, f, in.Paged, annualReportView, func(v AnnualReportView) string { return string(v.ID) })
}

// ListSilent asks who owes the report on a year.
type ListSilent struct {
	Call
	Paged
	Year string `query:"year" doc:"Four digits; last year by default."`
}

func (a *API) listSilent(ctx context.Context, in *ListSilent) (*Answer[Rows[BodyView]], error) {
	year, err := a.yearOf(in.Year)
	if err != nil {
		return nil, err
	}
	return list(ctx, &in.Call, store.Silent{Year: year}, in.Paged, bodyView, func(v BodyView) string { return string(v.ID) })
}

type yearVerb func(*accreditation.Desk, context.Context, store.By, skill.AnnualReportID, string) (skill.AnnualReport, error)

func (a *API) endYear(verb yearVerb) func(context.Context, *Grounded) (*Answer[AnnualReportView], error) {
	return func(ctx context.Context, in *Grounded) (*Answer[AnnualReportView], error) {
		id := skill.AnnualReportID(in.ID)
		if _, err := in.view().AnnualReport(ctx, id); err != nil {
			return nil, err
		}
		_, err := verb(a.Accreditation, ctx, in.by(ctx), id, in.Value.Ground)
		if err := in.done(err); err != nil {
			return nil, err
		}
		return a.yearReport(ctx, &in.Call, in.ID)
	}
}
