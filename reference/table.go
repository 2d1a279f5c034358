package reference

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"strings"

	"assay/skill/day"
)

//go:embed application-materials.json areas.txt calendars.json certificate-kinds.json filing-papers.json cities.csv name-words.json personal.json photo.json han.txt policies.json provinces.json schemes.json
//go:embed occupations-2022.csv occupations-2024.csv occupations-2025.csv occupations-succession.csv
//go:embed specialties.csv surnames.csv
var files embed.FS

// origin is what every file says of itself.
type origin struct {
	edition, source, confidence string
	from                        day.Date // zero: not known since when
}

// table reads a text file: lines "# key: value" that say where it comes from,
// then one row a line. The shipped files are part of the program, so a fault in
// one is a fault of the program; the tests read them all.
func table(name string) (origin, []string) {
	var o origin
	var rows []string
	for line := range strings.Lines(string(read(name))) {
		line = strings.TrimSuffix(line, "\n")
		about, isHeader := strings.CutPrefix(line, "# ")
		if !isHeader {
			rows = append(rows, line)
			continue
		}
		switch key, value, _ := strings.Cut(about, ": "); key {
		case "edition":
			o.edition = value
		case "source":
			o.source = value
		case "confidence":
			o.confidence = value
		case "valid_from":
			o.from = optionalDay(name, value)
		}
	}
	return o, rows
}

// decode reads a JSON file into v and refuses keys that v does not have.
func decode(name string, v any) {
	d := json.NewDecoder(bytes.NewReader(read(name)))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		panic(fmt.Sprintf("reference/%s: %v", name, err))
	}
}

func read(name string) []byte {
	b, err := files.ReadFile(name)
	if err != nil {
		panic(err)
	}
	return b
}

// optionalDay reads a date that may be missing.
func optionalDay(name, s string) day.Date {
	if strings.TrimSpace(s) == "" {
		return day.Date{}
	}
	d, err := day.Parse(s)
	if err != nil {
		panic(fmt.Sprintf("reference/%s: %v", name, err))
	}
	return d
}
