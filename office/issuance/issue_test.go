package issuance_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"assay/attest"
	"assay/internal/testdb"
	"assay/office/accreditation"
	"assay/office/issuance"
	"assay/reference"
	"assay/skill"
	"assay/store"
)

// drafts makes n drafts of one report, with commitments that bind nobody.
func (o *office) drafts(n int) []skill.Certificate {
	o.t.Helper()
	return o.Prepare(o.t, o.s, o.Enter(o.t, o.s, 0, n))
}

func ids(certs []skill.Certificate) (out []skill.CertificateID) {
	for _, c := range certs {
		out = append(out, c.ID)
	}
	return out
}

func (o *office) again(c skill.Certificate) skill.Certificate {
	o.t.Helper()
	now, err := o.s.Unscoped().Certificate(o.t.Context(), c.ID)
	o.must(err)
	return now
}

var system = store.By{Actor: skill.Program("/")}

func (o *office) resume(d *issuance.Desk) issuance.Issued {
	o.t.Helper()
	n, err := d.Resume(o.t.Context(), system)
	o.must(err)
	return n
}

// An order names a report or drafts; what is no draft any more is counted, what
// is nothing ends the order before anything is done.
func TestOrders(t *testing.T) {
	each(t, func(o *office) {
		ctx := t.Context()
		all := o.drafts(5)
		order := issuance.Order{IDs: append(ids(all[:2]), all[0].ID)} // named twice
		_, err := o.desk.Issue(ctx, o.by(head), issuance.Order{IDs: []skill.CertificateID{all[0].ID, "nothing"}}, nil)
		o.refused("certificate.not_found", err)
		_, err = o.desk.Issue(ctx, o.by(reviewer), order, nil)
		o.refused("actor.denied", err)
		said := 0
		n, err := o.desk.Issue(ctx, o.by(head), order, func(issuance.Issued) { said++ })
		o.must(err)
		if n.Issued != 2 || said != 1 {
			t.Errorf("issued %+v, said %d times", n, said)
		}
		n, err = o.desk.Issue(ctx, o.by(head), issuance.Order{IDs: ids(all)}, nil)
		o.must(err)
		if n.Issued != 3 || n.Elsewhere != 2 {
			t.Errorf("issued %+v", n)
		}
		o.gapless(5)
	})
}

// An idempotency key belongs to one change, and an order is many: it may be
// given again under the same key.
func TestOrderUnderAKey(t *testing.T) {
	each(t, func(o *office) {
		all := o.drafts(2)
		by := o.by(head)
		by.Key, by.KeyHash = "key", "hash"
		for _, want := range []int{2, 0} {
			n, err := o.desk.Issue(t.Context(), by, issuance.Order{Report: all[0].Report}, nil)
			o.must(err)
			if n.Issued != want {
				t.Errorf("issued %+v, want %d", n, want)
			}
		}
	})
}

// A suspension that was committed before numbering is seen, whatever was
// prepared; afterwards the order is given again.
func TestSuspendedBetweenPrepareAndIssue(t *testing.T) {
	each(t, func(o *office) {
		ctx := t.Context()
		all := o.drafts(2)
		filing := &accreditation.Desk{Store: o.s, Schemes: reference.NumberSchemes()}
		_, err := filing.Suspend(ctx, o.by(centreApprover), o.Body.ID, "检查发现问题")
		o.must(err)
		_, err = o.desk.Issue(ctx, o.by(head), issuance.Order{Report: all[0].Report}, nil)
		o.refused("body.not_filed", err)
		if c := o.again(all[0]); c.Status != skill.CertificatePrepared || c.Number != "" {
			t.Errorf("%s %s", c.Status, c.Number)
		}
		o.clock.Step(days(2))
		_, err = filing.Restore(ctx, o.by(centreApprover), o.Body.ID, "整改完成")
		o.must(err)
		if n := o.issue(all[0].Report); n.Issued != 2 {
			t.Errorf("issued %+v", n)
		}
		o.gapless(2)
	})
}

// A crash between the two transactions leaves numbers without signatures. They
// are signed with the very same bytes once the promise is over, by whoever
// comes first; the other changes nothing.
// Source: docs/architecture.md, Issuing.
func TestResume(t *testing.T) {
	each(t, func(o *office) {
		ctx := t.Context()
		all := o.drafts(3)
		end, err := o.desk.Begin(ctx, o.by(head), all)
		o.must(err)
		left := o.again(all[0])
		if left.Status != skill.CertificateNumbered || len(left.StateSig) != 0 {
			t.Errorf("left %s", left.Status)
		}
		if n := o.resume(o.desk); n.Issued != 0 {
			t.Errorf("resumed before the promise was over: %+v", n)
		}
		if n := o.issue(all[0].Report); n.Issued != 0 {
			t.Errorf("issued what was numbered: %+v", n)
		}
		_, err = o.desk.Resume(ctx, o.by(head))
		o.refused("actor.denied", err)
		o.clock.Step(31 * time.Second)
		n := o.resume(o.desk)
		if n.Issued != 3 || len(n.Void) != 0 {
			t.Errorf("resumed %+v", n)
		}
		now := o.again(all[0])
		if !now.InForce() || !bytes.Equal(now.Statement, left.Statement) || !bytes.Equal(now.QR, left.QR) || now.Number != left.Number {
			t.Error("what was signed is not what was to be signed")
		}
		n, err = end() // the first worker was only slow
		o.must(err)
		if n.Issued != 0 || n.Elsewhere != 3 || o.again(all[0]).Version != now.Version {
			t.Errorf("ended twice: %+v", n)
		}
		if got := o.leaves(now.Number); !slices.Equal(got, []attest.EventKind{attest.Issued}) {
			t.Errorf("leaves %v", got)
		}
		o.gapless(3)
	})
}

// Issuing takes its promise away, so there is nothing to resume.
func TestNothingToResume(t *testing.T) {
	each(t, func(o *office) {
		all := o.drafts(2)
		o.issue(all[0].Report)
		o.clock.Step(days(1))
		if _, ok, err := o.s.ClaimJob(t.Context(), time.Minute, "issuance.sign"); ok || err != nil {
			t.Errorf("a promise is left, %v", err)
		}
	})
}

// Many who resume beside those who issue: everything once.
func TestResumeBesideIssuing(t *testing.T) {
	each(t, func(o *office) {
		ctx := t.Context()
		all := o.drafts(40)
		for some := range slices.Chunk(all[:20], 5) {
			_, err := o.desk.Begin(ctx, o.by(head), some)
			o.must(err)
		}
		o.clock.Step(time.Minute)
		var wg sync.WaitGroup
		sums := make([]issuance.Issued, 4)
		errs := make([]error, 4)
		for i := range sums {
			wg.Go(func() {
				if i%2 == 0 {
					sums[i], errs[i] = o.desk.Resume(ctx, system)
				} else {
					sums[i], errs[i] = o.desk.Issue(ctx, o.by(head), issuance.Order{Report: all[0].Report}, nil)
				}
			})
		}
		wg.Wait()
		total := 0
		for i := range sums {
			o.must(errs[i])
			total += sums[i].Issued
		}
		if total != 40 {
			t.Errorf("%d issued, want 40", total)
		}
		o.gapless(40)
	})
}

// A number whose key is gone cannot be signed any more: it is void and stays
// used, and its result gets another certificate.
// Source: docs/architecture.md, Issuing.
func TestVoidWithoutItsKey(t *testing.T) {
	each(t, func(o *office) {
		ctx := t.Context()
		report := o.examine(1)
		o.prepare(report.ID)
		draft := o.of(o.apps[0])
		_, err := o.desk.Begin(ctx, o.by(head), draft)
		o.must(err)
		o.clock.Step(time.Minute)
		lost := *o.desk
		lost.Keys = otherStatementKey(t, o.s.Keys())
		n := o.resume(&lost)
		if got := stopped(n.Void)[draft[0].Application]; got != "number: keys.unknown" || n.Issued != 0 {
			t.Errorf("resumed %+v", n)
		}
		void := o.again(draft[0])
		if void.Status != skill.CertificateVoid || void.Number == "" || len(void.StateSig) != 0 || len(o.leaves(void.Number)) != 0 {
			t.Errorf("%s with leaves %v", void.Status, o.leaves(void.Number))
		}
		_, err = o.desk.StatementFile(ctx, o.Actor(head), void.ID)
		o.refused("issuance.not_issued", err)
		if p := o.prepare(report.ID); p.Made != 1 {
			t.Errorf("prepared %+v", p)
		}
		if n := o.issue(report.ID); n.First != "S000044012345264000002" {
			t.Errorf("issued %+v", n)
		}
		o.gapless(2)
	})
}

// otherStatementKey is the ring with another key for statements in the place of
// its own.
func otherStatementKey(t *testing.T, ring *attest.Ring) *attest.Ring {
	t.Helper()
	keys := slices.DeleteFunc(ring.Keys(), func(k attest.Key) bool { return k.Class() == attest.StatementKey })
	k, err := attest.NewKey(testdb.NewRand(99), attest.StatementKey, testdb.Start)
	if err != nil {
		t.Fatal(err)
	}
	out, err := attest.NewRing(append(keys, k)...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// A rotated key still signs what it had promised to sign.
func TestResumeAfterRotation(t *testing.T) {
	each(t, func(o *office) {
		ctx := t.Context()
		all := o.drafts(1)
		_, err := o.desk.Begin(ctx, o.by(head), all)
		o.must(err)
		o.clock.Step(time.Minute)
		k, err := o.s.Keys().Successor(testdb.NewRand(98), attest.StatementKey, o.clock.Now())
		o.must(err)
		rotated := *o.desk
		rotated.Keys, err = attest.NewRing(append(o.s.Keys().Keys(), k)...)
		o.must(err)
		if n := o.resume(&rotated); n.Issued != 1 {
			t.Errorf("resumed %+v", n)
		}
		if c := o.again(all[0]); c.KeyID == string(k.ID()) || !c.InForce() {
			t.Errorf("%s by %s", c.Status, c.KeyID)
		}
	})
}

// Whoever can write into the database cannot have the registry sign for him.
func TestResumeSignsNoChangedBytes(t *testing.T) {
	each(t, func(o *office) {
		ctx := t.Context()
		all := o.drafts(2)
		_, err := o.desk.Begin(ctx, o.by(head), all)
		o.must(err)
		change(o, func(r store.Reader) (skill.Certificate, error) { return r.Certificate(ctx, all[0].ID) }, func(c *skill.Certificate) {
			c.Statement = bytes.Replace(c.Statement, []byte(`"level":"4"`), []byte(`"level":"1"`), 1)
		})
		o.clock.Step(time.Minute)
		n := o.resume(o.desk)
		if got := stopped(n.Void)[all[0].Application]; got != "number: issuance.bytes_differ" || n.Issued != 1 {
			t.Errorf("resumed %+v", n)
		}
	})
}

// Four workers with orders that overlap, in any order and under any load: each
// draft once, numbers unique and without a gap, later numbers later.
// Source: docs/architecture.md, Issuing.
func TestIssuersAtOnce(t *testing.T) {
	each(t, func(o *office) {
		const n, issuers = 600, 4
		all := o.drafts(n)
		var wg sync.WaitGroup
		sums := make([]issuance.Issued, issuers)
		errs := make([]error, issuers)
		for i := range issuers {
			mine := ids(all)
			rand.New(rand.NewPCG(1, uint64(i))).Shuffle(n, func(a, b int) { mine[a], mine[b] = mine[b], mine[a] })
			wg.Go(func() {
				if i == 0 {
					sums[i], errs[i] = o.desk.Issue(t.Context(), o.by(head), issuance.Order{Report: all[0].Report}, nil)
					return
				}
				for some := range slices.Chunk(mine, 70) {
					s, err := o.desk.Issue(t.Context(), o.by(head), issuance.Order{IDs: some}, nil)
					if sums[i].Issued += s.Issued; err != nil {
						errs[i] = err
					}
				}
			})
		}
		wg.Wait()
		total := 0
		for i := range sums {
			o.must(errs[i])
			total += sums[i].Issued
		}
		if total != n {
			t.Errorf("%d issued, want %d", total, n)
		}
		o.gapless(n)
		o.ascending()
	})
}

// ascending fails where a later number was taken before an earlier one, by the
// order of the audit, or a number has other than one leaf.
func (o *office) ascending() {
	o.t.Helper()
	all := o.certificates(store.Certificates{Site: o.Site.ID})
	slices.SortFunc(all, func(a, b skill.Certificate) int { return strings.Compare(a.Number, b.Number) })
	last := int64(0)
	for _, c := range all {
		if got := o.leaves(c.Number); !slices.Equal(got, []attest.EventKind{attest.Issued}) {
			o.t.Errorf("leaves of %s: %v", c.Number, got)
		}
		trail, err := o.s.Trail(o.t.Context(), "certificate", string(c.ID))
		o.must(err)
		at := slices.IndexFunc(trail, func(e store.Entry) bool { return e.Verb == "number" })
		if at < 0 || trail[at].Seq <= last {
			o.t.Fatalf("%s was not numbered in turn", c.Number)
		}
		last = trail[at].Seq
	}
}

// A series that has no number left refuses the order and takes none.
func TestSeriesIsFull(t *testing.T) {
	each(t, func(o *office) {
		ctx := t.Context()
		all := o.drafts(2)
		o.update(func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.TakeNumbers(ctx, store.Series{Prefix: o.Site.Prefix(o.Body), Year: 2026, Level: skill.Level4}, 999998)
			return err
		})
		_, err := o.desk.Issue(ctx, o.by(head), issuance.Order{Report: all[0].Report}, nil)
		o.refused("number.part_length", err)
		n, err := o.desk.Issue(ctx, o.by(head), issuance.Order{IDs: ids(all[:1])}, nil)
		o.must(err)
		if n.Last != "S000044012345264999999" {
			t.Errorf("issued %+v", n)
		}
	})
}

// What a demonstration issues is marked as a specimen, on paper and in what is
// signed, and only there.
// Source: docs/commands.md, assay demo: 样本 SPECIMEN, key id demo.
func TestSpecimen(t *testing.T) {
	each(t, func(o *office) {
		ctx := t.Context()
		k, err := attest.NewDemoKey(testdb.NewRand(97), attest.StatementKey, testdb.Start)
		o.must(err)
		keys := slices.DeleteFunc(o.s.Keys().Keys(), func(k attest.Key) bool { return k.Class() == attest.StatementKey })
		o.desk.Keys, err = attest.NewRing(append(keys, k)...)
		o.must(err)
		c := o.issued()
		v, err := o.desk.View(ctx, o.Actor(head), c.ID)
		o.must(err)
		out, err := attest.Verify([]byte(v.QR), attest.Question{Keys: o.desk.Keys.Public()})
		o.must(err)
		if !v.Specimen || !c.Specimen || !out.Demonstration || out.Signature != attest.Good {
			t.Errorf("%t, %+v", v.Specimen, out)
		}
	})
}
