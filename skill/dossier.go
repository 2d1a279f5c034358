package skill

import (
	"slices"
	"strings"

	"assay/skill/day"
)

// A Dossier (个人档案) is what is known of one person when a condition is judged.
// Only Born is needed. A subject that is absent is stated empty, unless Unknown
// lists it: then nobody has said, and a clause that turns on it is under review.
type Dossier struct {
	Name           string // personal; no rule reads it
	Born           day.Date
	Status         WorkStatus
	Employment     []Employment
	Certificates   []HeldCertificate
	Training       []Training
	Education      []Education
	Titles         []Title
	Posts          []Post
	Apprenticeship day.Date // completed on (学徒期满); no date: none
	Attested       []Judgement
	Unknown        Subjects
}

// An Employment (工作经历) is one job. Its last day is worked; a job without one
// goes on.
type Employment struct {
	day.Period
	Occupation OccupationCode
	Related    bool   // a related occupation (相关职业) of the one asked for
	Employer   string // shown to the reviewer; parts neighbours and officers from candidates
	Claimed    bool   // Related is a claim that nobody has accepted yet
}

// A HeldCertificate (所持证书) is a certificate that the person says he holds.
type HeldCertificate struct {
	Kind       CertificateKind
	Occupation OccupationCode
	Item       string // of a special operation, e.g. 低压电工作业
	Level      Level
	Issued     day.Date
	ValidTo    day.Date // no date: without end
	Number     string   // shown to the reviewer; no rule reads it
	Related    bool     // of a related occupation
	Claimed    bool     // Related is a claim that nobody has accepted yet
}

// A Training (培训) is one course. It counts only when completed; the date
// stands for its certificate.
type Training struct {
	Occupation    OccupationCode
	Level         Level // the level that the course prepares for
	Hours         int
	Months        int
	StandardHours bool // reached the standard class hours (标准学时)
	Completed     day.Date
	Related       bool
	Claimed       bool // Related and StandardHours are claims that nobody has accepted yet
}

// An Education (学历) is one record of schooling.
type Education struct {
	School    School
	Major     Major
	Programme Programme
	Graduated day.Date // no date: not graduated
	FinalYear bool     // in the final year (在读应届)
	Claimed   bool     // Major and Programme are claims that nobody has accepted yet
}

// A Title (职称) is a professional title or professional qualification.
type Title struct {
	Grade       Grade
	Awarded     day.Date
	Corresponds bool // to the occupation asked for (符合专业对应关系)
	Claimed     bool // Corresponds is a claim that nobody has accepted yet
}

// A Post (任职) is a time in which the person examined, or administered skill
// assessment. Of examining the register's own registrations are known; the rest
// is stated.
type Post struct {
	day.Period
	Kind    PostKind
	Claimed bool // a claim that nobody has accepted yet
}

// PostKind is what somebody did in a post.
type PostKind string

// The kinds of post.
const (
	PostExaminer      PostKind = "examiner"      // 考评
	PostAdministrator PostKind = "administrator" // 评价管理
)

// WorkStatus (就业状态) is how the person stands to work now.
type WorkStatus string

// The statuses.
const (
	StatusEmployed   WorkStatus = "employed"   // 在职
	StatusApprentice WorkStatus = "apprentice" // 学徒
	StatusStudent    WorkStatus = "student"    // 在校学生
	StatusUnemployed WorkStatus = "unemployed" // 未就业
)

// CertificateKind (证书种类) is what family of certificate one is.
type CertificateKind string

// The kinds. The conditions of every set ask for one of the first two.
const (
	KindSkillLevel            CertificateKind = "skill-level"            // 职业技能等级证书
	KindQualification         CertificateKind = "qualification"          // 职业资格证书
	KindSpecialOperation      CertificateKind = "special-operation"      // 特种作业操作证
	KindConstructionOperation CertificateKind = "construction-operation" // 建筑施工特种作业操作资格证
	KindSpecialEquipment      CertificateKind = "special-equipment"      // 特种设备作业人员证
)

// School is a kind of school (学校类别).
type School string

// The schools.
const (
	SchoolJuniorHigh          School = "junior-high"             // 初中
	SchoolSeniorHigh          School = "senior-high"             // 高中
	SchoolSecondaryVocational School = "secondary-vocational"    // 中等职业学校
	SchoolTechnical           School = "technical-school"        // 技工学校
	SchoolSeniorTechnical     School = "senior-technical-school" // 高级技工学校
	SchoolTechnicianCollege   School = "technician-college"      // 技师学院
	SchoolHigherVocational    School = "higher-vocational"       // 高等职业学校
	SchoolJuniorCollege       School = "junior-college"          // 大学专科
	SchoolBachelor            School = "bachelor"                // 大学本科
	SchoolMaster              School = "master"                  // 研究生
)

// Major (专业) is how what was studied stands to the occupation asked for. No
// value is not stated: as good as other, unless majors are unknown.
type Major string

// The majors.
const (
	MajorSame    Major = "same"    // 本专业
	MajorRelated Major = "related" // 相关专业
	MajorOther   Major = "other"   // 其他专业
)

// Programme (培养目标) is the goal of a course of schooling. Programmes are
// ordered as listed.
type Programme string

// The programmes, from the lowest goal to the highest.
const (
	ProgrammeIntermediate Programme = "intermediate"       // 中级技能
	ProgrammeSenior       Programme = "senior"             // 高级工班
	ProgrammeReserve      Programme = "reserve-technician" // 预备技师班
	ProgrammeTechnician   Programme = "technician"         // 技师班
)

// Grade (职称级别) is the grade of a title, ordered as listed.
type Grade string

// The grades, from the lowest to the highest.
const (
	TitleJunior       Grade = "junior"       // 初级
	TitleIntermediate Grade = "intermediate" // 中级
	TitleSenior       Grade = "senior"       // 高级
)

// A Judgement (评价意见) is what only a reviewer can say, who attests it by an
// audited decision.
type Judgement string

// The judgements.
const (
	RichExperience    Judgement = "rich-experience"    // 生产实践经验丰富
	KeyTechnology     Judgement = "key-technology"     // 能解决关键技术问题
	Teaching          Judgement = "teaching"           // 能传授技艺、培养人才
	SuperbSkill       Judgement = "superb-skill"       // 技艺高超
	Achievement       Judgement = "achievement"        // 有显著成绩
	AssessedProgramme Judgement = "assessed-programme" // 学校的培养经评估论证

	SupervisorTraining Judgement = "supervisor-training" // 质量督导培训合格
	Retrained          Judgement = "retrained"           // 到期复训合格
)

// The words that a value may have, in order.
var (
	workStatuses     = []WorkStatus{StatusEmployed, StatusApprentice, StatusStudent, StatusUnemployed}
	certificateKinds = []CertificateKind{KindSkillLevel, KindQualification, KindSpecialOperation, KindConstructionOperation, KindSpecialEquipment}
	schools          = []School{SchoolJuniorHigh, SchoolSeniorHigh, SchoolSecondaryVocational, SchoolTechnical, SchoolSeniorTechnical,
		SchoolTechnicianCollege, SchoolHigherVocational, SchoolJuniorCollege, SchoolBachelor, SchoolMaster}
	majors     = []Major{MajorSame, MajorRelated, MajorOther}
	programmes = []Programme{ProgrammeIntermediate, ProgrammeSenior, ProgrammeReserve, ProgrammeTechnician}
	grades     = []Grade{TitleJunior, TitleIntermediate, TitleSenior}
	judgements = []Judgement{RichExperience, KeyTechnology, Teaching, SuperbSkill, Achievement, AssessedProgramme, SupervisorTraining, Retrained}
	postKinds  = []PostKind{PostExaminer, PostAdministrator}
)

// readWord sets *to to the word b when it is one of all.
func readWord[T ~string](to *T, b []byte, all []T) error {
	if i := slices.Index(all, T(b)); i >= 0 {
		*to = all[i]
		return nil
	}
	want := make([]string, len(all))
	for i, w := range all {
		want[i] = string(w)
	}
	return Fail(Invalid, "word.unknown", "want", strings.Join(want, ", "))
}

// UnmarshalText reads one of the listed words.
func (s *WorkStatus) UnmarshalText(b []byte) error { return readWord(s, b, workStatuses) }

// UnmarshalText reads one of the listed words.
func (k *CertificateKind) UnmarshalText(b []byte) error { return readWord(k, b, certificateKinds) }

// UnmarshalText reads one of the listed words.
func (s *School) UnmarshalText(b []byte) error { return readWord(s, b, schools) }

// UnmarshalText reads one of the listed words.
func (m *Major) UnmarshalText(b []byte) error { return readWord(m, b, majors) }

// UnmarshalText reads one of the listed words.
func (p *Programme) UnmarshalText(b []byte) error { return readWord(p, b, programmes) }

// UnmarshalText reads one of the listed words.
func (g *Grade) UnmarshalText(b []byte) error { return readWord(g, b, grades) }

// UnmarshalText reads one of the listed words.
func (j *Judgement) UnmarshalText(b []byte) error { return readWord(j, b, judgements) }

// UnmarshalText reads one of the listed words.
func (k *PostKind) UnmarshalText(b []byte) error { return readWord(k, b, postKinds) }

// Reaches tells whether the goal p equals or exceeds o; no programme reaches none.
func (p Programme) Reaches(o Programme) bool { return reaches(p, o, programmes) }

// AtLeast tells whether the grade g is o or a higher one.
func (g Grade) AtLeast(o Grade) bool { return reaches(g, o, grades) }

func reaches[T ~string](v, floor T, scale []T) bool {
	i := slices.Index(scale, v)
	return i >= 0 && i >= slices.Index(scale, floor)
}

// Subjects is a set of a dossier's subjects.
type Subjects uint8

// The subjects that may be unknown.
const (
	SubjectEmployment Subjects = 1 << iota
	SubjectCertificates
	SubjectTraining
	SubjectEducation
	SubjectTitles
	SubjectApprenticeship
	SubjectStatus
	SubjectMajor

	AllSubjects Subjects = 1<<iota - 1
)

// subjectWords are the subjects' names, in the order of their bits.
var subjectWords = [...]string{"employment", "certificates", "training", "education", "titles", "apprenticeship", "status", "major"}

// ParseSubject reads one subject's name.
func ParseSubject(s string) (Subjects, error) {
	i := slices.Index(subjectWords[:], s)
	if i < 0 {
		return 0, Fail(Invalid, "word.unknown", "want", strings.Join(subjectWords[:], ", "))
	}
	return 1 << i, nil
}

// Has tells whether any subject of o is in s.
func (s Subjects) Has(o Subjects) bool { return s&o != 0 }

// Words lists the names of the subjects in s.
func (s Subjects) Words() []string {
	words := []string{}
	for i, w := range subjectWords {
		if s.Has(1 << i) {
			words = append(words, w)
		}
	}
	return words
}
