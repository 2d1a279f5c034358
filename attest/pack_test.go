package attest

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"assay/skill"
	"assay/skill/day"
)

func TestPackNumber(t *testing.T) {
	for _, number := range []string{
		"S000044012345244000123", // four shapes of 人社鉴发〔2019〕2号
		"Y000123000007195000001",
		"Y002332000156261000042",
		"Y00234401234524T000123", // 特级技师: two letters
		"Z99999999999999Z999999",
		"A00000000000000A000000",
		"1510012003400123", // 职业技能鉴定编码规则: 16 digits
		"0001234567890123", // thirteen digits with three zeros before them
		"9999999999999999",
	} {
		packed, err := packNumber(nil, number)
		if err != nil || len(packed) != packedNumber {
			t.Errorf("%s: %d bytes, %v", number, len(packed), err)
			continue
		}
		if got, err := unpackNumber(packed); got != number || err != nil {
			t.Errorf("%s came back as %s, %v", number, got, err)
		}
	}
}

func TestPackNumberRefuses(t *testing.T) {
	for _, number := range []string{
		"", "S", "s000044012345244000123", "S00004401234524t000123", "S00004401234524-000123",
		"S0000440123452440001234", "S00004401234524400012", "10000440123452440001234",
		"S0000440123X5244000123", "S000044012345244O00123", "151001200340012", "15100120034001234",
		"A510012003400123", "１510012003400123", "S０000440123452440001",
	} {
		if packed, err := packNumber(nil, number); skill.ReasonOf(err) != "attest.number.shape" {
			t.Errorf("%q packed to %x, %v", number, packed, err)
		}
	}
}

func TestPackedNumberHasOneForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SliceOfN(rapid.Byte(), packedNumber, packedNumber).Draw(t, "bytes")
		b[0] &= rapid.SampledFrom([]byte{0xFF, 0x3F, 0x33}).Draw(t, "mask")
		number, err := unpackNumber(b)
		if err != nil {
			return
		}
		if again, err := packNumber(nil, number); err != nil || string(again) != string(b) {
			t.Fatalf("%x reads as %s, which packs to %x, %v", b, number, again, err)
		}
	})
}

func TestNumbersRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.StringMatching(`[A-Z][0-9]{14}[0-9A-Z][0-9]{6}|[0-9]{16}`).Draw(t, "number")
		packed, err := packNumber(nil, number)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := unpackNumber(packed); got != number || err != nil {
			t.Fatalf("%s came back as %s, %v", number, got, err)
		}
	})
}

func TestOccupationAndDate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 9999999).Draw(t, "code")
		code := fmt.Sprintf("%d-%02d-%02d-%02d", n/1e6, n/1e4%100, n/100%100, n%100)
		packed, err := packOccupation(nil, code)
		if err != nil || len(packed) != 3 {
			t.Fatal(err)
		}
		if got, err := unpackOccupation(packed); got != code || err != nil {
			t.Fatalf("%s came back as %s, %v", code, got, err)
		}
		d := day.FromOrdinal(rapid.IntRange(0, 0xFFFF).Draw(t, "day"))
		if packed, err = packDate(nil, d); err != nil || len(packed) != 2 || unpackDate(packed) != d {
			t.Fatalf("%v packs to %x, %v", d, packed, err)
		}
	})
	for _, code := range []string{"", "6-31-01-3", "6-31-01-033", "63-1-01-03", "6-31-01-0x", "6_31_01_03", "6-31-0--03"} {
		if _, err := packOccupation(nil, code); skill.ReasonOf(err) != "attest.occupation.shape" {
			t.Errorf("%q packed, %v", code, err)
		}
	}
	for _, d := range []day.Date{{}, day.Must("1969-12-31"), day.Must("2149-06-07")} {
		if _, err := packDate(nil, d); skill.ReasonOf(err) != "attest.date.range" {
			t.Errorf("%v packed, %v", d, err)
		}
	}
	if _, err := unpackOccupation([]byte{0xFF, 0xFF, 0xFF}); err == nil {
		t.Error("a code of eight digits was read")
	}
}
