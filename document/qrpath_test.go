package document

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"rsc.io/qr"

	"assay/skill"
)

// The path covers the black modules, all of them and nothing else, each once,
// inside a quiet zone of four modules.
// Source: GB/T 18284-2000 (ISO/IEC 18004), 7.3.8.
func TestDrawQR(t *testing.T) {
	text := "otpauth://totp/%E5%8C%A0%E8%A1%A1:yang-1234?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	got, err := DrawQR(text)
	if err != nil || got.Size != code.Size+8 {
		t.Fatalf("%d modules, %v", got.Size, err)
	}
	black := map[[2]int]int{}
	part := regexp.MustCompile(`^M(\d+) (\d+)h(\d+)v(\d+)h-(\d+)$`)
	for _, p := range strings.Split(strings.TrimSuffix(got.Path, "z"), "z") {
		m := part.FindStringSubmatch(p)
		if m == nil || m[3] != m[5] {
			t.Fatalf("%q is no square", p)
		}
		n := func(i int) int { v, _ := strconv.Atoi(m[i]); return v }
		for i := range n(3) * n(4) {
			black[[2]int{n(1) + i%n(3), n(2) + i/n(3)}]++
		}
	}
	for y := range got.Size {
		for x := range got.Size {
			if want := code.Black(x-4, y-4); (black[[2]int{x, y}] == 1) != want || black[[2]int{x, y}] > 1 {
				t.Fatal(fmt.Sprint(x, y), black[[2]int{x, y}], want)
			}
		}
	}
	if _, err := DrawQR(strings.Repeat("长", 3000)); skill.ReasonOf(err) != "print.qr_long" {
		t.Error(err)
	}
}
