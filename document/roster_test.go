package document

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/skill"
)

func open(t *testing.T, file []byte) *Roster {
	t.Helper()
	r, err := OpenRoster(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

func rowsOf(t *testing.T, r *Roster) (out []*skill.RosterRow) {
	t.Helper()
	for row, err := range r.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, row)
	}
	return out
}

// The template opens, has no rows, and every heading of it is known.
func TestTemplateIsAnEmptyRoster(t *testing.T) {
	var b bytes.Buffer
	if err := WriteRosterTemplate(&b); err != nil {
		t.Fatal(err)
	}
	r := open(t, b.Bytes())
	if got := rowsOf(t, r); len(got) != 0 {
		t.Errorf("the template has %d rows", len(got))
	}
	want := []string{"报名", "工作经历", "证书", "学历", "培训", "职称", "其他", helpSheet, choicesSheet}
	if diff := cmp.Diff(want, r.book.sheets); diff != "" {
		t.Error(diff)
	}
}
