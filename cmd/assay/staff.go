package main

import (
	"bufio"
	"errors"
	"strings"
	"time"

	"assay/locale"
	"assay/office/identity"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// staffCmd is `assay staff`: the two administrators that an installation begins
// with, and tokens made on its own machine. Everybody else is enrolled and
// appointed through the API.
type staffCmd struct {
	Found staffFoundCmd `cmd:"" help:"Enrol the first system or security administrator, once each; they propose and approve everybody else."`
	Token staffTokenCmd `cmd:"" help:"Make a token that acts for a person, and print its secret this once."`
}

// staffPlace is what both need.
type staffPlace struct {
	place
	Lang locale.Lang `default:"zh" enum:"zh,en" env:"ASSAY_LANG" help:"Language of messages: zh or en."`
}

// with opens the records for the staff desk.
func (p staffPlace) with(e *env, do func(*records, *identity.Desk) error) error {
	r, err := p.open(e, false)
	if err != nil {
		return refusal(p.Lang, err)
	}
	defer r.Close()
	if err := do(r, &identity.Desk{Store: r.store, Rand: e.rand, Lives: tokenLife}); err != nil {
		return refusal(p.Lang, err)
	}
	return nil
}

type staffFoundCmd struct {
	staffPlace
	Role   skill.Role `required:"" enum:"system,security" help:"Which of the two: system or security."`
	Name   string     `required:"" help:"The name as on the document."`
	Kind   string     `default:"resident-id" help:"Kind of the document, e.g. resident-id, passport, 居民身份证."`
	Number string     `required:"" help:"The document's number; - reads it from standard input, where no list of processes shows it."`
	Born   day.Date   `help:"Date of birth, where the number does not state it." placeholder:"YYYY-MM-DD"`
}

// Run enrols the administrator and prints the id.
func (c staffFoundCmd) Run(e *env) error {
	return c.with(e, func(_ *records, d *identity.Desk) error {
		p, err := c.person(e)
		if err != nil {
			return err
		}
		if p, err = d.Found(e.ctx, p, c.Role); err != nil {
			return err
		}
		return printJSON(e.stdout, map[string]skill.PersonID{"person": p.ID})
	})
}

func (c staffFoundCmd) person(e *env) (p skill.Person, err error) {
	number := c.Number
	if number == "-" {
		line, err := bufio.NewReader(e.stdin).ReadString('\n')
		if number = strings.TrimSpace(line); number == "" {
			return p, errors.Join(skill.FailField("--number", "document.empty"), err)
		}
	}
	kind, err := skill.ParseDocumentKind(c.Kind)
	if err != nil {
		return p, err
	}
	doc, _, err := skill.ParseDocument(kind, number, day.Of(e.now()))
	return skill.Person{Name: c.Name, Document: doc, Born: c.Born}, err
}

type staffTokenCmd struct {
	staffPlace
	Person skill.PersonID `required:"" help:"The id of the person for whom it acts."`
	Label  string         `help:"What it is for."`
	Days   int            `default:"30" help:"How many days it lives."`
}

// Run makes the token and prints its secret.
func (c staffTokenCmd) Run(e *env) error {
	return c.with(e, func(_ *records, d *identity.Desk) error {
		by := store.By{Actor: skill.Program("/")}
		secret, t, err := d.IssueToken(e.ctx, by, skill.Token{Person: c.Person, Label: c.Label}, time.Duration(c.Days)*24*time.Hour)
		if err != nil {
			return err
		}
		e.tell(c.Lang, "staff.token_made", skill.Args{"until": day.Of(time.UnixMicro(t.Expires)).String()})
		return printJSON(e.stdout, map[string]string{"token": secret, "id": string(t.ID)})
	})
}
