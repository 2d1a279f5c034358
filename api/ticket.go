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
	v := a.ticketView(c)
	if c.Photo != "" {
		if v.Photo, err = a.Files.Get(ctx, c.Photo); err != nil {
			return nil, err
		}
	}
	out, err := document.Tickets(a.Fonts, v.ExamView, []document.TicketView{v})
	return fileOf("application/pdf", "ticket.pdf", out, err)
}

// ticketRules is how many sentences a ticket says to its candidate.
const ticketRules = 5

// demonstrations begin the serials of sites at which nothing is a real exam.
// The demonstration files its own under them.
const demonstrations = "9999"

// ticketView is what a ticket says, but for the photo.
func (a *API) ticketView(c examination.Called) document.TicketView {
	v := document.TicketView{
		ExamView: document.ExamView{Exam: c.Plan.Title, Body: c.Body.Name, Printed: a.Now(), Specimen: strings.HasPrefix(c.Site.Serial, demonstrations)},
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
