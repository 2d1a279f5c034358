package reference

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/mozillazg/go-pinyin"

	"assay/locale"
	"assay/skill"
	"assay/skill/day"
)

// Every file says its edition, source and confidence.
func TestFilesSayWhereTheyComeFrom(t *testing.T) {
	names, err := files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range names {
		if strings.HasSuffix(f.Name(), ".json") {
			continue // below
		}
		o, rows := table(f.Name())
		if o.edition == "" || o.source == "" || o.confidence == "" || len(rows) == 0 {
			t.Errorf("%s: %+v, %d rows", f.Name(), o, len(rows))
		}
	}
	for _, p := range Policies() {
		if p.Source == "" || p.Confidence == "" {
			t.Errorf("policy %s has no source", p.Key)
		}
	}
	for _, s := range NumberSchemes() {
		if s.Source == "" || s.Confidence == "" {
			t.Errorf("scheme %s has no source", s.ID)
		}
	}
	for _, k := range CertificateKinds() {
		if k.Source == "" || k.Confidence == "" || k.Name.ZH == "" || k.Name.EN == "" || k.By.ZH == "" || k.By.EN == "" {
			t.Errorf("kind %s: %+v", k.Kind, k)
		}
	}
	for _, year := range []int{2025, 2026} {
		if source, ok := WorkingDays().Knows(year); !ok || !strings.Contains(source, "国务院办公厅") {
			t.Errorf("%d: %q", year, source)
		}
	}
}

// The book of 2022 has 1,639 occupations, the additions 19 and 17; two codes
// were succeeded, which adds two.
func TestOccupationsAreWhole(t *testing.T) {
	count := map[string]int{}
	digital, green := 0, 0
	for _, o := range Occupations().All() {
		count[o.Edition]++
		if o.Edition == "2022" && o.Digital {
			digital++
		}
		if o.Edition == "2022" && o.Green {
			green++
		}
		if !o.Code.Valid() || o.Name == "" || o.Source == "" || o.Valid.From.IsZero() || skill.Clean(o.Name) != o.Name {
			t.Errorf("%+v", o)
		}
	}
	if diff := cmp.Diff(map[string]int{"2022": 1639, "2024": 19 + 2, "2025": 17}, count); diff != "" {
		t.Error(diff)
	}
	if digital != 97 || green != 134 {
		t.Errorf("%d digital, %d green", digital, green)
	}
}

// The trades that are named most often carry their codes.
func TestByCode(t *testing.T) {
	c := Occupations()
	for code, name := range map[skill.OccupationCode]string{
		"6-31-01-03": "电工", "6-18-02-04": "焊工", "6-18-01-01": "车工", "4-03-02-01": "中式烹调师", "4-10-01-05": "养老护理员",
		"4-14-02-02": "健康管理师", "4-07-05-03": "消防设施操作员", "5-03-01-01": "家畜繁殖员",
	} {
		if o, ok := c.ByCode(code, day.Must("2026-11-02")); !ok || o.Name != name {
			t.Errorf("%s: %+v", code, o)
		}
	}
	if o, ok := c.ByCode("6-31-01-03", day.Must("2022-01-01")); ok {
		t.Errorf("before the book: %+v", o)
	}
	if o, ok := c.ByCode("9-99-99-99", day.Date{}); ok {
		t.Errorf("no such code: %+v", o)
	}
}

// A lone -00 code becomes -01 when a sibling is added.
func TestSuccession(t *testing.T) {
	c := Occupations()
	for _, s := range []struct{ before, after, name, sibling string }{
		{"2-02-32-00", "2-02-32-01", "制药工程技术人员", "2-02-32-02"},
		{"4-05-02-00", "4-05-02-01", "证券期货服务师", "4-05-02-02"},
	} {
		old, ok := c.ByCode(skill.OccupationCode(s.before), day.Must("2024-07-30"))
		if !ok || old.Name != s.name || string(old.SucceededBy) != s.after {
			t.Errorf("%+v", old)
		}
		if _, ok := c.ByCode(old.Code, day.Must("2024-07-31")); ok {
			t.Errorf("%s is still in force", old.Code)
		}
		heir, ok := c.ByCode(old.SucceededBy, day.Must("2024-07-31"))
		if !ok || heir.Name != s.name || heir.SucceededBy != "" {
			t.Errorf("%+v", heir)
		}
		if _, ok := c.ByCode(heir.Code, day.Must("2024-07-30")); ok {
			t.Errorf("%s is in force too early", heir.Code)
		}
		for on, want := range map[string]string{"2023-01-01": s.before, "2025-01-01": s.after} {
			if o, _, ok := c.ByName(s.name, day.Must(on)); !ok || string(o.Code) != want {
				t.Errorf("%s on %s: %+v", s.name, on, o)
			}
		}
		if _, _, ok := c.ByName(s.name, day.Date{}); ok {
			t.Errorf("%s without a day means one of two codes", s.name)
		}
		if _, ok := c.ByCode(skill.OccupationCode(s.sibling), day.Must("2024-07-31")); !ok {
			t.Errorf("%s is missing", s.sibling)
		}
	}
}

func TestByNameAndResolve(t *testing.T) {
	c, on := Occupations(), day.Must("2026-11-02")
	for text, want := range map[string][2]string{
		"电工": {"6-31-01-03", ""}, " 焊 工 ": {"6-18-02-04", ""}, "6-31-01-03": {"6-31-01-03", ""}, "６-31-01-03": {"6-31-01-03", ""},
		"烧烤料理师": {"4-03-02-01", "烧烤料理师"}, "直播招聘师": {"4-07-03-08", "直播招聘师"},
	} {
		o, specialty, err := c.Resolve(text, on)
		if err != nil || string(o.Code) != want[0] || specialty != want[1] {
			t.Errorf("%q: %s %q %v", text, o.Code, specialty, err)
		}
	}
	for _, text := range []string{"", "电", "电工(高级)", "6-31-01-99", "维修电工", "2-02-32-00"} {
		if o, _, err := c.Resolve(text, on); skill.ReasonOf(err) != "occupation.unknown" {
			t.Errorf("%q: %+v, %v", text, o, err)
		}
	}
}

// Every specialty belongs to an occupation, and no name means two.
func TestSpecialties(t *testing.T) {
	c := Occupations()
	if len(c.specialties) != 70 {
		t.Errorf("%d specialties", len(c.specialties))
	}
	for _, s := range c.specialties {
		o, specialty, ok := c.ByName(s.Name, day.Must("2026-11-02"))
		if !ok || o.Code != s.Occupation || specialty != s.Name {
			t.Errorf("%+v: %+v %q", s, o, specialty)
		}
	}
	if got := c.Specialties("4-03-02-01"); len(got) != 1 || got[0].Name != "烧烤料理师" {
		t.Errorf("%+v", got)
	}
}

func TestFind(t *testing.T) {
	c, on := Occupations(), day.Must("2026-11-02")
	for word, first := range map[string]string{
		"6-31-01-03": "6-31-01-03", "电工": "6-31-01-03", "diangong": "6-31-01-03", "DIANGONG": "6-31-01-03", "dian gong": "6-31-01-03",
		"hangong": "6-18-02-04", "中式烹": "4-03-02-01", "zhongshipengtiaoshi": "4-03-02-01", "zhongshipengdiaoshi": "4-03-02-01", "zspts": "4-03-02-01", "zhongshipengt": "4-03-02-01",
		"烧烤": "4-03-02-01", "老年助浴员": "4-10-01-05", "６－３１－０１－０３": "6-31-01-03",
	} {
		if got := c.Find(word, on); len(got) == 0 || string(got[0].Code) != first {
			t.Errorf("%q: %+v", word, got)
		}
	}
	for _, word := range []string{"", "   ", "不存在的职业", "xyzxyz", "9-99"} {
		if got := c.Find(word, on); len(got) != 0 {
			t.Errorf("%q: %+v", word, got)
		}
	}
	if got := c.Find("dg", on); !slices.ContainsFunc(got, func(o skill.Occupation) bool { return o.Code == "6-31-01-03" }) {
		t.Errorf("dg: %+v", got)
	}
	if got := c.Find("6-31-01", on); len(got) < 5 || !slices.IsSortedFunc(got, func(a, b skill.Occupation) int { return strings.Compare(string(a.Code), string(b.Code)) }) {
		t.Errorf("a beginning: %+v", got)
	}
	if got := c.Find("2-02-32-00", on); len(got) != 0 {
		t.Errorf("a succeeded code on a later day: %+v", got)
	}
	if got := c.Find("2-02-32-00", day.Date{}); len(got) != 1 || got[0].SucceededBy != "2-02-32-01" {
		t.Errorf("a succeeded code on any day: %+v", got)
	}
}

// What All gives is a copy.
func TestAllIsACopy(t *testing.T) {
	c := Occupations()
	c.All()[0].Name = "x"
	if c.All()[0].Name == "x" {
		t.Error("the catalogue was changed from outside")
	}
}

// Counted by hand from the notices of 2025 and 2026.
func TestWorkingDays(t *testing.T) {
	c := WorkingDays()
	for _, d := range []struct {
		on   string
		work bool
	}{
		{"2025-01-26", true}, {"2025-01-28", false}, {"2025-02-04", false}, {"2025-02-05", true}, {"2025-10-08", false}, {"2025-10-11", true},
		{"2026-01-02", false}, {"2026-01-04", true}, {"2026-02-14", true}, {"2026-02-23", false}, {"2026-02-28", true}, {"2026-09-25", false},
		{"2026-10-07", false}, {"2026-10-08", true}, {"2026-10-10", true}, {"2026-10-11", false}, {"2026-11-21", false}, {"2026-11-23", true},
	} {
		if got := c.IsWorking(day.Must(d.on)); got != d.work {
			t.Errorf("%s: %v", d.on, got)
		}
	}
	for _, year := range []int{2024, 2027} {
		if _, ok := c.Knows(year); ok {
			t.Errorf("%d is shipped, its notice was not seen", year)
		}
	}
	// 7 days of a holiday never fall on a make-up day, and make-up days are weekends.
	for d := day.Must("2025-01-01"); d.Year() < 2027; d = d.AddDays(1) {
		if weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday; c.IsWorking(d) && weekend && !strings.Contains("2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11 2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10", d.String()) {
			t.Errorf("%s is a working weekend", d)
		}
	}
}

func TestProvincesHoldTheIDs(t *testing.T) {
	areas := AreaCodes()
	for _, p := range Provinces() {
		if p.Name.ZH == "" || p.Name.EN == "" || len(p.Code) != 2 {
			t.Errorf("%+v", p)
		}
		if known := areas[p.Code+"0000"]; known != (p.Code != "66") {
			t.Errorf("%s in GB/T 2260: %v", p.Code, known)
		}
	}
	if len(areas) != 34+333+2846 {
		t.Errorf("%d area codes", len(areas))
	}
}

// An area that the table lacks is a note and nothing more.
func TestAreaNotes(t *testing.T) {
	areas, today := AreaCodes(), day.Must("2026-11-02")
	for text, want := range map[string]int{"659012199001010047": 0, "330104190202031022": 1, "11010319010203101X": 1, "11010519491231002X": 0} {
		d, _, err := skill.ParseDocument(skill.ResidentID, text, today)
		if err != nil {
			t.Errorf("%v", err)
		}
		if got := areas.Notes(d); len(got) != want {
			t.Errorf("area %s: %v", d.Area(), got)
		}
	}
	permit, _, err := skill.ParseDocument(skill.ResidencePermit, "810000199003074016", today)
	if err != nil || len(areas.Notes(permit)) != 0 {
		t.Errorf("a permit: %v", err)
	}
}

func TestStandardCharacters(t *testing.T) {
	h := StandardCharacters()
	if len(h) != 8105 {
		t.Errorf("%d characters", len(h))
	}
	if got := string(h.Rare("张𠮷·欧阳𰻝𠮷 A")); got != "𠮷𰻝" {
		t.Errorf("rare: %s", got)
	}
}

func TestRomanise(t *testing.T) {
	for name, want := range map[string]string{
		"欧阳小明": "OUYANG XIAOMING", "张三": "ZHANG SAN", "单小红": "SHAN XIAOHONG", "曾国强": "ZENG GUOQIANG", "吕绿": "LYU LYU", "欧阳": "OU YANG",
		"仇英": "QIU YING", "种田": "CHONG TIAN", "冼星": "XIAN XING", "万俟明": "MOQI MING", "买买提·艾力": "MAIMAITI AILI", "买买提．艾力": "MAIMAITI AILI",
		"David Vane": "DAVID VANE", "Anne-Marie O'Neill": "ANNE-MARIE O'NEILL", "女": "NYU",
	} {
		if got, complete := Romanise(name); got != want || !complete {
			t.Errorf("%s: got %q, %v, want %q", name, got, complete, want)
		}
	}
	for _, name := range []string{"", "张①", "♥"} {
		if got, complete := Romanise(name); complete {
			t.Errorf("%q reads whole: %q", name, got)
		}
	}
}

// Every standard character has a reading, so that no certificate lacks one.
func TestEveryStandardCharacterReads(t *testing.T) {
	var missing []rune
	for r := range StandardCharacters() {
		if reading(r) == "" {
			missing = append(missing, r)
		}
	}
	if len(missing) > 0 {
		slices.Sort(missing)
		t.Errorf("%d characters have no reading: %s", len(missing), string(missing))
	}
}

func TestSortKey(t *testing.T) {
	want := []string{"安宁", "安宁宁", "昂山", "欧阳小明", "单小红", "张三", "张珊", "张一", "𠮷"}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, func(a, b string) int { return strings.Compare(SortKey(a), SortKey(b)) })
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if SortKey("张三") == SortKey("章三") || SortKey("阿里·木") != SortKey("阿里•木") {
		t.Error("different names share a key, or one name has two")
	}
}

func FuzzNames(f *testing.F) {
	for _, name := range []string{"欧阳小明", "", "·", "A·", "𠮷", "\xff"} {
		f.Add(name)
	}
	c := Occupations()
	f.Fuzz(func(t *testing.T, text string) {
		latin, complete := Romanise(text)
		if complete && (latin == "" || strings.TrimSpace(latin) != latin) {
			t.Errorf("%q: %q", text, latin)
		}
		if !strings.HasSuffix(SortKey(text), skill.Fold(text)) {
			t.Errorf("%q: %q", text, SortKey(text))
		}
		c.Find(text, day.Date{})
	})
}

func TestNotesHaveTexts(t *testing.T) {
	for _, note := range []skill.Note{skill.NoteOldForm, skill.NoteIsPermit, skill.NoteUnchecked, skill.NoteWeakUSCC, NoteAreaUnknown} {
		for _, lang := range locale.Langs() {
			if !locale.Has(lang, string(note)) {
				t.Errorf("%s has no text in %s", note, lang)
			}
		}
	}
}

func BenchmarkOccupations(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Occupations()
	}
}

func BenchmarkSortKey(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		SortKey("欧阳小明")
	}
}

func BenchmarkRomanise(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Romanise("欧阳小明")
	}
}

// Each tone mark of the dictionary is known: every reading of every standard
// character comes out in letters with at most one tone number at the end.
func TestPlainReadsEveryMark(t *testing.T) {
	shape := regexp.MustCompile(`^[a-z]+[1-4]?$`)
	for r := range StandardCharacters() {
		for s := range strings.SplitSeq(pinyin.PinyinDict[int(r)], ",") {
			letters := strings.Map(withoutMark, s)
			if got := plain(s); !shape.MatchString(got) || len(withoutTone(got)) != utf8.RuneCountInString(letters) {
				t.Errorf("%c: %s is %s", r, s, got)
			}
		}
	}
	for s, want := range map[string]string{"lǚ": "lv3", "zhōng": "zhong1", "de": "de", "nüè": "nve4", "ńg": "ng2"} {
		if got := plain(s); got != want {
			t.Errorf("%s is %s, want %s", s, got, want)
		}
	}
}

func withoutMark(r rune) rune {
	if unicode.Is(unicode.Mn, r) {
		return -1
	}
	return r
}

// Provinces and cities are found by what people say, and by their codes.
// Source: GB/T 2260.
func TestPlaces(t *testing.T) {
	g := Places()
	for said, want := range map[string]string{
		"广东": "44", "广东省": "44", "guangdong": "44", "44": "44", "440000": "44", "广西壮族自治区": "45", "香港特别行政区": "81", "北京市": "11",
		"深圳": "4403", "深圳市": "4403", "4403": "4403", " 440300 ": "4403", "大理": "5329", "大理白族自治州": "5329", "锡林郭勒盟": "1525",
		"吉林": "22", "吉林市": "2202", "海南": "46", "南山区": "", "": "", "4499": "", "广东深圳": "", "%": "",
	} {
		if got, ok := g.Find(said); got != want || ok != (want != "") {
			t.Errorf("%q: %q, want %q", said, got, want)
		}
	}
	if got, _ := g.Name("5329"); got.ZH != "大理白族自治州" {
		t.Errorf("5329 is %q", got.ZH)
	}
	if got, _ := g.Name("44"); got != (skill.Text{ZH: "广东", EN: "Guangdong"}) {
		t.Errorf("44 is %q", got)
	}
	if _, ok := g.Name("99"); ok || len(g.Provinces()) != 35 || len(Cities()) != 333 {
		t.Errorf("%d provinces, %d cities", len(g.Provinces()), len(Cities()))
	}
	for _, c := range Cities() {
		if len(c.Code) != 4 || !strings.HasPrefix(c.Name, c.Short) || len([]rune(c.Short)) < 2 {
			t.Errorf("%+v", c)
		}
	}
}

// The words of names read every kind of word, and sounds have no tone.
func TestNameWords(t *testing.T) {
	w := NameWords()
	for name, list := range map[string][]string{
		"places": w.Places, "grades": w.Grades, "districts": w.Districts, "state": w.State, "forms": w.Forms, "fillers": w.Fillers, "alike": w.Alike,
	} {
		if len(list) == 0 || slices.Contains(list, "") {
			t.Errorf("%s: %q", name, list)
		}
	}
	if w.Edition == "" || w.Sound('鲲') != "kun" || w.Sound('k') != "" {
		t.Errorf("%q, %q, %q", w.Edition, w.Sound('鲲'), w.Sound('k'))
	}
}

// What people write for an occupation, in a search.
func TestMeant(t *testing.T) {
	c, today := Occupations(), day.Must("2026-11-20")
	for text, want := range map[string]skill.OccupationCode{"6-31-01-03": "6-31-01-03", "电工": "6-31-01-03", " 焊工": "6-18-02-04"} {
		if got := c.Meant(text, today); len(got) != 1 || got[0].Code != want {
			t.Errorf("%s: %+v", text, got)
		}
	}
	if got := c.Meant("电", today); len(got) < 20 {
		t.Errorf("电 means %d", len(got))
	}
	if got := c.Meant("没有这样的职业", today); len(got) != 0 {
		t.Errorf("nothing means %+v", got)
	}
}
