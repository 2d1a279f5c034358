package api

import (
	"context"
	"time"

	"assay/internal/httpx"
	"assay/office/identity"
	"assay/skill"
	"assay/skill/day"
)

// account registers what somebody does with their own account; a token does
// nothing of it.
func (a *API) account() {
	register(a, get("get-account", "/account", "The asker's account"), a.ownAccount)
	register(a, get("list-sign-ins", "/sign-ins", "What is open by the asker's account"), a.listSignIns)
	register(a, get("list-own-messages", "/account/messages", "The latest messages that were sent to the asker"), a.listMessages)
	register(a, form("end-sign-in", "/sign-ins/{id}/end", "End one of the asker's sign-ins"), a.endSignIn)
	register(a, form("end-other-sign-ins", "/sign-ins/end-others", "End every sign-in of the asker's account but this one"), a.endOthers)
	register(a, form("ask-own-code", "/account/codes", "Have a one-time code sent to confirm who is signed in, or to add an address").begins(), a.askOwnCode)
	register(a, form("change-password", "/account/password", "Set another password; every other sign-in ends"), a.changePassword)
	register(a, form("begin-second-factor", "/account/second-factor", "Prepare a second factor"), a.beginSecond)
	register(a, form("finish-second-factor", "/account/second-factor/finish", "Make the prepared second factor count; every other sign-in ends"), a.finishSecond)
	register(a, form("drop-second-factor", "/account/second-factor/drop", "Take the second factor away"), a.dropSecond)
	register(a, form("renew-recovery-codes", "/account/recovery-codes", "Draw new recovery codes; they are shown this once"), a.renewRecovery)
	register(a, form("add-contact", "/account/contacts", "Put a proven address in the place of the one there was"), a.addContact)
	register(a, form("drop-contact", "/account/contacts/drop", "Take an address away"), a.dropContact)
	register(a, form("close-account", "/account/close", "End the account for good (注销)"), a.closeAccount)
	register(a, form("join-by-code", "/account/join", "Join the account by a code from a ticket or receipt and the document's number"), a.joinByCode)
}

// An AccountView is an account to its owner; addresses are shortened.
type AccountView struct {
	ID       skill.AccountID     `json:"id"`
	Login    string              `json:"login"`
	Phone    string              `json:"phone"`
	Mail     string              `json:"mail"`
	Password bool                `json:"password" doc:"It has one."`
	Second   bool                `json:"second_factor"`
	Codes    int                 `json:"recovery_codes" doc:"How many are left."`
	Person   skill.PersonID      `json:"person"`
	Way      skill.JoinWay       `json:"way" doc:"How it was joined."`
	Status   skill.AccountStatus `json:"status"`
	StatusAt time.Time           `json:"status_at"`
}

func accountView(a skill.Account) AccountView {
	return AccountView{
		ID: a.ID, Login: a.Login, Phone: a.Phone.Masked(), Mail: a.Mail.Masked(), Password: !a.Verifier.IsZero(), Second: a.TwoFactor(),
		Codes: len(a.Recovery), Person: a.Person, Way: a.Way, Status: a.Status, StatusAt: a.StatusAt,
	}
}

// owner refuses whoever is here by no account.
func (c *Call) owner() error {
	if c.here.Account.ID == "" {
		return skill.Fail(skill.Unauthenticated, "account.by_token")
	}
	return nil
}

func (a *API) ownAccount(_ context.Context, in *Only) (*Answer[AccountView], error) {
	return answer(&in.Call, accountView(in.here.Account), in.owner())
}

// refreshed is the account as it is now.
func (a *API) refreshed(ctx context.Context, c *Call, err error) (*Answer[AccountView], error) {
	if err := c.done(err); err != nil {
		return nil, err
	}
	now, err := a.Store.Unscoped().Account(ctx, c.here.Account.ID)
	return answer(c, accountView(now), err)
}

// A SignInView is one that is open.
type SignInView struct {
	ID      skill.SignInID  `json:"id"`
	Way     skill.SignInWay `json:"way"`
	Second  bool            `json:"second_factor"`
	Device  string          `json:"device"`
	Network string          `json:"network"`
	Made    time.Time       `json:"made"`
	Expires time.Time       `json:"expires"`
	Current bool            `json:"current"`
}

// SignInViews are all that are open.
type SignInViews struct {
	Items []SignInView `json:"items" nullable:"false"`
}

func (a *API) listSignIns(ctx context.Context, in *Only) (*Answer[SignInViews], error) {
	if err := in.owner(); err != nil {
		return nil, err
	}
	all, err := a.Identity.SignIns(ctx, in.here)
	out := SignInViews{Items: []SignInView{}}
	for _, s := range all {
		out.Items = append(out.Items, SignInView{s.ID, s.Way, s.Second, s.Label, s.Network.Reveal(), s.Made, s.Expires, s.ID == in.here.SignIn.ID})
	}
	return answer(&in.Call, out, err)
}

func (a *API) endSignIn(ctx context.Context, in *ByID) (*Answer[Done], error) {
	if err := in.owner(); err != nil {
		return nil, err
	}
	err := in.done(a.Identity.EndSignIn(ctx, in.by(ctx), in.here, skill.SignInID(in.ID)))
	return answer(&in.Call, Done{true}, err)
}

func (a *API) endOthers(ctx context.Context, in *Only) (*Answer[Done], error) {
	if err := in.owner(); err != nil {
		return nil, err
	}
	return answer(&in.Call, Done{true}, in.done(a.Identity.EndOthers(ctx, in.by(ctx), in.here)))
}

// An OwnCodeDraft asks for a code to oneself.
type OwnCodeDraft struct {
	Stranger
	Purpose skill.Purpose `json:"purpose" enum:"confirm,reach"`
	To      string        `json:"to" doc:"To confirm: sms or mail. To reach: the new mobile number or mail address."`
}

// AskOwnCode asks for one.
type AskOwnCode struct {
	Call
	Sent[OwnCodeDraft]
}

func (a *API) askOwnCode(ctx context.Context, in *AskOwnCode) (*Answer[Sending], error) {
	if err := in.owner(); err != nil {
		return nil, err
	}
	d := in.Value
	if d.Purpose != skill.ToConfirm && d.Purpose != skill.ToReach {
		return nil, skill.FailField("purpose", "code.purpose")
	}
	return a.send(ctx, &in.Call, d.Stranger, identity.CodeRequest{Purpose: d.Purpose, To: d.To, Lang: string(in.lang())})
}

// A ProofDraft shows once more who is signed in.
type ProofDraft struct {
	Current string `json:"current_password,omitempty" doc:"Or a code that was sent to confirm."`
	Code    Code   `json:"confirm,omitempty"`
}

func (p ProofDraft) proof() identity.Proof {
	return identity.Proof{Password: p.Current, Answer: p.Code.answer()}
}

// Proven is an input that needs no more than a proof.
type Proven struct {
	Call
	Sent[ProofDraft]
}

// A PasswordDraft is another password.
type PasswordDraft struct {
	ProofDraft
	Password string `json:"password"`
}

// ChangePassword sets another password.
type ChangePassword struct {
	Call
	Sent[PasswordDraft]
}

func (a *API) changePassword(ctx context.Context, in *ChangePassword) (*Answer[AccountView], error) {
	if err := in.owner(); err != nil {
		return nil, err
	}
	d := in.Value
	err := a.Identity.ChangePassword(ctx, in.by(ctx), in.visit(ctx, Stranger{}), in.here, d.proof(), d.Password)
	return a.refreshed(ctx, &in.Call, err)
}

// A SettingView is a second factor to be scanned.
type SettingView struct {
	Secret string `json:"secret" doc:"To be typed where nothing can be scanned; shown this once."`
	URI    string `json:"uri" doc:"To be shown as a QR code."`
}

func (a *API) beginSecond(ctx context.Context, in *Proven) (*Answer[SettingView], error) {
	if err := in.owner(); err != nil {
		return nil, err
	}
	s, err := a.Identity.BeginSecond(ctx, in.by(ctx), in.visit(ctx, Stranger{}), in.here, in.Value.proof())
	return shownOnce(&in.Call, SettingView{s.Secret, s.URI}, err)
}

// shownOnce gives what is not shown when the request is repeated.
func shownOnce[B any](c *Call, b B, err error) (*Answer[B], error) {
	if err := c.done(err); err != nil {
		return nil, err
	}
	if c.replayed {
		return nil, skill.Fail(skill.Conflict, "request.shown_once")
	}
	return answer(c, b, nil)
}

// CodesView are recovery codes.
type CodesView struct {
	Codes []string `json:"recovery_codes" nullable:"false" doc:"Shown this once and kept nowhere."`
}

func (a *API) finishSecond(ctx context.Context, in *ShowSecond) (*Answer[CodesView], error) {
	if err := in.owner(); err != nil {
		return nil, err
	}
	e, codes, err := a.Identity.FinishSecond(ctx, in.by(ctx), in.visit(ctx, Stranger{}), in.here, in.Value.Digits)
	if err == nil {
		in.keep(httpx.EntryCookie, e.Secret, 0)
	}
	return shownOnce(&in.Call, CodesView{codes}, err)
}

func (a *API) dropSecond(ctx context.Context, in *Proven) (*Answer[AccountView], error) {
	if err := in.owner(); err != nil {
		return nil, err
	}
	err := a.Identity.DropSecond(ctx, in.by(ctx), in.visit(ctx, Stranger{}), in.here, in.Value.proof())
	return a.refreshed(ctx, &in.Call, err)
}

func (a *API) renewRecovery(ctx context.Context, in *Proven) (*Answer[CodesView], error) {
	if err := in.owner(); err != nil {
		return nil, err
	}
	codes, err := a.Identity.RenewRecovery(ctx, in.by(ctx), in.visit(ctx, Stranger{}), in.here, in.Value.proof())
	return shownOnce(&in.Call, CodesView{codes}, err)
}

// A ContactDraft is an address that was proven.
type ContactDraft struct {
	ProofDraft
	Reach Code `json:"reach" doc:"The code that was sent to reach it."`
}

// AddContact adds one.
type AddContact struct {
	Call
	Sent[ContactDraft]
}

func (a *API) addContact(ctx context.Context, in *AddContact) (*Answer[AccountView], error) {
	if err := in.owner(); err != nil {
		return nil, err
	}
	d := in.Value
	err := a.Identity.AddContact(ctx, in.by(ctx), in.visit(ctx, Stranger{}), in.here, d.proof(), d.Reach.answer())
	return a.refreshed(ctx, &in.Call, err)
}

// A DropDraft names a channel.
type DropDraft struct {
	ProofDraft
	Channel skill.Channel `json:"channel" enum:"sms,mail"`
}

// DropContact takes one away.
type DropContact struct {
	Call
	Sent[DropDraft]
}

func (a *API) dropContact(ctx context.Context, in *DropContact) (*Answer[AccountView], error) {
	if err := in.owner(); err != nil {
		return nil, err
	}
	d := in.Value
	err := a.Identity.DropContact(ctx, in.by(ctx), in.visit(ctx, Stranger{}), in.here, d.proof(), d.Channel)
	return a.refreshed(ctx, &in.Call, err)
}

func (a *API) closeAccount(ctx context.Context, in *Proven) (*Answer[Done], error) {
	if err := in.owner(); err != nil {
		return nil, err
	}
	err := in.done(a.Identity.CloseAccount(ctx, in.by(ctx), in.visit(ctx, Stranger{}), in.here, in.Value.proof()))
	if err == nil {
		in.keep(httpx.EntryCookie, "", 0)
	}
	return answer(&in.Call, Done{true}, err)
}

// A TicketDraft is what stands on a ticket, and the document.
type TicketDraft struct {
	Ticket   string        `json:"code" doc:"The join code (关联码) from a ticket or receipt."`
	Document DocumentDraft `json:"document"`
}

// JoinByCode joins by a ticket.
type JoinByCode struct {
	Call
	Sent[TicketDraft]
}

func (a *API) joinByCode(ctx context.Context, in *JoinByCode) (*Answer[AccountView], error) {
	if err := in.owner(); err != nil {
		return nil, err
	}
	d, err := a.documentOf(in.Value.Document)
	if err != nil {
		return nil, err
	}
	_, err = a.Identity.JoinByCode(ctx, in.by(ctx), in.visit(ctx, Stranger{}), in.here, in.Value.Ticket, d)
	return a.refreshed(ctx, &in.Call, err)
}

// documentOf reads a document as it was typed.
func (a *API) documentOf(d DocumentDraft) (skill.Document, error) {
	kind, err := skill.ParseDocumentKind(d.Kind)
	if err != nil {
		return skill.Document{}, within("document", skill.FailField("kind", "document.kind_unknown"))
	}
	doc, _, err := skill.ParseDocument(kind, d.Number, day.Of(a.Now()))
	if err != nil {
		return skill.Document{}, within("document", err)
	}
	return doc, nil
}
