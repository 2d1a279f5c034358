package api

import (
	"context"
	"strconv"
	"strings"

	"assay/document"
	"assay/locale"
	"assay/office/examination"
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

// ticketFile prints tickets with their photos into one file.
func (a *API) ticketFile(ctx context.Context, name string, all ...examination.Called) (*File, error) {
	views := make([]document.TicketView, len(all))
	for i, c := range all {
		views[i] = a.ticketView(c)
		if c.Photo == "" {
			continue
		}
		var err error
		if views[i].Photo, err = a.Files.Get(ctx, c.Photo); err != nil {
			return nil, err
		}
	}
	out, err := document.Tickets(a.Fonts, views[0].ExamView, views)
	return fileOf("application/pdf", name, out, err)
}

// ticketRules is how many sentences a ticket says to its candidate.
const ticketRules = 5

// demonstrations begin the serials of sites at which nothing is a real exam.
// The demonstration files its own under them.
const demonstrations = "9999"

// examView is what every paper of an exam says.
func (a *API) examView(v examination.Venue) document.ExamView {
	return document.ExamView{Exam: v.Plan.Title, Body: v.Body.Name, Printed: a.Now(), Specimen: strings.HasPrefix(v.Site.Serial, demonstrations)}
}

// ticketView is what a ticket says, but for the photo.
func (a *API) ticketView(c examination.Called) document.TicketView {
	v := document.TicketView{
		ExamView: a.examView(c.Venue),
		Number:   c.Ticket.Number, Name: c.Person.Name, DocKind: c.Person.Document.Kind.Chinese(), DocMasked: c.Person.Document.Number.String(),
		Occupation: string(c.Plan.Occupation), Level: c.Plan.Level, Code: c.Code,
	}
	if o, ok := a.Catalogue.ByCode(c.Plan.Occupation, day.Date{}); ok {
		v.Occupation = o.Name
	}
	for n := range ticketRules {
		key := "ticket.rule." + strconv.Itoa(n+1)
		v.Rules = append(v.Rules, document.Words{ZH: locale.Text(locale.Zh, key, nil), EN: locale.Text(locale.En, key, nil)})
	}
	for _, p := range c.Places {
		v.Sittings = append(v.Sittings, document.SittingView{
			Part: p.Session.Part, Starts: p.Session.Starts, Ends: p.Session.Ends, Site: c.Site.Name, Address: p.Session.Place,
			Room: p.Room.Name, Seat: p.Seat.Number, Row: p.Seat.Row, Col: p.Seat.Col,
		})
	}
	return v
}
