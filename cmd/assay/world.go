package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"log/slog"
	"os"
	"runtime"
	"time"

	"assay/api"
	"assay/document"
	"assay/document/fonts"
	"assay/files"
	"assay/ledger"
	"assay/office/accreditation"
	"assay/office/admission"
	"assay/office/examination"
	"assay/office/identity"
	"assay/office/issuance"
	"assay/office/marking"
	"assay/office/oversight"
	"assay/office/privacy"
	"assay/office/registry"
	"assay/reference"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// A world is an opened installation with every desk in its place: what the
// server, the demonstration and the stories work with.
type world struct {
	*records
	env     *env
	log     *slog.Logger
	paper   issuance.Paper
	demo    bool
	schemes []skill.NumberScheme
	works   *reference.Catalogue
	fonts   document.Fonts

	identity      *identity.Desk
	accreditation *accreditation.Desk
	examination   *examination.Desk
	admission     *admission.Desk
	marking       *marking.Desk
	issuance      *issuance.Desk
	registry      *registry.Desk
	oversight     *oversight.Desk
	privacy       *privacy.Desk
	journal       *registry.Journal
	sequencer     *ledger.Sequencer
}

// tokenLife is the longest life of a token.
const tokenLife = 90 * 24 * time.Hour

// fallbackFont has the rarer characters, where Debian's package is installed.
const fallbackFont = "/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf"

// newWorld sets the desks of an installation in place. In a demonstration the
// policies count calendar days.
func newWorld(e *env, r *records, paper issuance.Paper, demo bool, log *slog.Logger) (*world, error) {
	w := &world{records: r, env: e, log: log, paper: paper, demo: demo, schemes: reference.NumberSchemes(), works: reference.Occupations()}
	var err error
	if w.fonts, err = loadFonts(); err != nil && !errors.Is(err, fonts.ErrMissing) {
		return nil, err
	}
	policies := reference.Policies()
	if demo {
		policies = policies.InCalendarDays()
	}
	if w.identity, err = w.identityDesk(policies); err != nil {
		return nil, err
	}
	if w.accreditation, err = w.accreditationDesk(policies); err != nil {
		return nil, err
	}
	w.examination = &examination.Desk{Store: r.store, Policies: policies, Calendar: reference.WorkingDays(), Sets: hasSet, Works: w.worksOn}
	w.marking = &marking.Desk{Store: r.store, Policies: policies, Calendar: reference.WorkingDays()}
	w.admission = w.admissionDesk(policies)
	w.issuance = w.issuanceDesk(policies)
	w.oversight = &oversight.Desk{Store: r.store, Tree: ledger.Log{Store: r.store, Keys: r.keys.Public()}}
	w.privacy = &privacy.Desk{Store: r.store, Files: r.files, Notice: reference.Notice()}
	if err := w.registryDesk(policies); err != nil {
		return nil, err
	}
	holder := make([]byte, 8)
	if _, err := e.rand.Read(holder); err != nil {
		return nil, err
	}
	w.sequencer = ledger.New(ledger.Config{
		Store: r.store, Keys: r.keys, Registry: paper.Host, Holder: hex.EncodeToString(holder),
		Report: func(err error) { log.Error("sequencer", "error", err.Error()) },
	})
	return w, nil
}

func (w *world) accreditationDesk(policies skill.Policies) (*accreditation.Desk, error) {
	requirements, err := reference.Requirements()
	if err != nil {
		return nil, err
	}
	assessors, err := reference.Assessors()
	return &accreditation.Desk{
		Store: w.store, Schemes: w.schemes, Demo: w.demo,
		Policies: policies, Calendar: reference.WorkingDays(), Requirements: requirements, Papers: reference.FilingPapers(), Works: w.worksOn, Assessors: assessors,
	}, err
}

// loadFonts reads the shipped fonts and the fallback where it is installed.
func loadFonts() (f document.Fonts, err error) {
	for name, to := range map[string]**document.Font{fonts.Regular: &f.Text, fonts.Bold: &f.Title} {
		content, err := fonts.Read(name)
		if err != nil {
			return document.Fonts{}, err
		}
		if *to, err = document.LoadFont(content); err != nil {
			return document.Fonts{}, err
		}
	}
	content, err := os.ReadFile(fallbackFont)
	if err != nil {
		return f, nil // rarer characters are then named by the lint
	}
	f.Fallback, err = document.LoadFont(content)
	return f, err
}

// papers prints those of an exam.
func (w *world) papers(now func() time.Time) api.Papers {
	return api.Papers{Files: w.files, Fonts: w.fonts, Catalogue: w.works, Now: now}
}

func hasSet(edition string) bool {
	_, err := reference.ConditionSet(edition)
	return err == nil
}

func (w *world) worksOn(code skill.OccupationCode, on day.Date) bool {
	_, ok := w.works.ByCode(code, on)
	return ok
}

func (w *world) admissionDesk(policies skill.Policies) *admission.Desk {
	return &admission.Desk{
		Edition:   reference.Notice().Edition,
		Materials: reference.Materials(), Policies: policies, Calendar: reference.WorkingDays(),
		KeepFile: func(ctx context.Context, file []byte) (skill.FileHash, error) {
			hash, _, err := w.files.Intake(ctx, files.Proof, bytes.NewReader(file))
			return hash, err
		},
		Store: w.store, Set: reference.ConditionSet, Occupation: w.works.Resolve, Notes: reference.AreaCodes().Notes, Romanise: reference.Romanise,
		Open: func(ctx context.Context, hash skill.FileHash) (admission.Roster, error) {
			content, err := w.files.Get(ctx, hash)
			if err != nil {
				return nil, err
			}
			return document.OpenRoster(bytes.NewReader(content), int64(len(content)))
		},
		KeepPhoto: func(ctx context.Context, picture []byte) (skill.FileHash, error) {
			hash, _, err := w.files.Intake(ctx, files.Portrait, bytes.NewReader(picture))
			return hash, err
		},
		OpenPhoto: w.files.Get, PhotoLimits: reference.PhotoLimits(),
	}
}

func (w *world) issuanceDesk(policies skill.Policies) *issuance.Desk {
	return &issuance.Desk{
		Store: w.store, Keys: w.keys, Files: w.files, Policies: policies, Calendar: reference.WorkingDays(), Schemes: w.schemes, Rand: w.env.rand,
		Occupation: w.works.ByCode,
		Missing:    func(text string) []rune { return document.Printable(w.fonts, text) },
		Slow:       make(chan struct{}, runtime.GOMAXPROCS(0)), Workers: 4, Paper: w.paper,
	}
}

func (w *world) registryDesk(policies skill.Policies) (err error) {
	if w.registry, err = registry.New(w.store, w.env.now, w.env.rand, w.log); err != nil {
		return err
	}
	w.journal = w.registry.Journal
	ask := skill.PolicyCase{On: day.Of(w.env.now())}
	w.registry.Policy.WrongADay, err = policies.Number(skill.PolicyVerifyFailures, ask, skill.InTimes)
	return err
}

// jobLength is how long a worker holds a job before another may take it up.
const jobLength = 2 * time.Minute

// work does the jobs that are due, and returns when there is none.
func (w *world) work(ctx context.Context) error {
	for {
		job, ok, err := w.store.ClaimJob(ctx, jobLength, jobKinds()...)
		if err != nil || !ok {
			return err
		}
		if err := w.do(ctx, &job); err != nil {
			return err
		}
	}
}

// jobKinds are the kinds of job that are done by do.
func jobKinds() []string { return []string{admission.ImportJob, privacy.ShredJob} }

// do does one job that was claimed.
func (w *world) do(ctx context.Context, job *store.Job) error {
	if job.Kind == privacy.ShredJob {
		return w.privacy.Shred(ctx, job)
	}
	_, err := w.admission.Import(ctx, job)
	return err
}

// sequence gives every committed entry its place in the logs.
func (w *world) sequence(ctx context.Context) error {
	for {
		if placed, err := w.sequencer.Step(ctx); err != nil || placed == 0 {
			return err
		}
	}
}

// page is everything that a certificate's PDF shows.
func (w *world) page(ctx context.Context, viewer skill.Actor, id skill.CertificateID) (*document.CertificateView, error) {
	v, err := w.issuance.View(ctx, viewer, id)
	if err != nil {
		return nil, err
	}
	page := &document.CertificateView{
		Number: v.Number, Name: v.Name, NameEN: v.Romanised,
		DocKind: v.Document.Kind.Chinese(), DocKindEN: v.Document.Kind.English(), DocNumber: v.Document.Number.Reveal(),
		Occupation: v.Occupation, OccupationEN: v.OccupationEN, Specialty: v.Specialty, Level: v.Level,
		Body: v.Body, BodyEN: v.BodyEN, Issued: v.Issued, QR: v.QR,
		CertificateURL: v.CertificateURL, BodyURL: v.BodyURL, ProvinceURL: v.ProvinceURL,
		Specimen: v.Specimen, Printed: w.store.Now(),
	}
	if page.Photo, err = w.files.Get(ctx, v.Photo); err != nil {
		return nil, err
	}
	if v.Seal != "" {
		page.Seal, err = w.files.Get(ctx, v.Seal)
	}
	return page, err
}
