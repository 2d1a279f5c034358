// Package picture makes of uploaded pictures what is kept and printed, and looks at
// photos: pure functions over bytes, within limits of memory that are judged
// before any pixel is. What comes out is made anew from the pixels, so that
// nothing else of an upload stays: no place, no device, no time, no second file
// hidden behind the first.
package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"strconv"

	"assay/skill"
)

// What a photo must be and becomes. One inch (一寸) is 25 × 35 mm; at 300 dots an
// inch that is 295 × 413 pixels.
// Source: 人社鉴发〔2021〕1号, item 12.
const (
	photoWidth, photoHeight = 295, 413
	photoLeast              = 200   // pixels of width, about 200 dots an inch
	photoStretch            = 0.06  // how far height:width may be from 7:5 before nothing sensible can be cut off
	photoBytes              = 40000 // bytes of the result
	sealPixels              = 420   // 42 mm at 254 dots an inch
	sealBytes               = 12000
	plainSide               = 3000 // pixels of the longer side of a proof: an A4 page at 250 dots an inch
	plainBytes              = 3 << 20
)

// Photo makes an uploaded JPEG or PNG into the photo that a certificate
// prints: upright, cut to 25:35, at most 295 × 413 pixels and 40,000 bytes, a
// plain JPEG without the upload's properties (place, device, time). Reasons of
// refusal: picture.missing, .large, .unreadable, photo.small,
// .proportion.
func Photo(file []byte) ([]byte, error) {
	picture, how, err := decode("photo", file)
	if err != nil {
		return nil, err
	}
	size := shownSize(picture, how)
	if size.X < photoLeast || size.Y < photoLeast*7/5 {
		return nil, skill.FailField("photo", "photo.small", "width", strconv.Itoa(size.X),
			"height", strconv.Itoa(size.Y), "least", strconv.Itoa(photoLeast)+" × "+strconv.Itoa(photoLeast*7/5))
	}
	ratio := float64(size.Y) * 5 / (float64(size.X) * 7)
	if ratio < 1-photoStretch || ratio > 1+photoStretch {
		return nil, skill.FailField("photo", "photo.proportion",
			"width", strconv.Itoa(size.X), "height", strconv.Itoa(size.Y))
	}
	to := image.Pt(photoWidth, photoHeight)
	if how >= sideways {
		to.X, to.Y = to.Y, to.X
	}
	cut := middle(picture.Bounds(), to.X, to.Y)
	if cut.Dx() < to.X {
		to = cut.Size()
	}
	return encodeWithin(upright(shrink(picture, cut, to), how), photoBytes)
}

// Plain makes an uploaded JPEG or PNG of a document into one that is kept as a
// proof (证明材料): upright, at most 3,000 pixels a side and 3 MB, a plain JPEG
// without the upload's properties. Reasons of refusal: picture.missing, .large,
// .unreadable.
func Plain(file []byte) ([]byte, error) {
	picture, how, err := decode("file", file)
	if err != nil {
		return nil, err
	}
	size := picture.Bounds().Size()
	to := size
	if longest := max(size.X, size.Y); longest > plainSide {
		to = image.Pt(max(1, size.X*plainSide/longest), max(1, size.Y*plainSide/longest))
	}
	return encodeWithin(upright(shrink(picture, picture.Bounds(), to), how), plainBytes)
}

// Size is the width and height of a JPEG or PNG, which is not decoded for it.
func Size(file []byte) (image.Point, error) {
	shape, _, err := begin(file)
	return image.Pt(shape.Width, shape.Height), err
}

// Seal makes an uploaded picture of a body's seal (印章), JPEG or PNG,
// into what a certificate prints: on white, at most 420 pixels a side and 12,000
// bytes, JPEG. Seals are square or nearly so.
func Seal(file []byte) ([]byte, error) {
	picture, _, err := decode("seal", file)
	if err != nil {
		return nil, err
	}
	size := picture.Bounds().Size()
	if least, most := min(size.X, size.Y), max(size.X, size.Y); least < 200 || most*10 > least*11 {
		return nil, skill.FailField("seal", "seal.shape", "width", strconv.Itoa(size.X), "height", strconv.Itoa(size.Y))
	}
	cut := middle(picture.Bounds(), 1, 1)
	side := min(cut.Dx(), sealPixels)
	return encodeWithin(shrink(picture, cut, image.Pt(side, side)), sealBytes)
}

// middle is the largest part of bounds, around its middle, of the proportion
// width:height.
func middle(bounds image.Rectangle, width, height int) image.Rectangle {
	w, h := bounds.Dx(), bounds.Dy()
	if w*height > h*width {
		w = max(1, h*width/height)
	} else {
		h = max(1, w*height/width)
	}
	corner := bounds.Min.Add(image.Pt((bounds.Dx()-w)/2, (bounds.Dy()-h)/2))
	return image.Rectangle{corner, corner.Add(image.Pt(w, h))}
}

// shrink draws the part cut of a picture on white at a size that is not larger:
// every pixel is the mean of those that it stands for. It goes strip by strip, so
// that a large upload is not held twice.
func shrink(picture image.Image, cut image.Rectangle, to image.Point) *image.RGBA {
	small := image.NewRGBA(image.Rectangle{Max: to})
	strip := image.NewRGBA(image.Rect(0, 0, cut.Dx(), cut.Dy()/to.Y+1))
	for y := range to.Y {
		y0, y1 := span(y, cut.Dy(), to.Y)
		rows := image.Rect(0, 0, cut.Dx(), y1-y0)
		draw.Draw(strip, rows, image.White, image.Point{}, draw.Src)
		draw.Draw(strip, rows, picture, cut.Min.Add(image.Pt(0, y0)), draw.Over)
		for x := range to.X {
			x0, x1 := span(x, cut.Dx(), to.X)
			small.SetRGBA(x, y, mean(strip, image.Rect(x0, 0, x1, y1-y0)))
		}
	}
	return small
}

// span is the range of the from source pixels that pixel i of to stands for.
func span(i, from, to int) (first, end int) {
	first = i * from / to
	return first, max(first+1, (i+1)*from/to)
}

// mean is the mean colour of an opaque part of a picture.
func mean(picture *image.RGBA, r image.Rectangle) color.RGBA {
	var red, green, blue int
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for p := picture.Pix[picture.PixOffset(r.Min.X, y):picture.PixOffset(r.Max.X, y)]; len(p) >= 4; p = p[4:] {
			red, green, blue = red+int(p[0]), green+int(p[1]), blue+int(p[2])
		}
	}
	n := r.Dx() * r.Dy()
	return color.RGBA{uint8((red + n/2) / n), uint8((green + n/2) / n), uint8((blue + n/2) / n), 255}
}

// encodeWithin writes a JPEG of at most so many bytes, as good as they allow.
func encodeWithin(picture image.Image, most int) ([]byte, error) {
	for quality := 92; quality >= 20; quality -= 8 {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, picture, &jpeg.Options{Quality: quality}); err != nil {
			return nil, skill.Fail(skill.Internal, "internal").Because(err)
		}
		if b.Len() <= most {
			return b.Bytes(), nil
		}
	}
	return nil, skill.Fail(skill.Invalid, "picture.unreadable")
}
