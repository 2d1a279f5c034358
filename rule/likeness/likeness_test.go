package likeness

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"assay/reference"
	"assay/skill"
)

func shipped() *Names { return New(reference.NameWords()) }

// What tells a name from others, once place, form and common words are gone.
func TestCore(t *testing.T) {
	n := shipped()
	for _, c := range []struct{ name, want string }{
		{"深圳市鲲鹏职业技能评价有限公司", "鲲鹏"},
		{"鲲鹏（深圳）职业技能鉴定中心", "鲲鹏"},
		{"广东省深圳市南山区鲲鹏职业培训学校", "鲲鹏"},
		{"样例省电工职业技能评价中心", "电工"},
		{"样例省示范评价机构", "示范"},
		{"中国鲲鹏人才测评网", "鲲鹏"},
		{"鲲鹏集团有限公司第二职业技能等级认定站", "鲲鹏第二"},
		{"KP 职业技能评价中心", "kp"},
		// No part of its own: the nearest place, then the wording, then all of it.
		{"广东省深圳市职业技能鉴定指导中心", "深圳"},
		{"样例省职业技能鉴定指导中心", "样例"},
		{"全国职业技能等级认定中心", "全国"},
		{"职业技能评价中心", "职业技能评价中心"},
		{"上海大职业技能评价中心", "上海大"},   // one character alone is in too many
		{"市政电工职业技能评价中心", "市政电工"}, // 市 is a grade behind a place alone
		{"　（）·", ""},
		{"", ""},
	} {
		if got := string(n.core(skill.Fold(c.name)).typed); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// Plausible fakes beside the names that they lean on.
// Source: docs/rules.md, Public register.
func TestCompare(t *testing.T) {
	n := shipped()
	for _, c := range []struct {
		a, b string
		want Kind
	}{
		{"样例省电工职业技能评价中心", "样例省电工职业技能评价中心", Same},
		{"样例省电工职业技能评价中心", " 样例省 电工职业技能评价中心", Same},
		{"ＫＰ职业技能评价中心", "kp职业技能评价中心", Same},
		// Other common words, form or place.
		{"样例省电工职业技能评价中心", "样例省电工职业技能鉴定中心", Words},
		{"样例省电工职业技能评价中心", "样例省电工职业技能鉴定有限公司", Words},
		{"样例省电工职业技能评价中心", "样例市电工技能等级认定中心", Words},
		{"深圳市鲲鹏职业技能评价有限公司", "广州鲲鹏职业技能评价有限公司", Words},
		{"深圳市鲲鹏职业技能评价有限公司", "鲲鹏（深圳）职业技能评价有限公司", Words},
		{"深圳市鲲鹏职业技能评价有限公司", "深圳市南山区鲲鹏职业培训学校", Words},
		{"深圳市鲲鹏职业技能评价有限公司", "中国鲲鹏职业技能评价网", Words},
		{"深圳市职业技能鉴定指导中心", "深圳职业技能鉴定服务有限公司", Words},
		{"全国职业技能等级认定中心", "全国职业技能鉴定考核平台", Words},
		// Characters that are easily confused, and those written the old way.
		{"深圳市未来职业技能评价中心", "深圳市末来职业技能评价中心", Shape},
		{"深圳市鲲鹏职业技能评价中心", "深圳市鯤鵬職業技能評價中心", Sound}, // the list of old characters lacks 鯤; it sounds alike
		{"深圳市巨龙职业技能评价中心", "深圳市巨龍職業技能評價中心", Shape},
		{"深圳K0职业技能评价中心", "深圳KO职业技能评价中心", Shape},
		// Another order, another spelling of the same sound.
		{"深圳市鲲鹏展翅职业技能评价中心", "深圳市展翅鲲鹏职业技能评价中心", Order},
		{"深圳市鲲鹏职业技能评价中心", "深圳市昆鹏职业技能评价中心", Sound},
		{"深圳市鲲鹏职业技能评价中心", "深圳市坤朋职业技能评价中心", Sound},
		// A character or two more, fewer, others.
		{"深圳市鲲鹏职业技能评价中心", "深圳市新鲲鹏职业技能评价中心", Edits},
		{"深圳市鲲鹏通职业技能评价中心", "深圳市鲲鹏达职业技能评价中心", Edits},
		{"样例东方机电职业技能评价中心", "样例东万机械职业技能评价中心", Edits},
		// Others.
		{"深圳市鲲鹏职业技能评价中心", "深圳市大雁职业技能评价中心", None},
		{"深圳市鲲鹏职业技能评价中心", "深圳市鲲明职业技能评价中心", None}, // of two characters none may be another
		{"深圳市职业技能鉴定指导中心", "广州市职业技能鉴定指导中心", None},
		{"样例省电工职业技能评价中心", "样例省焊工职业技能评价中心", None},
		{"", "深圳市鲲鹏职业技能评价中心", None},
		{"", "", Same},
	} {
		if got := n.Compare(c.a, c.b); got.Kind != c.want {
			t.Errorf("%s beside %s: %s, want %s", c.a, c.b, got.Kind, c.want)
		}
	}
}

// Nearer names come first.
func TestBefore(t *testing.T) {
	n := shipped()
	asked := "样例省电工职业技能评价中心"
	want := []string{
		"样例省电工职业技能评价中心", "样例省电工职业技能鉴定中心", "样例市电工技能等级认定中心", "广东电工学校", "广东電工学校", "工电评价中心",
		"殿宫评价中心", "新电工评价中心", "焊工评价中心",
	}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortStableFunc(got, func(a, b string) int {
		if n.Compare(asked, a).Before(n.Compare(asked, b)) {
			return -1
		}
		return 1
	})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestState(t *testing.T) {
	n := shipped()
	for name, want := range map[string][]string{
		"中国国家职业资格认证网": {"中国", "国家", "职业资格"}, "全 国技能评价中心": {"全国"}, "样例省电工职业技能评价中心": nil, "": nil,
	} {
		if diff := cmp.Diff(want, n.State(name)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestDiffer(t *testing.T) {
	show := func(all []Piece) string {
		var b strings.Builder
		for _, p := range all {
			if p.Differs {
				b.WriteString("[" + p.Text + "]")
			} else {
				b.WriteString(p.Text)
			}
		}
		return b.String()
	}
	for _, c := range []struct{ a, b, inA, inB string }{
		{"样例省电工评价中心", "样例省电工鉴定中心", "样例省电工[评价]中心", "样例省电工[鉴定]中心"},
		{"鲲鹏", "新鲲鹏", "鲲鹏", "[新]鲲鹏"},
		{"甲", "乙", "[甲]", "[乙]"},
		{"", "乙", "", "[乙]"},
		{strings.Repeat("长", 201), "长", "[" + strings.Repeat("长", 201) + "]", "[长]"},
	} {
		a, b := Differ(c.a, c.b)
		if show(a) != c.inA || show(b) != c.inB {
			t.Errorf("%s | %s", show(a), show(b))
		}
	}
}

// Keys made by other words are to be known as such.
func TestEditionNamesTheWords(t *testing.T) {
	other := reference.NameWords()
	other.Edition = "2027-01"
	if a, b := shipped().Edition(), New(other).Edition(); a == b || !strings.HasPrefix(a, reference.NameWords().Edition) {
		t.Errorf("%s, %s", a, b)
	}
}

// No character stands for two that are told apart, and no word is empty.
func TestWordsAreOfOneMeaning(t *testing.T) {
	seen := map[rune]string{}
	for _, group := range reference.NameWords().Alike {
		for _, r := range group {
			if seen[r] != "" || len([]rune(group)) < 2 {
				t.Errorf("%c stands in %s and %s", r, seen[r], group)
			}
			seen[r] = group
		}
	}
}

// pieces that names are drawn from, so that drawn names are often alike.
var bricks = strings.Fields("样例省 深圳市 广东 南山区 中国 全国 鲲 鹏 昆 朋 电 工 王 未 末 来 新 大 K 0 o 职业 技能 评价 鉴定 中心 有限公司 （ ） · 网")

func drawn(t *rapid.T, label string) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(bricks), 0, 14).Draw(t, label), "")
}

// mended is a name with one brick put in or taken out.
func mended(t *rapid.T, name string) string {
	runes := []rune(name)
	at := rapid.IntRange(0, len(runes)).Draw(t, "at")
	brick := []rune(rapid.SampledFrom(bricks).Draw(t, "brick"))
	if rapid.Bool().Draw(t, "out") && at < len(runes) {
		return string(slices.Delete(runes, at, at+1))
	}
	return string(slices.Insert(runes, at, brick...))
}

// Likeness is symmetric; a name is like itself; names that are alike share a key,
// so that none is missed; what is nearer is never farther the other way.
func TestLikenessHolds(t *testing.T) {
	n := shipped()
	rapid.Check(t, func(t *rapid.T) {
		a := drawn(t, "a")
		b := drawn(t, "b")
		if rapid.Bool().Draw(t, "mended") {
			b = mended(t, a)
		}
		holds(t, n, a, b)
	})
}

// A failing is a test or a drawn case of one.
type failing interface {
	Errorf(format string, args ...any)
}

func holds(t failing, n *Names, a, b string) {
	ab, ba := n.Compare(a, b), n.Compare(b, a)
	if ab != ba {
		t.Errorf("%q, %q: %v one way, %v the other", a, b, ab, ba)
	}
	if self := n.Compare(a, a); self.Kind != Same || self.Apart != 0 {
		t.Errorf("%q is not like itself: %v", a, self)
	}
	if (ab.Kind == Same) != (skill.Fold(a) == skill.Fold(b)) {
		t.Errorf("%q, %q: %v", a, b, ab)
	}
	keys := n.Keys(a)
	shares := slices.ContainsFunc(n.Keys(b), func(k string) bool { return slices.Contains(keys, k) })
	if ab.Kind != None && !shares && len(letters(skill.Fold(a))) > 0 {
		t.Errorf("%q, %q: %v, and no key leads from one to the other", a, b, ab)
	}
	ofA, ofB := Differ(a, b)
	if joined(ofA) != skill.Clean(a) || joined(ofB) != skill.Clean(b) {
		t.Errorf("%q, %q: pieces %v, %v", a, b, ofA, ofB)
	}
}

func joined(all []Piece) string {
	var b strings.Builder
	for _, p := range all {
		b.WriteString(p.Text)
	}
	return b.String()
}

// Whatever is typed, the same holds, and the keys stay few.
func FuzzLikeness(f *testing.F) {
	f.Add("深圳市鲲鹏职业技能评价有限公司", "深圳昆鹏鉴定中心")
	f.Add("\x00%_\u202e", strings.Repeat("未", 300))
	f.Add("\xff市", "ﷺ𠮷")
	n := shipped()
	f.Fuzz(func(t *testing.T, a, b string) {
		holds(t, n, a, b)
		if keys := n.Keys(a); len(keys) > 120 {
			t.Errorf("%q has %d keys", a, len(keys))
		}
	})
}

// A name is compared with a thousand candidates in a few milliseconds.
func BenchmarkCompare(b *testing.B) {
	n := shipped()
	asked := n.Read("深圳市鲲鹏职业技能评价有限公司")
	for b.Loop() {
		asked.Compare(n.Read("广东省电工职业技能鉴定指导中心"))
	}
}

func BenchmarkKeys(b *testing.B) {
	n := shipped()
	for b.Loop() {
		n.Keys("广东省样例东方机电设备职业技能鉴定指导中心")
	}
}
