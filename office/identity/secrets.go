package identity

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"assay/skill"
)

// draw makes a secret of 256 bits, written for a cookie.
func (d *Desk) draw() (string, error) {
	var raw [32]byte
	if _, err := io.ReadFull(d.Rand, raw[:]); err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(raw[:]), nil
}

// keyed is the hash of something that could be guessed, under a key that does not
// lie in the database.
func (d *Desk) keyed(purpose string, parts ...string) []byte {
	sum := d.Store.Keys().BlindIndex(purpose, strings.Join(parts, "\n"))
	return sum[:]
}

func (d *Desk) keyedHex(purpose string, parts ...string) string {
	return hex.EncodeToString(d.keyed(purpose, parts...))
}

const (
	codeDigits = 6
	codeModulo = 1_000_000
)

// drawDigits draws a one-time code of six digits, each of the million as likely
// as any other.
func (d *Desk) drawDigits() (string, error) {
	const fair = 1<<32 - 1<<32%codeModulo
	for {
		var raw [4]byte
		if _, err := io.ReadFull(d.Rand, raw[:]); err != nil {
			return "", err
		}
		if n := binary.BigEndian.Uint32(raw[:]); uint64(n) < fair {
			return fmt.Sprintf("%0*d", codeDigits, n%codeModulo), nil
		}
	}
}

// letters are those of codes that people copy from paper: no I, L, O or U, which
// are misread or make words.
// Source: Crockford's Base32.
const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// group is how many letters of such a code stand together.
const group = 4

// drawLetters draws a code of n letters, five bits each, in groups.
func (d *Desk) drawLetters(n int) (string, error) {
	raw := make([]byte, n)
	if _, err := io.ReadFull(d.Rand, raw); err != nil {
		return "", err
	}
	var b strings.Builder
	for i, r := range raw {
		if i > 0 && i%group == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(letters[r%32])
	}
	return b.String(), nil
}

// plainLetters is such a code as it is compared, whatever hyphens, blanks and
// look-alikes were typed.
func plainLetters(s string) string {
	return strings.NewReplacer("-", "", " ", "", "I", "1", "L", "1", "O", "0").Replace(strings.ToUpper(skill.Halve(s)))
}
