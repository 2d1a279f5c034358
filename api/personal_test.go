package api

import (
	"bytes"
	"strings"
	"testing"

	"assay/internal/testdb"
)

// No document number, phone or address is in any answer but the files that are
// made to hold them, and nothing personal, names included, is in a problem or in
// the log: not on the line that goes well, and not where everything is refused.
// Source: 个人信息保护法 art. 51; docs/architecture.md, Store and audit.
func TestNothingPersonalIsSaid(t *testing.T) {
	s := newScene(t)
	body, site := s.filed()
	plan := s.planned(body, site)
	s.entered(plan, 2)
	s.marked(plan)
	s.issued(s.confirmed(plan))
	s.badly(plan)
	var secret, names []string
	for n := range 3 {
		p := testdb.Born(n)
		secret = append(secret, p.Document.Number.Reveal(), phone(n), address(n))
		names = append(names, p.Name)
	}
	for _, got := range s.said {
		if form := got.header.Get("Content-Type"); form == workbook || form == "application/pdf" {
			continue
		}
		hides(t, got.asked, got.body, secret)
		if got.status >= 400 {
			hides(t, got.asked, got.body, names)
		}
	}
	hides(t, "the log", s.log.Bytes(), append(secret, names...))
	hides(t, "the log", s.log.Bytes(), []string{s.tokens["clerk"], "样例首任"})
	if len(s.said) < 100 || s.log.Len() == 0 {
		t.Errorf("only %d answers were looked through", len(s.said))
	}
}

func hides(t *testing.T, where string, text []byte, secrets []string) {
	t.Helper()
	for _, secret := range secrets {
		if bytes.Contains(text, []byte(secret)) {
			t.Errorf("%s tells %s:\n%s", where, secret, text)
		}
	}
}

// badly asks every operation for what it must refuse, with personal values where
// none belongs.
func (s *scene) badly(plan string) {
	p := testdb.Born(0)
	id, name := p.Document.Number.Reveal(), p.Name
	for _, op := range s.api.Operations() {
		path := op[2]
		if strings.HasSuffix(path, "/numbers/{number}") {
			continue // what it takes apart is said back, and is a certificate's
		}
		for _, at := range []string{plan, id, name} {
			to := strings.ReplaceAll(path, "{id}", at)
			for _, body := range []any{
				doc{"ground": "", "name": name, "number": id}, doc{id: name}, doc{"level": id}, doc{"occupation": id, "set": name}, doc{"part": id, "role": name, "path": id}, doc{"dossier": doc{"name": name, "born": id, id: name}},
				doc{"name": name, "at": "/", "document": doc{"kind": "resident-id", "number": id[:17] + "Z"}},
				doc{"name": "别名", "at": "/", "document": doc{"kind": "resident-id", "number": id}},
				"{\"" + id + "\":", []byte(name + id),
			} {
				for _, who := range []string{"centre", "head", "stranger"} {
					s.ask(who, op[1], to, body)
				}
			}
			s.ask("head", op[1], to+"?"+id+"="+name, nil)
			s.ask("head", op[1], to+"?after="+id, nil)
		}
	}
}
