package main

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"assay/internal/scenario"
	"assay/skill"
)

// spoil makes a verb FROM TO of what becomes of a file.
func spoil(change func([]byte) ([]byte, error)) scenario.Verb {
	return func(s *scenario.Story, words []string) (int, error) {
		if len(words) != 2 {
			return 0, errors.New("give the file and what becomes of it")
		}
		from, err := os.ReadFile(s.Path(words[0]))
		if err != nil {
			return 0, err
		}
		b, err := change(from)
		if err != nil {
			return 0, err
		}
		return 0, os.WriteFile(s.Path(words[1]), b, 0o600)
	}
}

// truncated is a download that broke off.
func truncated(b []byte) ([]byte, error) { return b[:len(b)*2/3], nil }

// altered has one bit turned in its middle.
func altered(b []byte) ([]byte, error) {
	b = bytes.Clone(b)
	b[len(b)/2] ^= 1
	return b, nil
}

// protected is a workbook behind a password.
func protected(b []byte) ([]byte, error) {
	return excelize.Encrypt(b, &excelize.Options{Password: "secret"})
}

// old is a workbook of the binary format of 1997.
func old([]byte) ([]byte, error) {
	return append([]byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}, make([]byte, 1024)...), nil
}

// gbk is a text saved by a program that does not ask for the encoding.
func gbk(b []byte) ([]byte, error) { return simplifiedchinese.GBK.NewEncoder().Bytes(b) }

// bomb adds to a workbook a picture that is compressed by a thousand to one.
func bomb(b []byte) ([]byte, error) {
	return with(b, "xl/media/image1.png", strings.Repeat("\x00", 1<<20))
}

// widened gives the first sheet 101 columns.
func widened(b []byte) ([]byte, error) {
	var row strings.Builder
	for i := range 101 {
		fmt.Fprintf(&row, `<c r="%s1" t="inlineStr"><is><t>%d</t></is></c>`, skill.Letter(i), i)
	}
	return with(b, "xl/worksheets/sheet1.xml", worksheetOf(`<row r="1">`+row.String()+`</row>`))
}

// lengthened gives the first sheet 200,001 rows, hardly compressible.
func lengthened(b []byte) ([]byte, error) {
	var rows strings.Builder
	for i := range 200_001 {
		fmt.Fprintf(&rows, `<row r="%d"><c r="A%d"><v>%d</v></c></row>`, i+1, i+1, (i+1)*7919%1_000_003)
	}
	return with(b, "xl/worksheets/sheet1.xml", worksheetOf(rows.String()))
}

func worksheetOf(rows string) string {
	return `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + rows + `</sheetData></worksheet>`
}

// with is the zip with one part put in the place of another or added.
func with(b []byte, name, text string) ([]byte, error) {
	from, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	to := zip.NewWriter(&out)
	for _, f := range from.File {
		if f.Name == name {
			continue
		}
		if err := to.Copy(f); err != nil {
			return nil, err
		}
	}
	w, err := to.Create(name)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write([]byte(text)); err != nil {
		return nil, err
	}
	err = to.Close()
	return out.Bytes(), err
}
