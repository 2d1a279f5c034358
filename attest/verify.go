package attest

import (
	"bytes"
	"time"

	"assay/skill"
)

// Judgement is what the signature says.
type Judgement string

// The judgements.
const (
	Good       Judgement = "good"        // signed by a key that the asker trusts
	Bad        Judgement = "bad"         // forged or changed
	Unreadable Judgement = "unreadable"  // meant to be a statement, but damaged
	UnknownKey Judgement = "unknown-key" // the asker gave no key of that id
)

// Status is whether a certificate is in force (有效).
type Status string

// The statuses.
const (
	InForce    Status = "in-force"
	Revoked    Status = "revoked"     // 撤销
	Replaced   Status = "replaced"    // 更正, 补发
	Cancelled  Status = "cancelled"   // 注销
	NotChecked Status = "not-checked" // nothing was given to check it against
)

func (s Status) ended() bool { return s == Revoked || s == Replaced || s == Cancelled }

// Holder is whether the certificate is the named person's.
type Holder string

// The answers. NotAsked also stands where the signature is bad: what a forged
// statement says of its holder means nothing.
const (
	Same      Holder = "same"
	Different Holder = "different"
	NotAsked  Holder = "not-asked"
)

// What a proof says of whether the certificate is in the public log; NotChecked
// where none was given. NotLogged is that the proof shows nothing: it is of
// another certificate or log, or was changed.
const (
	Logged    = "yes"
	NotLogged = "no"
)

// The forms of a statement.
const (
	formQR   = "qr"
	formFile = "file"
)

// An Outcome is the answer to "is this genuine, in force, and this person's?".
// Source: docs/commands.md, assay verify.
type Outcome struct {
	Signature     Judgement    `json:"signature"`
	Status        Status       `json:"status"`
	AsOf          string       `json:"as_of"`         // instant of the status list, or empty
	Logged        string       `json:"logged"`        // Logged, NotLogged or not-checked
	Holder        Holder       `json:"holder"`        //
	Demonstration bool         `json:"demonstration"` // of the key id demo
	Certificate   *Certificate `json:"certificate"`   // null where the signature is bad or unreadable
	Reason        string       `json:"reason"`        // message key of why it is unreadable, or empty
}

// A Certificate is what a statement says. A QR says only number, occupation,
// date and key.
type Certificate struct {
	Form           string `json:"form"` // qr or file
	Key            KeyID  `json:"key"`
	Number         string `json:"number"`
	Kind           string `json:"kind,omitempty"`
	Occupation     string `json:"occupation"`
	OccupationName string `json:"occupation_name,omitempty"`
	Specialty      string `json:"specialty,omitempty"`
	Level          string `json:"level,omitempty"`
	Body           string `json:"body,omitempty"`
	USCC           string `json:"uscc,omitempty"`
	Site           string `json:"site,omitempty"`
	Issued         string `json:"issued"`
	Confirmation   string `json:"confirmation,omitempty"`
	Replaces       string `json:"replaces,omitempty"`
	Specimen       bool   `json:"specimen"`
}

// A Question is what the asker trusts and wants to know.
type Question struct {
	Keys   PublicKeys           // from a place the asker trusts; may be empty
	List   *StatusList          // from OpenStatus, or nil
	Proof  *LogProof            // from ParseLogProof, or nil
	Name   string               // the name to compare, or empty
	Number string               // the document number to compare, or empty
	Kinds  []skill.DocumentKind // kinds that the number may be of; each costs one Argon2id
}

// presented is a statement of either form, read but not yet believed.
type presented struct {
	cert      Certificate
	short     QR
	payload   []byte
	signature Signature
}

// Verify answers a question about what is printed or sent: the text of a QR or
// a statement file. Input that is neither is attest.verify.input; everything
// else is an Outcome.
func Verify(input []byte, ask Question) (Outcome, error) {
	out := Outcome{Status: NotChecked, Logged: string(NotChecked), Holder: NotAsked}
	p, err := present(input)
	if err != nil && skill.ReasonOf(err) == "attest.verify.input" {
		return out, err
	}
	if err != nil {
		out.Signature, out.Reason = Unreadable, skill.ReasonOf(err)
		return out, nil
	}
	out.Demonstration = p.short.Key == DemoKey
	known, good := ask.Keys.check(p.short.Key, p.payload, p.signature)
	switch {
	case known && !good:
		out.Signature = Bad
		return out, nil
	case known:
		out.Signature = Good
		ask.status(&out, p.short)
		ask.logged(&out, p)
	default:
		out.Signature = UnknownKey
	}
	out.Certificate = &p.cert
	out.Holder, err = ask.holder(p.short)
	return out, err
}

func (ask Question) status(out *Outcome, q QR) {
	if ask.List == nil {
		return
	}
	out.Status = ask.List.of(q.Number, q.Issued)
	out.AsOf = ask.List.AsOf.Format(time.RFC3339)
}

func (ask Question) logged(out *Outcome, p presented) {
	switch {
	case ask.Proof == nil:
	case ask.Proof.shows(p, ask.Keys):
		out.Logged = Logged
	default:
		out.Logged = NotLogged
	}
}

func (ask Question) holder(q QR) (Holder, error) {
	answer := NotAsked
	if skill.Fold(ask.Name) != "" {
		if answer = Same; !q.Name.IsName(ask.Name) {
			return Different, nil
		}
	}
	if ask.Number == "" {
		return answer, nil
	}
	for _, kind := range ask.Kinds {
		same, err := q.Document.IsDocument(CommitmentVersion, kind, ask.Number)
		if err != nil || same {
			return Same, err
		}
	}
	return Different, nil
}

func present(input []byte) (presented, error) {
	input = bytes.TrimSpace(bytes.TrimPrefix(input, []byte("\xef\xbb\xbf")))
	if len(input) > 0 && input[0] == '{' {
		return presentFile(input)
	}
	q, err := ParseQR(string(input))
	if skill.ReasonOf(err) == "attest.qr.text" {
		return presented{}, skill.Fail(skill.Invalid, "attest.verify.input")
	}
	if err != nil {
		return presented{}, err
	}
	payload, err := q.Payload()
	cert := Certificate{Form: formQR, Key: q.Key, Number: q.Number, Occupation: q.Occupation, Issued: q.Issued.String(), Specimen: q.Key == DemoKey}
	return presented{cert, q, payload, q.Signature}, err
}

func presentFile(input []byte) (presented, error) {
	s, err := ParseStatement(input)
	if err != nil {
		return presented{}, err
	}
	payload, err := s.Payload()
	return presented{Certificate{
		Form: formFile, Key: s.Key, Number: s.Number, Kind: s.Kind,
		Occupation: s.Occupation.Code, OccupationName: s.Occupation.Name, Specialty: s.Specialty, Level: s.Level,
		Body: s.Body.Name, USCC: s.Body.USCC, Site: s.Site, Issued: s.Issued.String(),
		Confirmation: s.Confirmation, Replaces: s.Replaces, Specimen: s.Specimen,
	}, s.QR(), payload, s.Signature}, err
}
