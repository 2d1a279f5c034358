package document

import (
	"fmt"
	"strings"

	"rsc.io/qr"

	"assay/skill"
)

// A QRPath is a QR code as a picture that a page draws: a path of filled squares
// in a square of Size modules a side, with the quiet zone around the code.
type QRPath struct {
	Size int
	Path string // as in SVG: M, h, v, z with whole numbers
}

// DrawQR makes the picture of a text, at correction level M.
// Source: GB/T 18284-2000 (ISO/IEC 18004).
func DrawQR(text string) (QRPath, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return QRPath{}, skill.FailField("qr", "print.qr_long", "characters", fmt.Sprint(len(text)))
	}
	var b strings.Builder
	for r := range merge(code) {
		fmt.Fprintf(&b, "M%d %dh%dv%dh-%dz", r.x+qrQuiet, r.y+qrQuiet, r.width, r.height, r.width)
	}
	return QRPath{code.Size + 2*qrQuiet, b.String()}, nil
}
