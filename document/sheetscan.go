package document

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"io"
	"slices"
	"strconv"

	"assay/skill"
)

// A cell is a place in a worksheet: row from 1, column from 0.
type cell struct{ row, column int32 }

func (c cell) compare(o cell) int {
	return cmp.Or(cmp.Compare(c.row, o.row), cmp.Compare(c.column, o.column))
}

// An area is a rectangle of cells, its corners included.
type area struct{ from, to cell }

// A scan is what one pass over a worksheet's XML found before the library sees
// it: its size, and the places whose text cannot be trusted.
type scan struct {
	rows     int // with a value
	last     int // the last of them, as the spreadsheet counts
	columns  int // up to the last one with a value
	texts    int // shared strings, in the part that holds them
	formulas []cell
	merged   []area
}

// scanner walks the tags of a worksheet. It is no XML parser and need not be
// one: what it misses, the count of rows against the library's shows.
type scanner struct {
	in   *bufio.Reader
	lim  sheetLimits
	out  scan
	at   cell // of the cell being read
	seen bool // the row has a value already
}

// longestTag is how long one tag may be; real ones have a few hundred bytes.
const longestTag = 64 << 10

// scanSheet reads a worksheet once and stops at the first limit.
func scanSheet(r io.Reader, lim sheetLimits) (scan, error) {
	s := scanner{in: bufio.NewReaderSize(r, longestTag), lim: lim}
	for {
		tag, err := s.next()
		if errors.Is(err, io.EOF) {
			slices.SortFunc(s.out.formulas, cell.compare)
			return s.out, nil
		}
		if err != nil {
			return s.out, skill.Fail(skill.Invalid, "workbook.damaged").Because(err)
		}
		if err := s.tag(tag); err != nil {
			return s.out, err
		}
	}
}

// next skips to the next tag and gives it without its brackets.
func (s *scanner) next() ([]byte, error) {
	for {
		_, err := s.in.ReadSlice('<')
		if err == nil {
			break
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return nil, err
		}
	}
	tag, err := s.in.ReadSlice('>')
	if err != nil {
		return nil, unexpected(err)
	}
	return tag[:len(tag)-1], nil
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

func (s *scanner) tag(tag []byte) error {
	name := tag
	if i := bytes.IndexAny(tag, " \t\r\n/"); i > 0 {
		name = tag[:i]
	}
	if i := bytes.IndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	switch string(name) {
	case "row":
		s.row(tag)
	case "c":
		s.cell(tag)
	case "v", "t":
		return s.value(tag)
	case "si":
		if s.out.texts++; s.out.texts > s.lim.texts {
			return tooMany("workbook.too_many_texts", s.lim.texts)
		}
	case "f":
		return s.formula()
	case "mergeCell":
		return s.merge(tag)
	}
	return nil
}

func (s *scanner) row(tag []byte) {
	s.at.row++
	if n := number(attribute(tag, "r")); n > 0 {
		s.at.row = n
	}
	s.at.column, s.seen = -1, false
}

func (s *scanner) cell(tag []byte) {
	s.at.column++
	if c, ok := place(attribute(tag, "r")); ok {
		s.at.column = c.column
	}
}

// value counts the row and the column; an empty element is no value.
func (s *scanner) value(tag []byte) error {
	if len(tag) > 0 && tag[len(tag)-1] == '/' {
		return nil
	}
	if s.out.columns = max(s.out.columns, int(s.at.column)+1); s.out.columns > s.lim.columns {
		return tooMany("sheet.too_many_columns", s.lim.columns)
	}
	if s.seen {
		return nil
	}
	s.seen = true
	s.out.last = int(s.at.row)
	if s.out.rows++; s.out.rows > s.lim.rows {
		return tooMany("sheet.too_many_rows", s.lim.rows)
	}
	return nil
}

func (s *scanner) formula() error {
	if s.at.row < 1 || s.at.column < 0 {
		return nil // outside any cell: broken XML, which the library will not get past
	}
	if len(s.out.formulas) == s.lim.formulas {
		return tooMany("sheet.too_many_formulas", s.lim.formulas)
	}
	if n := len(s.out.formulas); n == 0 || s.out.formulas[n-1] != s.at {
		s.out.formulas = append(s.out.formulas, s.at)
	}
	return nil
}

func (s *scanner) merge(tag []byte) error {
	ref := attribute(tag, "ref")
	first, last, both := bytes.Cut(ref, []byte(":"))
	a, ok1 := place(first)
	b, ok2 := place(last)
	if !both || !ok1 || !ok2 || b.row < a.row || b.column < a.column {
		return nil
	}
	if len(s.out.merged) == s.lim.merged {
		return tooMany("sheet.too_many_merged", s.lim.merged)
	}
	s.out.merged = append(s.out.merged, area{a, b})
	return nil
}

// attribute is the value of an attribute, nil where there is none.
func attribute(tag []byte, name string) []byte {
	for from := 0; ; {
		i := bytes.Index(tag[from:], []byte(name))
		if i < 0 {
			return nil
		}
		i += from
		from = i + len(name)
		if i == 0 || tag[i-1] > ' ' || from+1 >= len(tag) || tag[from] != '=' {
			continue
		}
		quote := tag[from+1]
		if end := bytes.IndexByte(tag[from+2:], quote); end >= 0 && (quote == '"' || quote == '\'') {
			return tag[from+2 : from+2+end]
		}
	}
}

// place reads A1; ok is false for anything else.
func place(ref []byte) (c cell, ok bool) {
	i := 0
	for ; i < len(ref) && i < 4; i++ {
		letter := ref[i] &^ 0x20
		if letter < 'A' || letter > 'Z' {
			break
		}
		c.column = c.column*26 + int32(letter-'A') + 1
	}
	c.row = number(ref[i:])
	c.column--
	return c, i > 0 && c.row > 0
}

func tooMany(reason string, limit int) error {
	return skill.Fail(skill.Invalid, reason, "limit", strconv.Itoa(limit))
}

// number reads digits; 0 for anything else, and for what no worksheet has.
func number(digits []byte) (n int32) {
	if len(digits) == 0 || len(digits) > 7 {
		return 0
	}
	for _, d := range digits {
		if d < '0' || d > '9' {
			return 0
		}
		n = n*10 + int32(d-'0')
	}
	return n
}

// faultsIn gives what is wrong with the cells of one row, by their columns in
// the file. Rows are asked for in ascending order.
func (s *scan) faultsIn(row int) (out []skill.CellFault) {
	if len(s.formulas)+len(s.merged) == 0 {
		return nil
	}
	at := int32(row)
	i, _ := slices.BinarySearchFunc(s.formulas, at, func(c cell, row int32) int { return int(c.row - row) })
	for ; i < len(s.formulas) && s.formulas[i].row == at; i++ {
		out = append(out, skill.CellFault{Column: int(s.formulas[i].column), Reason: "cell.formula"})
	}
	for _, m := range s.merged {
		if at < m.from.row || at > m.to.row {
			continue
		}
		for c := m.from.column; c <= m.to.column && int(c) < s.columns; c++ {
			if (cell{at, c}) != m.from {
				out = append(out, skill.CellFault{Column: int(c), Reason: "cell.merged"})
			}
		}
	}
	return out
}
