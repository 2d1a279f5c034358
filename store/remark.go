package store

import (
	"context"

	"assay/skill"
)

// A RowRemark (审查意见) is what an import said of one row of its roster.
// Remarks is the office's JSON and holds no personal value.
type RowRemark struct {
	Import  skill.ImportID
	Path    skill.OrgPath
	Sheet   skill.RosterSheet // the list of candidates, or where a row belongs to nobody on it
	Row     int               // as the spreadsheet counts
	Outcome string
	Remarks string
}

var remarkColumns = []column{
	{name: "import_id"}, {name: "sheet", kind: intColumn}, {name: "sheet_row", kind: intColumn},
	{name: "path"}, {name: "outcome"}, {name: "remarks"},
}

// Remark keeps what was said of rows of an import.
func (tx *Tx) Remark(ctx context.Context, rows []RowRemark) error {
	b := batch{shape: remarkColumns}
	for _, r := range rows {
		b.rows = append(b.rows, []cell{
			{text: string(r.Import)}, {n: int64(r.Sheet)}, {n: int64(r.Row)},
			{text: string(r.Path)}, {text: r.Outcome}, {text: r.Remarks},
		})
	}
	return b.insert(ctx, tx, "import_remark")
}

// Remarks lists what an import said of its rows, in their order, sheet by sheet:
// at most limit rows after the given one. The zero RowRemark is before the first.
func (r Reader) Remarks(ctx context.Context, id skill.ImportID, after RowRemark, limit int) (out []RowRemark, err error) {
	var w where
	w.and("import_id = ? AND (sheet > ? OR sheet = ? AND sheet_row > ?)", string(id), int(after.Sheet), int(after.Sheet), after.Row)
	r.bound(onPath, &w)
	w.args = append(w.args, limit)
	rows, err := r.q.query(ctx, numbered("SELECT "+names(remarkColumns, "")+" FROM import_remark"+w.text()+" ORDER BY sheet, sheet_row LIMIT ?"), w.args...)
	if err != nil {
		return nil, err
	}
	err = each(rows, func() error {
		var o RowRemark
		err := rows.Scan(&o.Import, &o.Sheet, &o.Row, &o.Path, &o.Outcome, &o.Remarks)
		out = append(out, o)
		return err
	})
	return out, err
}
