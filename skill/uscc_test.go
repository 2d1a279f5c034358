package skill

import (
	"strings"
	"testing"
)

// TestUSCC runs the table in testdata against GB 32100 and GB 11714.
func TestUSCC(t *testing.T) {
	for _, row := range table(t, "testdata/uscc.txt", 2) {
		t.Run(row[0], func(t *testing.T) {
			code, notes, err := ParseUSCC(row[0])
			got := "ok " + string(code)
			for _, n := range notes {
				got += " " + string(n)
			}
			if err != nil {
				got = ReasonOf(err)
			}
			if got != row[1] {
				t.Errorf("got %s, want %s", got, row[1])
			}
		})
	}
}

// One wrong character is always found: 31 is prime and no weight is 0.
func TestUSCCFindsEverySlip(t *testing.T) {
	const right = "91350100M000100Y43"
	for i := range len(right) {
		for _, c := range usccAlphabet {
			wrong := right[:i] + string(c) + right[i+1:]
			if _, _, err := ParseUSCC(wrong); wrong != right && err == nil {
				t.Errorf("%s was let in", wrong)
			}
		}
	}
}

func FuzzParseUSCC(f *testing.F) {
	for _, seed := range []string{"91350100M000100Y43", "", "９１", "91O"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		code, _, err := ParseUSCC(text)
		if err != nil {
			return
		}
		if again, _, err := ParseUSCC(strings.ToLower(string(code))); again != code || err != nil {
			t.Errorf("%s was read again as %s, %v", code, again, err)
		}
	})
}
