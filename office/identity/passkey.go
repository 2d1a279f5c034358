package identity

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/netip"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"assay/skill"
	"assay/store"
)

// Passkeys is what passkeys are made for: the name under which people reach the
// installation. One made for a name signs in nowhere else, which is why nobody
// can be lured into giving it away.
type Passkeys struct{ party *webauthn.WebAuthn }

// NewPasskeys serves a host, with its port where it is none of the usual ones,
// under the name that devices show. There are none for a host without a name: nil.
// Only localhost does without TLS.
// Source: Web Authentication Level 3, 5.1.2 (a relying party id is a domain).
func NewPasskeys(host, name string) (*Passkeys, error) {
	domain, _, _ := strings.Cut(host, ":")
	if _, err := netip.ParseAddr(domain); err == nil || domain == "" || strings.HasPrefix(host, "[") {
		return nil, nil
	}
	origin := "https://" + host
	if domain == "localhost" {
		origin = "http://" + host
	}
	party, err := webauthn.New(&webauthn.Config{
		RPID: domain, RPDisplayName: name, RPOrigins: []string{origin}, AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(),
			UserVerification: protocol.VerificationPreferred,
		},
	})
	if err != nil {
		return nil, err
	}
	return &Passkeys{party}, nil
}

// An Asked is what a device is asked to sign.
type Asked struct {
	ID      skill.CeremonyID
	Options []byte // JSON, for navigator.credentials
}

// ceremonyLife is how long a device may take.
const ceremonyLife = 5 * time.Minute

// An owner is an account as passkeys know it.
type owner struct {
	skill.Account
	keys []webauthn.Credential
}

// WebAuthnID implements webauthn.User: ids say nothing about the person.
func (o owner) WebAuthnID() []byte { return []byte(o.ID) }

// WebAuthnName implements webauthn.User.
func (o owner) WebAuthnName() string { return o.Login }

// WebAuthnDisplayName implements webauthn.User.
func (o owner) WebAuthnDisplayName() string { return o.Login }

// WebAuthnCredentials implements webauthn.User.
func (o owner) WebAuthnCredentials() []webauthn.Credential { return o.keys }

func (d *Desk) owner(ctx context.Context, from store.Source, a skill.Account) (o owner, err error) {
	o.Account = a
	all, err := store.List(ctx, from, store.Passkeys{Account: a.ID}, store.Everything)
	for _, k := range all {
		var c webauthn.Credential
		if err := json.Unmarshal([]byte(k.Record.Reveal()), &c); err != nil {
			return o, err
		}
		o.keys = append(o.keys, c)
	}
	return o, err
}

// BeginPasskey asks a device for a new passkey of somebody's account.
// Reasons: passkey.none, passkey.many, those of proofs.
func (d *Desk) BeginPasskey(ctx context.Context, v Visit, h Here, p Proof) (asked Asked, err error) {
	defer skill.Wrap(&err, "begin a passkey")
	if d.Passkeys == nil {
		return asked, skill.Fail(skill.Unmet, "passkey.none")
	}
	if err := d.prove(ctx, v, h, p); err != nil {
		return asked, err
	}
	o, err := d.owner(ctx, d.Store.Unscoped(), h.Account)
	if err != nil {
		return asked, err
	}
	if len(o.keys) >= passkeysMost {
		return asked, skill.Fail(skill.Unmet, "passkey.many")
	}
	drawn, err := d.drawChallenge()
	if err != nil {
		return asked, err
	}
	options, state, err := d.Passkeys.party.BeginRegistration(o, webauthn.WithExclusions(webauthn.Credentials(o.keys).CredentialDescriptors()),
		func(c *protocol.PublicKeyCredentialCreationOptions) error { c.Challenge = drawn; return nil })
	if err != nil {
		return asked, err
	}
	return d.ask(ctx, h.Account.ID, options.Response, state)
}

// passkeysMost is how many passkeys an account has at once.
const passkeysMost = 10

func (d *Desk) drawChallenge() (protocol.URLEncodedBase64, error) {
	out := make([]byte, protocol.ChallengeLength)
	_, err := io.ReadFull(d.Rand, out)
	return out, err
}

// ask keeps what a device is asked, until it answers.
func (d *Desk) ask(ctx context.Context, account skill.AccountID, options any, state *webauthn.SessionData) (out Asked, err error) {
	if out.Options, err = json.Marshal(options); err != nil {
		return out, err
	}
	kept, err := json.Marshal(state)
	if err != nil {
		return out, err
	}
	err = d.Store.Update(ctx, store.By{}, func(tx *store.Tx) error {
		out.ID = skill.CeremonyID(tx.NewID())
		return tx.BeginCeremony(ctx, skill.Ceremony{ID: out.ID, Account: account, State: kept, Expires: tx.Now.Add(ceremonyLife)})
	})
	return out, err
}

// taken takes a ceremony away, whatever its answer turns out to be: nothing is
// answered twice.
func (d *Desk) taken(ctx context.Context, id skill.CeremonyID, account skill.AccountID) (state webauthn.SessionData, err error) {
	err = d.Store.Update(ctx, store.By{}, func(tx *store.Tx) error {
		c, err := tx.EndCeremony(ctx, id)
		if err == nil && c.Account != account {
			err = skill.Fail(skill.NotFound, "ceremony.not_found")
		}
		if err != nil {
			return err
		}
		return json.Unmarshal(c.State, &state)
	})
	if skill.CodeOf(err) == skill.NotFound {
		err = skill.Fail(skill.WrongState, "passkey.over")
	}
	return state, err
}

// FinishPasskey adds the passkey that a device has made. The owner is told.
// Reasons: passkey.over, passkey.wrong, passkey.exists.
func (d *Desk) FinishPasskey(ctx context.Context, by store.By, v Visit, h Here, id skill.CeremonyID, answer []byte) (out skill.Passkey, err error) {
	defer skill.Wrap(&err, "finish a passkey")
	if d.Passkeys == nil || h.Account.ID == "" {
		return out, skill.Fail(skill.Unmet, "passkey.none")
	}
	state, err := d.taken(ctx, id, h.Account.ID)
	if err != nil {
		return out, err
	}
	said, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return out, skill.Fail(skill.Invalid, "passkey.wrong")
	}
	c, err := d.Passkeys.party.CreateCredential(owner{Account: h.Account}, state, said)
	if err != nil {
		return out, skill.Fail(skill.Invalid, "passkey.wrong")
	}
	record, err := json.Marshal(c)
	if err != nil {
		return out, err
	}
	err = d.Store.Update(ctx, by, func(tx *store.Tx) error {
		out = skill.Passkey{
			ID: skill.PasskeyID(tx.NewID()), Account: h.Account.ID, Credential: base64.RawURLEncoding.EncodeToString(c.ID),
			Record: skill.Keep(string(record)), Label: label(v.Label), Made: tx.Now,
		}
		if err := store.Add(ctx, tx, &out); err != nil {
			return err
		}
		return d.told(ctx, tx, h)
	})
	return out, err
}

// BeginPasskeySignIn asks a device for any passkey it has for this installation.
// Reasons: passkey.none.
func (d *Desk) BeginPasskeySignIn(ctx context.Context) (asked Asked, err error) {
	defer skill.Wrap(&err, "begin to sign in by a passkey")
	if d.Passkeys == nil {
		return asked, skill.Fail(skill.Unmet, "passkey.none")
	}
	drawn, err := d.drawChallenge()
	if err != nil {
		return asked, err
	}
	options, state, err := d.Passkeys.party.BeginDiscoverableLogin(func(o *protocol.PublicKeyCredentialRequestOptions) error { o.Challenge = drawn; return nil })
	if err != nil {
		return asked, err
	}
	return d.ask(ctx, "", options.Response, state)
}

// SignInByPasskey enters by what a device has signed. Where the device has asked
// for a finger, a face or a PIN that is a second factor too. Reasons: passkey.over,
// passkey.wrong, for passkeys that nobody has too; account.frozen.
func (d *Desk) SignInByPasskey(ctx context.Context, v Visit, id skill.CeremonyID, answer []byte) (_ Entry, err error) {
	defer skill.Wrap(&err, "sign in by a passkey")
	if d.Passkeys == nil {
		return Entry{}, skill.Fail(skill.Unmet, "passkey.none")
	}
	state, err := d.taken(ctx, id, "")
	if err != nil {
		return Entry{}, err
	}
	wrong := skill.Fail(skill.Unauthenticated, "passkey.wrong")
	said, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return Entry{}, wrong
	}
	user, c, err := d.Passkeys.party.ValidatePasskeyLogin(d.finder(ctx), state, said)
	if err != nil || c.Authenticator.CloneWarning {
		return Entry{}, wrong
	}
	account := user.(owner).Account
	if err := d.used(ctx, account, *c); err != nil {
		return Entry{}, err
	}
	caller, err := d.caller(ctx, v, "account "+string(account.ID), account)
	if err != nil {
		return Entry{}, err
	}
	return d.enter(ctx, entering{caller: caller, way: skill.SignInByPasskey, second: said.Response.AuthenticatorData.Flags.HasUserVerified()})
}

// finder finds whose passkey it is.
func (d *Desk) finder(ctx context.Context) webauthn.DiscoverableUserHandler {
	return func(_, handle []byte) (webauthn.User, error) {
		a, err := d.Store.Unscoped().Account(ctx, skill.AccountID(handle))
		if err != nil {
			return nil, err
		}
		return d.owner(ctx, d.Store.Unscoped(), a)
	}
}

// used writes down that a passkey was used, with its new counter. The counter
// grows: of two who come with one signature the second is refused.
func (d *Desk) used(ctx context.Context, a skill.Account, c webauthn.Credential) error {
	record, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return d.Store.Update(ctx, store.By{Actor: skill.Actor{Account: a.ID}}, func(tx *store.Tx) error {
		k, err := store.One(ctx, tx.Locked(), store.Passkeys{Credential: base64.RawURLEncoding.EncodeToString(c.ID)})
		if skill.CodeOf(err) == skill.NotFound {
			return skill.Fail(skill.Unauthenticated, "passkey.wrong")
		}
		if err != nil {
			return err
		}
		k.Record, k.Used = skill.Keep(string(record)), tx.Now
		return store.Change(ctx, tx, "use", &k)
	})
}

// ListPasskeys lists the passkeys of somebody's account.
func (d *Desk) ListPasskeys(ctx context.Context, h Here) ([]skill.Passkey, error) {
	return store.List(ctx, d.Store.As(h.Actor), store.Passkeys{Account: h.Account.ID}, store.Everything)
}

// DropPasskey takes a passkey away. The owner is told. Reasons: passkey.not_found,
// those of proofs.
func (d *Desk) DropPasskey(ctx context.Context, by store.By, v Visit, h Here, p Proof, id skill.PasskeyID) (err error) {
	defer skill.Wrap(&err, "take a passkey away")
	if err := d.prove(ctx, v, h, p); err != nil {
		return err
	}
	return d.Store.Update(ctx, by, func(tx *store.Tx) error {
		k, err := tx.Locked().Passkey(ctx, id)
		if err == nil && k.Account != h.Account.ID {
			err = skill.Fail(skill.NotFound, "passkey.not_found")
		}
		if err != nil || k.Revoked {
			return err
		}
		k.Revoked = true
		if err := store.Change(ctx, tx, "revoke", &k); err != nil {
			return err
		}
		return d.told(ctx, tx, h)
	})
}
