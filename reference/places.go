package reference

import (
	"strconv"
	"strings"

	"assay/skill"
)

// A Province is a province-level code with its names.
type Province struct {
	Code string // two digits
	Name skill.Text
}

// Provinces lists the province-level codes as certificate numbers use them: those
// of GB/T 2260, and 66 for 新疆生产建设兵团.
// Source: GB/T 2260; 人社鉴发〔2019〕2号, table 4.
func Provinces() []Province {
	var file struct {
		Edition, Source, Confidence string
		Provinces                   [][3]string
	}
	decode("provinces.json", &file)
	out := make([]Province, len(file.Provinces))
	for i, p := range file.Provinces {
		out[i] = Province{p[0], skill.Text{ZH: p[1], EN: p[2]}}
	}
	return out
}

// Areas is the set of six-digit area codes in the current table.
type Areas map[string]bool

// NoteAreaUnknown says that the table lacks the area code of a document.
const NoteAreaUnknown skill.Note = "document.area_unknown"

// AreaCodes reads the table. A document may carry an older code, so a code that
// it lacks is worth a note and refuses nobody.
// Source: GB/T 2260, to the end of 2024.
func AreaCodes() Areas {
	_, rows := table("areas.txt")
	all := Areas{}
	for _, row := range rows {
		cells := strings.Fields(row)
		for _, run := range cells[1:] {
			first, last, isRun := strings.Cut(run, "-")
			if !isRun {
				last = first
			}
			for n := number(first); n <= number(last); n++ {
				all[cells[0]+string([]byte{'0' + byte(n/10), '0' + byte(n%10)})] = true
			}
		}
	}
	return all
}

// Notes is NoteAreaUnknown for a document whose number has an area code that the
// table lacks. Residence permits have none to look up.
func (a Areas) Notes(d skill.Document) []skill.Note {
	if code := d.Area(); d.Kind == skill.ResidentID && !a[code] {
		return []skill.Note{NoteAreaUnknown}
	}
	return nil
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(err)
	}
	return n
}
