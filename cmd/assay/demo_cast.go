package main

import (
	"fmt"
	"strings"

	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// demoPath is the province in which the demonstration takes place.
const demoPath skill.OrgPath = "/44/"

// A colleague is somebody with a role on an organisation.
type colleague struct {
	Role   skill.Role
	Path   skill.OrgPath
	Person skill.Person
}

// by is the colleague's word.
func (c *colleague) by() store.By {
	return store.By{Actor: skill.Actor{Person: c.Person.ID, Strong: true, Grants: []skill.Grant{{Person: c.Person.ID, Role: c.Role, Path: c.Path}}}}
}

// A house is one body with its people.
type house struct {
	Name, Short, Key, USCC, Class, Serial string
	Occupation                            skill.OccupationCode
	Level                                 skill.Level

	body                  skill.Body
	site                  skill.Site
	clerk, reviewer, head *colleague
}

// houses are the three bodies of the demonstration; the third is suspended.
func houses() []*house {
	return []*house{
		{Name: "样例省电工职业技能评价中心", Short: "电工", Key: "b-dian", USCC: demoUSCC("5244000", 1), Class: "S", Serial: "999901", Occupation: "6-31-01-03", Level: skill.Level4},
		{Name: "样例省焊接职业技能评价中心", Short: "焊接", Key: "b-han", USCC: demoUSCC("5244000", 2), Class: "S", Serial: "999902", Occupation: "6-18-02-04", Level: skill.Level3},
		{Name: "样例重型机械有限公司", Short: "重机", Key: "b-zhong", USCC: demoUSCC("9144000", 3), Class: "Y", Serial: "999903", Occupation: "6-18-02-04", Level: skill.Level3},
	}
}

// demoUSCC makes a code whose area cannot exist, with both check characters
// right.
// Source: GB 32100-2015 and GB 11714.
func demoUSCC(kind string, n int) string {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	body := fmt.Sprintf("MAD%05d", n)
	sum := 0
	for i, w := range [...]int{3, 7, 9, 10, 5, 8, 4, 2} {
		sum += w * strings.IndexByte("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", body[i])
	}
	code := kind[:2] + "000000" + body + string("0X987654321"[sum%11])
	sum = 0
	for i, w := range [...]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28} {
		sum += w * strings.IndexByte(alphabet, code[i])
	}
	return code + string(alphabet[(31-sum%31)%31])
}

// cast enrols the administrators, the centre's officers and the three of each
// body.
func (d *demonstration) cast() (err error) {
	for _, seat := range []struct {
		title string
		role  skill.Role
		to    **colleague
	}{{"系统管理", skill.RoleSystem, &d.system}, {"安全管理", skill.RoleSecurity, &d.security}} {
		*seat.to = &colleague{Role: seat.role, Path: "/"}
		if (*seat.to).Person, err = d.identity.Found(d.ctx, d.somebody(seat.title), seat.role); err != nil {
			return err
		}
	}
	if _, err = d.enrol("审计管理", skill.RoleAudit, "/"); err != nil {
		return err
	}
	if d.approver, err = d.enrol("中心审批", skill.RoleCentreApprover, "/"); err != nil {
		return err
	}
	if d.checker, err = d.enrol("中心审核", skill.RoleCentreReviewer, demoPath); err != nil {
		return err
	}
	for _, extra := range extras() {
		if _, err = d.enrol(extra.title, extra.role, extra.path); err != nil {
			return err
		}
	}
	for _, h := range d.houses {
		path := skill.OrgPath(string(demoPath) + h.Key + "/")
		for _, seat := range []struct {
			title string
			role  skill.Role
			to    **colleague
		}{{"经办", skill.RoleClerk, &h.clerk}, {"审核", skill.RoleReviewer, &h.reviewer}, {"负责人", skill.RoleHead, &h.head}} {
			if *seat.to, err = d.enrol(h.Short+seat.title, seat.role, path); err != nil {
				return err
			}
		}
	}
	return nil
}

// An extra is somebody without a part in the line, who is there to be looked at.
type extra struct {
	title string
	role  skill.Role
	path  skill.OrgPath
}

// extras are those of the first body, the experts' and the department's.
func extras() []extra {
	body := skill.OrgPath(string(demoPath) + houses()[0].Key + "/")
	return []extra{
		{"评审专家", skill.RoleExpert, "/"}, {"主管部门", skill.RoleDepartment, demoPath},
		{"出纳", skill.RoleCashier, body}, {"会计", skill.RoleAccountant, body}, {"考评员", skill.RoleAssessor, body},
		{"监考", skill.RoleInvigilator, body}, {"督导员", skill.RoleSupervisor, body}, {"命题专家", skill.RoleItemWriter, body},
	}
}

func (d *demonstration) enrol(title string, role skill.Role, path skill.OrgPath) (*colleague, error) {
	c := &colleague{Role: role, Path: path}
	var err error
	if c.Person, err = d.identity.Enrol(d.ctx, d.security.by(), d.somebody(title), path); err != nil {
		return nil, err
	}
	a, err := d.identity.Propose(d.ctx, d.system.by(), skill.Appointment{Person: c.Person.ID, Role: role, Path: path})
	if err != nil {
		return nil, err
	}
	_, err = d.identity.Approve(d.ctx, d.security.by(), a.ID)
	return c, err
}

// somebody is a synthetic member of staff with a passport that cannot be.
func (d *demonstration) somebody(title string) skill.Person {
	d.people++
	return skill.Person{
		Name: "样例" + title, Romanised: "YANG LI", Born: day.Must("1980-01-01").AddDays(d.people * 97),
		Document: skill.Document{Kind: skill.Passport, Number: skill.StoredIDNumber(fmt.Sprintf("X%08d", 99000000+d.people))},
	}
}

// file enters a body with its site, scope and seal in the register.
func (d *demonstration) file(h *house) (err error) {
	by, today := d.approver.by(), day.Of(d.clock.Now())
	h.body, err = d.accreditation.File(d.ctx, by, skill.Body{
		Path: skill.OrgPath(string(demoPath) + h.Key + "/"), Name: h.Name, USCC: h.USCC, Class: h.Class, Code: "0000",
		Province: "44", FiledTo: today.AddYears(3),
	})
	if err != nil {
		return err
	}
	if h.site, err = d.accreditation.AddSite(d.ctx, by, skill.Site{Body: h.body.ID, Name: "样例考点", Serial: h.Serial}); err != nil {
		return err
	}
	_, err = d.accreditation.AddScope(d.ctx, by, skill.Scope{
		Body: h.body.ID, Site: h.site.ID, Occupation: h.Occupation, Level: h.Level, Period: day.Period{From: today, To: today.AddYears(3)},
	})
	return err
}
