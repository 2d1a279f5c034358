package document

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"testing"
	"time"

	"assay/document/fonts"
	"assay/skill"
	"assay/skill/day"
)


// shippedFonts loads the fonts once for all tests of the package.
func shippedFonts(t testing.TB) Fonts {
	t.Helper()
	return Fonts{Text: shippedFont(t, fonts.Regular), Title: shippedFont(t, fonts.Bold)}
}

func shippedFont(t testing.TB, name string) *Font {
	t.Helper()
	b, err := fonts.Read(name)
	if errors.Is(err, fonts.ErrMissing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	f, err := LoadFont(b)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

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

func pngOf(t testing.TB, picture image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func jpegOf(t testing.TB, picture image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// sample is a whole certificate of a synthetic person.
func sample(t testing.TB) CertificateView {
	t.Helper()
	photo, err := NormalisePhoto(pngOf(t, portrait(590, 826)))
	if err != nil {
		t.Fatal(err)
	}
	seal, err := NormaliseSeal(pngOf(t, roundSeal(600)))
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
		Photo:  photo, Seal: seal,
		QR:             "HTTPS://ASSAY.EXAMPLE/Q/" + bigPayload,
		CertificateURL: "http://jndj.osta.org.cn", BodyURL: "http://pjjg.osta.org.cn",
		Printed: time.Date(2026, 11, 21, 2, 30, 0, 0, time.UTC),
	}
}

// bigPayload has the length of a signed statement in base32.
const bigPayload = "AEBAGBAFAYDQQCIKBMGA2DQPCAIREEYUCULBOGAZDINRYHI6D4QCCIRDEQSSMJZIFEVCWLBNFYXTAMJSGM2DKNRXHA4TUOZ4HU7D6QCBIJBUIRKGI5EESSSLJRGU4T2QKFJFGVCVKZLVQWK2LNOF2XS7MBQWEY3EMVTGO2DJNJVWY3LON5YHC4TTOR2XM53YPF5HW7D5PZ7YBAMCQOCILBUHRCEYVC4MRWHI7EERSKJZJFMWS6MJTGU3TSOZ5H6"

func TestRender(t *testing.T) {
	out := os.Getenv("RENDER_TO")
	if out == "" {
		t.Skip("RENDER_TO not set")
	}
	f := withFallback(t, shippedFonts(t))
	put := func(name string, edit func(*CertificateView)) {
		v := sample(t)
		edit(&v)
		b, err := Certificate(f, v)
		if err != nil {
			t.Fatal(name, err)
		}
		if err := os.WriteFile(out+"/"+name+".pdf", b, 0o644); err != nil {
			t.Fatal(err)
		}
		t.Log(name, len(b), len(v.Photo), len(v.Seal))
	}
	put("normal", func(v *CertificateView) {})
	put("long", func(v *CertificateView) {
		v.Name, v.NameEN = "阿卜杜热合曼江·买买提吐尔逊江·阿卜力米提艾合买提江", "Abdurahmanjan Muhammadtursunjan Ablimit Ahmadjan"
		v.Body = "示范省某某职业技能评价与人力资源开发服务集团股份有限公司第二分公司"
		v.BodyEN = "Second Branch of the Model Province Vocational Skill Assessment and Human Resources Development Service Group Co., Ltd."
		v.Specialty, v.SpecialtyEN = "网络与信息安全管理员（数据安全管理员）", "Network and information security administrator (data security administrator)"
		v.ProvinceURL, v.PrintSerial = "https://example.org/province/query", "00012345"
	})
	put("single", func(v *CertificateView) { v.Name, v.NameEN = "一", "Yi"; v.Seal = nil; v.Specimen = true })
	put("rare", func(v *CertificateView) { v.Name, v.NameEN = "𠮷示例", "Ji Shili"; v.Specialty = "低压电工" })
}
