package api

import (
	"context"
	"time"

	"assay/internal/httpx"
	"assay/locale"
	"assay/office/identity"
	"assay/skill"
	"assay/store"
)

// accounts registers how somebody comes in: these are for everybody. Signing in
// sets a cookie, which stands in no answer.
func (a *API) accounts() {
	register(a, get("ask-question", "/question", "A question to be answered where a limit for strangers was reached"), a.question)
	register(a, form("ask-code", "/codes", "Have a one-time code sent; the answer is the same whether or not the address is anybody's").begins(), a.askCode)
	register(a, form("register", "/accounts", "Open an account, joined to nobody, and sign in").creates(), a.registerAccount)
	register(a, form("sign-in", "/sign-ins", "Sign in by password, or by a code").creates(), a.signIn)
	register(a, form("show-second-factor", "/sign-ins/second-factor", "Show the second factor of the sign-in in the cookie"), a.showSecond)
	register(a, form("sign-out", "/sign-ins/out", "End the sign-in in the cookie"), a.signOut)
	register(a, form("recover-account", "/accounts/recover", "Set a new password by a code"), a.recoverAccount)
}

// A QuestionView is a question in words.
type QuestionView struct {
	Token string `json:"question" doc:"To be sent with the answer."`
	Text  string `json:"text" doc:"In the asker's language."`
}

func (a *API) question(_ context.Context, in *Only) (*Answer[QuestionView], error) {
	q, err := a.Questions.Ask(a.Identity.Rand, a.Now())
	if err != nil {
		return nil, err
	}
	zh, en := q.Words()
	words := zh
	if in.lang() == locale.En {
		words = en
	}
	return answer(&in.Call, QuestionView{q.Token, locale.Text(in.lang(), q.Key, skill.Args{"a": words[0], "b": words[1]})}, nil)
}

// A Stranger is what a request says of who sends it.
type Stranger struct {
	Question string `json:"question,omitempty" doc:"The question's token, where one was asked (ask-question)."`
	Reply    string `json:"answer,omitempty" doc:"The answer to it."`
	Device   string `json:"device,omitempty" doc:"The device in a few words, for the list of sign-ins."`
}

// visit is where a request comes from. An answer counts once.
func (c *Call) visit(ctx context.Context, s Stranger) identity.Visit {
	return identity.Visit{
		Network: httpx.Network(ctx).String(), Device: c.value(httpx.DeviceCookie), Label: s.Device,
		Answered: s.Question != "" && c.api.Questions.Passes(s.Question, s.Reply, c.api.Now()),
	}
}

// A CodeDraft asks for a code.
type CodeDraft struct {
	Stranger
	Purpose skill.Purpose `json:"purpose" enum:"register,sign-in,recover"`
	To      string        `json:"to" doc:"A mobile number or mail address."`
}

// AskCode asks for a code.
type AskCode struct {
	Call
	Sent[CodeDraft]
}

// A Sending names a code that may be on its way.
type Sending struct {
	Challenge skill.ChallengeID `json:"challenge" doc:"To be sent with the code."`
}

func (a *API) askCode(ctx context.Context, in *AskCode) (*Answer[Sending], error) {
	d := in.Value
	if d.Purpose != skill.ToRegister && d.Purpose != skill.ToSignIn && d.Purpose != skill.ToRecover {
		return nil, skill.FailField("purpose", "code.purpose")
	}
	return a.send(ctx, &in.Call, d.Stranger, identity.CodeRequest{Purpose: d.Purpose, To: d.To, Lang: string(in.lang())})
}

func (a *API) send(ctx context.Context, c *Call, s Stranger, q identity.CodeRequest) (*Answer[Sending], error) {
	id, err := a.Identity.AskCode(ctx, c.visit(ctx, s), c.here, q)
	return answer(c, Sending{id}, err)
}

// A Code is the answer to a code that was sent.
type Code struct {
	Challenge skill.ChallengeID `json:"challenge,omitempty"`
	Digits    string            `json:"code,omitempty"`
}

func (c Code) answer() identity.Answer {
	return identity.Answer{Challenge: c.Challenge, Code: c.Digits}
}

// A RegistrationDraft is what somebody registers with.
type RegistrationDraft struct {
	Stranger
	Code
	Wish     string `json:"wish,omitempty" doc:"What the login name begins with; four digits follow it."`
	Password string `json:"password,omitempty" doc:"None: to sign in by codes alone."`
}

// RegisterAccount opens an account.
type RegisterAccount struct {
	Call
	Sent[RegistrationDraft]
}

func (a *API) registerAccount(ctx context.Context, in *RegisterAccount) (*Answer[EnteredView], error) {
	d := in.Value
	e, err := a.Identity.Register(ctx, in.visit(ctx, d.Stranger), identity.Registration{
		Answer: d.answer(), Wish: d.Wish, Password: d.Password, Lang: string(in.lang()),
	})
	return in.entered(e, err)
}

// An EnteredView is a sign-in that was made.
type EnteredView struct {
	SignIn       skill.SignInID `json:"sign_in"`
	Login        string         `json:"login"`
	SecondDue    bool           `json:"second_factor_due" doc:"Nothing can be done before it was shown (show-second-factor)."`
	WeakPassword bool           `json:"weak_password" doc:"The password no longer follows the rules and is to be changed."`
	Expires      time.Time      `json:"expires" doc:"Being idle ends it earlier."`
}

// entered sets the cookies of a sign-in.
func (c *Call) entered(e identity.Entry, err error) (*Answer[EnteredView], error) {
	if err != nil {
		return nil, err
	}
	c.keep(httpx.EntryCookie, e.Secret, 0)
	if e.Device != "" {
		c.keep(httpx.DeviceCookie, e.Device, httpx.DeviceKept)
	}
	return answer(c, EnteredView{e.SignIn.ID, e.Account.Login, e.SecondDue(), e.SignIn.Weak, e.SignIn.Expires}, nil)
}

// A SignInDraft is a name and a password, or a code.
type SignInDraft struct {
	Stranger
	Code
	Name     string `json:"name,omitempty" doc:"Login name, mobile number or mail address."`
	Password string `json:"password,omitempty"`
}

// EnterAccount signs in.
type EnterAccount struct {
	Call
	Sent[SignInDraft]
}

func (a *API) signIn(ctx context.Context, in *EnterAccount) (*Answer[EnteredView], error) {
	d, v := in.Value, in.visit(ctx, in.Value.Stranger)
	if d.Challenge != "" {
		return in.entered(a.Identity.SignInByCode(ctx, v, d.answer()))
	}
	return in.entered(a.Identity.SignIn(ctx, v, d.Name, d.Password))
}

// A SecondDraft is a second factor.
type SecondDraft struct {
	Digits string `json:"code" doc:"The authenticator's code, or a recovery code."`
}

// ShowSecond shows the second factor.
type ShowSecond struct {
	Call
	Sent[SecondDraft]
}

func (a *API) showSecond(ctx context.Context, in *ShowSecond) (*Answer[EnteredView], error) {
	return in.entered(a.Identity.ShowSecond(ctx, in.visit(ctx, Stranger{}), in.value(httpx.EntryCookie), in.Value.Digits))
}

func (a *API) signOut(ctx context.Context, in *Only) (*Answer[Done], error) {
	err := a.Identity.SignOut(ctx, store.By{Request: httpx.RequestID(ctx)}, in.value(httpx.EntryCookie))
	if err == nil {
		in.keep(httpx.EntryCookie, "", 0)
	}
	return answer(&in.Call, Done{true}, err)
}

// Done is the answer where there is nothing to show.
type Done struct {
	Done bool `json:"done"`
}

// A RecoveryDraft sets a new password.
type RecoveryDraft struct {
	Stranger
	Code
	Second   string `json:"second,omitempty" doc:"The authenticator's code or a recovery code, where the account has a second factor."`
	Password string `json:"password"`
}

// RecoverAccount sets a new password.
type RecoverAccount struct {
	Call
	Sent[RecoveryDraft]
}

func (a *API) recoverAccount(ctx context.Context, in *RecoverAccount) (*Answer[Done], error) {
	d := in.Value
	err := a.Identity.Recover(ctx, in.visit(ctx, d.Stranger), identity.Recovery{Answer: d.answer(), Second: d.Second, Password: d.Password})
	return answer(&in.Call, Done{true}, err)
}
