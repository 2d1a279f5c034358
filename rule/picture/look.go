package picture

import (
	"image"
	"math"
	"strconv"

	"assay/skill"
)

// A Remark is something about a photo that a person who decides should look at.
type Remark struct {
	Reason string
	Args   skill.Args
}

// lookSide is the width to which a photo is made smaller before it is looked at,
// so that the same limits fit every size.
const lookSide = 200

// Look says what about a photo may not do: its size, its proportion, its
// brightness, an uneven background, that it is blurred. It recognises nobody, and
// nothing follows from it by itself: a person decides. Errors are those of files
// that are no picture.
func Look(file []byte, limits skill.PhotoLimits) (out []Remark, err error) {
	picture, how, err := decode("photo", file)
	if err != nil {
		return nil, err
	}
	size := shownSize(picture, how)
	if size.X < limits.Width || size.Y < limits.Height {
		out = append(out, Remark{"photo.look.small", skill.Args{"width": strconv.Itoa(size.X), "height": strconv.Itoa(size.Y)}})
	}
	ratio := float64(size.Y) * float64(limits.WideTo) / (float64(size.X) * float64(limits.HighTo))
	if math.Abs(ratio-1) > limits.Stretch {
		out = append(out, Remark{"photo.look.proportion", skill.Args{"width": strconv.Itoa(size.X), "height": strconv.Itoa(size.Y)}})
	}
	to := picture.Bounds().Size()
	if shortest := min(to.X, to.Y); shortest > lookSide {
		to = image.Pt(to.X*lookSide/shortest, to.Y*lookSide/shortest)
	}
	g := greyOf(upright(shrink(picture, picture.Bounds(), to), how))
	switch mean, _ := g.spread(image.Rect(0, 0, g.wide, g.high)); {
	case mean < limits.Darkest:
		out = append(out, Remark{Reason: "photo.look.dark"})
	case mean > limits.Brightest:
		out = append(out, Remark{Reason: "photo.look.bright"})
	}
	if g.background() > limits.Uneven {
		out = append(out, Remark{Reason: "photo.look.background"})
	}
	if g.sharpness() < limits.Sharp {
		out = append(out, Remark{Reason: "photo.look.blurred"})
	}
	return out, nil
}

// A grey is the brightness of a picture, row by row.
type grey struct {
	wide, high int
	at         []float64
}

// greyOf is the brightness of a picture.
// Source: ITU-R BT.601, 2.5.1.
func greyOf(picture image.Image) grey {
	b := picture.Bounds()
	g := grey{b.Dx(), b.Dy(), make([]float64, 0, b.Dx()*b.Dy())}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			red, green, blue, _ := picture.At(x, y).RGBA()
			g.at = append(g.at, (0.299*float64(red)+0.587*float64(green)+0.114*float64(blue))/257)
		}
	}
	return g
}

// spread is the mean and the standard deviation of brightness in a part.
func (g grey) spread(part image.Rectangle) (mean, deviation float64) {
	sum, squares, n := 0.0, 0.0, float64(max(1, part.Dx()*part.Dy()))
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for _, v := range g.at[y*g.wide+part.Min.X : y*g.wide+part.Max.X] {
			sum, squares = sum+v, squares+v*v
		}
	}
	mean = sum / n
	return mean, math.Sqrt(max(0, squares/n-mean*mean))
}

// background is how uneven the places are where a head is not: the strips on the
// left and the right of the upper third.
func (g grey) background() float64 {
	side, high := max(1, g.wide/10), max(1, g.high/3)
	left, one := g.spread(image.Rect(0, 0, side, high))
	right, two := g.spread(image.Rect(g.wide-side, 0, g.wide, high))
	return max(one, two, math.Abs(left-right)/2)
}

// sharpness is the mean square of the Laplacian: how much each point differs from
// its four neighbours.
func (g grey) sharpness() float64 {
	sum, n := 0.0, 0
	for y := 1; y+1 < g.high; y++ {
		for x := 1; x+1 < g.wide; x++ {
			i := y*g.wide + x
			d := 4*g.at[i] - g.at[i-1] - g.at[i+1] - g.at[i-g.wide] - g.at[i+g.wide]
			sum, n = sum+d*d, n+1
		}
	}
	return sum / float64(max(1, n))
}
