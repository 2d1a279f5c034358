package document

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"iter"
	"path"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"assay/skill"
)

// A workbook is an .xlsx file that passed the guard: every part was read once,
// within the limits, before the library opened it.
type workbook struct {
	file     *excelize.File
	sheets   []string         // names in the order of the tabs
	scans    map[string]*scan // by sheet name
	from1904 bool             // serial dates count from 1904-01-01
}

// openWorkbook checks and opens a workbook. The parts that may be large stay on
// disk: memory does not grow with the rows. Errors say what the file is and how
// to save it as .xlsx.
func openWorkbook(r io.ReaderAt, size int64, lim sheetLimits) (*workbook, error) {
	z, err := openZip(r, size, lim)
	if err != nil {
		return nil, err
	}
	b := &workbook{scans: map[string]*scan{}}
	scans, err := readParts(z, lim)
	if err != nil {
		return nil, err
	}
	if err := b.outline(z, scans); err != nil {
		return nil, err
	}
	b.file, err = excelize.OpenReader(io.NewSectionReader(r, 0, size), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: int64(lim.unzipped), UnzipXMLSizeLimit: min(heldInMemory, int64(lim.unzipped)),
	})
	if err != nil {
		return nil, skill.Fail(skill.Invalid, "workbook.damaged").Because(err)
	}
	return b, nil
}

// heldInMemory is how large a part may be before the library keeps it on disk.
const heldInMemory = 4 << 20

// Close removes what the library put on disk.
func (b *workbook) Close() error { return b.file.Close() }

// readParts reads every part to its end, which proves lengths and checksums,
// and scans those that hold cells.
func readParts(z *zip.Reader, lim sheetLimits) (map[string]*scan, error) {
	scans := map[string]*scan{}
	for _, f := range z.File {
		found, err := readPart(f, lim)
		if errors.Is(err, skill.Invalid) {
			return nil, err
		}
		if err != nil {
			return nil, skill.Fail(skill.Invalid, "workbook.damaged").Because(err)
		}
		scans[partName(f)] = found
	}
	return scans, nil
}

func readPart(f *zip.File, lim sheetLimits) (*scan, error) {
	in, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	if name := partName(f); path.Dir(name) != "xl/worksheets" && name != "xl/sharedstrings.xml" {
		_, err := io.Copy(io.Discard, in)
		return nil, err
	}
	found, err := scanSheet(in, lim)
	return &found, err
}

// outline reads the names of the sheets and where their parts are.
func (b *workbook) outline(z *zip.Reader, scans map[string]*scan) error {
	var book struct {
		Properties struct {
			From1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"id,attr"`
		} `xml:"sheets>sheet"`
	}
	var links struct {
		Links []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := errors.Join(decodePart(z, "xl/workbook.xml", &book),
		decodePart(z, "xl/_rels/workbook.xml.rels", &links)); err != nil {
		return skill.Fail(skill.Invalid, "workbook.damaged").Because(err)
	}
	b.from1904 = book.Properties.From1904 == "1" || book.Properties.From1904 == "true"
	parts := map[string]string{}
	for _, l := range links.Links {
		target := strings.ToLower(l.Target)
		if !strings.HasPrefix(target, "/") {
			target = "/xl/" + target
		}
		parts[l.ID] = path.Clean(target)[1:]
	}
	for _, s := range book.Sheets {
		if found := scans[parts[s.ID]]; found != nil {
			b.sheets = append(b.sheets, s.Name)
			b.scans[s.Name] = found
		}
	}
	return nil
}

func decodePart(z *zip.Reader, name string, v any) error {
	for _, f := range z.File {
		if partName(f) != name {
			continue
		}
		in, err := f.Open()
		if err != nil {
			return err
		}
		defer in.Close()
		return xml.NewDecoder(in).Decode(v)
	}
	return errors.New("no part " + name)
}

// A line is one row of a worksheet as text, the cells cleaned.
type line struct {
	row    int // from 1
	cells  []string
	faults []skill.CellFault // by the columns of the file
}

// lines gives the rows of a sheet that hold anything, in order. The cells are
// the caller's to keep. Blank rows, also those that only have a format or lie
// under a merged area, are left out.
func (b *workbook) lines(sheet string) iter.Seq2[line, error] {
	return func(yield func(line, error) bool) {
		found := b.scans[sheet]
		rows, err := b.file.Rows(sheet)
		if err != nil {
			yield(line{}, damaged(sheet, err))
			return
		}
		defer rows.Close()
		n := 0
		for rows.Next() && n < found.last {
			n++
			cells, err := rows.Columns()
			if err != nil {
				yield(line{}, damaged(sheet, err))
				return
			}
			l := line{n, cells, found.faultsIn(n)}
			if l.tidy() && !yield(l, nil) {
				return
			}
		}
		if err := rows.Error(); err != nil || n < found.last {
			yield(line{}, damaged(sheet, err))
		}
	}
}

func damaged(sheet string, err error) error {
	return skill.Fail(skill.Invalid, "sheet.damaged", "sheet", sheet).Because(err)
}

// tidy cleans the cells in place, empties those that a fault makes worthless,
// and tells whether the row says anything.
func (l *line) tidy() (says bool) {
	for i, text := range l.cells {
		if !tidyAlready(text) {
			l.cells[i] = skill.Clean(text)
		}
		if errorValue(l.cells[i]) {
			l.faults = append(l.faults, skill.CellFault{Column: i, Reason: "cell.error"})
		}
	}
	for _, f := range l.faults {
		if f.Column < len(l.cells) {
			l.cells[f.Column] = ""
		}
		says = says || f.Reason != "cell.merged"
	}
	return says || slices.ContainsFunc(l.cells, func(text string) bool { return text != "" })
}

// tidyAlready tells quickly, for the common case of plain ASCII and common
// Chinese characters, that skill.Clean would change nothing.
func tidyAlready(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c > ' ' && c < 0x7F:
		case c == ' ' && i > 0 && i < len(s)-1:
		case c >= 0xE5 && c <= 0xE8, c == 0xE4 && i+1 < len(s) && s[i+1] >= 0xB8, c == 0xE9: // U+4E00 to U+9FFF
			i += 2
		default:
			return false
		}
	}
	return true
}

// errorValue tells whether a cell holds what a failed calculation leaves.
func errorValue(s string) bool {
	if s == "" || s[0] != '#' {
		return false
	}
	switch s {
	case "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!":
		return true
	}
	return false
}
