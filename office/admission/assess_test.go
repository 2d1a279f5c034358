package admission

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"assay/skill"
	"assay/skill/day"
)

var on = day.Must("2026-11-21")

// conditions are some clauses of 国家职业标准编制技术规程(2023年版), and at level 2
// two that ask for different schooling.
var conditions = func() *skill.ConditionSet {
	years := func(n int) day.Span { return day.Span{Years: n} }
	school := func(s ...skill.School) skill.Term {
		return skill.SchooledTerm{Schools: s, Majors: []skill.Major{skill.MajorSame, skill.MajorRelated}, FinalYear: true}
	}
	clause := func(id string, terms ...skill.Term) skill.Clause { return skill.Clause{ID: id, Terms: terms} }
	return &skill.ConditionSet{ID: "test", Levels: []skill.LevelConditions{
		{Level: skill.Level5, Clauses: []skill.Clause{
			clause("5.1", skill.AgeTerm{Years: 16}), clause("5.2", skill.AgeTerm{Years: 16}, skill.WorkingTerm{Related: true}),
		}},
		{Level: skill.Level4, Clauses: []skill.Clause{
			clause("4.1", skill.WorkedTerm{For: years(5), Related: true}),
			clause("4.2", skill.HoldsTerm{Level: skill.Level5, Related: true},
				skill.WorkedTerm{For: years(3), Related: true, Since: skill.Since{Certificate: skill.Level5, Related: true}}),
			clause("4.3", school(skill.SchoolTechnical, skill.SchoolSecondaryVocational, skill.SchoolJuniorCollege)),
		}},
		{Level: skill.Level3, Clauses: []skill.Clause{
			clause("3.4", school(skill.SchoolSeniorTechnical, skill.SchoolTechnicianCollege)),
		}},
		{Level: skill.Level2, Clauses: []skill.Clause{
			clause("2.1", school(skill.SchoolTechnicianCollege)), clause("2.2", school(skill.SchoolTechnical)),
		}},
	}}
}()

func assessor() *Assessor {
	return &Assessor{Set: conditions, On: on, Occupation: func(text string, _ day.Date) (skill.Occupation, string, error) {
		switch text {
		case "电工", "6-31-01-03":
			return skill.Occupation{Code: "6-31-01-03"}, "", nil
		case "旧电工":
			return skill.Occupation{Code: "6-07-06-05", SucceededBy: "6-31-01-03"}, "", nil
		case "车工":
			return skill.Occupation{Code: "6-18-01-01"}, "", nil
		}
		return skill.Occupation{}, "", errors.New("no such occupation")
	}}
}

// cells are what differs from a bare level-4 row.
type cells map[int]string

func row(change cells, extra ...skill.SheetRow) *skill.RosterRow {
	r := &skill.RosterRow{SheetRow: skill.SheetRow{Row: 5, Cells: make([]string, skill.RosterColumns)}}
	for column, text := range map[int]string{
		skill.RosterOccupation: "电工", skill.RosterLevel: "四级/中级工", skill.RosterClause: "4.1",
		skill.RosterDocumentKind: "居民身份证", skill.RosterNumber: "659012199001010047", skill.RosterName: "示例甲",
		skill.RosterPhone: "13800000000", skill.RosterHasCertificate: "是", skill.RosterHeldLevel: "五级", skill.RosterHeldNumber: "0972003018500007",
		skill.RosterSchooling: "大专", skill.RosterProvince: "新疆", skill.RosterOrigin: "私营企业", skill.RosterBody: "示例评价机构",
		skill.RosterKind: "初次认定", skill.RosterAttempt: "正考", skill.RosterNation: "汉族",
	} {
		r.Cells[column] = text
	}
	for column, text := range change {
		r.Cells[column] = text
	}
	for _, e := range extra {
		r.Extra[e.Sheet] = append(r.Extra[e.Sheet], e)
	}
	return r
}

// fact is a row of an optional sheet.
func fact(sheet skill.RosterSheet, change cells) skill.SheetRow {
	r := skill.SheetRow{Sheet: sheet, Row: 9, Cells: make([]string, len(sheet.Columns()))}
	r.Cells[skill.ExtraNumber] = "659012199001010047"
	for column, text := range change {
		r.Cells[column] = text
	}
	return r
}

func remarked(a Assessed) string {
	var out []string
	for _, r := range a.Remarks {
		out = append(out, r.Place()+" "+r.Reason)
	}
	return strings.Join(out, ", ")
}

// What docs/commands.md says of the 33 columns alone.
func TestBareRows(t *testing.T) {
	for name, c := range map[string]struct {
		change  cells
		outcome RowOutcome
		remarks string
	}{
		"a bare level-4 row is under review":          {nil, RowReview, "报名!D5 verdict.review.work"},
		"a level-5 row is eligible by its birth date": {cells{skill.RosterLevel: "5", skill.RosterClause: "5.1"}, RowEligible, ""},
		"level 四级":            {cells{skill.RosterLevel: "四级"}, RowReview, "报名!D5 verdict.review.work"},
		"level 中级工":           {cells{skill.RosterLevel: "中级工"}, RowReview, "报名!D5 verdict.review.work"},
		"level ４, full-width": {cells{skill.RosterLevel: "４"}, RowReview, "报名!D5 verdict.review.work"},
		"a claimed clause that serves as well is relied on":    {cells{skill.RosterClause: "4.3"}, RowReview, "报名!D5 verdict.review.school"},
		"a claim with another verdict":                         {cells{skill.RosterLevel: "5", skill.RosterClause: "5.2"}, RowEligible, "报名!D5 clause.differs"},
		"any other text of the claim is kept and remarked":     {cells{skill.RosterClause: "工作满五年"}, RowReview, "报名!D5 clause.unreadable, 报名!D5 verdict.review.work"},
		"an occupation that the catalogue lacks":               {cells{skill.RosterOccupation: "电"}, RowMalformed, "报名!B5 occupation.not_found"},
		"a level without conditions":                           {cells{skill.RosterLevel: "特级技师"}, RowMalformed, "报名!C5 level.no_conditions"},
		"a word that is no level":                              {cells{skill.RosterLevel: "六级"}, RowMalformed, "报名!C5 cell.unknown_word"},
		"a missing required cell":                              {cells{skill.RosterNation: ""}, RowMalformed, "报名!V5 cell.missing"},
		"a number that a spreadsheet made a power of ten":      {cells{skill.RosterNumber: "6.59012199001010E+17"}, RowMalformed, "报名!F5 document.rounded"},
		"a number whose last places a spreadsheet made zeros":  {cells{skill.RosterNumber: "659012199001010000"}, RowMalformed, "报名!F5 document.rounded"},
		"a number with a wrong check character":                {cells{skill.RosterNumber: "659012199001010046"}, RowMalformed, "报名!F5 document.check_wrong"},
		"full-width digits":                                    {cells{skill.RosterNumber: "６５９０１２１９９００１０１００４７"}, RowReview, "报名!D5 verdict.review.work"},
		"number and birth date disagree":                       {cells{skill.RosterBorn: "1990-01-02"}, RowMalformed, "报名!I5 born.differs"},
		"a birth date in the future":                           {cells{skill.RosterBorn: "2027-01-01"}, RowReview, "报名!I5 date.future, 报名!D5 verdict.review.work"},
		"a passport states no birth":                           {cells{skill.RosterDocumentKind: "护照", skill.RosterNumber: "E12345678"}, RowMalformed, "报名!I5 born.missing"},
		"a passport with a birth date":                         {cells{skill.RosterDocumentKind: "护照", skill.RosterNumber: "E12345678", skill.RosterBorn: "1990-01-01"}, RowReview, "报名!D5 verdict.review.work"},
		"a passport with an unreadable birth date":             {cells{skill.RosterDocumentKind: "护照", skill.RosterNumber: "E12345678", skill.RosterBorn: "5/12/1990"}, RowMalformed, "报名!I5 date.unreadable"},
		"markup in a name":                                     {cells{skill.RosterName: "<b>示例</b>"}, RowMalformed, "报名!G5 name.markup"},
		"digits in a name":                                     {cells{skill.RosterName: "示例1"}, RowMalformed, "报名!G5 name.unreadable"},
		"a long name with dots":                                {cells{skill.RosterName: "阿不都热依木·示例·买买提"}, RowReview, "报名!D5 verdict.review.work"},
		"the document's sex is used":                           {cells{skill.RosterSex: "男"}, RowReview, "报名!H5 sex.differs, 报名!D5 verdict.review.work"},
		"a telephone that is none":                             {cells{skill.RosterPhone: "1.38E+10"}, RowMalformed, "报名!J5 phone.unreadable"},
		"a telephone with spaces":                              {cells{skill.RosterPhone: "+86 138-0000-0000"}, RowReview, "报名!D5 verdict.review.work"},
		"years of work in the column decide nothing":           {cells{skill.RosterWorkSince: "1999-01-01", skill.RosterMajorYears: "20"}, RowReview, "报名!D5 verdict.review.work"},
		"a certificate without its details":                    {cells{skill.RosterHeldNumber: ""}, RowReview, "报名!M5 certificate.details_missing, 报名!D5 verdict.review.work"},
		"no certificates, yet a number of one":                 {cells{skill.RosterHasCertificate: "否"}, RowReview, "报名!K5 certificate.contradiction, 报名!D5 verdict.review.work"},
		"schooling below the clause's makes that clause unmet": {cells{skill.RosterLevel: "3", skill.RosterClause: "3.4", skill.RosterSchooling: "高中"}, RowRefused, "报名!D5 verdict.refused"},
		"schooling that reaches the clause's is unknown":       {cells{skill.RosterLevel: "3", skill.RosterClause: "3.4"}, RowReview, "报名!D5 verdict.review.school"},
		"schooling is compared clause by clause":               {cells{skill.RosterLevel: "2", skill.RosterClause: "2.1", skill.RosterSchooling: "中专"}, RowReview, "报名!D5 clause.differs"},
	} {
		t.Run(name, func(t *testing.T) {
			got := assessor().Assess(row(c.change))
			said := remarked(got)
			if name == "schooling is compared clause by clause" {
				said, _, _ = strings.Cut(said, ",")
			}
			if got.Outcome != c.outcome || said != c.remarks {
				t.Errorf("got %s with %s, want %s with %s", got.Outcome, remarked(got), c.outcome, c.remarks)
			}
		})
	}
}

// A bare row lists every subject as unknown; 否 closes certificates; a row in an
// optional sheet closes that sheet's subject.
func TestWhatIsStated(t *testing.T) {
	all := skill.AllSubjects
	for name, c := range map[string]struct {
		row  *skill.RosterRow
		want skill.Subjects
	}{
		"nothing":    {row(nil), all},
		"否":          {row(cells{skill.RosterHasCertificate: "否", skill.RosterHeldNumber: ""}), all &^ skill.SubjectCertificates},
		"work":       {row(nil, fact(skill.SheetWork, nil)), all &^ skill.SubjectEmployment},
		"schools":    {row(nil, fact(skill.SheetSchools, nil)), all &^ (skill.SubjectEducation | skill.SubjectMajor)},
		"titles":     {row(nil, fact(skill.SheetTitles, nil)), all &^ skill.SubjectTitles},
		"training":   {row(nil, fact(skill.SheetTraining, nil)), all &^ skill.SubjectTraining},
		"held":       {row(nil, fact(skill.SheetCertificates, nil)), all &^ skill.SubjectCertificates},
		"all others": {row(nil, fact(skill.SheetOther, nil)), all &^ (skill.SubjectStatus | skill.SubjectApprenticeship)},
	} {
		if got := assessor().Assess(c.row).Dossier.Unknown; got != c.want {
			t.Errorf("%s: unknown are %v, want %v", name, got.Words(), c.want.Words())
		}
	}
}

// The optional sheets carry the dossier's fields, all of them claims.
func TestFacts(t *testing.T) {
	got := assessor().Assess(row(nil,
		fact(skill.SheetWork, cells{skill.WorkFrom: "2015-01-01", skill.WorkTo: "2020-01-01", skill.WorkOccupation: "电工", skill.WorkEmployer: "甲"}),
		fact(skill.SheetWork, cells{skill.WorkFrom: "2020-02-01", skill.WorkOccupation: "旧电工", skill.WorkRelated: "是"}),
		fact(skill.SheetCertificates, cells{skill.HeldKind: "职业资格证书", skill.HeldOccupation: "车工", skill.HeldLevel: "五级", skill.HeldIssued: "2019-05-01", skill.HeldNumber: "n"}),
		fact(skill.SheetSchools, cells{skill.SchoolKind: "技校", skill.SchoolMajor: "本专业", skill.SchoolProgramme: "中级技能", skill.SchoolGraduated: "2018-07-01"}),
		fact(skill.SheetTraining, cells{skill.TrainingOccupation: "电工", skill.TrainingLevel: "4", skill.TrainingHours: "４００", skill.TrainingMonths: "6", skill.TrainingStandard: "是", skill.TrainingCompleted: "2020-01-01"}),
		fact(skill.SheetTitles, cells{skill.TitleRank: "初级", skill.TitleAwarded: "2020-01-01", skill.TitleCorresponds: "是"}),
		fact(skill.SheetOther, cells{skill.OtherStatus: "在职", skill.OtherApprentice: "2016-01-01"}),
	))
	want := skill.Dossier{
		Name: "示例甲", Born: day.Must("1990-01-01"), Status: skill.StatusEmployed, Apprenticeship: day.Must("2016-01-01"),
		Employment: []skill.Employment{
			{Period: day.Period{From: day.Must("2015-01-01"), To: day.Must("2020-01-01")}, Occupation: "6-31-01-03", Employer: "甲", Claimed: true},
			{Period: day.Period{From: day.Must("2020-02-01")}, Occupation: "6-31-01-03", Related: true, Claimed: true},
		},
		Certificates: []skill.HeldCertificate{{Kind: skill.KindQualification, Occupation: "6-18-01-01", Level: skill.Level5, Issued: day.Must("2019-05-01"), Number: "n", Claimed: true}},
		Education:    []skill.Education{{School: skill.SchoolTechnical, Major: skill.MajorSame, Programme: skill.ProgrammeIntermediate, Graduated: day.Must("2018-07-01"), Claimed: true}},
		Training:     []skill.Training{{Occupation: "6-31-01-03", Level: skill.Level4, Hours: 400, Months: 6, StandardHours: true, Completed: day.Must("2020-01-01"), Claimed: true}},
		Titles:       []skill.Title{{Grade: skill.TitleJunior, Awarded: day.Must("2020-01-01"), Corresponds: true, Claimed: true}},
	}
	if diff := cmp.Diff(want, got.Dossier, cmp.Comparer(func(a, b day.Date) bool { return a == b }), cmp.Comparer(func(a, b skill.Level) bool { return a == b })); diff != "" {
		t.Error(diff)
	}
	if got.Outcome != RowEligible || got.Clause != "4.1" {
		t.Errorf("%s by %s: %s", got.Outcome, got.Clause, remarked(got))
	}
}

// Faults of facts make the row malformed: nobody is judged by half of what was
// sent. A judgement is refused for everybody.
func TestFaultsOfFacts(t *testing.T) {
	for want, f := range map[string]skill.SheetRow{
		"工作经历!E9 cell.missing":                   fact(skill.SheetWork, cells{skill.WorkFrom: "2015-01-01"}),
		"工作经历!C9 date.unreadable":                fact(skill.SheetWork, cells{skill.WorkFrom: "15.1", skill.WorkOccupation: "电工"}),
		"工作经历!C9 date.before_birth":              fact(skill.SheetWork, cells{skill.WorkFrom: "1989-12-31", skill.WorkOccupation: "电工"}),
		"工作经历!D9 date.before_start":              fact(skill.SheetWork, cells{skill.WorkFrom: "2015-01-01", skill.WorkTo: "2014-01-01", skill.WorkOccupation: "电工"}),
		"证书!G9 date.future":                      fact(skill.SheetCertificates, cells{skill.HeldKind: "特种作业操作证", skill.HeldIssued: "2027-01-01"}),
		"证书!D9 cell.missing, 证书!F9 cell.missing": fact(skill.SheetCertificates, cells{skill.HeldKind: "职业资格证书", skill.HeldIssued: "2020-01-01"}),
		"证书!F9 cell.unknown_word":                fact(skill.SheetCertificates, cells{skill.HeldKind: "特种作业操作证", skill.HeldLevel: "高手", skill.HeldIssued: "2020-01-01"}),
		"学历!E9 cell.unknown_word":                fact(skill.SheetSchools, cells{skill.SchoolKind: "技师学院", skill.SchoolProgramme: "某班"}),
		"其他!C9 cell.unknown_word":                fact(skill.SheetOther, cells{skill.OtherStatus: "某状态"}),
		"工作经历!D9 cell.formula": func() skill.SheetRow {
			f := fact(skill.SheetWork, cells{skill.WorkFrom: "2015-01-01", skill.WorkOccupation: "电工"})
			f.Faults = []skill.CellFault{{Column: skill.WorkTo, Reason: "cell.formula"}}
			return f
		}(),
		"学历!C9 cell.unknown_word":                fact(skill.SheetSchools, cells{skill.SchoolKind: "某校"}),
		"培训!E9 cell.not_count":                   fact(skill.SheetTraining, cells{skill.TrainingOccupation: "电工", skill.TrainingLevel: "4", skill.TrainingHours: "很多", skill.TrainingCompleted: "2020-01-01"}),
		"其他!E9 dossier.attested.denied":          fact(skill.SheetOther, cells{skill.OtherAttestation: "技艺高超"}),
		"其他!D9 date.unreadable":                  fact(skill.SheetOther, cells{skill.OtherApprentice: "去年"}),
		"职称!D9 cell.missing":                     fact(skill.SheetTitles, cells{skill.TitleRank: "初级"}),
		"证书!C9 cell.missing, 证书!G9 cell.missing": fact(skill.SheetCertificates, cells{skill.HeldNumber: "n"}),
	} {
		got := assessor().Assess(row(nil, f))
		if remarked(got) != want || got.Outcome != RowMalformed {
			t.Errorf("got %s with %s, want %s", got.Outcome, remarked(got), want)
		}
	}
	got := assessor().Assess(row(nil, fact(skill.SheetWork, cells{skill.WorkFrom: "2015-01-01", skill.WorkOccupation: "出纳"})))
	if got.Outcome == RowMalformed || !strings.HasPrefix(remarked(got), "工作经历!E9 occupation.not_counted") {
		t.Errorf("work in an unlisted occupation: %s with %s", got.Outcome, remarked(got))
	}
}

// What is missing is told from what is only claimed: for the one the fact is to
// be listed, for the other its proof is to be brought.
func TestClaimsAreToldFromWhatIsMissing(t *testing.T) {
	for want, f := range map[string]skill.SheetRow{
		"verdict.claim.work":   fact(skill.SheetWork, cells{skill.WorkFrom: "2015-01-01", skill.WorkOccupation: "车工", skill.WorkRelated: "是"}),
		"verdict.claim.school": fact(skill.SheetSchools, cells{skill.SchoolKind: "技校", skill.SchoolMajor: "相关专业", skill.SchoolGraduated: "2018-07-01"}),
		"verdict.review.work":  fact(skill.SheetTitles, cells{skill.TitleRank: "初级", skill.TitleAwarded: "2020-01-01"}),
	} {
		claimed := "4.1"
		if f.Sheet == skill.SheetSchools {
			claimed = "4.3"
		}
		got := assessor().Assess(row(cells{skill.RosterClause: claimed}, f))
		if remarked(got) != "报名!D5 "+want || got.Outcome != RowReview {
			t.Errorf("got %s with %s, want %s", got.Outcome, remarked(got), want)
		}
	}
}

// Lists put a space between the two characters of a short name so that all names
// are equally wide. Spaces between words of Latin letters stay.
func TestNamesAreClosedUp(t *testing.T) {
	for text, want := range map[string]string{
		"示　例": "示例", "示 例 甲": "示例甲", "阿不都·示 例": "阿不都·示例", "Anna  Example": "Anna Example", "示例甲": "示例甲",
	} {
		got := assessor().Assess(row(cells{skill.RosterName: text}))
		if got.Person.Name != want || got.Outcome != RowReview {
			t.Errorf("%q is read as %q, %s with %s", text, got.Person.Name, got.Outcome, remarked(got))
		}
	}
}

// A note on a document is remarked and refuses nobody.
// Source: GB 11643; the area is that of the first registration.
func TestNotesRefuseNobody(t *testing.T) {
	a := assessor()
	a.Notes = func(d skill.Document) []skill.Note { return []skill.Note{skill.Note("area of " + d.Area())} }
	got := a.Assess(row(nil))
	if want := "报名!F5 area of 659012, 报名!D5 verdict.review.work"; remarked(got) != want || got.Outcome != RowReview {
		t.Errorf("got %s with %s, want %s", got.Outcome, remarked(got), want)
	}
}

// The same kind and number twice is one person: the second row names the first.
// The order of the file is kept, and an error ends the sequence.
func TestEach(t *testing.T) {
	broken := errors.New("the disk is gone")
	rows := func(n int, end error) iter.Seq2[*skill.RosterRow, error] {
		return func(yield func(*skill.RosterRow, error) bool) {
			for i := range n {
				r := row(nil)
				r.Row = i + 2
				if i != 150 {
					r.Cells[skill.RosterDocumentKind], r.Cells[skill.RosterBorn] = "护照", "1990-01-01"
					r.Cells[skill.RosterNumber] = fmt.Sprintf("E%08d", i%200)
				}
				if !yield(r, nil) {
					return
				}
			}
			if end != nil {
				yield(nil, end)
			}
		}
	}
	next := 2
	for a, err := range assessor().Each(rows(201, broken)) {
		switch {
		case err != nil:
			if !errors.Is(err, broken) || next != 203 {
				t.Errorf("%v before row %d", err, next)
			}
		case a.Row.Row != next:
			t.Fatalf("row %d came at the place of %d", a.Row.Row, next)
		case (a.Outcome == RowMalformed) != (next == 202):
			t.Errorf("row %d: %s", next, remarked(*a))
		case next == 202 && a.Remarks[len(a.Remarks)-1].Args["row"] != "2":
			t.Errorf("the earlier row is told as %v", a.Remarks)
		}
		next++
	}
	for _, err := range assessor().Each(rows(1000, nil)) {
		if err != nil {
			t.Error(err)
		}
		break // and the reader beside it ends too, else the test binary would not
	}
}

// Whatever stands in the cells: no panic, a known outcome, every remark at a
// column that exists, a remark wherever a row is not eligible, and no personal
// value in any of them.
func TestAnyRow(t *testing.T) {
	texts := []string{
		"", "是", "否", "4", "4.1", "电工", "居民身份证", "护照", "659012199001010047", "65901219900101004", "E12345678", "示例甲", "<b>",
		"1990-01-01", "2099-01-01", "NaN", "-1", "1e9", "技校", "初级", "在职", "\x00", strings.Repeat("长", 2000), "=1+1", "本专业",
	}
	secret := "秘密姓名秘密"
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.SampledFrom(texts)
		change := cells{skill.RosterName: secret}
		for range rapid.IntRange(0, 6).Draw(t, "changes") {
			change[rapid.IntRange(0, skill.RosterColumns-1).Draw(t, "column")] = cell.Draw(t, "text")
		}
		var extra []skill.SheetRow
		for range rapid.IntRange(0, 3).Draw(t, "facts") {
			f := fact(rapid.SampledFrom(skill.RosterSheets()[1:]).Draw(t, "sheet"), nil)
			for i := range f.Cells {
				f.Cells[i] = cell.Draw(t, "text")
			}
			extra = append(extra, f)
		}
		got := assessor().Assess(row(change, extra...))
		if !slices.Contains(RowOutcomes(), got.Outcome) {
			t.Fatalf("outcome %q", got.Outcome)
		}
		if got.Outcome != RowEligible && len(got.Remarks) == 0 {
			t.Fatalf("%s without a remark", got.Outcome)
		}
		for _, r := range got.Remarks {
			if r.Heading() == "" || strings.Contains(fmt.Sprint(r.Args), secret) || strings.Contains(fmt.Sprint(r.Args), "659012") {
				t.Fatalf("remark %+v", r)
			}
		}
		if len(got.Dossier.Attested) > 0 {
			t.Fatal("a roster attested something")
		}
	})
}
