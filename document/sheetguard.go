package document

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"

	"assay/skill"
)

// sheetLimits say how large a workbook may be. They guard the machine, not a
// rule of the field: the largest list ever sent is far below them.
type sheetLimits struct {
	file     int64  // bytes of the file as sent
	unzipped uint64 // bytes of all parts together
	part     uint64 // bytes of a part that is neither a worksheet nor the shared strings nor a picture
	ratio    uint64 // unzipped to zipped, of each part
	rows     int    // rows with a value, of each worksheet
	columns  int
	texts    int // shared strings of the workbook
	formulas int // cells with one, of each worksheet
	merged   int // areas, of each worksheet
}

var defaultLimits = sheetLimits{
	file: 100 << 20, unzipped: 1 << 30, part: 16 << 20, ratio: 200,
	rows: 200_000, columns: 100, texts: 4_000_000, formulas: 200_000, merged: 2_000,
}

// sniffLength is how much of the beginning tells what a file is.
const sniffLength = 4096

// openZip tells a workbook from everything else that people send in its place,
// and refuses a zip beyond the limits by its directory, before any part is read.
func openZip(r io.ReaderAt, size int64, lim sheetLimits) (*zip.Reader, error) {
	if size > lim.file {
		return nil, skill.Fail(skill.Invalid, "workbook.too_large", "megabytes", strconv.FormatInt(lim.file>>20, 10))
	}
	head := make([]byte, min(size, sniffLength))
	if _, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, skill.Fail(skill.Invalid, "workbook.unreadable").Because(err)
	}
	if !bytes.HasPrefix(head, []byte("PK")) {
		return nil, skill.Fail(skill.Invalid, notWorkbook(r, size, head))
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, skill.Fail(skill.Invalid, "workbook.truncated").Because(err)
	}
	return z, checkDirectory(z, lim)
}

// compoundMagic begins the container of old .xls files, and of new ones that
// are protected by a password.
var compoundMagic = []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}

// notWorkbook is the reason key for a file that is no zip.
func notWorkbook(r io.ReaderAt, size int64, head []byte) string {
	lower := bytes.ToLower(bytes.TrimLeft(head, "\xEF\xBB\xBF \t\r\n"))
	switch {
	case len(head) == 0:
		return "workbook.empty"
	case bytes.HasPrefix(head, compoundMagic):
		if holds(r, size, utf16le("EncryptedPackage")) {
			return "workbook.password"
		}
		return "workbook.xls"
	case bytes.HasPrefix(lower, []byte("<")):
		return "workbook.markup" // a web page, or XML, that was given the name of a workbook
	case bytes.HasPrefix(head, []byte("%PDF")):
		return "workbook.pdf"
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}), bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		return "workbook.csv"
	case bytes.IndexByte(head, 0) >= 0 || !bytes.ContainsAny(head, ",;\t\n"):
		return "workbook.not_workbook"
	case utf8.Valid(trimRune(head)):
		return "workbook.csv"
	case looksGBK(head):
		return "workbook.csv_gbk"
	}
	return "workbook.not_workbook"
}

// holds tells whether the file contains the bytes.
func holds(r io.ReaderAt, size int64, want []byte) bool {
	buf := make([]byte, 64<<10)
	for at := int64(0); at < size; at += int64(len(buf) - len(want)) {
		n, err := r.ReadAt(buf, at)
		if bytes.Contains(buf[:n], want) {
			return true
		}
		if err != nil {
			return false
		}
	}
	return false
}

func utf16le(s string) []byte {
	out := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		out = append(out, s[i], 0)
	}
	return out
}

// trimRune drops a character that the end of the sample cut in two.
func trimRune(b []byte) []byte {
	for i := 1; i < utf8.UTFMax && i <= len(b); i++ {
		if utf8.RuneStart(b[len(b)-i]) {
			if !utf8.FullRune(b[len(b)-i:]) {
				return b[:len(b)-i]
			}
			break
		}
	}
	return b
}

// looksGBK tells whether every byte beyond ASCII begins a two-byte character.
// Source: GB 18030, two-byte part.
func looksGBK(b []byte) bool {
	for i := 0; i < len(b); i++ {
		switch {
		case b[i] < 0x80:
			continue
		case b[i] == 0x80 || b[i] == 0xFF:
			return false
		case i+1 < len(b) && (b[i+1] < 0x40 || b[i+1] == 0x7F || b[i+1] == 0xFF):
			return false
		}
		i++
	}
	return true
}

// checkDirectory reads the zip's directory alone. The sizes written there are
// binding: the reader of a part stops where it grows beyond its own.
func checkDirectory(z *zip.Reader, lim sheetLimits) error {
	var total uint64
	names := map[string]bool{}
	for _, f := range z.File {
		name := partName(f)
		if names[name] || strings.Contains(name, "..") || f.Flags&1 != 0 {
			return skill.Fail(skill.Invalid, "workbook.damaged")
		}
		names[name] = true
		if f.UncompressedSize64 > lim.unzipped || total > lim.unzipped-f.UncompressedSize64 {
			return skill.Fail(skill.Invalid, "workbook.unzips_too_large",
				"megabytes", strconv.FormatUint(lim.unzipped>>20, 10))
		}
		total += f.UncompressedSize64
		if f.UncompressedSize64/lim.ratio > f.CompressedSize64 {
			return skill.Fail(skill.Invalid, "workbook.ratio", "limit", strconv.FormatUint(lim.ratio, 10))
		}
		if f.UncompressedSize64 > lim.part && !largePart(name) {
			return skill.Fail(skill.Invalid, "workbook.damaged")
		}
	}
	switch {
	case names["xl/workbook.xml"]:
		return nil
	case names["xl/workbook.bin"]:
		return skill.Fail(skill.Invalid, "workbook.xlsb")
	}
	return skill.Fail(skill.Invalid, "workbook.not_workbook")
}

// partName is the name by which a spreadsheet program would find the part.
func partName(f *zip.File) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/"))
}

// largePart tells whether a part may be larger than the rest: worksheets and
// shared strings are read as streams, pictures not at all.
func largePart(name string) bool {
	dir := path.Dir(name)
	return dir == "xl/worksheets" || name == "xl/sharedstrings.xml" || dir == "xl/media"
}
