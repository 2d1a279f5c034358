package registry

import (
	"context"
	"errors"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"assay/attest"
	"assay/skill"
	"assay/skill/day"
)

// A Query is a question by certificate number and name, or by document and name.
type Query struct {
	Number   string             // 证书编号 as typed; spaces and small letters do not matter
	Document string             // 证件号码 as typed, where Number is empty
	Kind     skill.DocumentKind // of Document; empty is the resident identity card
	Name     string             // 姓名
	Asker    Asker
}

// An Asker is what is known of whoever asks.
type Asker struct {
	Network netip.Prefix // for the log only; the zero Prefix is unknown
	Hurried bool         // the network asked too often just now
	Token   string       // of the question that is answered here; may be empty
	Answer  string
}

// Verify (证书查询) tells whether a certificate was issued under this number, or
// to this document, and this name, and how it stands. Both must match exactly,
// the name as skill.Fold compares names. What cannot be a number, a document or
// a name is Invalid with its field; a fault of ours is the outcome Unchecked
// beside the error, which is for the log. A wrong name and an unknown number
// cost the same reads and the same comparisons.
// Source: the ministry's national query system asks for two factors and lists
// nothing else; 人社部 技能人才评价证书全国联网查询系统.
func (d *Desk) Verify(ctx context.Context, q Query) (Answer, error) {
	now := d.Now()
	s, err := d.subject(q, day.Of(now))
	if err != nil {
		return Answer{}, err
	}
	a := Answer{Asked: now}
	if a.Reference, err = d.reference(); err == nil {
		err = d.answer(ctx, &a, s, q)
	}
	if err != nil {
		a.Outcome, a.Found = Unchecked, nil
	}
	d.Journal.add(line{
		at: now, form: s.form, subject: s.key, network: q.Asker.Network,
		outcome: string(a.Outcome), reference: a.Reference, wrong: a.Outcome == NoMatch,
	})
	return a, err
}

// A subject is what is asked about, brought into its one form.
type subject struct {
	form     string // number or document
	number   string
	document []byte   // its keyed index
	key      [32]byte // under which the log and the count of wrong pairs know it
}

// subject reads the question's fields and names the first that cannot be right.
func (d *Desk) subject(q Query, today day.Date) (subject, error) {
	var s subject
	if q.Number != "" || q.Document == "" {
		number, err := readNumber(q.Number)
		if err != nil {
			return s, err
		}
		s = subject{form: "number", number: number, key: d.Keys.BlindIndex("query/number", number)}
	} else {
		document, err := readDocument(q.Kind, q.Document, today)
		if err != nil {
			return s, err
		}
		index := d.Store.DocumentIndex(document)
		s = subject{form: "document", document: index, key: d.Keys.BlindIndex("query/document", string(index))}
	}
	return s, checkName(q.Name)
}

const (
	numberLong  = 22 // 职业技能等级证书编码
	numberShort = 16 // 国家职业资格证书
	// documentLong is the length of a resident identity number, which people enter
	// in the place of the certificate's.
	documentLong = 18
	nameMost     = 200
)

// readNumber brings a typed number into the form in which numbers are stored.
// Whether its parts mean something does not matter here: a number that was never
// issued is not found.
// Source: 人社鉴发〔2019〕2号 (22 characters); 职业技能鉴定编码规则 (16 digits).
func readNumber(typed string) (string, error) {
	number := strings.ToUpper(strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u3000' {
			return -1
		}
		return r
	}, skill.Halve(typed)))
	switch {
	case number == "":
		return "", skill.FailField("number", "verify.number.empty")
	case strings.Trim(number, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "":
		return "", skill.FailField("number", "verify.number.character")
	case len(number) == documentLong:
		return "", skill.FailField("number", "verify.number.document")
	case len(number) != numberLong && len(number) != numberShort:
		return "", skill.FailField("number", "verify.number.length", "got", strconv.Itoa(len(number)))
	}
	return number, nil
}

func readDocument(kind skill.DocumentKind, typed string, today day.Date) (skill.Document, error) {
	if kind == "" {
		kind = skill.ResidentID
	}
	document, _, err := skill.ParseDocument(kind, typed, today)
	if e, ok := errors.AsType[*skill.Error](err); ok {
		named := *e
		named.Fields = []skill.FieldError{{Path: "document", Reason: e.Reason, Args: e.Args}}
		return document, &named
	}
	return document, err
}

func checkName(name string) error {
	switch {
	case skill.Fold(name) == "":
		return skill.FailField("name", "verify.name.empty")
	case len(name) > nameMost:
		return skill.FailField("name", "verify.name.long")
	}
	return nil
}

// answer reads, compares, and only then looks at limits, so that nothing can be
// told from how long the answer took.
func (d *Desk) answer(ctx context.Context, a *Answer, s subject, q Query) error {
	held, wrong, err := d.read(ctx, s, a.Asked)
	if err != nil {
		return err
	}
	named := d.named(held, q.Name, s)
	if d.limited(q.Asker, s, wrong, a.Asked) {
		a.Outcome = Puzzle
		a.Question, err = d.ask(q.Asker, a.Asked)
		return err
	}
	a.Outcome = Match
	if len(named) == 0 && s.form == "number" && len(held) == 1 && held[0].Erased != "" {
		a.Outcome, named = Erased, held
	}
	if len(named) == 0 {
		a.Outcome = NoMatch
		return nil
	}
	if a.More = len(named) > d.Policy.PerDocument; a.More {
		named = named[:d.Policy.PerDocument]
	}
	a.Found = make([]Found, len(named))
	for i, c := range named {
		if a.Found[i], err = d.found(ctx, c, a.Asked); err != nil {
			return err
		}
		if s.form == "document" {
			a.Found[i].mask()
		}
	}
	return nil
}

func (d *Desk) read(ctx context.Context, s subject, now time.Time) ([]skill.Certificate, int, error) {
	d.working("read")
	if s.form == "number" {
		return d.Store.HeldByNumber(ctx, s.number, s.key[:], day.Of(now))
	}
	return d.Store.HeldByDocument(ctx, s.document, s.key[:], day.Of(now))
}

// nobody is what a name is compared with where there is no certificate.
var nobody = attest.Commitment{}

// named keeps the certificates whose commitment opens with the name. The number
// of comparisons depends on the form of the question alone, unless a document
// has more certificates than the policy shows.
func (d *Desk) named(held []skill.Certificate, name string, s subject) []skill.Certificate {
	least := 1
	if s.form == "document" {
		least = d.Policy.PerDocument
	}
	var out []skill.Certificate
	for i := range max(least, len(held)) {
		c := nobody
		if i < len(held) {
			c = attest.Commitment{Salt: held[i].NameSalt, Value: held[i].NameCommitment}
		}
		if d.opens(c, name) && i < len(held) {
			out = append(out, held[i])
		}
	}
	return out
}

// opens compares in constant time.
func (d *Desk) opens(c attest.Commitment, name string) bool {
	d.working("compare")
	return c.IsName(name)
}

// limited tells whether a question must be answered first, and was not.
func (d *Desk) limited(by Asker, s subject, wrong int, now time.Time) bool {
	wrong += d.Journal.unwritten(failure{s.key, day.Of(now)})
	if !by.Hurried && wrong < d.Policy.WrongADay {
		return false
	}
	return by.Token == "" || !d.Questions.Passes(by.Token, by.Answer, now)
}

func (d *Desk) ask(by Asker, now time.Time) (*Question, error) {
	q, err := d.Questions.Ask(d.Rand, now)
	if err == nil {
		q.Again = by.Token != ""
	}
	return q, err
}

// found is what the public may know of a certificate. Only who knows both halves
// of a pair comes here, so what it costs tells nothing.
func (d *Desk) found(ctx context.Context, c skill.Certificate, now time.Time) (Found, error) {
	standing, err := d.Standings.of(ctx, d.Store, c.Body, now)
	if err != nil {
		return Found{}, err
	}
	in := Yes
	if _, err := standing.InScope(c.Occupation, c.Level, c.Site, c.Issued); err != nil {
		in = No
	}
	return Found{
		Number: c.Number, Occupation: c.Occupation, OccupationName: c.OccupationName, Specialty: c.Specialty,
		Level: c.Level, Body: c.BodyName, BodyCode: standing.Body.USCC, InScope: in, Issued: c.Issued,
		Status: c.Status, Since: day.Of(c.StatusAt), Specimen: c.Specimen,
	}, nil
}

// mask leaves the last four characters of the number: who knows a document and a
// name learns that there is a certificate, not the pair that opens it.
func (f *Found) mask() { f.Number, f.Masked = f.Number[len(f.Number)-4:], true }
