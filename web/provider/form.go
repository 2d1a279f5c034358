// Package provider signs people in by one identity provider (身份认证平台) that
// speaks OpenID Connect: it sends the browser there with an Attempt, and makes of
// what comes back an Identity. Which claims count as somebody's verified document
// is the installation's Form, not code.
//
// It knows no account: whose Identity it is, is for others to say.
package provider

import (
	"io"
	"net"
	"net/url"
	"slices"
	"strings"

	"assay/internal/strictjson"
	"assay/skill"
)

// A Form is how an installation knows its identity provider: a JSON file.
type Form struct {
	Name     Name     `json:"name"`               // as people know it
	Issuer   string   `json:"issuer"`             // https://…, exactly as the provider writes it
	ClientID string   `json:"client_id"`          // under which the provider knows this installation
	Secret   string   `json:"secret_file"`        // file that holds the client's secret; empty: the client has none
	Scopes   []string `json:"scopes,omitempty"`   // besides openid
	Userinfo bool     `json:"userinfo,omitempty"` // ask the userinfo endpoint for claims too
	Claims   Claims   `json:"claims"`
}

// A Name is a name in both languages.
type Name struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}

// Claims says which claims of the provider are somebody's verified document. Each
// place is a JSON pointer, e.g. /verified_claims/claims/id_number. Where Number is
// empty the provider vouches for nobody's document.
// Source: RFC 6901.
type Claims struct {
	Number string                        `json:"number,omitempty"`
	Name   string                        `json:"name,omitempty"`
	Kind   skill.DocumentKind            `json:"kind,omitempty"`    // of every document; or
	KindAt string                        `json:"kind_at,omitempty"` // where the provider says the kind,
	Kinds  map[string]skill.DocumentKind `json:"kinds,omitempty"`   // in words that mean
	// Where says what must stand at a place for the claims to be verified ones,
	// e.g. {"/verified_claims/verification/trust_framework": "cn-real-name"}.
	Where map[string]string `json:"where,omitempty"`
}

// formMost is the longest form that is read, in bytes.
const formMost = 64 << 10

// ReadForm reads a form and refuses one by which nobody could be signed in
// safely. Reasons: those of strict JSON, provider.form, provider.issuer.
func ReadForm(r io.Reader) (f Form, err error) {
	if err := strictjson.Read(r, formMost, &f); err != nil {
		return f, err
	}
	return f, f.check()
}

func (f Form) check() error {
	switch {
	case f.Name.Zh == "", f.Name.En == "":
		return skill.FailField("name", "provider.form")
	case f.ClientID == "":
		return skill.FailField("client_id", "provider.form")
	case !safe(f.Issuer):
		return skill.FailField("issuer", "provider.issuer")
	}
	return f.Claims.check()
}

func (c Claims) check() error {
	for _, p := range []struct {
		path, pointer string
		needed        bool
	}{
		{"claims.number", c.Number, false},
		{"claims.name", c.Name, c.Number != ""},
		{"claims.kind_at", c.KindAt, c.Number != "" && c.Kind == ""},
	} {
		if p.pointer == "" && p.needed || p.pointer != "" && !strings.HasPrefix(p.pointer, "/") {
			return skill.FailField(p.path, "provider.form")
		}
	}
	for pointer := range c.Where {
		if !strings.HasPrefix(pointer, "/") {
			return skill.FailField("claims.where", "provider.form")
		}
	}
	if c.Kind != "" && !c.Kind.Known() {
		return skill.FailField("claims.kind", "provider.form")
	}
	for _, k := range c.Kinds {
		if !k.Known() {
			return skill.FailField("claims.kinds", "provider.form")
		}
	}
	return nil
}

// safe tells whether what is sent to an address can be read and changed by nobody
// on the way: https, or this very machine.
func safe(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname())
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// scopes are those that are asked for.
func (f Form) scopes() []string {
	if slices.Contains(f.Scopes, "openid") {
		return f.Scopes
	}
	return append([]string{"openid"}, f.Scopes...)
}
