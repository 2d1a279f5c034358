package picture

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
)

// orientation reads how a camera was held from a JPEG's Exif block: 1 to 8, and
// 1 where nothing is said or the block cannot be read.
// Source: JEITA CP-3451 (Exif 2.3), tag 0x0112.
func orientation(file []byte) int {
	for at := 2; at+4 <= len(file) && file[at] == 0xFF && file[at+1] != 0xDA; {
		size := int(be16(file, at+2))
		end := at + 2 + size
		if size < 2 || end > len(file) {
			return 1
		}
		if block, ok := bytes.CutPrefix(file[at+4:end], []byte("Exif\x00\x00")); ok && file[at+1] == 0xE1 {
			return exifOrientation(block)
		}
		at = end
	}
	return 1
}

func exifOrientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	order := binary.ByteOrder(binary.BigEndian)
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	from := int(order.Uint32(tiff[4:]))
	if from < 8 || from+2 > len(tiff) {
		return 1
	}
	entries := tiff[from+2:]
	for range int(order.Uint16(tiff[from:])) {
		if len(entries) < 12 {
			break
		}
		if value := int(order.Uint16(entries[8:])); order.Uint16(entries) == 0x0112 && value >= 1 && value <= 8 {
			return value
		}
		entries = entries[12:]
	}
	return 1
}

// turned shows a picture the way its orientation says, without copying it.
type turned struct {
	image.Image
	how int
}

// sideways is the first orientation of which the sides change places.
const sideways = 5

// shownSize is the size of a picture when it stands upright.
func shownSize(picture image.Image, how int) image.Point {
	return upright(picture, how).Bounds().Size()
}

// upright turns a picture whose camera was not held upright.
func upright(picture image.Image, how int) image.Image {
	if how == 1 {
		return picture
	}
	return turned{picture, how}
}

// Bounds implements image.Image; from sideways on the sides change places.
func (t turned) Bounds() image.Rectangle {
	size := t.Image.Bounds().Size()
	if t.how >= sideways {
		size = image.Pt(size.Y, size.X)
	}
	return image.Rectangle{Max: size}
}

// At implements image.Image.
func (t turned) At(x, y int) color.Color {
	b := t.Image.Bounds()
	if t.how >= sideways {
		x, y = y, x
	}
	// Where the stored row or column runs against the shown one.
	if t.how == 2 || t.how == 3 || t.how == 7 || t.how == 8 {
		x = b.Dx() - 1 - x
	}
	if t.how == 3 || t.how == 4 || t.how == 6 || t.how == 7 {
		y = b.Dy() - 1 - y
	}
	return t.Image.At(b.Min.X+x, b.Min.Y+y)
}
