package attest

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"assay/skill"
)

func anyValue() *rapid.Generator[any] {
	return rapid.Custom(func(t *rapid.T) any {
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0:
			return nil
		case 1:
			return rapid.StringN(0, 3, -1).Draw(t, "text")
		case 2:
			return rapid.Int64Range(-2, 2).Draw(t, "int")
		}
		return rapid.SliceOfN(rapid.ByteRange(0, 3), 0, 3).Draw(t, "bytes")
	})
}

func rowOf(t interface{ Fatal(...any) }, values []any) Row {
	var r Row
	for _, v := range values {
		var err error
		if r, err = r.Any(v); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func TestRowsAreEqualOnlyWhenTheirValuesAre(t *testing.T) {
	lists := rapid.SliceOfN(anyValue(), 0, 4)
	rapid.Check(t, func(t *rapid.T) {
		a, b := lists.Draw(t, "a"), lists.Draw(t, "b")
		if same := bytes.Equal(rowOf(t, a), rowOf(t, b)); same != (len(a) == len(b) && (len(a) == 0 || reflect.DeepEqual(a, b))) {
			t.Fatalf("%#v and %#v: equal rows is %v", a, b, same)
		}
	})
}

func TestRowsThatLookAlike(t *testing.T) {
	alike := [][]any{
		{}, {nil}, {nil, nil}, {""}, {[]byte{}}, {"a", "b"}, {"ab"}, {"", "ab"}, {[]byte("ab")},
		{int64(0)}, {int64(1)}, {"1"}, {int64(-1)}, {"\x00"}, {"\x01\x01a"},
	}
	seen := map[string]int{}
	for i, values := range alike {
		if j, twice := seen[string(rowOf(t, values))]; twice {
			t.Errorf("%#v and %#v have one form", alike[j], values)
		}
		seen[string(rowOf(t, values))] = i
	}
	yes, _ := Row(nil).Any(true)
	no, _ := Row(nil).Any(false)
	if !bytes.Equal(yes, Row(nil).Int(1)) || !bytes.Equal(no, Row(nil).Int(0)) {
		t.Error("a boolean is not 0 or 1")
	}
	if _, err := Row(nil).Any(1.5); skill.CodeOf(err) != skill.Internal {
		t.Error("a float has a canonical form")
	}
}

// The layout is for ever: a digest made today is checked in ten years. The
// bytes are put together here by hand.
func TestDigestLayout(t *testing.T) {
	salt := Bits128{1, 2, 3}
	row := Row(nil).Text("张三").Int(5).Null()
	want := []byte("assay/row/v1\n")
	want = append(want, salt[:]...)
	want = append(want, "\x01\x0bcertificate\x01\x02c1\x02"...)
	want = binary.BigEndian.AppendUint64(want, 7)
	want = append(want, "\x01\x06张三\x02\x00\x00\x00\x00\x00\x00\x00\x05\x00"...)
	got := Digest(salt, RowKey{"certificate", "c1", 7}, row)
	if got != sha256.Sum256(want) {
		t.Errorf("%x", got)
	}
}

func TestDigestDependsOnEverything(t *testing.T) {
	row := Row(nil).Text("a")
	seen := map[[32]byte]bool{}
	for _, d := range [][32]byte{
		Digest(Bits128{}, RowKey{"t", "i", 1}, row), Digest(Bits128{1}, RowKey{"t", "i", 1}, row),
		Digest(Bits128{}, RowKey{"ti", "", 1}, row), Digest(Bits128{}, RowKey{"t", "j", 1}, row),
		Digest(Bits128{}, RowKey{"t", "i", 2}, row), Digest(Bits128{}, RowKey{"t", "i", 1}, row.Null()),
	} {
		if seen[d] {
			t.Errorf("%x twice", d)
		}
		seen[d] = true
	}
}

func TestDigestAllocatesNothing(t *testing.T) {
	buffer := make([]byte, 0, 512)
	note := []byte("6-31-01-03")
	if n := testing.AllocsPerRun(100, func() {
		row := Row(buffer).Text("S000044012345244000123").Int(1).Null().Bytes(note)
		Digest(Bits128{}, RowKey{"certificate", "0190b2f0-0000-7000-8000-000000000000", 3}, row)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkDigest(b *testing.B) {
	buffer := make([]byte, 0, 1024)
	b.ReportAllocs()
	for b.Loop() {
		row := Row(buffer)
		for range 10 {
			row = row.Text("S000044012345244000123").Int(1)
		}
		Digest(Bits128{}, RowKey{"certificate", "0190b2f0-0000-7000-8000-000000000000", 3}, row)
	}
}

func BenchmarkWitness(b *testing.B) {
	ring, row := testRing(b, 1, false), Row(nil).Text("S000044012345244000123").Int(1)
	b.ReportAllocs()
	for b.Loop() {
		ring.Witness(Bits128{}, RowKey{"certificate", "0190b2f0-0000-7000-8000-000000000000", 3}, row)
	}
}
