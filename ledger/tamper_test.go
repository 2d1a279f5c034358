package ledger_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assay/internal/testdb"
	"assay/ledger"
	"assay/skill"
	"assay/store"
)

// words are short names of the ids of a scene, by which statements and answers
// of two runs are the same.
func (c *scene) words(t *testing.T) (statement, answer *strings.Replacer) {
	t.Helper()
	var into, outOf []string
	name := func(what string, i int, id string) {
		word := fmt.Sprintf("%s%d", what, i+1)
		into, outOf = append(into, "{"+word+"}", id), append(outOf, id, word)
	}
	ctx, from := t.Context(), c.s.Unscoped()
	sittings, err1 := store.List(ctx, from, store.Sittings{Plan: c.Plan.ID}, store.Everything)
	results, err2 := store.List(ctx, from, store.Results{Plan: c.Plan.ID}, store.Everything)
	apps, err3 := store.List(ctx, from, store.Applications{Plan: c.Plan.ID}, store.Everything)
	if err1 != nil || err2 != nil || err3 != nil {
		t.Fatal(err1, err2, err3)
	}
	for i, x := range c.certs {
		name("cert", i, string(x.ID))
		name("number", i, x.Number)
	}
	for i, x := range sittings {
		name("sitting", i, string(x.ID))
	}
	for i, x := range results {
		name("result", i, string(x.ID))
	}
	for i, x := range apps {
		name("application", i, string(x.ID))
		name("person", i, string(x.Person))
	}
	grants, err := store.List(ctx, from, store.Grants{Person: c.Staff[0].ID}, store.Everything)
	if err != nil {
		t.Fatal(err)
	}
	name("grant", 0, string(grants[0].ID))
	name("report", 0, string(c.report.ID))
	name("scope", 0, string(c.Scope.ID))
	name("body", 0, string(c.Body.ID))
	name("prefix", 0, c.certs[0].Number[:16])
	return strings.NewReplacer(into...), strings.NewReplacer(outOf...)
}

// A case of tampering: statements with {cert2} for an id and {number2} for a
// number of the scene, and what fsck says.
type tampering struct{ name, do, want string }

var tamperings = []tampering{
	{"a mark", "UPDATE sitting SET mark = 200 WHERE id = '{sitting1}'", `digest sitting sitting1; result result result1 scores`},
	{"a mark, and its result too", "UPDATE sitting SET mark = 200 WHERE id = '{sitting1}' OR id = '{sitting2}';\nUPDATE result SET band = 'excellent', scores = replace(scores, '170', '200') WHERE id = '{result1}'", `digest result result1; digest sitting sitting1; digest sitting sitting2`},
	{"a sitting is deleted", "DELETE FROM sitting WHERE id = '{sitting1}'", `result result result1 scores; row-missing sitting sitting1`},
	{"the dates of work", "UPDATE application SET facts = (SELECT facts FROM application WHERE id = '{application2}') WHERE id = '{application1}'", `digest application application1`},
	{"a refusal", "UPDATE application SET outcome = 'unmet' WHERE id = '{application1}'", `digest application application1`},
	{"the scope is cut", "UPDATE scope SET valid_to = '2026-11-30' WHERE id = '{scope1}'", `digest scope scope1; scope certificate cert1 issued; scope certificate cert2 issued; scope certificate cert3 issued; scope certificate cert4 issued; scope certificate cert5 issued; scope certificate cert6 issued`},
	{"the scope is widened", "UPDATE scope SET valid_to = '2099-12-31' WHERE id = '{scope1}'", `digest scope scope1`},
	{"a suspension that nobody decided", "INSERT INTO suspension (id, body_id, path, valid_from, valid_to, ground, version) SELECT 'forged', id, path, '2026-01-01', '', 'x', 1 FROM body", `scope certificate cert1 suspended; scope certificate cert2 suspended; scope certificate cert3 suspended; scope certificate cert4 suspended; scope certificate cert5 suspended; scope certificate cert6 suspended; unaudited suspension forged version`},
	{"a candidate's name", "UPDATE person SET name = '他人' WHERE id = '{person1}'", `digest person person1`},
	{"a holder's name", "UPDATE certificate SET name = '他人' WHERE id = '{cert1}'", `commitment certificate cert1 name; digest certificate cert1`},
	{"a holder's name and commitment", "UPDATE certificate SET name = '样例二', name_salt = (SELECT name_salt FROM certificate WHERE id = '{cert2}'), name_commitment = (SELECT name_commitment FROM certificate WHERE id = '{cert2}') WHERE id = '{cert1}'", `digest certificate cert1; statement certificate cert1 name_commitment; statement certificate cert1 name_salt`},
	{"a revoked certificate made good", "UPDATE certificate SET status = 'issued' WHERE id = '{cert2}'", `digest certificate cert2; leaf leaf 3 at; leaf-extra leaf 7 kind; status certificate cert2 status`},
	{"a void certificate made good", "UPDATE certificate SET status = 'issued' WHERE id = '{cert5}'", `digest certificate cert5; leaf-missing certificate cert5 issue; signature certificate cert5 key_id; status certificate cert5 status`},
	{"a number", "UPDATE certificate SET number = replace(number, '000001', '000900') WHERE id = '{cert1}'", `digest certificate cert1; leaf-extra leaf 2; leaf-missing certificate cert1 issue; number-beyond certificate cert1 number; number-missing series number1 next; statement certificate cert1 number`},
	{"a level", "UPDATE certificate SET level = '3' WHERE id = '{cert1}'", `digest certificate cert1; number certificate cert1 number; scope certificate cert1 scope_id; statement certificate cert1 level`},
	{"a date of issue", "UPDATE certificate SET issued = '2020-01-01' WHERE id = '{cert1}'", `digest certificate cert1; number certificate cert1 number; scope certificate cert1 issued; statement certificate cert1 issued`},
	{"a signature of another", "UPDATE certificate SET qr_sig = (SELECT qr_sig FROM certificate WHERE id = '{cert2}') WHERE id = '{cert1}'", `digest certificate cert1; signature certificate cert1 qr_sig`},
	{"a certificate is deleted", "DELETE FROM certificate WHERE id = '{cert1}'", `leaf-extra leaf 2; number-missing series number1 next; row-missing certificate cert1`},
	{"a certificate is deleted with its entries and leaves", "DELETE FROM certificate WHERE id = '{cert4}';\nDELETE FROM audit WHERE row_id = '{cert4}';\nDELETE FROM leaf WHERE subject = '{number4}'", `log-missing audit audit/79; log-missing audit audit/84; log-missing audit audit/89; log-missing audit audit/96; log-missing leaf certificates/4; log-missing leaf certificates/8; number-missing series number4 next`},
	{"a forged certificate with a copied signature", "CREATE TEMPORARY TABLE forged AS SELECT * FROM certificate WHERE id = '{cert1}';\nUPDATE forged SET id = 'forged', number = replace(number, '000001', '000007');\nINSERT INTO certificate SELECT * FROM forged;\nDROP TABLE forged", `leaf-missing certificate forged issue; number-beyond certificate forged number; statement certificate forged number; unaudited certificate forged version; unique certificate forged result_id`},
	{"a leaf's column", "UPDATE leaf SET reference = 'x' WHERE kind = 'revocation'", `leaf leaf 7 reference; leaf-content leaf 7 record`},
	{"a leaf's kind", "UPDATE leaf SET kind = 'correction' WHERE kind = 'replacement'", `leaf-content leaf 8 record; leaf-extra leaf 8 kind; leaf-missing certificate cert3 replacement`},
	{"a leaf's record", "UPDATE leaf SET record = salt WHERE kind = 'revocation'", `leaf-content leaf 7 record; log-changed leaf 7`},
	{"a leaf is deleted", "DELETE FROM leaf WHERE kind = 'revocation'", `leaf-missing certificate cert2 revocation; log-missing leaf certificates/6`},
	{"a leaf is inserted at the end", "INSERT INTO leaf (seq, kind, subject, at, salt, statement, reference, record) SELECT 900, kind, '{number1}', at, salt, statement, reference, record FROM leaf WHERE kind = 'revocation'", `leaf-content leaf 900 record; leaf-extra leaf 900 kind`},
	{"a leaf is inserted before all", "INSERT INTO leaf (seq, kind, subject, at, salt, statement, reference, record) SELECT -1, kind, '{number1}', at, salt, statement, reference, record FROM leaf WHERE kind = 'revocation'", `leaf-content leaf -1 record; leaf-extra leaf -1 kind; log-unplaced leaf -1`},
	{"a confirmation's leaf is deleted", "DELETE FROM leaf WHERE kind = 'confirmation'", `leaf-missing report report1 confirmation; log-missing leaf certificates/0`},
	{"a tile", "UPDATE tile SET hashes = (SELECT hashes FROM tile WHERE log = 'audit' AND level = 0) WHERE log = 'certificates' AND level = 0", `tile tile certificates/0/0 hashes`},
	{"a tile is deleted", "DELETE FROM tile WHERE log = 'certificates'", `tile tile certificates/0/0 hashes`},
	{"a tile is inserted", "INSERT INTO tile (log, level, n, hashes) SELECT log, 1, 7, hashes FROM tile WHERE log = 'certificates'", `tile tile certificates/1/7 hashes`},
	{"an entry's actor", "UPDATE audit SET actor = '{person1}' WHERE row_id = '{sitting1}' AND row_version = 2", `log-changed audit 44`},
	{"an entry is deleted", "DELETE FROM audit WHERE row_id = '{sitting1}' AND row_version = 1", `entry-missing sitting sitting1 version; log-missing audit audit/33; move sitting sitting1 status`},
	{"an entry is inserted", "INSERT INTO audit (seq, at, actor, verb, tbl, row_id, row_version, salt, digest) SELECT 900, at, actor, 'reopen', tbl, row_id, 3, salt, digest FROM audit WHERE row_id = '{sitting1}' AND row_version = 2", `row-version sitting sitting1 version`},
	{"an entry of no table is inserted", "INSERT INTO audit (seq, at, actor, verb, tbl, row_id, row_version, salt, digest) SELECT 900, at, actor, verb, 'nothing', 'nothing', 1, salt, digest FROM audit WHERE row_id = '{sitting1}' AND row_version = 2", `entry-unknown audit 900 tbl`},
	{"a place", "UPDATE span SET entries = entries - 1 WHERE log = 'certificates'", `checkpoint checkpoint certificates/10 size; checkpoint checkpoint certificates/9; log-extra leaf 10; tile tile certificates/0/0 hashes`},
	{"a batch is deleted", "DELETE FROM span WHERE log = 'certificates'", `checkpoint checkpoint certificates/10 size; tile tile certificates/0/0 hashes`},
	{"a checkpoint of another log", "UPDATE checkpoint SET signed = (SELECT signed FROM checkpoint WHERE log = 'audit' ORDER BY size LIMIT 1) WHERE log = 'certificates' AND size > 0", `checkpoint checkpoint certificates/10; signature checkpoint certificates/10 signed`},
	{"a checkpoint's signature", "UPDATE checkpoint SET signed = (SELECT hashes FROM tile WHERE log = 'audit' AND level = 0) WHERE log = 'certificates' AND size > 0", `checkpoint checkpoint certificates/10; signature checkpoint certificates/10 signed`},
	{"the newest checkpoint is deleted", "DELETE FROM checkpoint WHERE log = 'certificates' AND size > 0", `checkpoint checkpoint certificates/10`},
	{"a series reaches further", "UPDATE series SET next = next + 2", `number-missing series prefix1000007 next`},
	{"a series is set back", "UPDATE series SET next = next - 1", `number-beyond certificate cert6 number`},
	{"a series is deleted", "DELETE FROM series", `number-beyond certificate cert1 number; number-beyond certificate cert2 number; number-beyond certificate cert3 number; number-beyond certificate cert4 number; number-beyond certificate cert5 number; number-beyond certificate cert6 number`},
	{"a role is granted", "INSERT INTO role_grant (id, person_id, role, path, revoked, version) SELECT 'forged', id, 'centre-approver', '/', 0, 1 FROM person WHERE id = '{person1}'", `unaudited role_grant forged version`},
	{"a role is raised", "UPDATE role_grant SET role = 'centre-approver' WHERE id = '{grant1}'", `digest role_grant grant1`},
	{"a token is made", "INSERT INTO token (id, person_id, hash, label, expires, revoked, version) SELECT 'forged', id, 'x', 'x', 0, 0, 1 FROM person WHERE id = '{person1}'", `unaudited token forged version`},
	{"a report's checker", "UPDATE report SET checker = reporter WHERE id = '{report1}'", `chain report report1 checker; digest report report1`},
	{"a result that did not pass", "UPDATE result SET passed = 0 WHERE id = '{result1}'", `digest result result1; footing certificate cert1 result_id; result result result1 passed`},
}

func TestFsckNamesEveryTampering(t *testing.T) {
	testdb.EachRaw(t, func(t *testing.T, address string, do func(string)) {
		clock := testdb.NewClock()
		c := enact(t, testdb.Open(t, address, clock), clock)
		restore := c.keep(do)
		for _, x := range tamperings {
			t.Run(x.name, func(t *testing.T) {
				statement, answer := c.words(t)
				defer restore()
				do(statement.Replace(x.do))
				got := strings.Split(answer.Replace(found(c.check(t, nil))), "\n")
				slices.Sort(got)
				if d := cmp.Diff(strings.Split(x.want, "; "), got); d != "" {
					t.Error(d)
				}
			})
		}
		if r := c.check(t, nil); r.Total != 0 {
			t.Error("the copy is not the original:", found(r))
		}
	})
}

// kept are the tables that a copy of the database holds.
var kept = []string{
	"person", "body", "site", "scope", "suspension", "role_grant", "token", "plan", "session", "import", "application",
	"sitting", "result", "objection", "correction", "report", "certificate", "audit", "leaf", "span", "tile", "checkpoint", "series",
}

// keep makes a copy of the database, which restore puts back.
func (c *scene) keep(do func(string)) (restore func()) {
	if c.s.Engine() == "postgres" {
		do("SET session_replication_role = replica") // no foreign keys
	}
	for _, table := range kept {
		do("CREATE TABLE kept_" + table + " AS SELECT * FROM " + table)
	}
	return func() {
		for _, table := range kept {
			do("DELETE FROM " + table + ";\nINSERT INTO " + table + " SELECT * FROM kept_" + table)
		}
	}
}

// Source: docs/architecture.md, Logs and fsck: without a checkpoint kept elsewhere an older copy of the
// database is consistent in itself.
func TestAnOlderCopyIsFoundByACheckpointKeptElsewhere(t *testing.T) {
	for _, log := range []store.Log{store.CertificateLog, store.AuditLog} {
		t.Run(string(log), func(t *testing.T) {
			testdb.EachRaw(t, func(t *testing.T, address string, do func(string)) {
				clock := testdb.NewClock()
				c := enact(t, testdb.Open(t, address, clock), clock)
				early := c.checkpoint(t, log)
				restore := c.keep(do)
				clock.Step(2 * time.Hour)
				c.Enter(t, c.s, 100, 400) // enough for new tiles
				c.sequence(t)
				late := c.checkpoint(t, log)
				for _, old := range [][]byte{early, late} {
					if r := c.check(t, old); r.Total != 0 || !r.Asked {
						t.Error("grown:", found(r))
					}
				}
				restore()
				if r := c.check(t, nil); r.Total != 0 || r.Asked {
					t.Error("the older copy alone:", found(r))
				}
				if r := c.check(t, early); r.Total != 0 {
					t.Error("the older copy with its own checkpoint:", found(r))
				}
				if d := cmp.Diff(fmt.Sprintf("rollback checkpoint %s/%d root", log, sizeOf(t, late)), found(c.check(t, late))); d != "" {
					t.Error(d)
				}
			})
		})
	}
}

func (c *scene) checkpoint(t *testing.T, log store.Log) []byte {
	t.Helper()
	p, err := c.s.Unscoped().Checkpoint(t.Context(), log)
	if err != nil {
		t.Fatal(err)
	}
	return p.Signed
}

func sizeOf(t *testing.T, signed []byte) (n int64) {
	t.Helper()
	if _, err := fmt.Sscan(strings.Split(string(signed), "\n")[1], &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// A checkpoint that nobody here signed proves nothing, and fsck does not run.
func TestAStrangeCheckpointIsRefused(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		_, err := ledger.Check{Store: s, Keys: s.Keys().Public(), Old: []byte("x\n1\nx\n")}.Run(t.Context())
		if skill.ReasonOf(err) != "attest.checkpoint.signature" {
			t.Error(err)
		}
	})
}
