package attest

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/gowebpki/jcs"

	"assay/skill"
	"assay/skill/day"
)

// StatementVersion is the version of the statement file. It fixes the
// commitments' version too.
const StatementVersion = 1

// maxJSON is the largest statement or status document that is read, in bytes.
const maxJSON = 16 << 20

// A Statement is what the registry says of one certificate, as a JSON file in
// its JCS form (RFC 8785) with a signature. It is the long form of a QR.
type Statement struct {
	Body         Body       `json:"body"`
	Confirmation string     `json:"confirmation"` // reference of the confirmed report (确认)
	Document     Commitment `json:"document"`     // to the holder's document
	Issued       day.Date   `json:"issued"`
	Key          KeyID      `json:"key"`
	Kind         string     `json:"kind"`   // certificate kind of the reference table
	Level        string     `json:"level"`  // stored form of skill.Level; empty where the kind has none
	Name         Commitment `json:"name"`   // to the holder's name
	Number       string     `json:"number"` // 证书编号
	Occupation   Occupation `json:"occupation"`
	Replaces     string     `json:"replaces"` // number of the certificate this one replaces (更正), or empty
	Signature    Signature  `json:"signature,omitzero"`
	Site         string     `json:"site"`      // 考点: the 13-character prefix or the site's code
	Specialty    string     `json:"specialty"` // 工种/职业方向; empty where there is none
	Specimen     bool       `json:"specimen"`  // 样本; true exactly under the key id demo
	Version      int        `json:"version"`   // StatementVersion
}

// An Occupation is a code and a name as printed.
type Occupation struct {
	Code string `json:"code"` // 职业编码, d-dd-dd-dd
	Name string `json:"name"`
}

// A Body is the assessment body (评价机构) as filed on the day of issue.
type Body struct {
	Name string `json:"name"`
	USCC string `json:"uscc"` // 统一社会信用代码
}

// Payload is the exact bytes to be signed for the file; the Signature field is
// not part of them.
func (s Statement) Payload() ([]byte, error) {
	s.Signature = Signature{}
	if err := s.check(); err != nil {
		return nil, err
	}
	return signable(domainFile, s)
}

// QR is the short form: the same key, number, occupation, date and commitments,
// without a signature, since each form has its own.
func (s Statement) QR() QR {
	return QR{Key: s.Key, Number: s.Number, Occupation: s.Occupation.Code, Issued: s.Issued, Name: s.Name, Document: s.Document}
}

func (s Statement) check() error {
	switch {
	case s.Version != StatementVersion:
		return skill.FailField("version", "attest.statement.version")
	case s.Kind == "":
		return skill.FailField("kind", "attest.statement.missing")
	case s.Body.Name == "":
		return skill.FailField("body.name", "attest.statement.missing")
	case s.Specimen != (s.Key == DemoKey):
		return skill.FailField("specimen", "attest.statement.specimen")
	}
	if _, err := s.QR().Payload(); err != nil {
		return err
	}
	if s.Level == "" {
		return nil
	}
	_, err := skill.ParseLevel(s.Level)
	return err
}

// StatementFile is the file of a payload made by Statement.Payload and its
// signature.
func StatementFile(payload []byte, sig Signature) ([]byte, error) {
	s, err := ParsePayload(payload)
	if err != nil {
		return nil, err
	}
	s.Signature = sig
	return canonicalJSON(s)
}

// ParseStatement reads a statement file. An unknown, doubled, missing or
// misspelt member is attest.json; what cannot be a statement says why. The
// signature must be there and is not checked; Verify does.
func ParseStatement(file []byte) (Statement, error) {
	var s Statement
	if err := strictJSON(file, &s); err != nil {
		return Statement{}, err
	}
	if s.Signature == (Signature{}) {
		return Statement{}, skill.FailField("signature", "attest.statement.missing")
	}
	return s, s.check()
}

// An Issue is what the first transaction of issuing stores: the exact bytes to
// be signed for both forms. A crash between the transactions leaves them
// visible; they are signed again with the same key or the number is voided.
type Issue struct {
	Key  KeyID  // of the statement key whose signature is promised
	QR   []byte // payload of the QR
	File []byte // payload of the statement file
}

// IssueBytes makes both payloads of a certificate.
func IssueBytes(s Statement) (Issue, error) {
	file, err := s.Payload()
	if err != nil {
		return Issue{}, err
	}
	qr, err := s.QR().Payload()
	return Issue{Key: s.Key, QR: qr, File: file}, err
}

// Sign signs both forms. The signer must be the one that the bytes name.
func (i Issue) Sign(by Signer) (qr, file Signature, err error) {
	if by.ID() != i.Key {
		return qr, file, skill.Fail(skill.Internal, "attest.key.other")
	}
	return by.sign(i.QR), by.sign(i.File), nil
}

// Check tells whether a key of the id that the bytes name is known, and whether
// it made the signature of each form.
func (i Issue) Check(keys PublicKeys, qr, file []byte) (known, goodQR, goodFile bool) {
	if len(qr) == len(Signature{}) {
		known, goodQR = keys.check(i.Key, i.QR, Signature(qr))
	}
	if len(file) == len(Signature{}) {
		known, goodFile = keys.check(i.Key, i.File, Signature(file))
	}
	return known, goodQR, goodFile
}

// ParsePayload reads the statement in bytes made by Statement.Payload; its
// reasons are attest.statement.payload and attest.json.
func ParsePayload(payload []byte) (s Statement, err error) {
	text, ok := bytes.CutPrefix(payload, []byte(domainFile))
	if !ok {
		return s, skill.Fail(skill.Invalid, "attest.statement.payload")
	}
	return s, strictJSON(text, &s)
}

// signable is a domain followed by the JCS form of v.
func signable(domain string, v any) ([]byte, error) {
	text, err := canonicalJSON(v)
	return append([]byte(domain), text...), err
}

// canonicalJSON is the JCS form of v, a struct whose fields stand in the order
// of their names and hold text, booleans and small integers. Of such a value
// encoding/json writes the JCS form already, in a quarter of the time, but for
// the few characters that it escapes and JCS does not.
// Source: RFC 8785.
func canonicalJSON(v any) ([]byte, error) {
	var out bytes.Buffer
	w := json.NewEncoder(&out)
	w.SetEscapeHTML(false)
	if err := w.Encode(v); err != nil {
		return nil, err
	}
	text := bytes.TrimSuffix(out.Bytes(), []byte("\n"))
	if bytes.Contains(text, []byte(`\u`)) {
		return jcs.Transform(text)
	}
	return text, nil
}

// strictJSON reads one document into v and refuses whatever does not read back:
// the document's JCS form must be v's, so that there is no member that v does
// not hold, none missing, none twice, and none whose case differs.
func strictJSON(text []byte, v any) error {
	bad := skill.Fail(skill.Invalid, "attest.json")
	if len(text) > maxJSON {
		return bad
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return bad
	}
	if _, err := d.Token(); err != io.EOF {
		return bad
	}
	given, err1 := jcs.Transform(text)
	held, err2 := canonicalJSON(v)
	if err1 != nil || err2 != nil || !bytes.Equal(given, held) {
		return bad
	}
	return nil
}
