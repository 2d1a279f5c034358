package skill

import (
	"fmt"
	"strings"
)

// A RosterSheet is one worksheet of a roster (报名表): the list of candidates,
// or one of the optional sheets that bring the facts of their dossiers.
type RosterSheet uint8

// The sheets, the list of candidates first.
const (
	SheetRoster       RosterSheet = iota // 报名
	SheetWork                            // 工作经历
	SheetCertificates                    // 证书
	SheetSchools                         // 学历
	SheetTraining                        // 培训
	SheetTitles                          // 职称
	SheetOther                           // 其他
)

// RosterSheets lists the sheets in the order in which a workbook has them.
func RosterSheets() []RosterSheet {
	return []RosterSheet{
		SheetRoster, SheetWork, SheetCertificates, SheetSchools, SheetTraining, SheetTitles, SheetOther,
	}
}

// Columns of 报名, from 0.
// Source: registration template of the national exam system (报名模板).
const (
	RosterSerial         = iota // 序号
	RosterOccupation            // 职业工种名称
	RosterLevel                 // 认定等级
	RosterClause                // 申报条件
	RosterDocumentKind          // 证件类型
	RosterNumber                // 证件号码
	RosterName                  // 姓名
	RosterSex                   // 性别
	RosterBorn                  // 出生日期
	RosterPhone                 // 手机号码
	RosterHasCertificate        // 是否有职业资格证书
	RosterHeldLevel             // 证书等级
	RosterHeldNumber            // 证书编号
	RosterSchooling             // 文化程度
	RosterProvince              // 所在省(市)区
	RosterOrigin                // 考生来源
	RosterEmployer              // 所在单位
	RosterBody                  // 报名单位
	RosterKind                  // 认定分类
	RosterMajor                 // 专业
	RosterAttempt               // 考试类型
	RosterNation                // 民族
	RosterWorkSince             // 参加工作时间
	RosterMail                  // 电子邮箱
	RosterMajorYears            // 专业年限
	RosterHousehold             // 户籍所在地
	RosterParty                 // 政治面貌
	RosterDiploma               // 学历证书编号
	RosterStory                 // 简要经历
	RosterAddress               // 通讯地址
	RosterDelivery              // 证书领取方式
	RosterPostcode              // 邮政编码
	RosterPost                  // 邮寄地址
	RosterColumns               // how many there are: 33
)

// Columns of the optional sheets, from 0. Each begins with the document's
// number and the name; the name is for the reader's eye alone.
const (
	ExtraNumber = 0 // 证件号码
	ExtraName   = 1 // 姓名

	WorkFrom       = 2 // 开始日期
	WorkTo         = 3 // 结束日期; empty is still working
	WorkOccupation = 4 // 职业
	WorkRelated    = 5 // 相关职业
	WorkEmployer   = 6 // 工作单位

	HeldKind       = 2 // 证书类别
	HeldOccupation = 3 // 职业
	HeldItem       = 4 // 作业项目
	HeldLevel      = 5 // 等级
	HeldIssued     = 6 // 发证日期
	HeldValidTo    = 7 // 有效期至
	HeldNumber     = 8 // 证书编号
	HeldRelated    = 9 // 相关职业

	SchoolKind      = 2 // 学校类别
	SchoolMajor     = 3 // 专业对应
	SchoolProgramme = 4 // 培养目标
	SchoolGraduated = 5 // 毕业日期
	SchoolFinalYear = 6 // 应届毕业生

	TrainingOccupation = 2 // 职业
	TrainingLevel      = 3 // 等级
	TrainingHours      = 4 // 学时
	TrainingMonths     = 5 // 月数
	TrainingStandard   = 6 // 达到标准学时
	TrainingCompleted  = 7 // 结业日期
	TrainingRelated    = 8 // 相关职业

	TitleRank        = 2 // 职称级别
	TitleAwarded     = 3 // 取得日期
	TitleCorresponds = 4 // 专业对应

	OtherStatus      = 2 // 就业状态
	OtherApprentice  = 3 // 学徒期满日期
	OtherAttestation = 4 // 评审认定: never accepted from a roster
)

// Name is the worksheet's name, e.g. 工作经历.
func (s RosterSheet) Name() string { return rosterSheets[s].name }

// Columns are the sheet's columns in the order of the template.
func (s RosterSheet) Columns() []SheetColumn { return rosterSheets[s].columns }

// A SheetColumn is one column of a sheet.
type SheetColumn struct {
	Heading  string
	Required bool     // marked * in the heading; in 报名 a row without it is malformed
	Date     bool     // holds a civil date
	Choices  []Choice // what may be chosen; empty: any text
	Open     bool     // other words than the choices are taken too
}

// Title is the heading as the template writes it, with * where it is required.
func (c SheetColumn) Title() string {
	if c.Required {
		return c.Heading + "*"
	}
	return c.Heading
}

// A Choice is one word that a cell may hold, what it stands for, and other
// words that are read as the same.
type Choice struct {
	Word, Value string
	Also        []string
}

// Choose reads a word leniently: full-width forms, spaces and letter case do
// not matter, and the stored value itself is read too.
func (c SheetColumn) Choose(text string) (value string, ok bool) {
	for i := range c.Choices {
		if c.Choices[i].Word == text {
			return c.Choices[i].Value, true
		}
	}
	text = chosen(text)
	for _, choice := range c.Choices {
		if chosen(choice.Word) == text || chosen(choice.Value) == text {
			return choice.Value, true
		}
		for _, also := range choice.Also {
			if chosen(also) == text {
				return choice.Value, true
			}
		}
	}
	return "", false
}

func chosen(s string) string {
	return strings.ToLower(strings.ReplaceAll(Halve(s), " ", ""))
}

// A SheetRow is one row as the file has it: cleaned text by the sheet's
// columns, dates that were serial numbers as YYYY-MM-DD, and what was wrong
// with single cells. A cell with a formula counts as empty.
type SheetRow struct {
	Sheet  RosterSheet
	Row    int // as the spreadsheet counts, from 1
	Cells  []string
	Faults []CellFault
}

// A CellFault says what is wrong with one cell before its text was read.
type CellFault struct {
	Column int
	Reason string // "cell.formula", "cell.merged" or "cell.error"
}

// String names the row and shows nothing of it: cells are personal.
func (r SheetRow) String() string { return fmt.Sprintf("%s!%d", r.Sheet.Name(), r.Row) }

// Fault is the reason that column's cell is unreadable, or empty.
func (r *SheetRow) Fault(column int) string {
	for _, f := range r.Faults {
		if f.Column == column {
			return f.Reason
		}
	}
	return ""
}

// A RosterRow is one candidate: the row of 报名 and the rows of the optional
// sheets with the same document number, by sheet.
type RosterRow struct {
	SheetRow
	Extra [SheetOther + 1][]SheetRow
}

// RosterKey is the form of a document number under which rows of the sheets
// find each other: half-width, without spaces, capital.
func RosterKey(number string) string {
	plain := true
	for i := range len(number) {
		c := number[i]
		plain = plain && (c >= '0' && c <= '9' || c >= 'A' && c <= 'Z')
	}
	if plain {
		return number
	}
	return strings.ToUpper(strings.ReplaceAll(Halve(number), " ", ""))
}

// Letter is the spreadsheet's name of a column counted from 0: A, B, … AA.
func Letter(column int) string {
	s := ""
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		s = string(rune('A'+(n-1)%26)) + s
	}
	return s
}
