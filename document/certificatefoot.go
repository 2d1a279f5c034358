package document

import "rsc.io/qr"

func (c *certificatePage) drawCode(code *qr.Code) {
	const x, y = left + 2.0, footTop + 2.0
	c.mark("Figure", alt(qrAlt), func() { c.qr(code, x, y) })
	c.file.group("Caption", "", func() {
		c.span("", func() { c.centred(x+qrSize/2, y+qrSize+5.6, scanText, c.style(9.5, inkText)) })
		c.span(inEnglish, func() { c.centred(x+qrSize/2, y+qrSize+9.4, scanEN, c.style(8, inkGrey)) })
	})
}

func (c *certificatePage) drawIssuer() {
	v := c.view
	if v.Seal == nil {
		c.drawSealPlace()
	} else {
		c.mark("Figure", alt(sealAlt), func() {
			c.figure("seal", v.Seal, sealLeft, footTop+1.5, sealDiameter, sealDiameter)
		})
	}
	c.labelled(footTop+3, issuerLabel, issuerLabelEN)
	c.file.group("P", "", func() {
		c.stack("body", pdfArea{issuerLeft, footTop + 4, right - issuerLeft, 18},
			stackText{text: v.Body, style: c.style(13.5, inkText)},
			stackText{text: v.BodyEN, style: c.style(9, inkGrey), english: true})
	})
	c.labelled(footTop+26, issueDateLabel, issueDateLabelEN)
	c.file.group("P", "", func() {
		c.stack("issued", pdfArea{issuerLeft, footTop + 27, right - issuerLeft, 12},
			stackText{text: chineseDate(v.Issued), style: c.style(13.5, inkText)},
			stackText{text: englishDate(v.Issued), style: c.style(9, inkGrey), english: true})
	})
}

// drawSealPlace says where a page without a seal's picture is to be sealed.
func (c *certificatePage) drawSealPlace() {
	const middle = sealLeft + sealDiameter - 9
	c.file.group("P", "", func() {
		c.span("", func() { c.centred(middle, footTop+33, sealPlace, c.style(10.5, inkGrey)) })
		c.span(inEnglish, func() { c.centred(middle, footTop+37.2, sealPlaceEN, c.style(8, inkGrey)) })
	})
}

// labelled draws a label on one line, Chinese and then English.
func (c *certificatePage) labelled(y float64, label, english string) {
	c.file.group("P", "", func() {
		zh, en := c.style(9.5, inkGrey), c.style(8, inkGrey)
		x := issuerLeft + c.file.width(label, zh)/pointsPerMM + 1.8
		c.span("", func() { c.text(issuerLeft, y, label, zh) })
		c.span(inEnglish, func() { c.text(x, y, english, en) })
	})
}

func (c *certificatePage) drawQueries() {
	v := c.view
	c.artifact(func() { c.line(left, 264, right, 264, 0.4, inkLine) })
	y := 269.5
	for _, q := range []smallLine{
		{"certificate_url", "证书信息查询网址", "Certificate query", v.CertificateURL},
		{"body_url", "机构信息查询网址", "Institution query", v.BodyURL},
		{"province_url", "省级证书查询网址", "Provincial query", v.ProvinceURL},
	} {
		if q.value != "" {
			c.drawSmall(q, y)
			y += 4.6
		}
	}
	if v.PrintSerial != "" {
		c.drawSmall(smallLine{"print_serial", "证书印制流水码", "Print serial", v.PrintSerial}, 290.5)
	}
}

// A smallLine is a label in both languages and its value on one line.
type smallLine struct{ path, label, labelEN, value string }

func (c *certificatePage) drawSmall(l smallLine, y float64) {
	c.file.group("P", "", func() {
		c.span("", func() { c.text(left, y, l.label, c.style(8.5, inkText)) })
		c.span(inEnglish, func() { c.text(left+26.5, y, l.labelEN, c.style(8, inkGrey)) })
		c.stack(l.path, pdfArea{left + 52, y - 3.6, right - left - 52, 5}, stackText{text: l.value, style: c.style(8.5, inkText)})
	})
}
