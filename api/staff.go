package api

import (
	"context"
	"time"

	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// staff registers who acts: persons, roles, tokens.
func (a *API) staff() {
	register(a, get("who-am-i", "/me", "Who the token acts for, and with which roles"), a.me)
	register(a, post("enrol-person", "/persons", "Enrol a person whose original document was seen").creates(), a.enrol)
	register(a, get("get-person", "/persons/{id}", "One person; the document's number is masked"), a.person)
	register(a, get("list-grants", "/grants", "Roles within the asker's organisations"), a.listGrants)
	register(a, post("revoke-grant", "/grants/{id}/revoke", "Take a role back"), a.revokeGrant)
	register(a, post("make-token", "/tokens", "Make a token that acts for the asker; its secret is shown this once").creates(), a.makeToken)
	register(a, get("list-tokens", "/tokens", "The asker's tokens"), a.listTokens)
	register(a, post("revoke-token", "/tokens/{id}/revoke", "End a token at once"), a.revokeToken)
}

// A Me is who asks.
type Me struct {
	Person  *PersonView     `json:"person" doc:"None: an account that is joined to nobody yet, or an organisation's program."`
	Account skill.AccountID `json:"account" doc:"None: by a token."`
	Strong  bool            `json:"second_factor" doc:"One was shown."`
	Grants  []GrantView     `json:"grants" nullable:"false"`
}

// Only is an input without anything of its own.
type Only struct{ Call }

func (a *API) me(ctx context.Context, in *Only) (*Answer[Me], error) {
	out := Me{Account: in.actor.Account, Strong: in.actor.Strong, Grants: []GrantView{}}
	p, err := a.Store.Unscoped().Person(ctx, in.actor.Person)
	switch {
	case err == nil:
		v := personView(p)
		out.Person = &v
	case skill.CodeOf(err) == skill.NotFound:
		err = nil
	}
	for _, g := range in.actor.Grants {
		out.Grants = append(out.Grants, grantView(g))
	}
	return answer(&in.Call, out, err)
}

// A DocumentDraft is a document as its number was read off it.
type DocumentDraft struct {
	Kind   string `json:"kind"`
	Number string `json:"number"`
}

// A PersonDraft is a person as their document says.
type PersonDraft struct {
	At       skill.OrgPath `json:"at" doc:"The organisation for whose tree the enroller acts."`
	Name     string        `json:"name"`
	Document DocumentDraft `json:"document"`
	Born     day.Date      `json:"born,omitempty" doc:"Where the number does not state it."`
	Sex      skill.Sex     `json:"sex,omitempty" enum:"M,F"`
	Phone    string        `json:"phone,omitempty"`
	Address  string        `json:"address,omitempty"`
}

// personOf reads a person as the document says.
func (a *API) personOf(d PersonDraft) (skill.Person, error) {
	doc, err := a.documentOf(d.Document)
	return skill.Person{Name: d.Name, Document: doc, Born: d.Born, Sex: d.Sex, Phone: skill.Keep(d.Phone), Address: skill.Keep(d.Address)}, err
}

// EnrolPerson enrols somebody.
type EnrolPerson struct {
	Call
	Sent[PersonDraft]
}

func (a *API) enrol(ctx context.Context, in *EnrolPerson) (*Answer[PersonView], error) {
	p, err := a.personOf(in.Value)
	if err != nil {
		return nil, err
	}
	p, err = a.Identity.Enrol(ctx, in.by(ctx), p, in.Value.At)
	id, err := in.made("person", string(p.ID), err)
	if err != nil {
		return nil, err
	}
	p, err = a.Store.Unscoped().Person(ctx, skill.PersonID(id)) // whom the asker has just enrolled holds no role yet
	out, err := answer(&in.Call, personView(p), err)
	return out.at("/persons/" + id), err
}

func (a *API) person(ctx context.Context, in *ByID) (*Answer[PersonView], error) {
	p, err := in.view().Person(ctx, skill.PersonID(in.ID))
	return answer(&in.Call, personView(p), err)
}

// ListGrants asks for roles.
type ListGrants struct {
	Call
	Paged
	Person string `query:"person"`
}

func (a *API) listGrants(ctx context.Context, in *ListGrants) (*Answer[Rows[GrantView]], error) {
	f := store.Grants{Person: skill.PersonID(in.Person)}
	return list(ctx, &in.Call, f, in.Paged, grantView, func(v GrantView) string { return string(v.ID) })
}

func (a *API) revokeGrant(ctx context.Context, in *ByID) (*Answer[GrantView], error) {
	id := skill.GrantID(in.ID)
	if _, err := in.view().Grant(ctx, id); err != nil {
		return nil, err
	}
	if err := in.done(a.Identity.Withdraw(ctx, in.by(ctx), id)); err != nil {
		return nil, err
	}
	g, err := in.view().Grant(ctx, id)
	return answer(&in.Call, grantView(g), err)
}

// A TokenDraft is a token to be made.
type TokenDraft struct {
	Label string `json:"label" doc:"What it is for."`
	Days  int    `json:"days" doc:"How long it lives."`
}

// MakeToken makes a token.
type MakeToken struct {
	Call
	Sent[TokenDraft]
}

// A NewToken is a token with its secret.
type NewToken struct {
	TokenView
	Secret string `json:"secret" doc:"Shown this once and kept nowhere."`
}

func (a *API) makeToken(ctx context.Context, in *MakeToken) (*Answer[NewToken], error) {
	life := time.Duration(in.Value.Days) * 24 * time.Hour
	secret, t, err := a.Identity.IssueToken(ctx, in.by(ctx), skill.Token{Person: in.actor.Person, Label: in.Value.Label}, life)
	if _, err := in.made("token", string(t.ID), err); err != nil {
		return nil, err
	}
	if in.replayed {
		return nil, skill.Fail(skill.Conflict, "token.shown_once")
	}
	return answer(&in.Call, NewToken{tokenView(t), secret}, nil)
}

// ListTokens asks for one's tokens.
type ListTokens struct {
	Call
	Paged
}

func (a *API) listTokens(ctx context.Context, in *ListTokens) (*Answer[Rows[TokenView]], error) {
	f := store.Tokens{Person: in.actor.Person}
	return list(ctx, &in.Call, f, in.Paged, tokenView, func(v TokenView) string { return string(v.ID) })
}

func (a *API) revokeToken(ctx context.Context, in *ByID) (*Answer[TokenView], error) {
	id := skill.TokenID(in.ID)
	if _, err := in.view().Token(ctx, id); err != nil {
		return nil, err
	}
	if err := in.done(a.Identity.RevokeToken(ctx, in.by(ctx), id)); err != nil {
		return nil, err
	}
	t, err := in.view().Token(ctx, id)
	return answer(&in.Call, tokenView(t), err)
}
