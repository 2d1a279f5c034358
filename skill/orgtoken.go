package skill

import "strings"

// An OrgToken (机构令牌) lets an organisation's own program read, import and hand
// in for it, never decide. Only the SHA-256 of its secret is kept.
type OrgToken struct {
	ID      OrgTokenID
	Path    OrgPath
	Hash    string   // hexadecimal SHA-256 of the secret
	Label   string   // what it is for
	By      PersonID // who made it
	Expires int64    // microseconds since 1970, UTC
	Revoked bool
	Version int64
}

// Actor is the organisation's program at work.
func (t OrgToken) Actor() Actor {
	return Actor{Person: client + PersonID(t.ID), Grants: []Grant{{Role: RoleClient, Path: t.Path}}, Until: t.Expires}
}

// client begins the name under which an organisation's program stands where a
// person would.
const client = "client:"

// Client is the token by which a program acts under a person's name; ok is false
// for a person.
func (p PersonID) Client() (id OrgTokenID, ok bool) {
	text, ok := strings.CutPrefix(string(p), client)
	return OrgTokenID(text), ok
}
