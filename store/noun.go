package store

import (
	"context"
	"fmt"
	"strings"

	"assay/skill"
)

// A Noun is a type whose rows are protected: every change of one is audited.
type Noun interface {
	skill.Person | skill.Body | skill.Site | skill.Scope | skill.Suspension | skill.Filing | skill.Opinion | skill.Grant | skill.Appointment | skill.Token |
		skill.Account | skill.SignIn | skill.JoinCode | skill.Dispute | skill.Distinction | skill.OrgToken | skill.Link | skill.Passkey |
		skill.Plan | skill.Session | skill.Import | skill.Application | skill.Sitting | skill.Result |
		skill.Objection | skill.Correction | skill.Report | skill.Certificate |
		skill.Rectification | skill.AnnualReport | skill.Exit | skill.Handover | skill.Assessor |
		skill.Consent | skill.Amendment | skill.Erasure |
		skill.Room | skill.SessionRoom | skill.Announcement |
		skill.OwnDossier | skill.Evidence | skill.Fee | skill.Suspicion |
		skill.AnnualPlan | skill.Lodgement | skill.Addition | skill.Assignment | skill.Recusal |
		skill.Seating | skill.Seat | skill.Ticket | skill.CheckIn
}

// A scope narrows a table to what a viewer may see.
type scope func(w *where, viewer skill.Actor)

// onPath is the scope of a table whose rows carry their organisation.
func onPath(w *where, viewer skill.Actor) { w.within("path", viewer.Paths()) }

// A table describes how a noun is stored.
type table[T Noun] struct {
	tableShape
	fields func(*fields, *T)
	scope  scope
	also   func(context.Context, *Tx, []*T) error // what else is written with rows; nil: nothing
	spread bool                                   // indexes hold the branches of its paths
	owner  string                                 // a spread table's column of whom a row is about, if any
	hidden string                                 // what rows are for others than their owners to see
}

// spreads says that the table has many rows of many organisations, and indexes of
// their branches (see branches); owner is the column of whom a row is about, if
// they see it too.
func (t *table[T]) spreads(owner string) *table[T] {
	t.spread, t.owner = true, owner
	return t
}

// hides says under which condition alone others than a row's owner see it.
func (t *table[T]) hides(unless string) *table[T] {
	t.hidden = unless
	return t
}

// tableShape is what the texts of the statements need to know.
type tableShape struct {
	name    string
	columns []column
	selects string // SELECT columns FROM name
	moves   bool   // it has a lifecycle
}

func define[T Noun](name string, walk func(*fields, *T), see scope) *table[T] {
	f := fields{table: name}
	walk(&f, new(T))
	t := &table[T]{fields: walk, scope: see}
	t.tableShape = tableShape{name: name, columns: f.columns, selects: "SELECT " + names(f.columns, "") + " FROM " + name}
	for _, c := range f.columns {
		t.moves = t.moves || c.name == "status"
	}
	return t
}

// with names what else is written with the table's rows, in their transaction.
func (t *table[T]) with(also func(context.Context, *Tx, []*T) error) *table[T] {
	t.also = also
	return t
}

// names lists column names with a prefix before each.
func names(columns []column, prefix string) string {
	var out []string
	for _, c := range columns {
		out = append(out, prefix+c.name)
	}
	return strings.Join(out, ", ")
}

// tables lists the protected tables. Each noun's file defines its own.
var tables = []any{
	persons, bodies, sites, scopes, suspensions, filings, opinions, grants, appointments, tokens,
	accounts, signIns, joinCodes, disputes, distinctions, orgTokens, links, passkeys, plans, sessions, imports, applications,
	sittings, results, objections, corrections, reports, certificates,
	rectifications, annualReports, exits, handovers, assessors,
	consents, amendments, erasures,
	dossiers, evidence, fees, suspicions,
	rooms, sessionRooms, announcements, annualPlans, lodgements, additions, assignments, recusals,
	seatings, seats, tickets, checkIns,
}

// tableOf finds the table of a noun's type.
func tableOf[T Noun]() *table[T] {
	for _, t := range tables {
		if t, ok := t.(*table[T]); ok {
			return t
		}
	}
	panic(fmt.Sprintf("store: no table of %T", *new(T))) // a Noun that nobody defined: found by any test
}
