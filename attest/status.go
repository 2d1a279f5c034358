package attest

import (
	"slices"
	"strings"
	"time"

	"assay/skill"
	"assay/skill/day"
)

// A StatusList is the registry's signed list of certificates not in force, for
// checks without a network. A certificate that is not on it was in force at
// AsOf, if it had been issued by then.
type StatusList struct {
	AsOf       time.Time    `json:"as_of"`      // whole seconds, UTC
	Checkpoint string       `json:"checkpoint"` // signed checkpoint of the log certificates at AsOf, or empty
	Key        KeyID        `json:"key"`
	NotInForce []NotInForce `json:"not_in_force"` // by number
	Signature  Signature    `json:"signature,omitzero"`
	Version    int          `json:"version"` // 1
}

// NotInForce is one certificate that is no longer in force.
type NotInForce struct {
	Number string   `json:"number"`
	Since  day.Date `json:"since"`
	Status Status   `json:"status"` // Revoked, Replaced or Cancelled
}

// payload is the exact bytes to be signed; the Signature field is not part of
// them.
func (l StatusList) payload() ([]byte, error) {
	l.Signature = Signature{}
	if err := l.check(); err != nil {
		return nil, err
	}
	return signable(domainStatus, l)
}

// Sign puts the list in order, signs it and gives its file.
func (l StatusList) Sign(by Signer) ([]byte, error) {
	l.Version, l.Key, l.AsOf = 1, by.ID(), l.AsOf.UTC().Truncate(time.Second)
	l.NotInForce = append([]NotInForce{}, l.NotInForce...)
	slices.SortFunc(l.NotInForce, byNumber)
	payload, err := l.payload()
	if err != nil {
		return nil, err
	}
	l.Signature = by.sign(payload)
	return canonicalJSON(l)
}

// OpenStatus reads a status file and checks that a known statement key signed
// it and, where it holds a checkpoint, that a known log key signed that.
// Reasons: attest.status.form, attest.status.key (no such key was given),
// attest.status.signature, those of OpenCheckpoint.
func OpenStatus(file []byte, keys PublicKeys) (StatusList, error) {
	var l StatusList
	if err := strictJSON(file, &l); err != nil {
		return StatusList{}, skill.Fail(skill.Invalid, "attest.status.form").Because(err)
	}
	payload, err := l.payload()
	if err != nil {
		return StatusList{}, err
	}
	known, good := keys.check(l.Key, payload, l.Signature)
	switch {
	case !known:
		return StatusList{}, skill.Fail(skill.Invalid, "attest.status.key")
	case !good:
		return StatusList{}, skill.Fail(skill.Invalid, "attest.status.signature")
	case l.Checkpoint == "":
		return l, nil
	}
	signed := []byte(l.Checkpoint)
	_, err = OpenCheckpoint(signed, originOf(signed), keys)
	return l, err
}

func (l StatusList) check() error {
	bad := skill.Fail(skill.Invalid, "attest.status.form")
	if l.Version != 1 || !l.Key.valid() || l.AsOf.IsZero() || l.NotInForce == nil {
		return bad
	}
	for i, n := range l.NotInForce {
		if !n.Status.ended() || i > 0 && byNumber(l.NotInForce[i-1], n) >= 0 {
			return bad
		}
		if _, err := packNumber(nil, n.Number); err != nil || n.Since.IsZero() {
			return bad
		}
	}
	return nil
}

// of is what the list says of a certificate: nothing of one that was issued on
// the list's day or later, unless it stands on it.
func (l StatusList) of(number string, issued day.Date) Status {
	i, found := slices.BinarySearchFunc(l.NotInForce, NotInForce{Number: number}, byNumber)
	switch {
	case found:
		return l.NotInForce[i].Status
	case !day.Of(l.AsOf).After(issued):
		return NotChecked
	}
	return InForce
}

func byNumber(a, b NotInForce) int { return strings.Compare(a.Number, b.Number) }
