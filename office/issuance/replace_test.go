package issuance_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"assay/attest"
	"assay/office/issuance"
	"assay/skill"
	"assay/store"
)

// issued carries one candidate to a certificate in force.
func (o *office) issued() skill.Certificate {
	o.t.Helper()
	report := o.examine(1)
	o.prepare(report.ID)
	o.issue(report.ID)
	return o.inForce(o.apps[0])
}

func (o *office) renew(c skill.Certificate, why string) skill.Certificate {
	o.t.Helper()
	draft, err := o.desk.Replace(o.t.Context(), o.by(clerk), issuance.Renewal{Certificate: c.ID, Why: why, Ground: "持证人申请"})
	o.must(err)
	return draft
}

func (o *office) issueOne(c skill.Certificate) issuance.Issued {
	o.t.Helper()
	n, err := o.desk.Issue(o.t.Context(), o.by(head), issuance.Order{IDs: []skill.CertificateID{c.ID}}, nil)
	o.must(err)
	return n
}

// statusOf asks the signed status list, as somebody without a network would.
func (o *office) statusOf(c skill.Certificate) attest.Status {
	o.t.Helper()
	file, err := o.desk.StatusFile(o.t.Context())
	o.must(err)
	list, err := attest.OpenStatus(file, o.s.Keys().Public())
	o.must(err)
	statement, err := o.desk.StatementFile(o.t.Context(), o.Actor(clerk), c.ID)
	o.must(err)
	out, err := attest.Verify(statement, attest.Question{Keys: o.s.Keys().Public(), List: &list})
	o.must(err)
	return out.Status
}

// Lost, then found to be wrong, then revoked: at every moment at most one
// certificate of the result is in force, and every step has its leaf.
// Source: 31号令 art. 10; decision 12; docs/rules.md, Reissue.
func TestChainOfReplacements(t *testing.T) {
	each(t, func(o *office) {
		ctx := t.Context()
		first := o.issued()
		o.clock.Step(days(1))

		second := o.renew(first, issuance.Lost)
		if now := o.inForce(o.apps[0]); now.ID != first.ID {
			t.Error("the old one ended before the new one was issued")
		}
		if n := o.issueOne(second); n.Issued != 1 || n.First != "S000044012345264000002" {
			t.Errorf("issued %+v", n)
		}
		second = o.inForce(o.apps[0])
		if second.Name != first.Name || second.Replaces != first.ID || second.Why != issuance.Lost || second.NameSalt == first.NameSalt {
			t.Error("the replacement says something else, or has the old salt")
		}
		if got := o.again(first); got.Status != skill.CertificateReplaced || got.Ground != "持证人申请" {
			t.Errorf("%s, %s", got.Status, got.Ground)
		}
		if got := o.leaves(first.Number); !slices.Equal(got, []attest.EventKind{attest.Issued, attest.Replacement}) {
			t.Errorf("leaves %v", got)
		}

		o.setPerson(0, func(p *skill.Person) { p.Name, p.Romanised = "样例·更正", "YANG LI GENGZHENG" })
		third := o.renew(second, issuance.Corrected)
		o.issueOne(third)
		third = o.inForce(o.apps[0])
		if third.Name != "样例·更正" || third.Romanised != "YANG LI GENGZHENG" || third.Number != "S000044012345264000003" {
			t.Errorf("corrected to %s", third.Number)
		}
		if got := o.leaves(second.Number); !slices.Equal(got, []attest.EventKind{attest.Issued, attest.Correction}) {
			t.Errorf("leaves %v", got)
		}
		if !strings.Contains(string(third.Statement), `"replaces":"`+second.Number+`"`) {
			t.Error("the statement does not say what it replaces")
		}

		_, err := o.desk.Revoke(ctx, o.by(head), third.ID, "伪造证明")
		o.refused("actor.denied", err)
		_, err = o.desk.Revoke(ctx, o.by(centreApprover), third.ID, "  ")
		o.refused("issuance.no_ground", err)
		gone, err := o.desk.Revoke(ctx, o.by(centreApprover), third.ID, "伪造证明")
		o.must(err)
		if gone.Status != skill.CertificateRevoked || gone.Ground != "伪造证明" {
			t.Errorf("%s, %s", gone.Status, gone.Ground)
		}
		_, err = o.desk.Cancel(ctx, o.by(centreApprover), third.ID, "再来一次")
		o.refused("certificate.wrong_state", err)
		if got := o.leaves(third.Number); !slices.Equal(got, []attest.EventKind{attest.Issued, attest.Revocation}) {
			t.Errorf("leaves %v", got)
		}
		if p := o.prepare(first.Report); p.Made != 0 || p.Before != 1 {
			t.Errorf("a revoked certificate was prepared anew: %+v", p)
		}
		for c, want := range map[skill.CertificateID]attest.Status{first.ID: attest.Replaced, second.ID: attest.Replaced, third.ID: attest.Revoked} {
			if got := o.statusOf(o.again(skill.Certificate{ID: c})); got != want {
				t.Errorf("%s, want %s", got, want)
			}
		}
		_, err = o.desk.View(ctx, o.Actor(clerk), third.ID)
		o.refused("issuance.not_in_force", err)
		o.gapless(3)
	})
}

func TestCancel(t *testing.T) {
	each(t, func(o *office) {
		c := o.issued()
		o.clock.Step(days(1))
		if got := o.statusOf(c); got != attest.InForce {
			t.Error(got)
		}
		_, err := o.desk.Cancel(t.Context(), o.by(centreApprover), c.ID, "持证人申请注销")
		o.must(err)
		if got := o.statusOf(c); got != attest.Cancelled {
			t.Error(got)
		}
		if got := o.leaves(c.Number); !slices.Equal(got, []attest.EventKind{attest.Issued, attest.Cancellation}) {
			t.Errorf("leaves %v", got)
		}
	})
}

// What a replacement needs, and why one is refused.
func TestReplaceRefuses(t *testing.T) {
	each(t, func(o *office) {
		ctx := t.Context()
		c := o.issued()
		ask := func(r issuance.Renewal) error {
			if r.Certificate == "" {
				r.Certificate = c.ID
			}
			_, err := o.desk.Replace(ctx, o.by(clerk), r)
			return err
		}
		o.refused("certificate.not_found", ask(issuance.Renewal{Certificate: "none", Why: issuance.Lost, Ground: "遗失"}))
		o.refused("issuance.why_unknown", ask(issuance.Renewal{Why: "old", Ground: "旧了"}))
		o.refused("issuance.no_ground", ask(issuance.Renewal{Why: issuance.Lost}))
		o.refused("issuance.nothing_to_correct", ask(issuance.Renewal{Why: issuance.Corrected, Ground: "姓名有误"}))
		_, err := o.desk.Replace(ctx, o.by(centreReviewer), issuance.Renewal{Certificate: c.ID, Why: issuance.Lost, Ground: "遗失"})
		o.refused("actor.denied", err)

		same := *o.desk
		same.Policies = skill.Policies{{Key: skill.PolicyReissueNumber, Word: "same"}}
		_, err = same.Replace(ctx, o.by(clerk), issuance.Renewal{Certificate: c.ID, Why: issuance.Lost, Ground: "遗失"})
		o.refused("issuance.number_policy", err)

		o.setPerson(0, func(p *skill.Person) { p.Name = "样例𠮷" })
		o.refused("issuance.words_changed", ask(issuance.Renewal{Why: issuance.Spoiled, Ground: "污损"}))
		o.refused("issuance.renewal_stopped", ask(issuance.Renewal{Why: issuance.Corrected, Ground: "姓名有误"})) // 𠮷 cannot be printed
		o.setPerson(0, func(p *skill.Person) { p.Name = c.Name })

		o.must(ask(issuance.Renewal{Why: issuance.Spoiled, Ground: "污损"}))
		o.refused("issuance.replacement_pending", ask(issuance.Renewal{Why: issuance.Spoiled, Ground: "污损"}))
		if p := o.prepare(c.Report); p.Made != 0 || p.Before != 1 {
			t.Errorf("preparing the report touched a replacement: %+v", p)
		}
		_, err = o.desk.Revoke(ctx, o.by(centreApprover), c.ID, "伪造证明")
		o.must(err)
		o.refused("issuance.replaced_ended", ask(issuance.Renewal{Why: issuance.Lost, Ground: "遗失"}))
	})
}

// What was to be replaced ended meanwhile: before numbering the draft stays a
// draft, after it the number is void. Nothing is in force then.
func TestReplacedEndedMeanwhile(t *testing.T) {
	each(t, func(o *office) {
		c := o.issued()
		draft := o.renew(c, issuance.Lost)
		_, err := o.desk.Revoke(t.Context(), o.by(centreApprover), c.ID, "伪造证明")
		o.must(err)
		n := o.issue(c.Report)
		if got := stopped(n.Stopped)[c.Application]; got != "replaces: issuance.replaced_ended" || n.Issued != 0 {
			t.Errorf("issued %+v", n)
		}
		if got := o.again(draft); got.Status != skill.CertificatePrepared || got.Number != "" {
			t.Errorf("%s %s", got.Status, got.Number)
		}
	})
	each(t, func(o *office) {
		c := o.issued()
		end, err := o.desk.Begin(t.Context(), o.by(head), []skill.Certificate{o.renew(c, issuance.Lost)})
		o.must(err)
		_, err = o.desk.Revoke(t.Context(), o.by(centreApprover), c.ID, "伪造证明")
		o.must(err)
		n, err := end()
		o.must(err)
		if got := stopped(n.Void)[c.Application]; got != "number: issuance.replaced_ended" || n.Issued != 0 {
			t.Errorf("issued %+v", n)
		}
		o.gapless(2)
	})
}

// A replacement survives a crash like any other certificate, and the old one
// ends with it, once.
func TestResumeReplacement(t *testing.T) {
	each(t, func(o *office) {
		c := o.issued()
		end, err := o.desk.Begin(t.Context(), o.by(head), []skill.Certificate{o.renew(c, issuance.Spoiled)})
		o.must(err)
		if now := o.inForce(o.apps[0]); now.ID != c.ID {
			t.Error("the old one ended before the new one was signed")
		}
		o.clock.Step(time.Minute)
		if n := o.resume(o.desk); n.Issued != 1 {
			t.Errorf("resumed %+v", n)
		}
		if now := o.inForce(o.apps[0]); now.Replaces != c.ID {
			t.Error("the new one is not in force")
		}
		n, err := end()
		o.must(err)
		if n.Issued != 0 || n.Elsewhere+len(n.Void) == 0 {
			t.Errorf("ended twice: %+v", n)
		}
		if now := o.inForce(o.apps[0]); now.Replaces != c.ID {
			t.Error("the second end undid the first")
		}
	})
}

// Two replacements of one certificate asked for at once: one draft.
func TestReplaceTwiceAtOnce(t *testing.T) {
	each(t, func(o *office) {
		c := o.issued()
		errs := make(chan error, 2)
		for range 2 {
			go func() {
				_, err := o.desk.Replace(t.Context(), o.by(clerk), issuance.Renewal{Certificate: c.ID, Why: issuance.Lost, Ground: "遗失"})
				errs <- err
			}()
		}
		a, b := <-errs, <-errs
		if (a == nil) == (b == nil) {
			t.Errorf("%v and %v", a, b)
		}
		if all := o.certificates(store.Certificates{Replaces: c.ID}); len(all) != 1 {
			t.Errorf("%d drafts", len(all))
		}
	})
}
