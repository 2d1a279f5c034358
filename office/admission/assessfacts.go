package admission

import (
	"strconv"

	"assay/skill"
	"assay/skill/day"
)

// closes tells which subjects a person's row in a sheet states: what stands
// there is then all there is.
var closes = map[skill.RosterSheet]skill.Subjects{
	skill.SheetWork:         skill.SubjectEmployment,
	skill.SheetCertificates: skill.SubjectCertificates,
	skill.SheetSchools:      skill.SubjectEducation | skill.SubjectMajor,
	skill.SheetTraining:     skill.SubjectTraining,
	skill.SheetTitles:       skill.SubjectTitles,
	skill.SheetOther:        skill.SubjectStatus | skill.SubjectApprenticeship,
}

// dossier reads the facts. The 33 columns alone state none: every subject is
// unknown, save certificates where the answer is that there are none. Every fact
// of a roster is a claim; nobody attests for himself.
func (r *reader) dossier() {
	d := &r.out.Dossier
	d.Name, d.Born, d.Unknown = r.out.Person.Name, r.out.Person.Born, skill.AllSubjects
	r.holding()
	r.choice(skill.RosterSchooling)
	r.date(skill.RosterWorkSince, false)
	main := r.at
	for sheet, rows := range r.out.Row.Extra {
		for i := range rows {
			r.at = &rows[i]
			d.Unknown &^= closes[skill.RosterSheet(sheet)]
			r.fact()
		}
	}
	r.at = main
}

// holding reads the answer to 是否有职业资格证书.
func (r *reader) holding() {
	cells := r.at.Cells
	listed := len(r.out.Row.Extra[skill.SheetCertificates]) > 0
	switch r.choice(skill.RosterHasCertificate) {
	case "no":
		r.out.Dossier.Unknown &^= skill.SubjectCertificates
		if listed || cells[skill.RosterHeldNumber] != "" {
			r.note(skill.RosterHasCertificate, "certificate.contradiction")
		}
	case "yes":
		if !listed && (cells[skill.RosterHeldLevel] == "" || cells[skill.RosterHeldNumber] == "") {
			r.note(skill.RosterHeldNumber, "certificate.details_missing")
		}
	}
}

// fact reads one row of an optional sheet. A row that has only the document
// number says that there is nothing to tell.
func (r *reader) fact() {
	if r.blank() {
		return
	}
	r.faults()
	switch r.at.Sheet {
	case skill.SheetWork:
		r.work()
	case skill.SheetCertificates:
		r.certificate()
	case skill.SheetSchools:
		r.school()
	case skill.SheetTraining:
		r.training()
	case skill.SheetTitles:
		r.title()
	case skill.SheetOther:
		r.other()
	}
}

func (r *reader) blank() bool {
	for _, text := range r.at.Cells[skill.ExtraName+1:] {
		if text != "" {
			return false
		}
	}
	return len(r.at.Faults) == 0
}

// factDate is date, but a fact without a readable date makes the row malformed:
// to leave it out would judge somebody by half of what was sent. So does one from
// before the person was born.
func (r *reader) factDate(column int, future bool) day.Date {
	d, ok := r.date(column, future)
	switch {
	case !ok:
		r.unreadable = true
	case !d.IsZero() && d.Before(r.out.Person.Born):
		r.refuse(column, "date.before_birth")
	}
	return d
}

// factOccupation reads the occupation of a fact. A code that the asked one has
// succeeded is the same occupation. One that the catalogue lacks counts as any
// other, and is remarked.
func (r *reader) factOccupation(column int) skill.OccupationCode {
	text := r.at.Cells[column]
	if text == "" {
		return ""
	}
	o, _, err := r.Occupation(text, r.On)
	if err != nil {
		o, _, err = r.Occupation(text, day.Date{})
	}
	if err != nil {
		r.note(column, "occupation.not_counted")
		return ""
	}
	if o.SucceededBy == r.out.Occupation {
		return r.out.Occupation
	}
	return o.Code
}

func (r *reader) yes(column int) bool { return r.choice(column) == "yes" }

func (r *reader) count(column int) int {
	text := skill.Halve(r.at.Cells[column])
	if text == "" {
		return 0
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || n < 0 || n > 100_000 || n != n {
		r.refuse(column, "cell.not_count")
		return 0
	}
	return int(n)
}

func (r *reader) work() {
	e := skill.Employment{
		Period:     day.Period{From: r.factDate(skill.WorkFrom, true), To: r.factDate(skill.WorkTo, true)},
		Occupation: r.factOccupation(skill.WorkOccupation), Related: r.yes(skill.WorkRelated),
		Employer: r.at.Cells[skill.WorkEmployer], Claimed: true,
	}
	if !e.To.IsZero() && e.To.Before(e.From) {
		r.refuse(skill.WorkTo, "date.before_start")
	}
	r.out.Dossier.Employment = append(r.out.Dossier.Employment, e)
}

func (r *reader) certificate() {
	c := skill.HeldCertificate{
		Kind: skill.CertificateKind(r.choice(skill.HeldKind)), Occupation: r.factOccupation(skill.HeldOccupation),
		Item: r.at.Cells[skill.HeldItem], Level: r.level(skill.HeldLevel),
		Issued: r.factDate(skill.HeldIssued, false), ValidTo: r.factDate(skill.HeldValidTo, true),
		Number: r.at.Cells[skill.HeldNumber], Related: r.yes(skill.HeldRelated), Claimed: true,
	}
	if !c.ValidTo.IsZero() && c.ValidTo.Before(c.Issued) {
		r.refuse(skill.HeldValidTo, "date.before_start")
	}
	if c.Kind == skill.KindSkillLevel || c.Kind == skill.KindQualification {
		r.need(skill.HeldOccupation, skill.HeldLevel)
	}
	r.out.Dossier.Certificates = append(r.out.Dossier.Certificates, c)
}

// need refuses cells that only this kind of fact cannot do without.
func (r *reader) need(columns ...int) {
	for _, column := range columns {
		if r.at.Cells[column] == "" && r.at.Fault(column) == "" {
			r.refuse(column, "cell.missing")
		}
	}
}

func (r *reader) school() {
	e := skill.Education{
		School: skill.School(r.choice(skill.SchoolKind)), Major: skill.Major(r.choice(skill.SchoolMajor)),
		Programme: skill.Programme(r.choice(skill.SchoolProgramme)), Graduated: r.factDate(skill.SchoolGraduated, true),
		FinalYear: r.yes(skill.SchoolFinalYear), Claimed: true,
	}
	r.out.Dossier.Education = append(r.out.Dossier.Education, e)
}

func (r *reader) training() {
	t := skill.Training{
		Occupation: r.factOccupation(skill.TrainingOccupation), Level: r.level(skill.TrainingLevel),
		Hours: r.count(skill.TrainingHours), Months: r.count(skill.TrainingMonths),
		StandardHours: r.yes(skill.TrainingStandard), Completed: r.factDate(skill.TrainingCompleted, true),
		Related: r.yes(skill.TrainingRelated), Claimed: true,
	}
	r.out.Dossier.Training = append(r.out.Dossier.Training, t)
}

func (r *reader) title() {
	t := skill.Title{
		Grade: skill.Grade(r.choice(skill.TitleRank)), Awarded: r.factDate(skill.TitleAwarded, false),
		Corresponds: r.yes(skill.TitleCorresponds), Claimed: true,
	}
	r.out.Dossier.Titles = append(r.out.Dossier.Titles, t)
}

// other reads status and apprenticeship. A judgement is never taken from here:
// only a reviewer makes one, by an audited decision.
func (r *reader) other() {
	d := &r.out.Dossier
	if r.at.Cells[skill.OtherAttestation] != "" {
		r.refuse(skill.OtherAttestation, "dossier.attested.denied")
	}
	if status := r.choice(skill.OtherStatus); status != "" {
		d.Status = skill.WorkStatus(status)
	}
	if done := r.factDate(skill.OtherApprentice, true); !done.IsZero() {
		d.Apprenticeship = done
	}
}
