package attest

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"strings"

	"golang.org/x/crypto/argon2"

	"assay/skill"
)

// CommitmentVersion is the version under which new commitments are made. It
// fixes the parameters below and is named by every statement.
const CommitmentVersion = 1

// argon2Cost is what one guess at a document number costs.
type argon2Cost struct {
	passes, memoryKiB uint32
	lanes             uint8
}

// documentCost gives the parameters of a commitment version. A name is long
// and public; document numbers are few enough to be tried one by one, so theirs
// is the slow function.
// Source: RFC 9106 section 4; OWASP's least configuration, 19 MiB, t=2, p=1.
func documentCost(version int) (argon2Cost, error) {
	if version == 1 {
		return argon2Cost{passes: 2, memoryKiB: 19 << 10, lanes: 1}, nil
	}
	return argon2Cost{}, skill.Fail(skill.Invalid, "attest.commitment.version")
}

// A Commitment binds a statement to a value without telling it. Who knows the
// value can compute it again from the salt.
type Commitment struct {
	Salt  Bits128 `json:"salt"`
	Value Bits128 `json:"value"`
}

// CommitName commits to a name as skill.Fold compares names: HMAC-SHA-256 under
// the salt, cut to 128 bits.
func CommitName(salt Bits128, name string) Commitment {
	mac := hmac.New(sha256.New, salt[:])
	mac.Write([]byte(domainName))
	mac.Write([]byte(skill.Fold(name)))
	return Commitment{Salt: salt, Value: Bits128(mac.Sum(nil)[:16])}
}

// CommitDocument commits to a document's kind and number: Argon2id under the
// salt, cut to 128 bits. It takes about 20 ms and 19 MiB; how many run at once is the
// caller's business. Full-width forms, spaces and small letters in the number
// do not matter. The version must be a known one.
func CommitDocument(version int, salt Bits128, kind skill.DocumentKind, number string) (Commitment, error) {
	cost, err := documentCost(version)
	if err != nil {
		return Commitment{}, err
	}
	number = strings.ToUpper(strings.ReplaceAll(skill.Halve(number), " ", ""))
	secret := Row(domainDocument).Text(string(kind)).Text(number)
	sum := argon2.IDKey(secret, salt[:], cost.passes, cost.memoryKiB, cost.lanes, 16)
	return Commitment{Salt: salt, Value: Bits128(sum)}, nil
}

// IsName tells in constant time whether c commits to the name.
func (c Commitment) IsName(name string) bool { return c.equal(CommitName(c.Salt, name)) }

// IsDocument tells in constant time whether c, made under version, commits to
// the document. It costs what CommitDocument costs.
func (c Commitment) IsDocument(version int, kind skill.DocumentKind, number string) (bool, error) {
	o, err := CommitDocument(version, c.Salt, kind, number)
	return err == nil && c.equal(o), err
}

func (c Commitment) equal(o Commitment) bool {
	return subtle.ConstantTimeCompare(c.Value[:], o.Value[:]) == 1
}
