package provider

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"assay/skill"
)

// A Provider is the identity provider of a form. It is asked for its endpoints
// when they are first needed, so that this installation starts without it. All
// fields are needed but Secret; it is safe for concurrent use.
type Provider struct {
	Form
	Secret string           // of the client; none: the client is public, and proves itself by PKCE alone
	Back   string           // the address to which the browser comes back
	Now    func() time.Time // the machine's clock, by which the provider dates its tokens
	Rand   io.Reader
	Client *http.Client // see NewClient

	mu     sync.Mutex
	known  *oidc.Provider
	asked  time.Time
	strict bool // the provider names itself in every answer
}

// An Attempt is one sign-in on its way. Whoever sends the browser away keeps it
// where that browser alone can bring it back, and lets it count once.
type Attempt struct{ State, Nonce, Verifier string }

// An Identity is whom the provider means.
type Identity struct {
	Issuer  string
	Subject string // never changes and is never given twice, at this issuer
	Claim   *Claim // nil: the provider vouches for no document of theirs
}

// known is how long the provider's endpoints are believed.
const knownFor = 24 * time.Hour

// signing are the signatures that are accepted: those of which the provider alone
// has the key.
var signing = []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.EdDSA}

// discover asks the provider for its endpoints, once a day.
// Source: OpenID Connect Discovery 1.0, 4.
func (p *Provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known != nil && p.Now().Sub(p.asked) < knownFor {
		return p.known, nil
	}
	found, err := oidc.NewProvider(oidc.ClientContext(ctx, p.Client), p.Issuer)
	if err != nil {
		if _, other := errors.AsType[*oidc.IssuerMismatchError](err); other {
			return nil, fail("provider.down", "another issuer")
		}
		return nil, down("discovery", err)
	}
	var more struct {
		Keys   string `json:"jwks_uri"`
		Strict bool   `json:"authorization_response_iss_parameter_supported"`
	}
	if err := found.Claims(&more); err != nil {
		return nil, down("discovery", err)
	}
	to := found.Endpoint()
	for _, address := range []string{to.AuthURL, to.TokenURL, more.Keys, found.UserInfoEndpoint()} {
		if !safe(address) && (address != "" || !p.Userinfo) {
			return nil, fail("provider.down", "an endpoint without TLS")
		}
	}
	p.known, p.asked, p.strict = found, p.Now(), more.Strict
	return found, nil
}

func (p *Provider) client(found *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{ClientID: p.ClientID, ClientSecret: p.Secret, Endpoint: found.Endpoint(), RedirectURL: p.Back, Scopes: p.scopes()}
}

// Begin makes an attempt, and the address to send the browser to.
// Reasons: provider.down.
func (p *Provider) Begin(ctx context.Context) (a Attempt, to string, err error) {
	found, err := p.discover(ctx)
	if err != nil {
		return a, "", err
	}
	for _, one := range []*string{&a.State, &a.Nonce, &a.Verifier} {
		var raw [32]byte
		if _, err := io.ReadFull(p.Rand, raw[:]); err != nil {
			return a, "", err
		}
		*one = base64.RawURLEncoding.EncodeToString(raw[:])
	}
	to = p.client(found).AuthCodeURL(a.State, oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier))
	return a, to, nil
}

// Finish makes an identity of what the browser brought back. Reasons, each with
// its cause: provider.cancelled, where the person did not go on; provider.answer,
// where the answer is not one to this attempt, or not the provider's, or old;
// provider.down.
func (p *Provider) Finish(ctx context.Context, a Attempt, back url.Values) (who Identity, err error) {
	found, err := p.discover(ctx)
	if err != nil {
		return who, err
	}
	if err := p.addressed(a, back); err != nil {
		return who, err
	}
	tokens, err := p.client(found).Exchange(oidc.ClientContext(ctx, p.Client), back.Get("code"), oauth2.VerifierOption(a.Verifier))
	if err != nil {
		return who, exchangeFault(err)
	}
	token, err := p.idToken(ctx, found, tokens, a.Nonce)
	if err != nil {
		return who, err
	}
	claims, err := p.claims(ctx, found, tokens, token)
	if err != nil {
		return who, err
	}
	return Identity{token.Issuer, token.Subject, p.Claims.claim(claims, p.Now())}, nil
}

// addressed refuses what does not answer the attempt, before anything is asked of
// the provider.
// Source: RFC 6749, 4.1.2; RFC 9207, 2.4.
func (p *Provider) addressed(a Attempt, back url.Values) error {
	iss, told := back.Get("iss"), back.Has("iss")
	switch {
	case a.State == "" || subtle.ConstantTimeCompare([]byte(back.Get("state")), []byte(a.State)) != 1:
		return fail("provider.answer", "another state")
	case told && iss != p.Issuer, !told && p.strict:
		return fail("provider.answer", "another issuer")
	case back.Get("error") == "access_denied":
		return fail("provider.cancelled", "access_denied")
	case back.Has("error"):
		return fail("provider.answer", "an error")
	case back.Get("code") == "":
		return fail("provider.answer", "no code")
	}
	return nil
}

// exchangeFault tells a code that the provider refused from a provider that does
// not answer. What it wrote is not repeated: it may hold anything.
func exchangeFault(err error) error {
	if refused, ok := errors.AsType[*oauth2.RetrieveError](err); ok && refused.Response.StatusCode < http.StatusInternalServerError {
		return fail("provider.answer", "the code was refused")
	}
	return down("token", err)
}

// idToken reads whom the token means, if it is the provider's, for us, of today,
// and made for this attempt.
// Source: OpenID Connect Core 1.0, 3.1.3.7.
func (p *Provider) idToken(ctx context.Context, found *oidc.Provider, tokens *oauth2.Token, nonce string) (*oidc.IDToken, error) {
	raw, _ := tokens.Extra("id_token").(string)
	check := found.Verifier(&oidc.Config{ClientID: p.ClientID, SupportedSigningAlgs: signing, Now: p.Now})
	token, err := check.Verify(ctx, raw)
	if err != nil {
		return nil, fail("provider.answer", tokenFault(err))
	}
	var more struct {
		Party string `json:"azp"`
	}
	if err := token.Claims(&more); err != nil {
		return nil, fail("provider.answer", "the token")
	}
	switch {
	case token.Issuer != p.Issuer:
		return nil, fail("provider.answer", "another issuer")
	case more.Party != "" && more.Party != p.ClientID, more.Party == "" && len(token.Audience) > 1:
		return nil, fail("provider.answer", "another client")
	case subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(nonce)) != 1:
		return nil, fail("provider.answer", "another nonce")
	case token.Subject == "":
		return nil, fail("provider.answer", "no subject")
	}
	return token, nil
}

func tokenFault(err error) string {
	if _, old := errors.AsType[*oidc.TokenExpiredError](err); old {
		return "an expired token"
	}
	return "the token" // its text may quote the token
}

// claims are what the token says and, where the form asks for it, what the
// provider says beside it. The token comes first: it is signed.
// Source: OpenID Connect Core 1.0, 5.3.2.
func (p *Provider) claims(ctx context.Context, found *oidc.Provider, tokens *oauth2.Token, token *oidc.IDToken) (map[string]json.RawMessage, error) {
	all := map[string]json.RawMessage{}
	if p.Userinfo {
		info, err := found.UserInfo(oidc.ClientContext(ctx, p.Client), oauth2.StaticTokenSource(tokens))
		if err != nil {
			return nil, down("userinfo", err)
		}
		if info.Subject != token.Subject {
			return nil, fail("provider.answer", "another subject")
		}
		if err := info.Claims(&all); err != nil {
			return nil, down("userinfo", err)
		}
	}
	if err := token.Claims(&all); err != nil {
		return nil, fail("provider.answer", "the token")
	}
	return all, nil
}

// codes are the codes of the reasons here.
var codes = map[string]skill.Code{"provider.down": skill.Unmet, "provider.cancelled": skill.Denied, "provider.answer": skill.Unauthenticated}

// fail is a fault with what is wrong, for the log alone. What the provider or the
// browser sent is never part of it.
func fail(reason, what string) error {
	return skill.Fail(codes[reason], reason).Because(errors.New(what))
}

// down is a provider that could not be reached or understood.
func down(what string, err error) error {
	if broken, ok := errors.AsType[*url.Error](err); ok {
		return fail("provider.down", what+": "+broken.Err.Error())
	}
	return fail("provider.down", what)
}
