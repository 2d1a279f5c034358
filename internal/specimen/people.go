package main

import (
	"fmt"
	"strings"

	"assay/skill"
	"assay/skill/day"
)

// electricians are a level-4 batch under 国家职业标准编制技术规程(2023年版).
func electricians() *roster {
	r := &roster{code: "6-31-01-03", level: "四级/中级工", body: "样例省电工职业技能评价中心", first: 1, sheets: map[skill.RosterSheet][][]string{}}
	return r.fill(append([]sort{
		{80, fiveYears},
		{45, threeYearsAfterLevelFive},
		{20, school("4.3")},
		{18, bare("4.1")},
		{22, shortOfFive},
		{3, passport},
		{4, longName},
		{1, rareName},
	}, malformed...))
}

// welders are a level-3 batch under the same edition.
func welders() *roster {
	r := &roster{code: "6-18-02-04", level: "高级工", body: "样例省焊接职业技能评价中心", first: 400, sheets: map[skill.RosterSheet][][]string{}}
	return r.fill(append([]sort{
		{50, tenYears},
		{45, fourYearsAfterLevelFour},
		{12, junior},
		{12, school("3.4")},
		{15, bare("3.1")},
		{18, shortOfTen},
	}, malformed...))
}

// Clause 4.1: five years in the occupation. Some changed employers without a
// free day, some speak of the clause in words that nobody can read back.
func fiveYears(r *roster, p *person, i int) {
	p.claims("4.1")
	if i%9 == 8 {
		p.claims("从事本职业满五年")
	}
	from := day.Must("2012-03-01").AddDays(i * 31)
	if i%3 == 0 {
		p.worked(from.String(), from.AddYears(3).AddDays(-1).String(), r.code)
		p.worked(from.AddYears(3).String(), "", r.code)
		return
	}
	p.worked(from.String(), "", r.code)
}

// Clause 4.2: a level-5 certificate and three years after it; not five in all.
func threeYearsAfterLevelFive(r *roster, p *person, i int) {
	p.claims("4.2")
	issued := day.Must("2020-05-10").AddDays(i * 9)
	p.holds("五级/初级工", issued.String(), r.code, i)
	p.worked(issued.AddMonths(-2).String(), issued.AddMonths(40).String(), r.code)
}

// Clauses 4.3 and 3.4: a school of the occupation's major, which is a claim
// until a reviewer has seen the diploma.
func school(clause string) func(*roster, *person, int) {
	return func(_ *roster, p *person, i int) {
		p.claims(clause)
		kind, schooling, programme := "技师学院", "技师学院", "高级工班"
		if i%2 == 1 && clause == "4.3" {
			kind, schooling, programme = "技工学校", "技校", "中级工班"
		}
		p.cells[skill.RosterSchooling], p.cells[skill.RosterOrigin] = schooling, "技师学院"
		p.also(skill.SheetSchools, kind, "本专业", programme, day.Must("2024-07-01").AddDays(i).String(), "否")
	}
}

// Nothing but the 33 columns: everything stays open, for the reviewer to ask.
func bare(clause string) func(*roster, *person, int) {
	return func(_ *roster, p *person, _ int) {
		p.claims(clause)
		p.cells[skill.RosterWorkSince] = "2010-07-01"
	}
}

// Meets nothing and says so: a job that ended too soon, no certificate, a
// senior high school.
func shortOfFive(r *roster, p *person, i int) { short(r, p, "4.1", 11+i) }

func shortOfTen(r *roster, p *person, i int) { short(r, p, "3.1", 30+2*i) }

func short(r *roster, p *person, clause string, months int) {
	p.claims(clause)
	p.cells[skill.RosterSchooling] = "高中"
	from := day.Must("2018-02-01")
	p.worked(from.String(), from.AddMonths(months).AddDays(-1).String(), r.code)
	p.also(skill.SheetSchools, "普通高中", "其他", "", "2009-07-01", "否")
	p.also(skill.SheetTitles, "初级", "2025-11-01", "否")
}

func passport(r *roster, p *person, i int) {
	fiveYears(r, p, i)
	number := fmt.Sprintf("E%08d", 90000000+i)
	for _, rows := range p.extra {
		for _, row := range rows {
			row[skill.ExtraNumber] = number
		}
	}
	p.cells[skill.RosterDocumentKind], p.cells[skill.RosterNumber] = "护照", number
}

func longName(r *roster, p *person, i int) {
	fiveYears(r, p, i)
	p.cells[skill.RosterNation] = "维吾尔族"
	p.cells[skill.RosterName] = []string{
		"样例古丽·买买提", "样例阿卜杜热合曼·肉孜", "样例迪力夏提•吐尔逊", "样例努尔艾合买提江·阿布都热依木江",
	}[i]
}

func rareName(r *roster, p *person, i int) {
	fiveYears(r, p, i)
	p.cells[skill.RosterName] = "样例𠮷"
}

func tenYears(r *roster, p *person, i int) {
	p.claims("3.1")
	from := day.Must("2008-03-01").AddDays(i * 29)
	p.worked(from.String(), "", r.code)
}

// Clause 3.2: a level-4 certificate and four years after it; not ten in all.
func fourYearsAfterLevelFour(r *roster, p *person, i int) {
	p.claims("3.2")
	issued := day.Must("2019-04-15").AddDays(i * 8)
	p.holds("四级/中级工", issued.String(), r.code, i)
	p.worked(issued.AddYears(-1).String(), issued.AddMonths(52).String(), r.code)
}

// Clause 3.3: a junior title whose field corresponds, which is a claim.
func junior(r *roster, p *person, i int) {
	p.claims("3.3")
	awarded := day.Must("2021-12-01").AddDays(i * 3)
	p.worked(awarded.String(), "", r.code)
	p.also(skill.SheetTitles, "初级", awarded.String(), "是")
}

// Rows that no rule can read, each with its own fault.
var malformed = []sort{
	{3, func(r *roster, p *person, i int) { // wrong check character
		fiveYears(r, p, i)
		n := p.cells[skill.RosterNumber]
		p.cells[skill.RosterNumber] = n[:17] + string("0123456789"[(strings.IndexByte("0123456789X", n[17])+1)%10])
	}},
	{2, func(r *roster, p *person, i int) { fiveYears(r, p, i); p.cells[skill.RosterName] = "" }},
	{2, func(r *roster, p *person, i int) {
		fiveYears(r, p, i)
		p.cells[skill.RosterOccupation] = "高级电焊大师"
	}},
	{2, func(r *roster, p *person, i int) { fiveYears(r, p, i); p.cells[skill.RosterBorn] = "1990-02-29" }},
	{2, func(r *roster, p *person, i int) { fiveYears(r, p, i); p.cells[skill.RosterLevel] = "六级" }},
	{1, func(r *roster, p *person, i int) { fiveYears(r, p, i); p.cells[skill.RosterName] = "<b>样例</b>" }},
	{1, func(r *roster, p *person, i int) { fiveYears(r, p, i); p.cells[skill.RosterNumber] = "6.59012E+17" }},
	{1, func(r *roster, p *person, i int) { fiveYears(r, p, i); p.cells[skill.RosterPhone] = "" }},
	{2, func(r *roster, p *person, i int) { // somebody who is on the list already
		fiveYears(r, p, i)
		first := r.sheets[skill.SheetRoster][i]
		p.cells[skill.RosterNumber], p.cells[skill.RosterName] = first[skill.RosterNumber], first[skill.RosterName]
		p.cells[skill.RosterBorn], p.cells[skill.RosterSex] = first[skill.RosterBorn], first[skill.RosterSex]
		p.extra = nil
	}},
}
