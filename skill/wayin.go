package skill

import "time"

// A Link (平台登录) lets whoever an identity provider means by one of its subjects
// in by an account. It was made by somebody who was signed in to both.
type Link struct {
	ID      LinkID
	Account AccountID
	Issuer  string // of the provider, e.g. https://id.example.org
	Hash    string // keyed hash of issuer and subject; the subject itself is not kept
	Made    time.Time
	Revoked bool
	Version int64
}

// A Passkey (通行密钥) is a key pair in somebody's device that signs its owner in:
// the device holds the private key and, where it can, asks for a finger or a PIN.
type Passkey struct {
	ID         PasskeyID
	Account    AccountID
	Credential string  // the device's name for it, Base64url; no two passkeys share one
	Record     Private // public key, signature counter and flags, as office/identity writes them
	Label      string  // the device in a few words
	Made       time.Time
	Used       time.Time // when it last signed somebody in
	Revoked    bool
	Version    int64
}

// A Ceremony (验证过程) is what a device was asked to sign, until it has answered or
// the time for it is over. It can be answered once.
type Ceremony struct {
	ID      CeremonyID
	Account AccountID // whose it is; none: whoever the passkey says
	State   []byte    // as office/identity writes it
	Expires time.Time
}
