package fonts_test

import (
	"bytes"
	"errors"
	"testing"

	"assay/document/fonts"
)

func TestShippedFontsAreTrueType(t *testing.T) {
	for _, name := range []string{fonts.Regular, fonts.Bold} {
		b, err := fonts.Read(name)
		if errors.Is(err, fonts.ErrMissing) {
			t.Skipf("%v", err)
		}
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(b, []byte{0, 1, 0, 0}) {
			t.Errorf("%s does not begin as a TrueType font", name)
		}
	}
}

func TestAFontThatIsNotShippedNamesTheRemedy(t *testing.T) {
	_, err := fonts.Read("NoSuch.ttf")
	if !errors.Is(err, fonts.ErrMissing) {
		t.Fatalf("got %v, want ErrMissing", err)
	}
}
