package store_test

import (
	"context"
	"fmt"
	"reflect"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// full fails when a field of the noun is empty: a field that the test forgets
// is one whose column nobody checks.
func full(t *testing.T, noun any) {
	t.Helper()
	v := reflect.ValueOf(noun)
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			t.Errorf("%T.%s is empty: the test would not notice a forgotten column", noun, v.Type().Field(i).Name)
		}
	}
}

// back reads a noun back and compares it, field by field.
func back[T store.Noun, I ~string](t *testing.T, want T, id I, read func(context.Context, I) (T, error)) {
	t.Helper()
	full(t, want)
	got, err := read(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	diff(t, want, got)
}

// born carries out a noun's first Move.
func born[T store.Noun](t *testing.T, tx *store.Tx, row *T, verb func(T) (skill.Move, error)) error {
	m, err := verb(*row)
	if err != nil {
		return err
	}
	*row, err = store.MoveOne(t.Context(), tx, *row, m)
	return err
}

// Every field of every noun comes back as it was written, and the digest of the
// row that was read is the digest of the row that was written.
func TestEveryFieldOfEveryNoun(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		b := testdb.File(t, s)
		a := b.Enter(t, s, 1, 1)[0]
		cert := b.Prepare(t, s, []skill.Application{a})[0]
		r, ctx, now := s.Unscoped(), t.Context(), s.Now()
		id := func(n int) string { return fmt.Sprintf("00000000-0000-7000-8000-%012d", n) }
		period := day.Period{From: day.Must("2026-01-02"), To: day.Must("2026-02-03")}

		suspension := skill.Suspension{ID: skill.SuspensionID(id(1)), Body: b.Body.ID, Path: b.Body.Path, Period: period, Ground: "g"}
		scope := skill.Scope{ID: skill.ScopeID(id(2)), Body: b.Body.ID, Path: b.Body.Path, Site: b.Site.ID, Occupation: "6-18-02-04", Level: skill.Chief, Period: period}
		grant := skill.Grant{ID: skill.GrantID(id(3)), Person: a.Person, Role: skill.RoleAssessor, Path: b.Body.Path, Revoked: true}
		token := skill.Token{ID: skill.TokenID(id(4)), Person: a.Person, Hash: "hash", Label: "label", Expires: 5, Revoked: true}
		session := skill.Session{ID: skill.SessionID(id(5)), Plan: a.Plan, Path: a.Path, Part: skill.Theory, Attempt: 2, Starts: now, Ends: now.Add(time.Hour), Place: "place", Access: 3, Cancelled: true, Ground: "ground"}
		site := skill.Site{ID: skill.SiteID(id(6)), Body: b.Body.ID, Path: b.Body.Path, Name: "name", Serial: "000009"}
		person := testdb.Born(9)
		person.ID, person.Sex, person.Seen, person.Apart = skill.PersonID(id(7)), "F", true, []skill.PersonID{"a", "b"}
		person.Stopped, person.StopGround, person.Erased = true, "ground", "erasure"
		body := b.Body
		body.ID, body.Path, body.English, body.Seal, body.Ground = skill.BodyID(id(8)), "/44/other/", "English", "seal", "ground"
		body.Type = skill.BodySchool
		body.Status, body.Version = skill.None, 0
		plan := b.Plan
		plan.ID, plan.Specialty, plan.Ground, plan.Status, plan.Version = skill.PlanID(id(9)), "specialty", "ground", skill.None, 0
		roster := skill.Import{ID: skill.ImportID(id(10)), Plan: a.Plan, Path: a.Path, Consents: "2026-11", StatedBy: "p2", File: "file", By: a.Person, Rows: 1, Entered: 2, Amended: 3, Same: 4, Remarked: 5, Fault: "fault"}
		app := a
		app.ID, app.Plan, app.Import, app.RowHash, app.Cells, app.Claimed = skill.ApplicationID(id(11)), plan.ID, roster.ID, "row", skill.Keep("cells"), "4.1"
		app.Reviewer, app.Ground, app.Proof, app.Photo, app.Status, app.Version = b.Staff[1].ID, "ground", "proof", "photo", skill.None, 0
		app.Erased, app.Own, app.Passer, app.Checker, app.Office = "erasure", true, b.Staff[1].ID, b.Staff[3].ID, skill.OfficeCentre
		app.Asks, app.Due = []skill.Ask{{At: "materials.diploma", Words: "words"}}, period.To
		sitting := skill.Sitting{ID: skill.SittingID(id(12)), Application: a.ID, Plan: a.Plan, Path: a.Path, Part: skill.Operation, Attempt: 1, Session: session.ID, Mark: 119, Ground: "ground"}
		result := skill.Result{
			ID: skill.ResultID(id(13)), Application: app.ID, Plan: plan.ID, Path: a.Path, Person: a.Person, Passed: true, Band: skill.BandPass,
			Scores:     []skill.PartScore{{Part: skill.Theory, Attempt: 1, Kind: skill.SittingMarked, Mark: 121}, {Part: skill.Review, Attempt: 2, Kind: skill.SittingWaived}},
			PublicFrom: period.From, PublicTo: period.To, Provisional: true, Report: cert.Report,
		}
		objection := skill.Objection{ID: skill.ObjectionID(id(14)), Result: result.ID, Plan: a.Plan, Path: a.Path, Kind: skill.ObjectionReview, Due: day.Must("2026-12-04"), Text: skill.Keep("what is objected"), By: a.Person, Decider: b.Staff[1].ID, Ground: "ground"}
		correction := skill.Correction{
			ID: skill.CorrectionID(id(15)), Sitting: sitting.ID, Result: result.ID, Path: a.Path, Kind: skill.SittingVoid, Mark: 7,
			Basis: "basis", Ground: "ground", Proposer: b.Staff[1].ID, Approver: b.Staff[2].ID,
		}
		report := skill.Report{
			ID: skill.ReportID(id(16)), Plan: a.Plan, Body: b.Body.ID, Path: a.Path, Count: 3, Due: period.To, On: period.From,
			Reporter: b.Staff[2].ID, Checker: b.Staff[3].ID, Confirmer: b.Staff[4].ID, Ground: "ground",
		}
		cert.ID, cert.Specialty, cert.Number, cert.Issued, cert.KeyID = skill.CertificateID(id(17)), "specialty", "S000044012345264000001", period.From, "aaaa"
		cert.QR, cert.QRSig, cert.Statement, cert.StateSig, cert.Specimen = []byte{1}, []byte{2}, []byte{3}, []byte{4}, true
		cert.Replaces, cert.Why, cert.Ground, cert.Status, cert.Version = "other", "lost", "ground", skill.None, 0
		cert.Scope, cert.Erased = scope.ID, "erasure"
		order := skill.Rectification{
			ID: skill.RectificationID(id(418)), Body: b.Body.ID, Path: a.Path, Demand: "demand", Due: day.Must("2027-01-01"), Orderer: b.Staff[3].ID,
			Answer: "answer", Proof: "proof", Handed: period.To, Reporter: b.Staff[2].ID, Decider: b.Staff[4].ID, Ground: "ground",
		}
		yearly := skill.AnnualReport{
			ID: skill.AnnualReportID(id(419)), Body: b.Body.ID, Path: a.Path, Year: 2025, Figures: skill.YearFigures{Plans: 1, Candidates: 2, Examined: 3, Passed: 4, Failed: 5, Certificates: 6, Revoked: 7, Objections: 8, Upheld: 9},
			Words: "words", Proof: "proof", Due: period.To, On: period.From, Reporter: b.Staff[2].ID, Decider: b.Staff[4].ID, Ground: "ground",
		}
		exit := skill.Exit{
			ID: skill.ExitID(id(420)), Body: b.Body.ID, Path: a.Path, On: day.Must("2027-01-01"), Why: "why", Applicant: b.Staff[2].ID, Decider: b.Staff[4].ID, Ground: "ground",
		}
		handover := skill.Handover{
			ID: skill.HandoverID(id(421)), Body: b.Body.ID, Plan: a.Plan, Path: a.Path, Cause: skill.CauseExited, From: period.From, Until: period.To, Decider: b.Staff[4].ID, Ground: "ground",
		}

		filing := skill.Filing{
			ID: skill.FilingID(id(18)), Kind: skill.FilingNew, Path: "/44/third/", Body: b.Body.ID, Type: skill.BodyStation, Tier: skill.TierNation,
			Name: "name", English: "English", USCC: "uscc", Class: "S", Code: "0000", Province: "44",
			Sites:     []skill.FiledSite{{Name: "site", Serial: "000001"}},
			Scopes:    []skill.FiledScope{{Site: "site", Occupation: "6-18-02-04", Levels: []skill.Level{skill.Level5, skill.Level4}}},
			Documents: []skill.FiledDocument{{Kind: "application", Hash: "hash"}},
			Set:       "set", Facts: skill.Keep("facts"), Outcome: skill.Met, Verdict: "{}", Judged: period.From, Round: 2,
			Drafter: b.Staff[0].ID, Submitter: b.Staff[2].ID, Receiver: b.Staff[3].ID, Decider: b.Staff[4].ID, MovedAs: skill.RoleCentreApprover,
			Ground: "ground", Receipt: "receipt", Term: period,
		}
		opinion := skill.Opinion{
			ID: skill.OpinionID(id(19)), Filing: filing.ID, Path: filing.Path, Expert: a.Person, Round: 2,
			Points: []skill.Point{{Clause: "1.1", Stance: skill.Against, Ground: "ground"}, {Clause: "1.2", Stance: skill.For}}, Ground: "ground",
		}
		registered := skill.Assessor{
			ID: skill.AssessorID(id(422)), Person: a.Person, Path: a.Path, Class: skill.ClassSenior, Occupations: []skill.OccupationCode{"6-31-01-03", "6-18-02-04"},
			Levels: []skill.Level{skill.Level2, skill.Level1}, Card: "K-1", Period: period, Renews: "other", Facts: skill.Keep("facts"), Set: "set",
			Outcome: skill.Met, Verdict: "[]", Judged: period.From, Proposer: b.Staff[0].ID, Decider: b.Staff[3].ID, Ground: "ground", Proof: "proof",
		}

		kept := skill.OwnDossier{ID: skill.DossierID(id(423)), Person: a.Person, Facts: skill.Keep("facts")}
		evidence := skill.Evidence{
			ID: skill.EvidenceID(id(424)), Application: a.ID, Path: a.Path, Person: a.Person, By: b.Staff[0].ID, Material: "diploma", File: "file",
			SeenBy: b.Staff[1].ID, SeenOn: period.From, Dropped: true,
		}
		fee := skill.Fee{
			ID: skill.FeeID(id(425)), Application: a.ID, Plan: a.Plan, Path: a.Path, Person: a.Person, Amount: 12_050, Receipt: "receipt",
			Taker: b.Staff[0].ID, Reconciler: b.Staff[1].ID, Ground: "ground",
		}
		suspicion := skill.Suspicion{
			ID: skill.SuspicionID(id(426)), Plan: a.Plan, Path: a.Path, A: a.ID, B: app.ID, Signs: []skill.Sign{skill.SignHuman, skill.SignPhone},
			Decider: b.Staff[1].ID, Ground: "ground",
		}

		update(t, s, func(tx *store.Tx) error {
			for _, do := range []func() error{
				func() error { return store.Add(ctx, tx, &person) },
				func() error { return born(t, tx, &body, skill.Body.File) },
				func() error { return store.Add(ctx, tx, &site) },
				func() error { return store.Add(ctx, tx, &scope) },
				func() error { return store.Add(ctx, tx, &suspension) },
				func() error { return born(t, tx, &filing, skill.Filing.Draft) },
				func() error { return born(t, tx, &opinion, skill.Opinion.Ask) },
				func() error { return store.Add(ctx, tx, &grant) },
				func() error { return store.Add(ctx, tx, &token) },
				func() error {
					return born(t, tx, &plan, func(p skill.Plan) (skill.Move, error) {
						return p.File(skill.Standing{Body: b.Body, Scopes: []skill.Scope{b.Scope}}, tx.Today())
					})
				},
				func() error { return store.Add(ctx, tx, &session) },
				func() error { return born(t, tx, &roster, skill.Import.Start) },
				func() error { return born(t, tx, &app, skill.Application.Enter) },
				func() error { return born(t, tx, &sitting, skill.Sitting.Call) },
				func() error { return born(t, tx, &result, skill.Result.Settle) },
				func() error { return born(t, tx, &objection, skill.Objection.Raise) },
				func() error { return born(t, tx, &correction, skill.Correction.Propose) },
				func() error { return born(t, tx, &report, skill.Report.Hand) },
				func() error { return born(t, tx, &cert, skill.Certificate.Prepare) },
				func() error {
					return born(t, tx, &order, func(r skill.Rectification) (skill.Move, error) { return r.Order(tx.Today()) })
				},
				func() error {
					return born(t, tx, &yearly, func(a skill.AnnualReport) (skill.Move, error) { return a.HandIn(tx.Today()) })
				},
				func() error {
					return born(t, tx, &exit, func(e skill.Exit) (skill.Move, error) { return e.Declare(tx.Today()) })
				},
				func() error { return born(t, tx, &handover, skill.Handover.HandOver) },
				func() error { return born(t, tx, &registered, skill.Assessor.Propose) },
				func() error { return store.Add(ctx, tx, &kept) },
				func() error { return store.Add(ctx, tx, &evidence) },
				func() error { return born(t, tx, &fee, skill.Fee.Charge) },
				func() error { return born(t, tx, &suspicion, skill.Suspicion.Dismiss) },
			} {
				if err := do(); err != nil {
					return err
				}
			}
			return nil
		})
		back(t, person, person.ID, r.Person)
		back(t, body, body.ID, r.Body)
		back(t, site, site.ID, r.Site)
		back(t, scope, scope.ID, r.Scope)
		back(t, suspension, suspension.ID, r.Suspension)
		back(t, filing, filing.ID, r.Filing)
		back(t, opinion, opinion.ID, r.Opinion)
		back(t, grant, grant.ID, r.Grant)
		back(t, token, token.ID, r.Token)
		back(t, plan, plan.ID, r.Plan)
		back(t, session, session.ID, r.Session)
		back(t, roster, roster.ID, r.Import)
		back(t, app, app.ID, r.Application)
		back(t, sitting, sitting.ID, r.Sitting)
		back(t, result, result.ID, r.Result)
		back(t, objection, objection.ID, r.Objection)
		back(t, correction, correction.ID, r.Correction)
		back(t, report, report.ID, r.Report)
		back(t, cert, cert.ID, r.Certificate)
		back(t, order, order.ID, r.Rectification)
		back(t, yearly, yearly.ID, r.AnnualReport)
		back(t, exit, exit.ID, r.Exit)
		back(t, handover, handover.ID, r.Handover)
		back(t, registered, registered.ID, r.Assessor)
		back(t, kept, kept.ID, r.Dossier)
		back(t, evidence, evidence.ID, r.Evidence)
		back(t, fee, fee.ID, r.Fee)
		back(t, suspicion, suspicion.ID, r.Suspicion)
		diff(t, "", faults(t, s))
	})
}

// What officers write stays readable, so a person's number in it is refused.
func TestNoNumberOfAPersonLiesUnsealed(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		b := testdb.File(t, s)
		err := s.Update(t.Context(), store.By{Actor: skill.Program("/")}, func(tx *store.Tx) error {
			return store.Add(t.Context(), tx, &skill.Suspension{ID: "s1", Body: b.Body.ID, Path: b.Body.Path, Ground: "证件" + testdb.Born(1).Document.Number.Reveal() + "有误"})
		})
		wantReason(t, err, "text.number")
	})
}
