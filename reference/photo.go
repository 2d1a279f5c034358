package reference

import (
	"assay/skill"
	"assay/skill/day"
)

// PhotoLimits reads what a photo is looked at for.
func PhotoLimits() skill.PhotoLimits {
	var f struct {
		Edition, Region, Source, Confidence string
		ValidFrom                           day.Date `json:"valid_from"`
		Width, Height                       int
		WideTo                              int `json:"wide_to"`
		HighTo                              int `json:"high_to"`
		Stretch                             float64
		Darkest, Brightest, Uneven, Sharp   float64
	}
	decode("photo.json", &f)
	return skill.PhotoLimits{
		Edition: f.Edition,
		Width:   f.Width, Height: f.Height, WideTo: f.WideTo, HighTo: f.HighTo, Stretch: f.Stretch,
		Darkest: f.Darkest, Brightest: f.Brightest, Uneven: f.Uneven, Sharp: f.Sharp,
	}
}
