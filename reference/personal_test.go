package reference

import (
	"slices"
	"testing"

	"assay/skill"
)

// The notice is whole: whatever a row names is there, in both languages and with
// its source, and each sensitive purpose that rests on consent asks for it by
// itself.
// Source: 个人信息保护法 art. 17, 29.
func TestTheNoticeIsWhole(t *testing.T) {
	n := Notice()
	if n.Edition == "" || n.Valid.From.IsZero() {
		t.Error("no edition")
	}
	said := func(what string, text skill.Text, source string) {
		t.Helper()
		if text.ZH == "" || text.EN == "" || source == "" {
			t.Errorf("%s: %+v, source %q", what, text, source)
		}
	}
	for _, b := range n.Bases {
		said(b.Key, b.Text, b.Source)
	}
	for _, r := range n.Retentions {
		said(r.Key, r.Text, r.Source)
	}
	for _, p := range n.Purposes {
		said(p.Key, p.Text, p.Source)
		if !slices.ContainsFunc(n.Bases, func(b skill.NoticeBasis) bool { return b.Key == p.Basis }) {
			t.Errorf("%s: no basis %q", p.Key, p.Basis)
		}
		if p.Consent != (p.Basis == "consent") || p.Consent != (p.Withdrawn.ZH != "" && p.Withdrawn.EN != "") {
			t.Errorf("%s: consent %v, basis %s, %+v", p.Key, p.Consent, p.Basis, p.Withdrawn)
		}
		if (p.Stops || p.Separate) && !p.Consent {
			t.Errorf("%s stops or stands apart without a consent", p.Key)
		}
	}
	for _, g := range n.Grounds {
		said(g.Key, g.Text, g.Source)
	}
	for _, r := range n.Rights {
		said(r.Key, r.Text, r.Source)
		if r.How == "" {
			t.Errorf("%s: nobody does it", r.Key)
		}
	}
	noticeFields(t, n)
}

func noticeFields(t *testing.T, n skill.Notice) {
	seen := map[string]bool{}
	for _, f := range n.Fields {
		at := f.Table + "." + f.Column
		if seen[at] || f.Column == "" || f.Name.ZH == "" || f.Name.EN == "" || len(f.Purposes) == 0 {
			t.Errorf("%s: %+v", at, f)
		}
		seen[at] = true
		if _, ok := n.Retention(f.Retention); !ok {
			t.Errorf("%s: no retention %q", at, f.Retention)
		}
		for _, key := range f.Purposes {
			if _, ok := n.Purpose(key); !ok {
				t.Errorf("%s: no purpose %q", at, key)
			}
		}
		if !slices.Contains([]skill.NoticeKind{skill.NoticeText, skill.NoticeTime, skill.NoticeFlag}, f.Kind) {
			t.Errorf("%s: kind %q", at, f.Kind)
		}
	}
	if len(n.Fields) < 60 {
		t.Errorf("only %d fields", len(n.Fields))
	}
}
