// Command specimen writes the rosters of the demonstration: spreadsheets as two
// bodies would send them, of people of every sort, eligible by each clause, to
// be reviewed, refused and malformed. The people are synthetic: their names say
// so, and their numbers carry an area code that was created in 2023 with births
// long before, so that they belong to nobody.
//
//	go run ./internal/specimen reference/demo
package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"assay/document"
	"assay/skill"
	"assay/skill/day"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: specimen FOLDER")
		os.Exit(2)
	}
	for name, r := range map[string]*roster{"electricians.xlsx": electricians(), "welders.xlsx": welders()} {
		if err := r.write(filepath.Join(os.Args[1], name)); err != nil {
			fmt.Fprintln(os.Stderr, "specimen:", err)
			os.Exit(1)
		}
	}
}

// A roster is a spreadsheet in the making.
type roster struct {
	code, level, body string
	first             int // of the running numbers of its people
	sheets            map[skill.RosterSheet][][]string
}

func (r *roster) write(path string) error {
	var b bytes.Buffer
	if err := document.WriteRoster(&b, r.sheets); err != nil {
		return err
	}
	content, err := settled(b.Bytes())
	if err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o644)
}

// settled is a workbook with its files in the order of their names, so that the
// same people give the same bytes.
func settled(workbook []byte) ([]byte, error) {
	in, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		return nil, err
	}
	slices.SortFunc(in.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range in.File {
		if err := w.Copy(f); err != nil {
			return nil, err
		}
	}
	err = w.Close()
	return out.Bytes(), err
}

// A person is one row of the list with the rows of the other sheets.
type person struct {
	cells []string
	extra map[skill.RosterSheet][][]string
}

// A sort is so many people who are made alike; i counts within the sort.
type sort struct {
	n    int
	make func(r *roster, p *person, i int)
}

// fill adds the sorts, mixed as a clerk's list is mixed: the sorts take turns.
func (r *roster) fill(sorts []sort) *roster {
	made := make([]int, len(sorts))
	for more := true; more; {
		more = false
		for s, one := range sorts {
			if made[s] < one.n {
				r.add(one, made[s])
				made[s]++
				more = true
			}
		}
	}
	return r
}

func (r *roster) add(s sort, i int) {
	list := r.sheets[skill.SheetRoster]
	p := r.person(r.first + len(list))
	p.cells[skill.RosterSerial] = fmt.Sprint(len(list) + 1)
	s.make(r, p, i)
	r.sheets[skill.SheetRoster] = append(list, p.cells)
	for sheet, rows := range p.extra {
		r.sheets[sheet] = append(r.sheets[sheet], rows...)
	}
}

var (
	surnames = strings.Fields("王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 林 高 罗 郑 梁 谢 宋 唐 许 韩 冯 邓 曹 彭 曾 肖 田 董 潘 袁 蔡 蒋 余 于 杜 叶 程 魏 苏 吕 丁 任 卢 姚 沈 钟 姜 崔 谭 陆 范 汪 廖 石 金 韦 贾 夏 付 方 邹 熊 白 孟 秦 邱 侯 江 尹 薛 闫 段 雷 龙 史 陶 贺 毛 郝 顾 龚 邵 万 覃 武 钱 戴 严 莫 孔 向 常 欧阳 上官 司马 诸葛")
	digits   = []rune("零一二三四五六七八九")
)

// person makes the n-th person with every required cell filled.
func (r *roster) person(n int) *person {
	born := day.Must("1968-01-01").AddDays(n * 37 % 12000)
	number := identity(born, n)
	sex := "女"
	if number[16]%2 == 1 {
		sex = "男"
	}
	p := &person{cells: make([]string, skill.RosterColumns), extra: map[skill.RosterSheet][][]string{}}
	for column, text := range map[int]string{
		skill.RosterOccupation: r.code, skill.RosterLevel: r.level, skill.RosterDocumentKind: "居民身份证",
		skill.RosterNumber: number, skill.RosterName: surnames[n%len(surnames)] + "样例" + numeral(n),
		skill.RosterSex: sex, skill.RosterBorn: born.String(), skill.RosterPhone: fmt.Sprintf("1990000%04d", n%10000),
		skill.RosterHasCertificate: "否", skill.RosterSchooling: "初中", skill.RosterProvince: "广东省",
		skill.RosterOrigin: "私营企业", skill.RosterEmployer: "样例机电有限公司", skill.RosterBody: r.body,
		skill.RosterKind: "初次认定", skill.RosterAttempt: "正考", skill.RosterNation: "汉族",
	} {
		p.cells[column] = text
	}
	return p
}

// numeral is two digits as characters, so that names stay short.
func numeral(n int) string { return string(digits[n/10%10]) + string(digits[n%10]) }

// identity is a number of area 659012 with a right check character.
// Source: GB 11643, MOD 11-2.
func identity(born day.Date, n int) string {
	body := "659012" + strings.ReplaceAll(born.String(), "-", "") + fmt.Sprintf("%03d", n%1000)
	sum := 0
	for i, w := range [...]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += w * int(body[i]-'0')
	}
	return body + string("10X98765432"[sum%11])
}

// also adds a row to another sheet; the cells follow number and name.
func (p *person) also(sheet skill.RosterSheet, cells ...string) {
	head := []string{p.cells[skill.RosterNumber], p.cells[skill.RosterName]}
	p.extra[sheet] = append(p.extra[sheet], append(head, cells...))
}

func (p *person) worked(from, to, code string) {
	p.also(skill.SheetWork, from, to, code, "否", "样例机电有限公司")
}

func (p *person) holds(level, issued, code string, n int) {
	p.cells[skill.RosterHasCertificate], p.cells[skill.RosterHeldLevel] = "是", level
	held := fmt.Sprintf("S000044000001%s%s%06d", issued[2:4], level[:1], n+1)
	held = strings.NewReplacer("五", "5", "四", "4", "三", "3").Replace(held)
	p.cells[skill.RosterHeldNumber], p.cells[skill.RosterKind] = held, "晋级认定"
	p.also(skill.SheetCertificates, "职业技能等级证书", code, "", level, issued, "", held, "否")
}

func (p *person) claims(clause string) { p.cells[skill.RosterClause] = clause }
