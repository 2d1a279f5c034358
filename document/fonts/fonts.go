// Package fonts holds the fonts that printed documents are set in, embedded at
// build time from a folder that `make fonts` fills. A binary built without them
// still runs and says what is missing when a document is to be printed.
package fonts

import (
	"embed"
	"errors"
	"fmt"
)

// The names of the shipped fonts: Noto Serif SC (思源宋体), which has every one
// of the 8,105 standard characters.
// Source: 通用规范汉字表 (国发〔2013〕23号); SIL Open Font License 1.1.
const (
	Regular = "NotoSerifSC-Regular.ttf"
	Bold    = "NotoSerifSC-Bold.ttf"
)

// ErrMissing says that the program was built without fonts.
var ErrMissing = errors.New("this binary was built without fonts: run `make fonts build`")

//go:embed ttf
var folder embed.FS

// Read returns the bytes of a font by its name, TrueType with glyf outlines.
// The error wraps ErrMissing when the fonts were not there at build time.
func Read(name string) ([]byte, error) {
	b, err := folder.ReadFile("ttf/" + name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, ErrMissing)
	}
	return b, nil
}
