package skill

// PhotoLimits are what a photo (免冠照片) is looked at for before a person decides
// on it. Brightness is that of grey, from 0 to 255.
type PhotoLimits struct {
	Edition            string
	Width, Height      int     // pixels at least
	WideTo, HighTo     int     // proportion of width to height
	Stretch            float64 // how far from it, as a part of it
	Darkest, Brightest float64 // mean brightness at least and at most
	Uneven             float64 // standard deviation of brightness in the background, at most
	Sharp              float64 // mean square of the Laplacian of brightness, at least
}
