package document

import (
	"bytes"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"assay/skill"
)

// marked fills in a mark sheet's results and grounds, row by row.
func marked(t *testing.T, lines []MarkLine, results ...[2]any) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteMarkSheet(&b, lines); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for i, r := range results {
		for k, value := range r {
			place, err := excelize.CoordinatesToCellName(markResult+1+k, i+2)
			if err != nil {
				t.Fatal(err)
			}
			if err := f.SetCellValue(markSheet, place, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func lines(parts ...skill.Part) (out []MarkLine) {
	for i, p := range parts {
		out = append(out, MarkLine{
			Application: skill.ApplicationID(string(rune('a' + i))), Ticket: "2026001",
			Document: skill.StoredIDNumber("659012199001010047"), Name: "示例", Part: p,
		})
	}
	return out
}

// A mark is 0 to 100 in half points, or the candidate was absent, or the part is
// void with its violation or waived with its ground.
func TestMarkSheet(t *testing.T) {
	file := marked(t, lines(skill.Theory, skill.Operation, skill.Review, skill.Theory, skill.Theory, skill.Theory, skill.Theory),
		[2]any{60, ""}, [2]any{59.5, ""}, [2]any{"缺考", ""}, [2]any{"作废", "携带手机"}, [2]any{"免考：已合格", ""}, [2]any{"", ""}, [2]any{" １００分 ", ""})
	got, err := ReadMarkSheet(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	want := []skill.MarkRow{
		{Row: 2, Application: "a", Part: skill.Theory, Kind: skill.SittingMarked, Mark: skill.Points(60)},
		{Row: 3, Application: "b", Part: skill.Operation, Kind: skill.SittingMarked, Mark: 119},
		{Row: 4, Application: "c", Part: skill.Review, Kind: skill.SittingAbsent},
		{Row: 5, Application: "d", Part: skill.Theory, Kind: skill.SittingVoid, Ground: "携带手机"},
		{Row: 6, Application: "e", Part: skill.Theory, Kind: skill.SittingWaived, Ground: "已合格"},
		{Row: 8, Application: "g", Part: skill.Theory, Kind: skill.SittingMarked, Mark: skill.FullMark},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	book, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	if shown, err := book.GetCellValue(markSheet, "C2"); err != nil || shown != "****0047" {
		t.Errorf("the document is shown as %s (%v)", shown, err)
	}
}

// One wrong cell and no mark is read; each is named by its place.
func TestMarkSheetFaults(t *testing.T) {
	twice := lines(skill.Theory, skill.Theory, skill.Theory, skill.Theory, skill.Theory, skill.Theory, "", skill.Theory)
	twice[7].Application = "a"
	file := marked(t, twice,
		[2]any{60, ""}, [2]any{100.5, ""}, [2]any{60.25, ""}, [2]any{"优秀", ""}, [2]any{"作废", ""}, [2]any{"免考", ""}, [2]any{60, ""}, [2]any{70, ""})
	rows, err := ReadMarkSheet(bytes.NewReader(file), int64(len(file)))
	fault, ok := errors.AsType[*skill.Error](err)
	if !ok || rows != nil {
		t.Fatalf("got %v and %d rows", err, len(rows))
	}
	var got []string
	for _, f := range fault.Fields {
		got = append(got, f.Path+" "+f.Reason)
	}
	want := []string{
		"成绩!F3 mark.unreadable", "成绩!F4 mark.unreadable", "成绩!F5 mark.unknown_word",
		"成绩!G6 mark.violation_missing", "成绩!G7 mark.ground_missing", "成绩!E8 mark.part_unknown", "成绩!A9 mark.twice",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	empty := marked(t, lines(skill.Theory))
	if _, err := ReadMarkSheet(bytes.NewReader(empty), int64(len(empty))); skill.ReasonOf(err) != "mark.none" {
		t.Errorf("an empty mark sheet: %v", err)
	}
}
