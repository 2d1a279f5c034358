package api

import (
	"context"
	"time"

	"assay/office/identity"
	"assay/skill"
	"assay/store"
)

// joining registers whose records an account opens, and who counts as one human;
// and the tokens of organisations.
func (a *API) joining() {
	register(a, post("join-account", "/accounts/join", "Join an account to a person whose original document was seen (核验关联)"), a.joinAccount)
	register(a, post("print-join-code", "/persons/{id}/join-code", "Make a join code (关联码) for a ticket or receipt; it is shown this once").creates(), a.printJoinCode)
	register(a, get("list-disputes", "/disputes", "Persons whom two accounts claim, within the asker's organisations"), a.listDisputes)
	register(a, get("get-dispute", "/disputes/{id}", "One dispute"), a.dispute)
	register(a, post("decide-dispute", "/disputes/{id}/decide", "Say whose the records are (认定)"), a.decideDispute)
	register(a, post("distinguish-persons", "/distinctions", "Decide that two namesakes born on one day are two humans (区分认定)").creates(), a.distinguish)
	register(a, get("list-distinctions", "/distinctions", "Such decisions, within the asker's organisations"), a.listDistinctions)
	register(a, post("reunite-persons", "/distinctions/{id}/revoke", "Take such a decision back"), a.reunite)
	register(a, post("make-org-token", "/org-tokens", "Make a token (机构令牌) by which an organisation's program reads and hands in; its secret is shown this once").creates(), a.makeOrgToken)
	register(a, get("list-org-tokens", "/org-tokens", "Tokens of the asker's organisations"), a.listOrgTokens)
	register(a, post("revoke-org-token", "/org-tokens/{id}/revoke", "End a token at once"), a.revokeOrgToken)
}

// A JoiningDraft is what an officer saw.
type JoiningDraft struct {
	PersonDraft
	Login string `json:"login" doc:"The login name of the account, as its owner gave it."`
}

// JoinAccount joins an account.
type JoinAccount struct {
	Call
	Sent[JoiningDraft]
}

// A JoinedView is an account to the officer who joined it.
type JoinedView struct {
	ID     skill.AccountID     `json:"id"`
	Login  string              `json:"login"`
	Person skill.PersonID      `json:"person" doc:"Empty where two accounts claim the person: see list-disputes."`
	Status skill.AccountStatus `json:"status"`
}

func (a *API) joinAccount(ctx context.Context, in *JoinAccount) (*Answer[JoinedView], error) {
	d := in.Value
	p, err := a.personOf(d.PersonDraft)
	if err != nil {
		return nil, err
	}
	out, err := a.Identity.Join(ctx, in.by(ctx), identity.Joining{Login: d.Login, Person: p, At: d.At})
	if err := in.done(err); err != nil {
		return nil, err
	}
	if in.replayed {
		if out, err = store.One(ctx, a.Store.Unscoped(), store.Accounts{Login: d.Login}); err != nil {
			return nil, err
		}
	}
	return answer(&in.Call, JoinedView{out.ID, out.Login, out.Person, out.Status}, nil)
}

// A PrintDraft says for which organisation a code is printed.
type PrintDraft struct {
	At skill.OrgPath `json:"at"`
}

// PrintJoinCode makes a join code.
type PrintJoinCode struct {
	ByID
	Sent[PrintDraft]
}

// A JoinCodeView is a join code, shown once.
type JoinCodeView struct {
	ID      skill.JoinCodeID `json:"id"`
	Code    string           `json:"code"`
	Expires time.Time        `json:"expires"`
}

func (a *API) printJoinCode(ctx context.Context, in *PrintJoinCode) (*Answer[JoinCodeView], error) {
	person := skill.PersonID(in.ID)
	if _, err := in.view().Person(ctx, person); err != nil {
		return nil, err
	}
	code, c, err := a.Identity.PrintJoinCode(ctx, in.by(ctx), person, in.Value.At)
	return shownOnce(&in.Call, JoinCodeView{c.ID, code, c.Expires}, err)
}

// A DisputeView is a person whom two accounts claim.
type DisputeView struct {
	ID       skill.DisputeID     `json:"id"`
	Path     skill.OrgPath       `json:"path"`
	Person   skill.PersonID      `json:"person"`
	Holder   skill.AccountID     `json:"holder" doc:"Who was joined first."`
	Claimant skill.AccountID     `json:"claimant"`
	Way      skill.JoinWay       `json:"way" doc:"How the second claim was shown."`
	Witness  skill.PersonID      `json:"witness" doc:"Who saw the document of the second."`
	Kept     skill.AccountID     `json:"kept"`
	Decider  skill.PersonID      `json:"decider"`
	Ground   string              `json:"ground"`
	Status   skill.DisputeStatus `json:"status"`
	StatusAt time.Time           `json:"status_at"`
	Actions  []string            `json:"actions" nullable:"false"`
}

func disputeView(d skill.Dispute) DisputeView {
	return DisputeView{
		d.ID, d.Path, d.Person, d.Holder, d.Claimant, d.Way, d.Witness, d.Kept, d.Decider, d.Ground, d.Status, d.StatusAt, actions(d.Actions()),
	}
}

// ListDisputes asks for disputes.
type ListDisputes struct {
	Call
	Paged
	Status string `query:"status" enum:"open,decided"`
}

func (a *API) listDisputes(ctx context.Context, in *ListDisputes) (*Answer[Rows[DisputeView]], error) {
	f := store.Disputes{Status: only[skill.DisputeStatus](in.Status)}
	return list(ctx, &in.Call, f, in.Paged, disputeView, func(v DisputeView) string { return string(v.ID) })
}

func (a *API) dispute(ctx context.Context, in *ByID) (*Answer[DisputeView], error) {
	d, err := in.view().Dispute(ctx, skill.DisputeID(in.ID))
	return answer(&in.Call, disputeView(d), err)
}

// A KeepDraft says whose the records are.
type KeepDraft struct {
	Keep   skill.AccountID `json:"keep" doc:"The account that is kept; the other is closed."`
	Ground string          `json:"ground" doc:"Why. No name, number or address belongs here."`
}

// DecideDispute decides one.
type DecideDispute struct {
	ByID
	Sent[KeepDraft]
}

func (a *API) decideDispute(ctx context.Context, in *DecideDispute) (*Answer[DisputeView], error) {
	id := skill.DisputeID(in.ID)
	if _, err := in.view().Dispute(ctx, id); err != nil {
		return nil, err
	}
	_, err := a.Identity.Decide(ctx, in.by(ctx), id, in.Value.Keep, in.Value.Ground)
	if err := in.done(err); err != nil {
		return nil, err
	}
	d, err := in.view().Dispute(ctx, id)
	return answer(&in.Call, disputeView(d), err)
}

// A DistinctionDraft names two persons and says why they are two.
type DistinctionDraft struct {
	Path   skill.OrgPath  `json:"path" doc:"The centre that decides."`
	A      skill.PersonID `json:"a"`
	B      skill.PersonID `json:"b"`
	Ground string         `json:"ground" doc:"Why. No name, number or address belongs here."`
}

// Distinguish decides that two are two.
type Distinguish struct {
	Call
	Sent[DistinctionDraft]
}

// A DistinctionView is such a decision.
type DistinctionView struct {
	ID      skill.DistinctionID `json:"id"`
	Path    skill.OrgPath       `json:"path"`
	A       skill.PersonID      `json:"a"`
	B       skill.PersonID      `json:"b"`
	By      skill.PersonID      `json:"by"`
	Ground  string              `json:"ground"`
	Revoked bool                `json:"revoked"`
}

func distinctionView(d skill.Distinction) DistinctionView {
	return DistinctionView{d.ID, d.Path, d.A, d.B, d.By, d.Ground, d.Revoked}
}

func (a *API) distinguish(ctx context.Context, in *Distinguish) (*Answer[DistinctionView], error) {
	d := in.Value
	out, err := a.Identity.Distinguish(ctx, in.by(ctx), skill.Distinction{Path: d.Path, A: d.A, B: d.B, Ground: d.Ground})
	id, err := in.made("distinction", string(out.ID), err)
	if err != nil {
		return nil, err
	}
	out, err = in.view().Distinction(ctx, skill.DistinctionID(id))
	return answer(&in.Call, distinctionView(out), err)
}

// ListDistinctions asks for such decisions.
type ListDistinctions struct {
	Call
	Paged
	Person string `query:"person" doc:"One of the two."`
}

func (a *API) listDistinctions(ctx context.Context, in *ListDistinctions) (*Answer[Rows[DistinctionView]], error) {
	f := store.Distinctions{Person: skill.PersonID(in.Person)}
	return list(ctx, &in.Call, f, in.Paged, distinctionView, func(v DistinctionView) string { return string(v.ID) })
}

func (a *API) reunite(ctx context.Context, in *ByID) (*Answer[DistinctionView], error) {
	id := skill.DistinctionID(in.ID)
	if _, err := in.view().Distinction(ctx, id); err != nil {
		return nil, err
	}
	_, err := a.Identity.Reunite(ctx, in.by(ctx), id)
	if err := in.done(err); err != nil {
		return nil, err
	}
	d, err := in.view().Distinction(ctx, id)
	return answer(&in.Call, distinctionView(d), err)
}

// An OrgTokenDraft is a token to be made.
type OrgTokenDraft struct {
	Path  skill.OrgPath `json:"path"`
	Label string        `json:"label" doc:"What it is for."`
	Days  int           `json:"days" doc:"How long it lives."`
}

// MakeOrgToken makes one.
type MakeOrgToken struct {
	Call
	Sent[OrgTokenDraft]
}

// An OrgTokenView is a token without its secret.
type OrgTokenView struct {
	ID      skill.OrgTokenID `json:"id"`
	Path    skill.OrgPath    `json:"path"`
	Label   string           `json:"label"`
	By      skill.PersonID   `json:"by"`
	Expires time.Time        `json:"expires"`
	Revoked bool             `json:"revoked"`
}

func orgTokenView(t skill.OrgToken) OrgTokenView {
	return OrgTokenView{t.ID, t.Path, t.Label, t.By, time.UnixMicro(t.Expires).UTC(), t.Revoked}
}

// A NewOrgToken is a token with its secret.
type NewOrgToken struct {
	OrgTokenView
	Secret string `json:"secret" doc:"Shown this once and kept nowhere."`
}

func (a *API) makeOrgToken(ctx context.Context, in *MakeOrgToken) (*Answer[NewOrgToken], error) {
	d := in.Value
	secret, t, err := a.Identity.IssueOrgToken(ctx, in.by(ctx), skill.OrgToken{Path: d.Path, Label: d.Label}, time.Duration(d.Days)*24*time.Hour)
	return shownOnce(&in.Call, NewOrgToken{orgTokenView(t), secret}, err)
}

// ListOrgTokens asks for tokens of organisations.
type ListOrgTokens struct {
	Call
	Paged
}

func (a *API) listOrgTokens(ctx context.Context, in *ListOrgTokens) (*Answer[Rows[OrgTokenView]], error) {
	return list(ctx, &in.Call, store.OrgTokens{}, in.Paged, orgTokenView, func(v OrgTokenView) string { return string(v.ID) })
}

func (a *API) revokeOrgToken(ctx context.Context, in *ByID) (*Answer[OrgTokenView], error) {
	id := skill.OrgTokenID(in.ID)
	if _, err := in.view().OrgToken(ctx, id); err != nil {
		return nil, err
	}
	t, err := a.Identity.RevokeOrgToken(ctx, in.by(ctx), id)
	if err := in.done(err); err != nil {
		return nil, err
	}
	if in.replayed {
		if t, err = in.view().OrgToken(ctx, id); err != nil {
			return nil, err
		}
	}
	return answer(&in.Call, orgTokenView(t), nil)
}
