package document

import (
	"bytes"
	"compress/zlib"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"assay/document/fonts"
	"assay/skill"
	"assay/skill/day"

	"github.com/google/go-cmp/cmp"
)

// shippedFonts are the fonts that the program carries, parsed once for all tests.
func shippedFonts(t testing.TB) Fonts {
	t.Helper()
	f, err := readShipped()
	if errors.Is(err, fonts.ErrMissing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return f
}

var readShipped = sync.OnceValues(func() (f Fonts, err error) {
	for name, to := range map[string]**Font{fonts.Regular: &f.Text, fonts.Bold: &f.Title} {
		b, err := fonts.Read(name)
		if err != nil {
			return f, err
		}
		if *to, err = LoadFont(b); err != nil {
			return f, err
		}
	}
	return f, nil
})

// withFallback adds the fallback font for rare characters.
func withFallback(t testing.TB, f Fonts) Fonts {
	t.Helper()
	b, err := os.ReadFile("/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf")
	if err != nil {
		t.Skipf("the fallback font is not installed (Debian package fonts-lxgw-wenkai): %v", err)
	}
	if f.Fallback, err = LoadFont(b); err != nil {
		t.Fatal(err)
	}
	return f
}

// portrait is a drawing of a head and shoulders on white, not of a person.
func portrait(width, height int) image.Image {
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			fx, fy := float64(x)/float64(width)-0.5, float64(y)/float64(height)
			c := color.RGBA{255, 255, 255, 255}
			if fx*fx/0.16+(fy-1.05)*(fy-1.05)/0.13 < 1 {
				c = color.RGBA{60, 74, 96, 255}
			}
			if fx*fx/0.052+(fy-0.42)*(fy-0.42)/0.062 < 1 {
				c = color.RGBA{222, 188, 160, 255}
			}
			if fx*fx/0.06+(fy-0.34)*(fy-0.34)/0.06 < 1 && fy < 0.3 {
				c = color.RGBA{40, 36, 34, 255}
			}
			picture.SetRGBA(x, y, c)
		}
	}
	return picture
}

// roundSeal is a drawing of a round seal without letters.
func roundSeal(side int) image.Image {
	picture := image.NewNRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			fx, fy := float64(x)/float64(side)-0.5, float64(y)/float64(side)-0.5
			if d := fx*fx + fy*fy; d < 0.24 && d > 0.205 || d < 0.012 {
				picture.SetNRGBA(x, y, color.NRGBA{200, 30, 30, 255})
			}
		}
	}
	return picture
}

// normalised are a photo and a seal in the form in which they are kept.
var normalised = sync.OnceValues(func() (pictures [2][]byte, err error) {
	for i, picture := range []image.Image{portrait(295, 413), roundSeal(420)} {
		white := image.NewRGBA(picture.Bounds())
		draw.Draw(white, white.Bounds(), image.White, image.Point{}, draw.Src)
		draw.Draw(white, white.Bounds(), picture, image.Point{}, draw.Over)
		var b bytes.Buffer
		if err := jpeg.Encode(&b, white, nil); err != nil {
			return pictures, err
		}
		pictures[i] = b.Bytes()
	}
	return pictures, nil
})

// sample is a whole certificate of a synthetic person.
func sample(t testing.TB) CertificateView {
	t.Helper()
	pictures, err := normalised()
	if err != nil {
		t.Fatal(err)
	}
	return CertificateView{
		Number: "S 0000 65 901201 26 4 000123",
		Name:   "示例甲", NameEN: "Shili Jia",
		DocKind: "居民身份证", DocKindEN: "Resident identity card",
		DocNumber:  "659012 20230401 001X",
		Occupation: "电工", OccupationEN: "Electrician",
		Level: skill.Level4,
		Body:  "示范省甲职业技能评价中心", BodyEN: "",
		Issued: day.Must("2026-11-21"),
		Photo:  pictures[0], Seal: pictures[1],
		QR:             "HTTPS://ASSAY.EXAMPLE/Q/" + bigPayload,
		CertificateURL: "http://jndj.osta.org.cn", BodyURL: "http://pjjg.osta.org.cn",
		Printed: time.Date(2026, 11, 21, 2, 30, 0, 0, time.UTC),
	}
}

// bigPayload has the length of a signed statement in base32.
const bigPayload = "AEBAGBAFAYDQQCIKBMGA2DQPCAIREEYUCULBOGAZDINRYHI6D4QCCIRDEQSSMJZIFEVCWLBNFYXTAMJSGM2DKNRXHA4TUOZ4HU7D6QCBIJBUIRKGI5EESSSLJRGU4T2QKFJFGVCVKZLVQWK2LNOF2XS7MBQWEY3EMVTGO2DJNJVWY3LON5YHC4TTOR2XM53YPF5HW7D5PZ7YBAMCQOCILBUHRCEYVC4MRWHI7EERSKJZJFMWS6MJTGU3TSOZ5H6"

func mustPrint(t testing.TB, f Fonts, v CertificateView) []byte {
	t.Helper()
	file, err := Certificate(f, v)
	if err != nil {
		t.Fatalf("%s: %v", v.Name, err)
	}
	return file
}

// tool runs an outside program on a file and returns what it prints; the test is
// skipped where the program is not installed.
func tool(t testing.TB, file []byte, name string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Skipf("%s is not installed (Debian packages poppler-utils, qpdf, zbar-tools)", name)
	}
	path := filepath.Join(t.TempDir(), "page.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	for i, a := range args {
		args[i] = strings.ReplaceAll(a, "FILE", path)
	}
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		t.Fatalf("%s %q: %v\n%s", name, args, err, out)
	}
	return string(out)
}

func textOf(t testing.TB, file []byte) string {
	t.Helper()
	return tool(t, file, "pdftotext", "FILE", "-")
}

// joined drops what a page adds to text: line ends, spaces, form feeds.
func joined(text string) string { return strings.Join(strings.Fields(text), "") }

// 人社鉴发〔2021〕1号, reference layout: items 1 to 15, and the optional ones.
func TestACertificateSaysEveryItem(t *testing.T) {
	v := sample(t)
	v.ProvinceURL, v.PrintSerial = "https://province.example/query", "00012345"
	text := textOf(t, mustPrint(t, shippedFonts(t), v))
	for item, want := range map[string]string{
		"1 证书名称":        "职业技能等级证书",
		"1 in English":  "Certificate of Vocational Skill Level",
		"2 证书正文":        "本证书由示范省甲职业技能评价中心颁发，表明持证人通过本机构组织的职业技能等级认定，具备该职业（工种）相应技能等级水平。",
		"3 评价机构名称":      "评价机构 Issued by",
		"4 发证日期":        "2026年11月21日",
		"4 in English":  "21 Nov 2026",
		"5 姓名":          "示例甲",
		"5 romanised":   "Shili Jia",
		"6 证件类型":        "居民身份证",
		"7 证件号码":        "65901220230401001X",
		"8 职业名称":        "电工",
		"8 in English":  "Electrician",
		"9 工种/职业方向":     "--",
		"10 职业技能等级":     "四级/中级工",
		"10 in English": "Level 4",
		"11 证书编号":       "S000065901201264000123",
		"13 二维码":        "扫码核验",
		"14 证书信息查询网址":   "http://jndj.osta.org.cn",
		"15 机构信息查询网址":   "http://pjjg.osta.org.cn",
		"省级证书查询网址":      "https://province.example/query",
		"证书印制流水码":       "00012345",
	} {
		if !strings.Contains(joined(text), joined(want)) {
			t.Errorf("item %s: the page does not say %q", item, want)
		}
	}
	for _, word := range []string{"SPECIMEN", "加盖印章处"} {
		if strings.Contains(text, word) {
			t.Errorf("a real certificate with a seal says %q", word)
		}
	}
}

func TestWhatNobodyGaveIsNotPrinted(t *testing.T) {
	v := sample(t)
	v.NameEN, v.DocKindEN, v.OccupationEN, v.Seal = "", "", "", nil
	text := textOf(t, mustPrint(t, shippedFonts(t), v))
	for _, word := range []string{"Electrician", "省级证书查询网址", "证书印制流水码"} {
		if strings.Contains(text, word) {
			t.Errorf("the page says %q", word)
		}
	}
	if !strings.Contains(text, "（加盖印章处）") {
		t.Error("a page without a seal does not say where to seal")
	}
}

// Names of 1 to 30 characters, of several parts, and in rare characters print,
// and what is copied from the page is the name.
func TestEveryNameFitsAndCanBeCopied(t *testing.T) {
	f := withFallback(t, shippedFonts(t))
	names := []string{
		"阿卜杜热合曼江·买买提吐尔逊江·阿卜力米提艾合买提江", "𠮷示例", "示𠮷", "欧阳示例",
		"Ana María Example-Sample de la Muestra y Prueba",
	}
	for n := 1; n <= 30; n += 4 {
		names = append(names, strings.Repeat("示例甲乙丙", 6)[:3*n])
	}
	for _, name := range names {
		v := sample(t)
		v.Name = name
		text := textOf(t, mustPrint(t, f, v))
		if !strings.Contains(joined(text), joined(name)) {
			t.Errorf("%q cannot be copied from the page", name)
		}
	}
}

func TestTheCodeOnThePageIsReadByAScanner(t *testing.T) {
	if _, err := exec.LookPath("zbarimg"); err != nil {
		t.Skip("zbarimg is not installed (Debian package zbar-tools)")
	}
	for _, specimen := range []bool{false, true} {
		v := sample(t)
		v.Specimen = specimen
		page := filepath.Join(t.TempDir(), "page")
		tool(t, mustPrint(t, shippedFonts(t), v), "pdftoppm", "-r", "200", "-gray", "-png", "-singlefile", "FILE", page)
		out, err := exec.Command("zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", page+".png").Output()
		if err != nil || strings.TrimSpace(string(out)) != v.QR {
			t.Errorf("specimen %v: the scanner reads %q (%v), want %q", specimen, out, err, v.QR)
		}
	}
}

func TestTheFileCarriesTheTextOfItsCode(t *testing.T) {
	v := sample(t)
	got, err := ReadQRText(mustPrint(t, shippedFonts(t), v))
	if err != nil || got != v.QR {
		t.Errorf("got %q, %v", got, err)
	}
}

// The code is printed at 25 mm; a module under 0.38 mm is not read from ordinary print.
func TestACodeTooFineForPaperIsRefused(t *testing.T) {
	for n := 20; n < 600; n++ {
		code, err := qrCode(strings.Repeat("A", n))
		switch {
		case n <= 419 && err != nil: // version 12, level M: 65 modules, 419 characters
			t.Fatalf("%d characters are refused: %v", n, err)
		case n > 419 && (err == nil || err.Reason != "print.qr_long"):
			t.Fatalf("%d characters pass", n)
		case err == nil && qrSize/float64(code.Size) < 0.38:
			t.Fatalf("%d characters make modules of %.3f mm", n, qrSize/float64(code.Size))
		}
	}
}

func TestASpecimenSaysSoAcrossThePage(t *testing.T) {
	v := sample(t)
	v.Specimen = true
	text := joined(textOf(t, mustPrint(t, shippedFonts(t), v)))
	for _, letter := range "样本SPECIMEN" {
		if !strings.ContainsRune(text, letter) {
			t.Errorf("the page lacks %c of its specimen mark", letter)
		}
	}
}

// A page is sound, its fonts are embedded as subsets with a way back to text.
func TestFilesAreSound(t *testing.T) {
	v := sample(t)
	v.Name, v.Specimen = "𠮷示例", true
	file := mustPrint(t, withFallback(t, shippedFonts(t)), v)
	if out := tool(t, file, "qpdf", "--check", "FILE"); !strings.Contains(out, "No syntax or stream encoding errors") {
		t.Error(out)
	}
	rows := strings.Split(strings.TrimSpace(tool(t, file, "pdffonts", "FILE")), "\n")[2:]
	if len(rows) != 3 {
		t.Errorf("%d fonts, want text, title and fallback:\n%s", len(rows), strings.Join(rows, "\n"))
	}
	for _, row := range rows {
		if !strings.Contains(row, "CID TrueType") || !strings.Contains(row, "Identity-H       yes yes yes") {
			t.Errorf("not embedded, not a subset, or without text: %s", row)
		}
	}
	about := tool(t, file, "pdfinfo", "FILE")
	for _, want := range []string{"职业技能等级证书 S000065901201264000123", "Tagged:          yes", "Pages:           1", "A4"} {
		if !strings.Contains(about, want) {
			t.Errorf("pdfinfo does not say %q:\n%s", want, about)
		}
	}
}

// What a screen reader hears, in order.
func TestStructureForScreenReaders(t *testing.T) {
	v := sample(t)
	file := mustPrint(t, shippedFonts(t), v)
	got := tool(t, file, "pdfinfo", "-struct-text", "FILE")
	want, err := os.ReadFile("testdata/certificate-structure.txt")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
	objects := packedObjects(t, file)
	for what, entry := range map[string]string{
		"the photo's description": alt(photoAlt), "the seal's description": alt(sealAlt),
		"the code's description": alt(qrAlt), "the file's language": "/Lang(zh-CN)",
		"the number in one piece": "/ActualText" + hexText("S000065901201264000123"),
	} {
		if !strings.Contains(objects, entry) {
			t.Errorf("the structure lacks %s", what)
		}
	}
}

// packedObjects are the objects of a file that stand in its object stream.
func packedObjects(t testing.TB, file []byte) string {
	t.Helper()
	_, after, _ := bytes.Cut(file, []byte("/Type/ObjStm"))
	_, stream, ok := bytes.Cut(after, []byte("\nstream\n"))
	if !ok {
		t.Fatal("the file has no object stream")
	}
	r, err := zlib.NewReader(bytes.NewReader(stream))
	if err != nil {
		t.Fatal(err)
	}
	objects, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(objects)
}

// The same view gives the same bytes, from any number of goroutines at once.
func TestTheSameViewGivesTheSameBytes(t *testing.T) {
	f, v := shippedFonts(t), sample(t)
	want := mustPrint(t, f, v)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if got, err := Certificate(f, v); err != nil || !bytes.Equal(got, want) {
				t.Errorf("another file came out (%v)", err)
			}
		})
	}
	all.Wait()
	v.Printed = v.Printed.Add(time.Second)
	if bytes.Equal(mustPrint(t, f, v), want) {
		t.Error("another time gave the same bytes")
	}
}

func TestFilesStaySmall(t *testing.T) {
	v := sample(t)
	if size := len(mustPrint(t, shippedFonts(t), v)) - len(v.Photo); size > 60000 {
		t.Errorf("%d bytes besides the photo, want at most 60000", size)
	}
}

// Everything that is missing is named at once, by its place in the view.
func TestLintNamesEveryFault(t *testing.T) {
	f := shippedFonts(t)
	empty := CertificateView{}
	want := map[string]string{"qr": "print.item_missing", "photo": "picture.missing"}
	for _, path := range []string{"number", "name", "document.kind", "document.number", "occupation",
		"level", "body", "issued", "certificate_url", "body_url"} {
		want[path] = "print.item_missing"
	}
	if diff := cmp.Diff(want, faults(empty.Lint(f))); diff != "" {
		t.Error(diff)
	}
	for _, c := range []struct {
		path, reason string
		spoil        func(*CertificateView)
	}{
		{"name", "print.character_missing", func(v *CertificateView) { v.Name = "示𰻝" }},
		{"name", "print.character_missing", func(v *CertificateView) { v.Name = "示\u200b例" }},
		{"name", "print.text_broken", func(v *CertificateView) { v.Name = "\xff\xfe" }},
		{"name", "print.text_long", func(v *CertificateView) { v.Name = strings.Repeat("示", 200) }},
		{"body", "print.text_long", func(v *CertificateView) { v.Body = strings.Repeat("示", 400) }},
		{"photo", "picture.unreadable", func(v *CertificateView) { v.Photo = []byte("no picture") }},
		{"photo", "picture.missing", func(v *CertificateView) { v.Photo = nil }},
		{"seal", "picture.unreadable", func(v *CertificateView) { v.Seal = v.Photo[:100] }},
		{"qr", "print.qr_long", func(v *CertificateView) { v.QR += v.QR }},
		{"number", "print.text_long", func(v *CertificateView) { v.Number = strings.Repeat("A", 300) }},
		{"certificate_url", "print.text_long", func(v *CertificateView) { v.CertificateURL = strings.Repeat("a", 300) }},
	} {
		v := sample(t)
		c.spoil(&v)
		err := v.Lint(f)
		if got := faults(err)[c.path]; got != c.reason {
			t.Errorf("%s: got %q (%v), want %s", c.path, got, err, c.reason)
		}
		if _, err := Certificate(f, v); reason(err) != "print.unprintable" {
			t.Errorf("%s: printing says %v", c.path, err)
		}
	}
	v := sample(t)
	if err := v.Lint(f); err != nil {
		t.Errorf("a whole view has faults: %v", err)
	}
}

func faults(err error) map[string]string {
	found := map[string]string{}
	if e, ok := errors.AsType[*skill.Error](err); ok {
		for _, f := range e.Fields {
			found[f.Path] = f.Reason
		}
	}
	return found
}

// Spaces group the digits of numbers and divide the words of names: the first are
// not copied, the second are.
func TestANameInCapitalsKeepsItsSpaces(t *testing.T) {
	v := sample(t)
	v.Name = "SAMPLE HOLDER A"
	if text := textOf(t, mustPrint(t, shippedFonts(t), v)); !strings.Contains(text, v.Name) {
		t.Errorf("%q cannot be copied from the page", v.Name)
	}
}

// A font that lacks the layout's own words prints nothing.
func TestAFontWithoutTheLayoutsWordsIsRefused(t *testing.T) {
	small := Fonts{Text: loadSmall(t)}
	v := sample(t)
	for _, p := range []*string{&v.Name, &v.NameEN, &v.DocKind, &v.DocKindEN, &v.DocNumber, &v.Number,
		&v.Occupation, &v.OccupationEN, &v.Body, &v.CertificateURL, &v.BodyURL, &v.QR} {
		*p = "AB"
	}
	small.Fallback, small.Title = shippedFonts(t).Text, small.Text
	if _, err := Certificate(small, v); err != nil {
		t.Errorf("words that the fallback has are refused: %v", err)
	}
	small.Fallback = nil
	v.Level, v.Issued = skill.Level{}, day.Date{}
	c := &certificatePage{&printedPage{pdfPage: newPDF(small).page()}, &v}
	c.drawHeading()
	if !slices.Contains(c.file.missing, '职') {
		t.Errorf("the heading was drawn with %q missing", string(c.file.missing))
	}
}

// A message names the character that cannot be printed, and not the name.
func TestAFaultNamesTheCharacterAlone(t *testing.T) {
	v := sample(t)
	v.Name = "示例𰻝"
	err := v.Lint(shippedFonts(t))
	if text := err.Error(); strings.Contains(text, "示例") {
		t.Errorf("%q holds the name", text)
	}
	e, _ := errors.AsType[*skill.Error](err)
	if got := e.Fields[0].Args["character"]; got != "𰻝 (U+30EDD)" {
		t.Errorf("the character is given as %q", got)
	}
}
