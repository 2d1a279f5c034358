package document

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
)

func sampleChecklist(rows int) ChecklistView {
	v := ChecklistView{Site: "匠衡 · 证书查验", Asked: time.Date(2026, 11, 28, 2, 30, 0, 0, time.UTC), Reference: "Q7K2-9XMF"}
	for i := range rows {
		r := CheckView{Line: i + 1, Number: "S000044012345264000001", Name: "样例甲", Outcome: Words{"真的，有效，姓名相符", "Genuine, in force, same person"},
			Says: []string{"电工 四级/中级工", "样例省示范职业技能等级评价与人才发展服务中心有限责任公司第一分公司", "2026年11月20日发证"}}
		switch i % 4 {
		case 1:
			r.Outcome, r.Says, r.Why = Words{"没有相符的证书", "No match"}, nil, Words{"这个编号近来多次没有查到相符的姓名。请用“查询证书”单独查，那里会先问一个小问题。",
				"This number was asked with wrong names several times. Check it by itself; a small question comes first there."}
		case 2:
			r.Name, r.Number = strings.Repeat("阿卜杜热合曼江·", 30), strings.Repeat("9", 300)
		case 3:
			r.Name = "🏭\U000E0041<b>甲"
		}
		v.Rows = append(v.Rows, r)
	}
	return v
}

// The result of a batch says when it was asked, under which number, and of each line
// what came of it; pages are counted, and nothing that was typed keeps it from being
// printed.
func TestAChecklistSaysEverything(t *testing.T) {
	file, err := Checklist(shippedFonts(t), sampleChecklist(200))
	if err != nil {
		t.Fatal(err, faults(err))
	}
	text := joined(textOf(t, file))
	pages := (200*20)/(262-46) + 1
	for _, want := range []string{
		"证书批量查验结果", "Result of a batch check", "匠衡 · 证书查验", "2026年11月28日", "10:30:00", "Q7K2-9XMF", "共 200 行", "S000044012345264000001", "样例甲",
		"真的，有效，姓名相符", "No match", "那里会先问一个小问题", "[U+1F3ED]", "第 1 页，共", "200",
	} {
		if !strings.Contains(text, joined(want)) {
			t.Errorf("the result does not say %q", want)
		}
	}
	if got := bytes.Count(file, []byte("/Type/Page/")); got != 0 && got < pages {
		t.Errorf("%d pages", got)
	}
	again, err := Checklist(shippedFonts(t), sampleChecklist(200))
	if err != nil || !bytes.Equal(file, again) {
		t.Error("the same view gives other bytes", err)
	}
	for n := range 3 {
		if _, err := Checklist(shippedFonts(t), sampleChecklist(n)); err != nil {
			t.Error(fmt.Sprint(n), err)
		}
	}
}
