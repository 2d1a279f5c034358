package skill

import (
	"slices"
	"strings"

	"assay/skill/day"
)

// A BodyDossier (机构档案) is what is known of one body when it files: what it
// states of itself, and in Record what the register knows. A subject that is
// absent is stated empty, unless Unknown lists it: then nobody has said, and a
// requirement that turns on it is under review.
type BodyDossier struct {
	Name        string // no rule reads it
	Kind        BodyKind
	Registered  day.Date // as a legal person (登记成立)
	Province    string   // of the place of registration, the first two digits of GB/T 2260
	Insured     string   // of the place where its staff are insured (参保地), likewise
	Staff       []Staff
	Rooms       []Facility
	Equipment   []Equipment
	Systems     []DocumentSystem
	Turnover    []Turnover
	Service     []day.Period // training or assessment, without a last day while it goes on
	Commitments []Commitment
	Record      Record
	Applies     []Applied
	Attested    []Finding
	Unknown     BodySubjects
}

// A Staff (工作人员) is one person in one position; who holds two stands there
// twice.
type Staff struct {
	Person      string   // tells who it is: the same text is the same person
	Name        string   // personal; no rule reads it but to compare persons
	Document    Document // where the body gave it; personal
	Born        day.Date
	Position    Position
	Degree      School // the highest (学历); empty: not stated
	Title       Grade  // the highest (职称); empty: none
	Since       day.Date
	FullTime    bool             // 专职
	Card        bool             // holds an assessor's card (考评员资格证)
	Occupations []OccupationCode // that an assessor or expert stands for; none: all
}

// Same tells whether two entries must be taken for one human: the same
// reference, the same document, or the same folded name and birth date.
func (s Staff) Same(o Staff) bool {
	switch {
	case s.Person != "" && s.Person == o.Person:
		return true
	case !s.Document.Number.IsZero() && s.Document == o.Document:
		return true
	}
	return Fold(s.Name) != "" && Fold(s.Name) == Fold(o.Name) && !s.Born.IsZero() && s.Born == o.Born
}

// A Facility (场地) is one place for assessing or for the office.
type Facility struct {
	Kind        FacilityKind
	Seats       int              // at one time (工位数)
	Occupations []OccupationCode // that it serves; none: all
	Video       bool             // under video (视频监控)
}

// An Equipment (设备设施) is so many pieces for one use.
type Equipment struct {
	Use        EquipmentUse
	Occupation OccupationCode // of practical and testing equipment
	Name       string         // no rule reads it
	Count      int
}

// A Turnover (评价规模) is how many were trained or assessed in a year, in
// person-times (人次).
type Turnover struct {
	Occupation OccupationCode
	Year       int
	Persons    int
}

// A Record is what the register itself knows of a body that is filed.
type Record struct {
	FiledTo      day.Date // the last day of the filing; no date: not filed
	Batches      int      // plans carried out in this term
	Certificates int      // that have a number
	Findable     int      // of them, those that the public query finds
	Overdue      int      // rectifications (整改) whose day is past
}

// An Applied (申请备案的职业) is an occupation that the body applies for, at levels.
type Applied struct {
	Occupation OccupationCode
	Levels     []Level
}

// BodyKind (机构类别) is what sort of body files.
type BodyKind string

// The kinds of body.
const (
	BodyEmployer BodyKind = "employer" // 用人单位: its own employees
	BodySocial   BodyKind = "social"   // 社会培训评价组织: the public
	BodySchool   BodyKind = "school"   // 院校、技工院校: its own students
	BodyStation  BodyKind = "station"  // 职业技能鉴定站(所)
)

// Position (岗位) is what somebody is at a body.
type Position string

// The positions.
const (
	PositionHead       Position = "head"             // 负责人、站长
	PositionDeputy     Position = "deputy"           // 副负责人、副站长
	PositionManager    Position = "manager"          // 管理人员
	PositionAccountant Position = "accountant"       // 会计
	PositionCashier    Position = "cashier"          // 出纳
	PositionComputer   Position = "computer-manager" // 计算机管理人员
	PositionArchivist  Position = "archivist"        // 档案管理人员
	PositionAssessor   Position = "assessor"         // 考评员
	PositionExpert     Position = "expert"           // 专家
)

// FacilityKind (场地类别) is what a room is for.
type FacilityKind string

// The kinds of room.
const (
	FacilityTheory    FacilityKind = "theory"    // 理论知识考场
	FacilityPractical FacilityKind = "practical" // 操作技能考场
	FacilityOffice    FacilityKind = "office"    // 办公场所
)

// EquipmentUse (设备用途) is what a piece of equipment is for.
type EquipmentUse string

// The uses.
const (
	UsePractical     EquipmentUse = "practical"     // 操作设备
	UseTesting       EquipmentUse = "testing"       // 检测仪器
	UsePrinting      EquipmentUse = "printing"      // 印刷设备
	UseCabinet       EquipmentUse = "cabinet"       // 资料柜
	UseCommunication EquipmentUse = "communication" // 通讯设备
	UseComputer      EquipmentUse = "computer"      // 计算机
	UsePrinter       EquipmentUse = "printer"       // 打印机
)

// DocumentSystem (管理制度) is a set of written rules that a body keeps.
type DocumentSystem string

// The systems.
const (
	SystemExam         DocumentSystem = "exam"         // 考务管理
	SystemQuality      DocumentSystem = "quality"      // 质量管理
	SystemCertificates DocumentSystem = "certificates" // 证书管理
	SystemArchives     DocumentSystem = "archives"     // 档案管理
	SystemFinance      DocumentSystem = "finance"      // 财务管理
	SystemSafety       DocumentSystem = "safety"       // 安全管理
)

// Commitment (承诺) is what a body binds itself to.
type Commitment string

// The commitments.
const (
	CommitNotForProfit Commitment = "not-for-profit" // 不以营利为最终目的
	CommitSupervision  Commitment = "supervision"    // 接受监管
	CommitTruth        Commitment = "truth"          // 材料真实
	CommitOwnPeople    Commitment = "own-people"     // 只评价本单位职工、本校学生
)

// Finding (评审事项) is what only experts can say of a body.
type Finding string

// The findings.
const (
	FindingCredit       Finding = "credit"       // 信用良好
	FindingUnit         Finding = "unit"         // 有专门机构
	FindingFunds        Finding = "funds"        // 经费稳定
	FindingStandards    Finding = "standards"    // 职业在准入类以外，有国家职业标准
	FindingAbility      Finding = "ability"      // 负责人组织管理能力强
	FindingKnowledge    Finding = "knowledge"    // 负责人熟悉业务和政策法规
	FindingExperience   Finding = "experience"   // 考评员有考核鉴定经验
	FindingOrganisation Finding = "organisation" // 组织保障
	FindingRules        Finding = "rules"        // 制度保障
	FindingTechnology   Finding = "technology"   // 技术支持
	FindingConditions   Finding = "conditions"   // 基础条件
	FindingTeam         Finding = "team"         // 队伍建设
	FindingControl      Finding = "control"      // 质量管理
)

// The words that a value may have, in order.
var (
	bodyKinds = []BodyKind{BodyEmployer, BodySocial, BodySchool, BodyStation}
	positions = []Position{PositionHead, PositionDeputy, PositionManager, PositionAccountant, PositionCashier,
		PositionComputer, PositionArchivist, PositionAssessor, PositionExpert}
	roomKinds     = []FacilityKind{FacilityTheory, FacilityPractical, FacilityOffice}
	equipmentUses = []EquipmentUse{UsePractical, UseTesting, UsePrinting, UseCabinet, UseCommunication, UseComputer, UsePrinter}
	systems       = []DocumentSystem{SystemExam, SystemQuality, SystemCertificates, SystemArchives, SystemFinance, SystemSafety}
	commitments   = []Commitment{CommitNotForProfit, CommitSupervision, CommitTruth, CommitOwnPeople}
	findings      = []Finding{FindingCredit, FindingUnit, FindingFunds, FindingStandards, FindingAbility, FindingKnowledge, FindingExperience,
		FindingOrganisation, FindingRules, FindingTechnology, FindingConditions, FindingTeam, FindingControl}
)

// UnmarshalText reads one of the listed words.
func (k *BodyKind) UnmarshalText(b []byte) error { return readWord(k, b, bodyKinds) }

// UnmarshalText reads one of the listed words.
func (p *Position) UnmarshalText(b []byte) error { return readWord(p, b, positions) }

// UnmarshalText reads one of the listed words.
func (k *FacilityKind) UnmarshalText(b []byte) error { return readWord(k, b, roomKinds) }

// UnmarshalText reads one of the listed words.
func (u *EquipmentUse) UnmarshalText(b []byte) error { return readWord(u, b, equipmentUses) }

// UnmarshalText reads one of the listed words.
func (s *DocumentSystem) UnmarshalText(b []byte) error { return readWord(s, b, systems) }

// UnmarshalText reads one of the listed words.
func (c *Commitment) UnmarshalText(b []byte) error { return readWord(c, b, commitments) }

// UnmarshalText reads one of the listed words.
func (f *Finding) UnmarshalText(b []byte) error { return readWord(f, b, findings) }

// BodySubjects is a set of a body dossier's subjects.
type BodySubjects uint16

// The subjects that may be unknown.
const (
	SubjectRegistered BodySubjects = 1 << iota
	SubjectInsured
	SubjectStaff
	SubjectDegrees
	SubjectStaffTitles
	SubjectExperience
	SubjectRooms
	SubjectEquipment
	SubjectSystems
	SubjectTurnover
	SubjectService
	SubjectCommitments
	SubjectRecord

	AllBodySubjects BodySubjects = 1<<iota - 1
)

// bodySubjectWords are the subjects' names, in the order of their bits.
var bodySubjectWords = [...]string{
	"registered", "insured", "staff", "degrees", "titles", "experience", "rooms", "equipment", "systems", "turnover", "service", "commitments", "record",
}

// ParseBodySubject reads one subject's name.
func ParseBodySubject(s string) (BodySubjects, error) {
	i := slices.Index(bodySubjectWords[:], s)
	if i < 0 {
		return 0, Fail(Invalid, "word.unknown", "want", strings.Join(bodySubjectWords[:], ", "))
	}
	return 1 << i, nil
}

// Has tells whether any subject of o is in s.
func (s BodySubjects) Has(o BodySubjects) bool { return s&o != 0 }

// Words lists the names of the subjects in s.
func (s BodySubjects) Words() []string {
	words := []string{}
	for i, w := range bodySubjectWords {
		if s.Has(1 << i) {
			words = append(words, w)
		}
	}
	return words
}
