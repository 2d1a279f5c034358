package store_test

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/reference"
	"assay/skill"
	"assay/store"
)

// Every field of the nouns of privacy comes back as it was written.
func TestEveryFieldOfEveryRight(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		b, ctx, r := testdb.File(t, s), t.Context(), s.Unscoped()
		a := b.Enter(t, s, 1, 1)[0]
		consent := skill.Consent{ID: "c1", Account: "a1", Person: a.Person, Purpose: "portrait", Edition: "2026-11", Separate: true, Given: testdb.Start, Evidence: skill.ConsentPaper, Witness: b.Staff[0].ID, Path: "/44/"}
		amendment := skill.Amendment{
			ID: "m1", Person: a.Person, Path: "/44/", Field: skill.FieldName, Value: skill.Keep("样例新名"), Proof: "proof", Ground: "ground",
			Proposer: b.Staff[0].ID, Approver: b.Staff[4].ID, Answer: "answer",
		}
		erasure := skill.Erasure{
			ID: "e1", Person: a.Person, Path: "/44/", Basis: "order", Ground: "ground", Proposer: b.Staff[3].ID, Approver: b.Staff[4].ID, Answer: "answer",
		}
		person, err := r.Person(ctx, a.Person)
		if err != nil {
			t.Fatal(err)
		}
		update(t, s, func(tx *store.Tx) error {
			for _, do := range []func() error{
				func() error { return born(t, tx, &consent, skill.Consent.Give) },
				func() error {
					return born(t, tx, &amendment, func(m skill.Amendment) (skill.Move, error) { return m.Propose(person, tx.Today()) })
				},
				func() error { return born(t, tx, &erasure, skill.Erasure.Ask) },
			} {
				if err := do(); err != nil {
					return err
				}
			}
			return nil
		})
		back(t, consent, consent.ID, r.Consent)
		back(t, amendment, amendment.ID, r.Amendment)
		back(t, erasure, erasure.ID, r.Erasure)
		diff(t, "", faults(t, s))
	})
}

// decide makes the decision to erase a person, as the desk does, and carries it
// out.
func decide(t *testing.T, s *store.Store, b testdb.Batch, person skill.PersonID) (files []skill.FileHash) {
	t.Helper()
	testdb.Update(t, s, func(ctx context.Context, tx *store.Tx) error {
		e := skill.Erasure{ID: skill.ErasureID(tx.NewID()), Person: person, Path: "/44/", Basis: "order", Ground: "样例"}
		p, err := tx.Person(ctx, person)
		if err != nil {
			return err
		}
		for _, verb := range []func() (skill.Move, error){
			func() (skill.Move, error) { return e.Ask() },
			func() (skill.Move, error) { return e.Propose(p, b.Staff[3]) },
			func() (skill.Move, error) { return e.Approve(p, b.Staff[3], b.Staff[4]) },
		} {
			move, err := verb()
			if err != nil {
				return err
			}
			if e, err = store.MoveOne(ctx, tx, e, move); err != nil {
				return err
			}
		}
		files, err = tx.Erase(ctx, person, e.ID)
		return err
	})
	return files
}

// After an erasure no table holds the person's name, number, telephone, address,
// index or salts, readable or sealed; rows, numbers, signatures and the trail of
// audit stay, other people are untouched, and fsck has nothing to say.
// Source: 个人信息保护法 art. 47.
func TestErasureLeavesNothingOfThePerson(t *testing.T) {
	eachRaw(t, func(t *testing.T, s *store.Store, db *sql.DB) {
		b := testdb.File(t, s)
		apps := b.Enter(t, s, 7, 2)
		certs := b.Issue(t, s, apps, 1)
		objection := skill.Objection{ID: "o1", Result: certs[0].Result, Plan: apps[0].Plan, Path: apps[0].Path, Text: skill.Keep("复核"), By: apps[0].Person}
		testdb.Update(t, s, func(ctx context.Context, tx *store.Tx) error {
			apps[0].Cells, apps[0].Photo, apps[0].Proof = skill.Keep("cells"), "photo", "proof"
			if err := store.Change(ctx, tx, "note", &apps[0]); err != nil {
				return err
			}
			if err := born(t, tx, &objection, skill.Objection.Raise); err != nil {
				return err
			}
			return entered(ctx, t, tx, apps[0].Person)
		})
		p := testdb.Born(7)
		gone := traces(t, s, db, apps[0].Person, certs[0])
		before := dump(t, db, "certificate")
		files := decide(t, s, b, apps[0].Person)
		diff(t, []skill.FileHash{"proof", "photo", "diploma", "00"}, files)
		if s.Engine() == "postgres" {
			if _, err := db.Exec("VACUUM"); err != nil {
				t.Fatal(err)
			}
		}
		for _, table := range tableNames(t, s, db) {
			for _, row := range dump(t, db, table) {
				for column, value := range row {
					for what, trace := range gone {
						if trace != "" && strings.Contains(value, trace) {
							t.Errorf("%s.%s still holds the %s", table, column, what)
						}
					}
				}
			}
		}
		diff(t, "", faults(t, s))
		erasedFaults(t, s, "")
		nothingOpens(t, s)
		stays(t, before, dump(t, db, "certificate"), certs)
		if other, err := s.Unscoped().Person(t.Context(), apps[1].Person); err != nil || other.Name != testdb.Born(8).Name || other.Erased != "" {
			t.Errorf("the other person: %+v %v", other, err)
		}
		// Whoever comes again with the same document is somebody new.
		if _, err := s.Unscoped().PersonByDocument(t.Context(), p.Document); skill.CodeOf(err) != skill.NotFound {
			t.Errorf("found again: %v", err)
		}
	})
}

// nothingOpens: what let the erased person in is revoked and found no more; that
// they were registered stays, and says nothing of them.
func nothingOpens(t *testing.T, s *store.Store) {
	t.Helper()
	ctx, r := t.Context(), s.Unscoped()
	for what, err := range map[string]error{
		"the passkey": found(store.One(ctx, r, store.Passkeys{Credential: "AAECAwQF"})), "the link": found(store.One(ctx, r, store.Links{Hash: "hash of the subject"})),
	} {
		if skill.CodeOf(err) != skill.NotFound {
			t.Errorf("%s is found: %v", what, err)
		}
	}
	key, err := r.Passkey(ctx, "key")
	if err != nil || !key.Revoked || !key.Record.IsZero() || key.Label != "" {
		t.Errorf("the passkey: %+v %v", key, err)
	}
	if link, err := r.Link(ctx, "link"); err != nil || !link.Revoked || link.Hash != "" {
		t.Errorf("the link: %+v %v", link, err)
	}
	a, err := r.Assessor(ctx, "examiner")
	if err != nil || !a.Facts.IsZero() || a.Verdict != "" || a.Proof != "" || a.Class != skill.ClassAssessor || a.Status != skill.AssessorProposed {
		t.Errorf("the registration: %+v %v", a, err)
	}
	if all, err := s.LettersTo(ctx, "account", a.Person); err != nil || len(all) > 0 {
		t.Errorf("letters: %+v %v", all, err)
	}
}

// entered gives a person an account by which they signed in, and a registration as
// an assessor.
func entered(ctx context.Context, t *testing.T, tx *store.Tx, person skill.PersonID) error {
	a := skill.Account{ID: "account", Login: "u-0001", Phone: skill.Keep("19900002222"), Mail: skill.Keep("yang@example.org"), Lang: "zh", Verifier: skill.Keep("verifier")}
	if err := born(t, tx, &a, skill.Account.Open); err != nil {
		return err
	}
	a.Person, a.Way = person, skill.JoinedByCode
	move, err := a.Join()
	if err != nil {
		return err
	}
	if _, err := store.MoveOne(ctx, tx, a, move); err != nil {
		return err
	}
	if err := store.Add(ctx, tx, &skill.Passkey{ID: "key", Account: a.ID, Credential: "AAECAwQF", Record: skill.Keep("public key"), Label: "样例手机", Made: tx.Now, Used: tx.Now}); err != nil {
		return err
	}
	if err := store.Add(ctx, tx, &skill.Link{ID: "link", Account: a.ID, Issuer: "https://id.example.org", Hash: "hash of the subject", Made: tx.Now}); err != nil {
		return err
	}
	for i, l := range []store.Letter{{Account: a.ID}, {Person: person}} {
		l.Kind, l.Channel, l.Lang, l.About = skill.LetterAmended, skill.BySMS, "zh", "letter-of-the-erased"
		if i == 0 {
			l.Channel = skill.ByMail
		}
		if _, err := tx.Post(ctx, l); err != nil {
			return err
		}
	}
	examiner := skill.Assessor{
		ID: "examiner", Person: person, Path: "/44/", Class: skill.ClassAssessor, Card: "考-0001", Facts: skill.Keep(`{"born":"1980-01-01"}`),
		Verdict: "[worked in a workshop]", Proof: "diploma",
	}
	if err := born(t, tx, &examiner, skill.Assessor.Propose); err != nil {
		return err
	}
	return store.Add(ctx, tx, &skill.SignIn{ID: "entry", Account: a.ID, Hash: "hash", Way: skill.SignInByCode, Label: "Firefox", Network: skill.Keep("203.0.113.0/24"), Made: tx.Now, Expires: tx.Now.Add(time.Hour)})
}

// traces are the person's values and what was made of them, as they lie there.
func traces(t *testing.T, s *store.Store, db *sql.DB, id skill.PersonID, c skill.Certificate) map[string]string {
	t.Helper()
	p, err := s.Unscoped().Person(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{
		"name": p.Name, "number": p.Document.Number.Reveal(), "phone": p.Phone.Reveal(), "address": p.Address.Reveal(),
		"index": string(s.DocumentIndex(p.Document)), "statement": string(c.Statement), "code": string(c.QR), "letter": "letter-of-the-erased",
	}
	for table, columns := range map[string][]string{
		"person": {"document", "phone", "address"}, "account": {"phone", "phone_index", "mail", "mail_index", "verifier"}, "sign_in": {"label", "network", "hash"},
		"passkey": {"credential", "record", "label"}, "provider_link": {"hash"}, "assessor": {"facts", "verdict", "proof"},
	} {
		for _, row := range dump(t, db, table) {
			for _, column := range columns {
				if row["id"] == string(id) || table != "person" {
					out["sealed "+table+"."+column] = row[column]
				}
			}
		}
	}
	return out
}

// stays compares the rows of certificates with what they were: of the erased one
// number, status, signatures and commitments, of the other one everything.
func stays(t *testing.T, before, after []map[string]string, certs []skill.Certificate) {
	t.Helper()
	gone := []string{
		"name", "romanised", "document", "document_kind", "document_index", "photo", "name_salt", "doc_salt", "qr", "statement", "erased", "version",
	}
	for _, was := range before {
		is := after[slices.IndexFunc(after, func(row map[string]string) bool { return row["id"] == was["id"] })]
		for column, value := range was {
			changes := certs[0].ID == skill.CertificateID(was["id"]) && slices.Contains(gone, column)
			if changed := is[column] != value; changed != changes {
				t.Errorf("%s of certificate %s: %x was %x", column, was["id"], is[column], value)
			}
		}
	}
}

func erasedFaults(t *testing.T, s *store.Store, want string) {
	t.Helper()
	var got []string
	if err := s.CheckErased(t.Context(), func(f store.Fault) error {
		got = append(got, f.Table+" "+f.Field)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	slices.Sort(got)
	diff(t, want, strings.Join(slices.Compact(got), ", "))
}

// Whoever marks a row as erased without a decision, or erases by halves, is
// named.
func TestErasureByHalvesIsNamed(t *testing.T) {
	for _, c := range []struct{ name, statement, want string }{
		{"without a decision", "UPDATE person SET erased = 'none' WHERE erased = '' AND name = '样例八'", "application facts, certificate name, person erased, person name"},
		{"a certificate alone", "UPDATE certificate SET erased = 'none' WHERE erased = ''", "certificate erased"},
		{"an application alone", "UPDATE application SET erased = 'none' WHERE erased = ''", "application erased"},
		{"a name put back", "UPDATE person SET name = 'x' WHERE erased <> ''", "person name"},
		{"facts put back", "UPDATE application SET facts = x'01' WHERE erased <> ''", "application facts"},
		{"a code put back", "UPDATE certificate SET qr = x'01' WHERE erased <> ''", "certificate name"},
		{"a decision that nobody carried out", "UPDATE person SET erased = '', name = 'x' WHERE erased <> ''", "application erased, certificate erased, erasure status"},
	} {
		t.Run(c.name, func(t *testing.T) {
			eachRaw(t, func(t *testing.T, s *store.Store, db *sql.DB) {
				b := testdb.File(t, s)
				apps := b.Enter(t, s, 7, 2)
				b.Issue(t, s, apps, 1)
				decide(t, s, b, apps[0].Person)
				erasedFaults(t, s, "")
				text := c.statement
				if s.Engine() == "postgres" {
					text = strings.ReplaceAll(text, "x'01'", `'\x01'`)
				}
				if _, err := db.Exec(text); err != nil {
					t.Fatal(err)
				}
				erasedFaults(t, s, c.want)
			})
		})
	}
}

// What lies sealed has its purpose and its retention in the notice, and every row
// of the notice is a column that there is.
// Source: 个人信息保护法 art. 6, 17, 19.
func TestEverySealedColumnHasItsPurpose(t *testing.T) {
	eachRaw(t, func(t *testing.T, s *store.Store, db *sql.DB) {
		n := reference.Notice()
		for _, at := range store.Sealed() {
			table, column, _ := strings.Cut(at, ".")
			if _, ok := n.Field(table, column); !ok {
				t.Errorf("%s is sealed and reference/personal.json does not say what for, nor for how long", at)
			}
		}
		for _, f := range n.Fields {
			if _, err := db.Exec("SELECT " + f.Column + " FROM " + f.Table + " WHERE 1 = 0"); err != nil {
				t.Errorf("reference/personal.json names %s.%s, which is not there: %v", f.Table, f.Column, err)
			}
		}
	})
}

// A person is given their own rows, whole, and nobody else's, whatever roles they
// hold.
// Source: 个人信息保护法 art. 45.
func TestOwnRowsAreOnesOwn(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		b := testdb.File(t, s)
		apps := b.Enter(t, s, 7, 2)
		certs := b.Issue(t, s, apps, 1)
		v := s.As(skill.Actor{Person: apps[0].Person, Grants: b.Actor(4).Grants})
		held, err := v.Own(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, h := range held {
			got = append(got, h.Table+" "+h.ID)
			for _, x := range h.Values {
				if strings.Contains(x.Text, testdb.Born(8).Name) {
					t.Errorf("%s.%s is another's", h.Table, x.Column)
				}
			}
		}
		diff(t, []string{
			"person " + string(apps[0].Person), "application " + string(apps[0].ID), "result " + string(certs[0].Result), "certificate " + string(certs[0].ID),
		}, got)
		if text := valueOf(held[0], "document"); text != testdb.Born(7).Document.Number.Reveal() {
			t.Error("the number is not opened")
		}
		if _, err := s.As(skill.Actor{Account: "a"}).Own(t.Context()); skill.ReasonOf(err) != "actor.unjoined" {
			t.Errorf("an account of nobody: %v", err)
		}
	})
}

func valueOf(h store.Holding, column string) string {
	for _, v := range h.Values {
		if v.Column == column {
			return v.Text
		}
	}
	return ""
}

// Two consents to one purpose do not stand beside each other; one that was
// withdrawn does not keep another from being given.
func TestOneConsentAPurpose(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		give := func(id skill.ConsentID) (c skill.Consent, err error) {
			err = s.Update(t.Context(), testdb.System(), func(tx *store.Tx) error {
				c = skill.Consent{ID: id, Account: "a", Purpose: "portrait", Edition: "1", Given: testdb.Start.Add(time.Hour)}
				move, err := c.Give()
				if err == nil {
					c, err = store.MoveOne(t.Context(), tx, c, move)
				}
				return err
			})
			return c, err
		}
		first, err := give("c1")
		wantReason(t, err, "")
		_, err = give("c2")
		wantReason(t, err, "consent.exists")
		testdb.Update(t, s, func(ctx context.Context, tx *store.Tx) error {
			move, err := first.Withdraw()
			if err == nil {
				_, err = store.MoveOne(ctx, tx, first, move)
			}
			return err
		})
		_, err = give("c3")
		wantReason(t, err, "")
	})
}
