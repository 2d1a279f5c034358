package attest

import (
	"bytes"
	"encoding/base32"
	"strings"

	"assay/skill"
	"assay/skill/day"
)

// A QR is the fixed binary statement that a printed certificate carries in its
// code and that anybody can check without a network. It names no person: the
// holder is bound by two commitments.
type QR struct {
	Key        KeyID
	Number     string // 证书编号, 22 characters or 16 digits
	Occupation string // 职业编码, d-dd-dd-dd
	Issued     day.Date
	Name       Commitment // to the folded name
	Document   Commitment // to document kind and number
	Signature  Signature  // Ed25519 over Payload
}

const (
	qrVersion = 1
	qrBody    = 1 + 4 + packedNumber + 3 + 2 + 4*16
	qrLength  = qrBody + 64
	// qrDigits is qrLength in unpadded base32.
	qrDigits = (qrLength*8 + 4) / 5
)

// MaxHost is the longest host, in characters, whose code is still printed as
// Assay promises: QR version 10 at level M holds 311 alphanumeric characters,
// of which HTTPS://, /Q/ and the statement take 248. Version 10 has 57 modules
// a side, 65 with its quiet zone of four on either side: 25 mm / 65 = 0.385 mm
// a module. (Hosts of up to 14 characters need version 9 only.)
// Source: ISO/IEC 18004, tables of capacity; GB/T 18284.
const MaxHost = 311 - len("HTTPS://") - len("/Q/") - qrDigits

var base32QR = base32.StdEncoding.WithPadding(base32.NoPadding)

// Payload is the exact bytes to be signed. The signature is not part of them.
func (q QR) Payload() ([]byte, error) {
	if !q.Key.valid() {
		return nil, skill.Fail(skill.Invalid, "attest.key.id")
	}
	out := make([]byte, 0, len(domainQR)+qrLength)
	out = append(append(append(out, domainQR...), qrVersion), q.Key...)
	out, err := packNumber(out, q.Number)
	if err != nil {
		return nil, err
	}
	if out, err = packOccupation(out, q.Occupation); err != nil {
		return nil, err
	}
	if out, err = packDate(out, q.Issued); err != nil {
		return nil, err
	}
	for _, b := range []Bits128{q.Name.Salt, q.Name.Value, q.Document.Salt, q.Document.Value} {
		out = append(out, b[:]...)
	}
	return out, nil
}

// QRText is what the code says: HTTPS://HOST/Q/ and the statement in base32,
// all of it in QR's alphanumeric set. The payload is one of QR.Payload; the
// host may carry a port and is Invalid beyond MaxHost.
func QRText(host string, payload []byte, sig Signature) (string, error) {
	host = strings.ToUpper(host)
	if host == "" || len(host) > MaxHost || strings.Trim(host, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:") != "" {
		return "", skill.Fail(skill.Invalid, "attest.qr.host")
	}
	body, ok := bytes.CutPrefix(payload, []byte(domainQR))
	if !ok || len(body) != qrBody {
		return "", skill.Fail(skill.Invalid, "attest.qr.payload")
	}
	var room [qrLength]byte
	whole := append(append(room[:0], body...), sig[:]...)
	return "HTTPS://" + host + "/Q/" + base32QR.EncodeToString(whole), nil
}

// ParseQR reads the text of a code: any host, /Q/ or /q/, either case,
// surrounding space. Reasons: attest.qr.text for what is no such text at all,
// else those of ParseQRTail. The signature is not checked; Verify does.
func ParseQR(text string) (QR, error) {
	scheme, rest, _ := strings.Cut(strings.TrimSpace(text), "://")
	_, path, _ := strings.Cut(rest, "/")
	letter, tail, found := strings.Cut(path, "/")
	if !found || letter != "Q" && letter != "q" || !strings.EqualFold(scheme, "https") && !strings.EqualFold(scheme, "http") {
		return QR{}, skill.Fail(skill.Invalid, "attest.qr.text")
	}
	return ParseQRTail(tail)
}

// ParseQRTail reads what follows /Q/. Reasons: attest.qr.length,
// attest.qr.damaged (not base32, or not its shortest form), attest.qr.version,
// attest.key.id, attest.number.shape, attest.occupation.shape.
func ParseQRTail(tail string) (QR, error) {
	tail = strings.TrimSpace(tail)
	if len(tail) != qrDigits {
		return QR{}, skill.Fail(skill.Invalid, "attest.qr.length")
	}
	upper := strings.ToUpper(tail) // which is shorter for ſ and ı
	b, err := base32QR.DecodeString(upper)
	if err != nil || len(b) != qrLength || base32QR.EncodeToString(b) != upper {
		return QR{}, skill.Fail(skill.Invalid, "attest.qr.damaged")
	}
	if b[0] != qrVersion {
		return QR{}, skill.Fail(skill.Invalid, "attest.qr.version")
	}
	return parseQRBody(b[1:])
}

func parseQRBody(b []byte) (q QR, err error) {
	take := func(n int) []byte {
		part := b[:n]
		b = b[n:]
		return part
	}
	if q.Key = KeyID(take(4)); !q.Key.valid() {
		return QR{}, skill.Fail(skill.Invalid, "attest.key.id")
	}
	if q.Number, err = unpackNumber(take(packedNumber)); err != nil {
		return QR{}, err
	}
	if q.Occupation, err = unpackOccupation(take(3)); err != nil {
		return QR{}, err
	}
	q.Issued = unpackDate(take(2))
	for _, to := range []*Bits128{&q.Name.Salt, &q.Name.Value, &q.Document.Salt, &q.Document.Value} {
		*to = Bits128(take(16))
	}
	q.Signature = Signature(take(64))
	return q, nil
}
