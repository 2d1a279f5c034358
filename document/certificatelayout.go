package document

import "assay/skill"

// The words of the reference layout, and ours in English beside them. The text of
// item 2 stands in an annex that was not seen; it is worded as bodies print it.
// Source: 人社鉴发〔2021〕1号, items 1 to 15; the notice gives no English.
const (
	certificateTitle   = "职业技能等级证书"
	certificateTitleEN = "Certificate of Vocational Skill Level"

	statementBefore  = "本证书由"
	statementAfter   = "颁发，表明持证人通过本机构组织的职业技能等级认定，具备该职业（工种）相应技能等级水平。"
	statementEN      = "This certificate is issued by the assessment body named below. It states that the holder has passed the vocational skill level assessment organised by that body and has the skill of the stated level in this occupation (specialty)."
	specimenText     = "样本 SPECIMEN"
	photoAlt         = "持证人照片 Photo of the holder"
	sealAlt          = "评价机构印章 Seal of the assessment body"
	qrAlt            = "二维码，扫描可核验本证书 QR code to verify this certificate"
	sealPlace        = "（加盖印章处）"
	sealPlaceEN      = "Place of the seal"
	scanText, scanEN = "扫码核验", "Scan to verify"
	issuerLabel      = "评价机构"
	issuerLabelEN    = "Issued by"
	issueDateLabel   = "发证日期"
	issueDateLabelEN = "Date of issue"
)

// The page in millimetres: A4 with one column.
const (
	left, right  = 27.0, 183.0
	gridTop      = 110.0
	nameTall     = 19.0 // the name's row: two lines and the romanised form
	rowTall      = 13.0
	labelWide    = 40.0
	photoColumn  = 35.0
	photoRows    = 3
	photoW       = 25.0 // one inch (一寸)
	photoH       = 35.0
	footTop      = 219.0
	issuerLeft   = 104.0
	sealLeft     = 130.0
	sealDiameter = 42.0 // the usual size of a body's round seal
)

// A certificatePage draws one certificate.
type certificatePage struct {
	*printedPage
	view *CertificateView
}

// lay checks and draws a certificate.
func (v *CertificateView) lay(fonts Fonts) (*pdfFile, error) {
	code, faults := v.check(fonts)
	if len(faults) > 0 {
		return nil, unprintable(faults)
	}
	file := newPDF(fonts)
	c := &certificatePage{&printedPage{pdfPage: file.page()}, v}
	c.drawFrame()
	c.drawHeading()
	c.drawGrid()
	c.drawCode(code)
	c.drawIssuer()
	c.drawQueries()
	if v.Specimen {
		c.drawSpecimen()
	}
	for _, r := range file.missing { // of the layout's own words: another font was loaded
		c.faults = append(c.faults, characterFault("layout", r))
	}
	if len(c.faults) > 0 {
		return nil, unprintable(c.faults)
	}
	return file, nil
}

func (c *certificatePage) drawFrame() {
	c.artifact(func() {
		c.frame(12, 12, 186, 273, 1.5, inkIndigo)
		c.frame(13.6, 13.6, 182.8, 269.8, 0.4, inkIndigo)
	})
}

func (c *certificatePage) drawHeading() {
	const middle = (left + right) / 2
	title := c.title(33, inkIndigo)
	title.spacing = 5
	c.mark("H1", "", func() { c.centred(middle, 45, certificateTitle, title) })
	english := c.style(13.5, inkGrey)
	english.spacing = 0.4
	c.mark("P", inEnglish, func() { c.centred(middle, 54.5, certificateTitleEN, english) })
	c.artifact(func() { c.line(middle-17, 61, middle+17, 61, 0.6, inkIndigo) })
	c.drawStatement()
}

// indent begins a Chinese paragraph: two ideographic spaces.
const indent = "\u3000\u3000"

// drawStatement sets the certificate's text in both languages between heading and
// grid, smaller where a long body's name needs it.
func (c *certificatePage) drawStatement() {
	const top, gap, room = 66.5, 2.2, gridTop - 66.5 - 4
	text := indent + statementBefore + c.view.Body + statementAfter
	for scale := 1.0; scale >= shrinkAtAll; scale -= 0.05 {
		zh := c.paragraph(text, c.style(12.5*scale, inkText), right-left, 7.6*scale)
		en := c.paragraph(statementEN, c.style(9*scale, inkGrey), right-left, 4.6*scale)
		if zh.tall()+gap+en.tall() > room {
			continue
		}
		c.mark("P", "", func() { zh.draw(c.pdfPage, left, top) })
		c.mark("P", inEnglish, func() { en.draw(c.pdfPage, left, top+zh.tall()+gap) })
		return
	}
	c.faults = append(c.faults, skill.FieldError{Path: "body", Reason: "print.text_long"})
}

func (c *certificatePage) drawGrid() {
	v := c.view
	specialty := v.Specialty
	if specialty == "" {
		specialty = noSpecialty
	}
	rows := []gridRow{
		{"姓名", "Name", "name", v.Name, v.NameEN, 16, false},
		{"证件类型", "ID type", "document.kind", v.DocKind, v.DocKindEN, 12.5, false},
		{"证件号码", "ID number", "document.number", v.DocNumber, "", 14, true},
		{"职业名称", "Occupation", "occupation", v.Occupation, v.OccupationEN, 13.5, false},
		{"工种/职业方向", "Specialty", "specialty", specialty, v.SpecialtyEN, 13.5, false},
		{"职业技能等级", "Skill level", "level", v.Level.Chinese(), v.Level.English(), 13.5, false},
		{"证书编号", "Certificate No.", "number", v.Number, "", 15, true},
	}
	c.file.group("Table", "", func() {
		y := gridTop
		c.artifact(func() { c.block(left, y, labelWide, nameTall+float64(len(rows)-1)*rowTall, inkMist) })
		for i, row := range rows {
			tall, end := rowTall, right
			if i == 0 {
				tall = nameTall
			}
			if i < photoRows {
				end -= photoColumn
			}
			c.artifact(func() { c.gridLines(y, tall, end, i == photoRows-1) })
			c.file.group("TR", "", func() { c.drawRow(row, y, tall, end) })
			y += tall
		}
		c.artifact(func() { c.frame(left, gridTop, right-left, y-gridTop, 0.9, inkIndigo) })
	})
	c.mark("Figure", alt(photoAlt), func() {
		tall := nameTall + (photoRows-1)*rowTall
		c.figure("photo", v.Photo, right-photoColumn+(photoColumn-photoW)/2, gridTop+(tall-photoH)/2, photoW, photoH)
	})
}

// A gridRow is one item of the layout: label, value, the value's best size, and
// whether it is a number in groups.
type gridRow struct {
	label, labelEN, path, value, valueEN string
	points                               float64
	number                               bool
}

// gridLines draws a row's rules; end is where its value's cell ends, and last
// says that the photo beside it ends with it.
func (c *certificatePage) gridLines(y, tall, end float64, last bool) {
	foot := end
	if last {
		foot = right
	}
	c.line(left, y+tall, foot, y+tall, 0.4, inkLine)
	c.line(left+labelWide, y, left+labelWide, y+tall, 0.4, inkLine)
	if end < right {
		c.line(end, y, end, y+tall, 0.4, inkLine)
	}
}

func (c *certificatePage) drawRow(row gridRow, y, tall, end float64) {
	const pad = 4.0
	y, tall = y+1, tall-2 // white above and below
	c.file.group("TH", rowHeader, func() {
		c.stack(row.path, pdfArea{left + pad, y, labelWide - 2*pad, tall},
			stackText{text: row.label, style: c.style(11, inkText)},
			stackText{text: row.labelEN, style: c.style(8.5, inkGrey), english: true})
	})
	c.file.group("TD", "", func() {
		c.stack(row.path, pdfArea{left + labelWide + pad, y, end - left - labelWide - 2*pad, tall},
			stackText{text: row.value, style: c.style(row.points, inkText), number: row.number},
			stackText{text: row.valueEN, style: c.style(9.5, inkGrey), english: true})
	})
}
