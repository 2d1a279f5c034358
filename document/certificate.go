package document

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"assay/skill"
	"assay/skill/day"

	"rsc.io/qr"
)

// A CertificateView is everything that a skill level certificate
// (职业技能等级证书) shows. English texts are printed beside the Chinese where they
// are given, never made up. Spaces in Number and DocNumber group the digits on
// paper and are not part of the text that is copied.
// Source: 人社鉴发〔2021〕1号, reference layout, items 1 to 15.
type CertificateView struct {
	Number                  string      // 证书编号
	Name, NameEN            string      // 姓名, as in the identity record, and its romanised form
	DocKind, DocKindEN      string      // 证件类型
	DocNumber               string      // 证件号码, whole
	Occupation              string      // 职业名称, as filed
	OccupationEN            string      // only where a source gives it
	Specialty, SpecialtyEN  string      // 工种/职业方向; printed as -- where there is none
	Level                   skill.Level // 职业技能等级
	Body, BodyEN            string      // 评价机构名称, as filed
	Issued                  day.Date    // 发证日期
	Photo                   []byte      // JPEG of one-inch proportion, as rule/picture makes it
	Seal                    []byte      // JPEG, as rule/picture makes it; without it the page says where to seal
	QR                      string      // text of the QR code
	CertificateURL, BodyURL string      // 证书信息查询网址, 机构信息查询网址
	ProvinceURL             string      // 省级证书查询网址, optional
	PrintSerial             string      // 证书印制流水码, optional
	Specimen                bool        // print 样本 SPECIMEN across the page
	Printed                 time.Time   // when the file was made, for its properties
}

// noSpecialty is what stands where an occupation has no specialty.
// Source: 人社鉴发〔2021〕1号, item 9: never empty.
const noSpecialty = "--"

// certificateText is one text of a view with its place in error reports.
type certificateText struct {
	path, text string
	required   bool
}

func (v *CertificateView) texts() []certificateText {
	return []certificateText{
		{"number", v.Number, true}, {"name", v.Name, true}, {"name_en", v.NameEN, false},
		{"document.kind", v.DocKind, true}, {"document.kind_en", v.DocKindEN, false},
		{"document.number", v.DocNumber, true},
		{"occupation", v.Occupation, true}, {"occupation_en", v.OccupationEN, false},
		{"specialty", v.Specialty, false}, {"specialty_en", v.SpecialtyEN, false},
		{"level", v.Level.Chinese(), true}, {"body", v.Body, true}, {"body_en", v.BodyEN, false},
		{"issued", v.Issued.String(), true}, {"qr", v.QR, true},
		{"certificate_url", v.CertificateURL, true}, {"body_url", v.BodyURL, true},
		{"province_url", v.ProvinceURL, false}, {"print_serial", v.PrintSerial, false},
	}
}

// Lint names everything that keeps a certificate from being printed: mandatory
// items that are missing, characters that no font of the set can draw, a photo
// that is missing or no usable picture, a QR text too long for 25 mm. Nil means
// that Certificate will print it.
func (v *CertificateView) Lint(fonts Fonts) error {
	if fonts.Text == nil {
		_, err := LoadFont(nil)
		return err
	}
	_, err := v.lay(fonts)
	return err
}

// check collects what is missing or cannot be printed, and encodes the QR text.
func (v *CertificateView) check(fonts Fonts) (code *qr.Code, faults []skill.FieldError) {
	report := func(path, reason string) {
		faults = append(faults, skill.FieldError{Path: path, Reason: reason})
	}
	for _, t := range v.texts() {
		if t.required && t.text == "" {
			report(t.path, "print.item_missing")
		}
		if !utf8.ValidString(t.text) {
			report(t.path, "print.text_broken")
			continue
		}
		for _, r := range Printable(fonts, t.text) {
			faults = append(faults, characterFault(t.path, r))
		}
	}
	if len(v.Photo) == 0 {
		report("photo", "picture.missing")
	}
	code, err := qrCode(v.QR)
	if err != nil {
		faults = append(faults, err.Fields...)
	}
	return code, faults
}

func characterFault(path string, r rune) skill.FieldError {
	return skill.FieldError{Path: path, Reason: "print.character_missing",
		Args: skill.Args{"character": fmt.Sprintf("%c (%U)", r, r)}}
}

// Certificate prints a certificate as a PDF file of one A4 page: subset fonts,
// selectable and tagged text, the QR code as vectors. The same view gives the
// same bytes. What Lint finds is returned as an error with one field each.
func Certificate(fonts Fonts, v CertificateView) ([]byte, error) {
	if fonts.Text == nil {
		_, err := LoadFont(nil)
		return nil, err
	}
	file, err := v.lay(fonts)
	if err != nil {
		return nil, err
	}
	return file.bytes(pdfAbout{
		title:   certificateTitle + " " + ungroup(v.Number),
		created: v.Printed,
		extra:   [][2]string{{qrEntry, v.QR}},
	}), nil
}

func ungroup(number string) string { return strings.ReplaceAll(number, " ", "") }

// chineseDate is 2026年11月21日.
func chineseDate(d day.Date) string {
	return fmt.Sprintf("%d年%d月%d日", d.Year(), d.Month(), d.Day())
}

// englishDate is 21 Nov 2026.
func englishDate(d day.Date) string {
	return fmt.Sprintf("%d %s %d", d.Day(), time.Month(d.Month()).String()[:3], d.Year())
}
