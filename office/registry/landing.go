package registry

import (
	"context"

	"assay/attest"
	"assay/skill"
)

// A Scan is a scanned code: what followed /Q/ in it and, once the asker gave it,
// the name to compare.
type Scan struct {
	Tail  string
	Name  string // empty: not asked yet
	Asker Asker
}

// Land (扫码查验) answers the four questions about a scanned code, each for
// itself: what our records cannot say now does not make the code less genuine.
// The error is a fault of ours for the log; the Landing stands beside it. A name
// that cannot be one is Invalid with its field.
func (d *Desk) Land(ctx context.Context, s Scan) (Landing, error) {
	l := Landing{Asked: d.Now(), Genuine: Unsure, Scope: Withheld, Force: Withheld, Person: Withheld}
	if s.Name != "" {
		if err := checkName(s.Name); err != nil {
			return l, err
		}
	}
	ref, err := d.reference()
	l.Reference = ref
	if err != nil {
		return l, err
	}
	code, ok := d.genuine(&l, s.Tail)
	if ok {
		err = d.land(ctx, &l, code, s)
	}
	d.Journal.add(line{
		at: l.Asked, form: "code", subject: d.Keys.BlindIndex("query/number", code.Number), network: s.Asker.Network,
		outcome: string(l.Genuine) + " " + string(l.Force) + " " + string(l.Person), reference: l.Reference, wrong: l.Person == No,
	})
	return l, err
}

// genuine asks the code itself, without any record. Only what is genuine is
// believed about anything else.
func (d *Desk) genuine(l *Landing, tail string) (attest.QR, bool) {
	const anyHost = "HTTPS://X/Q/" // the host is no part of what was signed
	out, err := attest.Verify([]byte(anyHost+tail), attest.Question{Keys: d.Trusted})
	code, unread := attest.ParseQRTail(tail)
	switch {
	case err != nil || unread != nil || out.Signature == attest.Unreadable:
		l.Reason = "landing.unreadable"
	case out.Signature == attest.UnknownKey:
		l.Reason = "landing.unknown_key"
	case out.Signature == attest.Bad:
		l.Genuine, l.Reason = No, "landing.forged"
	default:
		l.Genuine = Yes
	}
	return code, l.Genuine == Yes
}

// land asks our records and the commitment about a genuine code.
func (d *Desk) land(ctx context.Context, l *Landing, code attest.QR, s Scan) error {
	l.Scope, l.Force, l.Person = Unsure, Unsure, NotAsked
	l.Certificate = &Found{
		Number: code.Number, Occupation: skill.OccupationCode(code.Occupation), InScope: Unsure,
		Issued: code.Issued, Specimen: code.Key == attest.DemoKey,
	}
	sub := subject{form: "number", number: code.Number, key: d.Keys.BlindIndex("query/number", code.Number)}
	held, wrong, err := d.read(ctx, sub, l.Asked)
	err = d.register(ctx, l, code, held, err)
	if s.Name == "" {
		return err
	}
	if d.limited(s.Asker, sub, wrong, l.Asked) {
		var fault error
		if l.Question, fault = d.ask(s.Asker, l.Asked); fault != nil {
			l.Person = Unsure
			return fault
		}
		return err
	}
	if l.Person = No; d.opens(code.Name, s.Name) {
		l.Person = Yes
	}
	return err
}

// register says what our records hold of a genuine code. One that they do not
// hold, or hold otherwise, was signed by another registry or is being issued
// this moment, or our records are an older copy: that is for people to find out.
func (d *Desk) register(ctx context.Context, l *Landing, code attest.QR, held []skill.Certificate, err error) error {
	var f Found
	if err == nil && len(held) > 0 {
		f, err = d.found(ctx, held[0], l.Asked)
	}
	switch {
	case err != nil:
		l.Reason = "landing.no_records"
	case len(held) == 0:
		l.Reason = "landing.not_held"
	case !agrees(code, held[0]):
		l.Reason = "landing.differs"
	default:
		l.Certificate, l.Scope, l.Force = &f, f.InScope, No
		if f.Status == skill.CertificateIssued {
			l.Force = Yes
		}
	}
	return err
}

// agrees tells whether a code is of the certificate. The salt of an erased
// holder's name is with the code alone; the commitment was made with it.
func agrees(code attest.QR, c skill.Certificate) bool {
	return skill.OccupationCode(code.Occupation) == c.Occupation && code.Issued == c.Issued &&
		(attest.Bits128(c.NameSalt) == code.Name.Salt || c.Erased != "") && attest.Bits128(c.NameCommitment) == code.Name.Value
}
