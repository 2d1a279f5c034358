package skill

import "testing"

// Grounds and titles stay readable for everybody who sees their row, so no number
// of a person may slip into them.
func TestHoldsNumber(t *testing.T) {
	for text, want := range map[string]bool{
		"": false, "以虚假证明取得": false, "violation 12": false,
		"证件659012200105050022有误":                          true,
		"65901220010505002２":                              true, // a full-width digit
		"659012200105050027":                              true, // mistyped: its check character is wrong
		"520000004990000270":                              false,
		"请联系13800000000。":                                 true,
		"12345678901":                                     false,
		"S000044999901264000001":                          false,
		"correction 0191b2f0-0000-7000-8000-13800000000a": false,
		"2026-11-21 14:06":                                false,
	} {
		if got := HoldsNumber(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
