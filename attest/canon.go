package attest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"io"

	"assay/skill"
)

// Bits128 is a salt or a value cut to 128 bits. As text it is base64url without
// padding, 22 characters.
type Bits128 [16]byte

// MarshalText is base64url without padding.
func (b Bits128) MarshalText() ([]byte, error) { return encode64(b[:]), nil }

// UnmarshalText reads what MarshalText writes.
func (b *Bits128) UnmarshalText(text []byte) error { return decode64(b[:], text) }

// NewSalt draws a salt.
func NewSalt(random io.Reader) (salt Bits128, err error) {
	_, err = io.ReadFull(random, salt[:])
	return salt, err
}

var base64url = base64.RawURLEncoding.Strict()

func encode64(b []byte) []byte { return base64url.AppendEncode(nil, b) }

// decode64 fills dst from text, which must hold exactly that many bytes.
func decode64(dst, text []byte) error {
	if base64url.DecodedLen(len(text)) != len(dst) {
		return skill.Fail(skill.Invalid, "attest.base64")
	}
	if n, err := base64url.Decode(dst, text); err != nil || n != len(dst) {
		return skill.Fail(skill.Invalid, "attest.base64").Because(err)
	}
	return nil
}

// A Row is the canonical form of a list of values: each is one tag byte and,
// where its length is not fixed, its length before it. Two lists are equal if
// and only if their Rows are, and the end of one value never depends on the
// next. Begin with an emptied buffer and append in the order of the columns:
//
//	row := attest.Row(buffer[:0]).Text(id).Int(version).Null()
type Row []byte

const (
	tagNull  = 0
	tagText  = 1
	tagInt   = 2
	tagBytes = 3
)

// Null appends the absence of a value, which differs from an empty one.
func (r Row) Null() Row { return append(r, tagNull) }

// Text appends text as it is, byte for byte.
func (r Row) Text(s string) Row {
	return append(binary.AppendUvarint(append(r, tagText), uint64(len(s))), s...)
}

// Int appends an integer: a count, an instant in microseconds, or 0 and 1.
func (r Row) Int(n int64) Row {
	return binary.BigEndian.AppendUint64(append(r, tagInt), uint64(n))
}

// Bytes appends bytes, which differ from text of the same content.
func (r Row) Bytes(b []byte) Row {
	return append(binary.AppendUvarint(append(r, tagBytes), uint64(len(b))), b...)
}

// Any appends a value as a database driver gives it: nil, text, integer, bytes
// or a boolean, which counts as 0 or 1. Any other type is a mistake of the
// caller and Internal.
func (r Row) Any(value any) (Row, error) {
	switch v := value.(type) {
	case nil:
		return r.Null(), nil
	case string:
		return r.Text(v), nil
	case int64:
		return r.Int(v), nil
	case int:
		return r.Int(int64(v)), nil
	case []byte:
		return r.Bytes(v), nil
	case bool:
		if v {
			return r.Int(1), nil
		}
		return r.Int(0), nil
	}
	return r, skill.Fail(skill.Internal, "attest.row.type")
}

// A RowKey names one version of one stored row.
type RowKey struct {
	Table   string
	ID      string
	Version int64 // 1 at creation, one more with every change
}

// Digest stands for one version of a row: SHA-256 over salt, table, id, version
// and canonical form. The audit entry keeps it under a key (Ring.Witness).
// Without the salt, which is destroyed with the row, it tells nothing about a
// value.
func Digest(salt Bits128, key RowKey, canonical Row) [32]byte {
	var room [256]byte
	head := append(append(room[:0], domainRow...), salt[:]...)
	head = Row(head).Text(key.Table).Text(key.ID).Int(key.Version)
	h := sha256.New()
	h.Write(head)
	h.Write(canonical)
	var sum [32]byte
	h.Sum(sum[:0])
	return sum
}
