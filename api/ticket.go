package api

import (
	"context"
	"strconv"
	"strings"
	"time"

	"assay/document"
	"assay/files"
	"assay/locale"
	"assay/office/examination"
	"assay/reference"
	"assay/skill"
	"assay/skill/day"
)

func (a *API) ticket(ctx context.Context, in *ByID) (*File, error) {
	c, err := a.Examination.Ticket(ctx, in.actor, skill.ApplicationID(in.ID))
	if err != nil {
		return nil, err
	}
	return a.ticketFile(ctx, "ticket.pdf", c)
}

func (a *API) tickets(ctx context.Context, in *ByID) (*File, error) {
	all, err := a.Examination.Tickets(ctx, in.actor, skill.PlanID(in.ID))
	if err != nil {
		return nil, err
	}
	return a.ticketFile(ctx, "tickets.pdf", all...)
}

func (a *API) papers() Papers { return Papers{a.Files, a.Fonts, a.Catalogue, a.Now} }

func (a *API) ticketFile(ctx context.Context, name string, all ...examination.Called) (*File, error) {
	out, err := a.papers().Tickets(ctx, all...)
	return fileOf("application/pdf", name, out, err)
}

// Papers print what the planning desk tells of an exam's tickets and rooms.
type Papers struct {
	Files     *files.Folder
	Fonts     document.Fonts
	Catalogue *reference.Catalogue
	Now       func() time.Time
}

// Tickets prints tickets with their photos into one file.
func (p Papers) Tickets(ctx context.Context, all ...examination.Called) ([]byte, error) {
	views := make([]document.TicketView, len(all))
	for i, c := range all {
		views[i] = p.ticketView(c)
		if c.Photo == "" {
			continue
		}
		var err error
		if views[i].Photo, err = p.Files.Get(ctx, c.Photo); err != nil {
			return nil, err
		}
	}
	return document.Tickets(p.Fonts, views[0].ExamView, views)
}

// ticketRules is how many sentences a ticket says to its candidate.
const ticketRules = 5

// demonstrations begin the serials of sites at which nothing is a real exam.
// The demonstration files its own under them.
const demonstrations = "9999"

// examView is what every paper of an exam says.
func (p Papers) examView(v examination.Venue) document.ExamView {
	return document.ExamView{Exam: v.Plan.Title, Body: v.Body.Name, Printed: p.Now(), Specimen: strings.HasPrefix(v.Site.Serial, demonstrations)}
}

// ticketView is what a ticket says, but for the photo.
func (p Papers) ticketView(c examination.Called) document.TicketView {
	v := document.TicketView{
		ExamView: p.examView(c.Venue),
		Number:   c.Ticket.Number, Name: c.Person.Name, DocKind: c.Person.Document.Kind.Chinese(), DocMasked: c.Person.Document.Number.String(),
		Occupation: string(c.Plan.Occupation), Level: c.Plan.Level, Code: c.Code,
	}
	if o, ok := p.Catalogue.ByCode(c.Plan.Occupation, day.Date{}); ok {
		v.Occupation = o.Name
	}
	for n := range ticketRules {
		key := "ticket.rule." + strconv.Itoa(n+1)
		v.Rules = append(v.Rules, document.Words{ZH: locale.Text(locale.Zh, key, nil), EN: locale.Text(locale.En, key, nil)})
	}
	for _, x := range c.Places {
		v.Sittings = append(v.Sittings, document.SittingView{
			Part: x.Session.Part, Starts: x.Session.Starts, Ends: x.Session.Ends, Site: c.Site.Name, Address: x.Session.Place,
			Room: x.Room.Name, Seat: x.Seat.Number, Row: x.Seat.Row, Col: x.Seat.Col,
		})
	}
	return v
}
