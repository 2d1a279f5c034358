package reference

import (
	"slices"
	"strings"

	"assay/skill"
)

// A City is a prefecture-level place with its names.
type City struct {
	Code  string // four digits
	Name  string // 深圳市, 大理白族自治州
	Short string // 深圳, 大理
}

// Cities lists the prefecture-level places by code.
// Source: GB/T 2260, to the end of 2024.
func Cities() []City {
	_, rows := table("cities.csv")
	out := make([]City, len(rows))
	for i, row := range rows {
		cells := strings.Split(row, ",")
		out[i] = City{cells[0], cells[1], cells[2]}
	}
	return out
}

// NameWords reads the words of bodies' names, with the provinces and cities as
// places.
func NameWords() skill.NameWords {
	var file struct {
		Edition, Source, Confidence              string
		Grades, Districts, State, Forms, Fillers string
		Alike                                    []string
	}
	decode("name-words.json", &file)
	w := skill.NameWords{
		Edition: file.Edition, Grades: strings.Fields(file.Grades), Districts: strings.Fields(file.Districts), State: strings.Fields(file.State),
		Forms: strings.Fields(file.Forms), Fillers: strings.Fields(file.Fillers), Alike: strings.Fields(strings.Join(file.Alike, " ")),
		Sound: func(r rune) string { return withoutTone(reading(r)) },
	}
	for _, p := range Provinces() {
		w.Places = append(w.Places, p.Name.ZH)
	}
	for _, c := range Cities() {
		w.Places = append(w.Places, c.Short)
	}
	return w
}

// A Gazetteer holds the provinces and their cities.
type Gazetteer struct {
	provinces []Province
	cities    []City
}

// Places reads the gazetteer.
func Places() Gazetteer { return Gazetteer{Provinces(), Cities()} }

// Provinces lists the provinces by code.
func (g Gazetteer) Provinces() []Province { return slices.Clone(g.provinces) }

// Name is the name of a province or city by its code of two or four digits.
func (g Gazetteer) Name(code string) (skill.Text, bool) {
	for _, p := range g.provinces {
		if p.Code == code {
			return p.Name, true
		}
	}
	for _, c := range g.cities {
		if c.Code == code {
			return skill.Text{ZH: c.Name, EN: c.Name}, true
		}
	}
	return skill.Text{}, false
}

// Find reads where people say that something is: a province or city by its name,
// with 省 or 市 or without, or the digits of its code. The code that it gives has
// two or four; a name that a province and a city share is the province's.
func (g Gazetteer) Find(text string) (code string, ok bool) {
	said := skill.Fold(text)
	for _, p := range g.provinces {
		if said == p.Code || said == p.Code+"0000" || said == skill.Fold(p.Name.EN) || isProvince(said, p) {
			return p.Code, true
		}
	}
	for _, c := range g.cities {
		if said == c.Code || said == c.Code+"00" || said == c.Name || said == c.Short {
			return c.Code, true
		}
	}
	return "", false
}

// isProvince tells whether a province's name was said, alone or with what it is:
// 广西壮族自治区. 吉林市 is a city.
func isProvince(said string, p Province) bool {
	rest, ok := strings.CutPrefix(said, p.Name.ZH)
	if rest == "市" {
		return ok && slices.Contains(municipalities, p.Code)
	}
	return ok && (rest == "" || rest == "省" || strings.HasSuffix(rest, "自治区") || rest == "特别行政区")
}

// municipalities (直辖市) are provinces that are cities.
var municipalities = []string{"11", "12", "31", "50"}
