package admission

import (
	"context"
	"encoding/json"
	"iter"

	"assay/skill"
	"assay/store"
)

// A RowRemarks (审查意见) is what an import said of one row.
type RowRemarks struct {
	Sheet   skill.RosterSheet // the list of candidates, or where a row belongs to nobody on it
	Row     int
	Outcome RowOutcome
	Remarks []Remark
}

// remember keeps what is said for the remarks copy.
func remember(ctx context.Context, tx *store.Tx, i skill.Import, all []RowRemarks) error {
	rows := make([]store.RowRemark, len(all))
	for k, r := range all {
		rows[k] = store.RowRemark{Import: i.ID, Path: i.Path, Sheet: r.Sheet, Row: r.Row, Outcome: string(r.Outcome)}
		if len(r.Remarks) == 0 {
			continue
		}
		text, err := json.Marshal(r.Remarks)
		if err != nil {
			return err
		}
		rows[k].Remarks = string(text)
	}
	return tx.Remark(ctx, rows)
}

const remarksPage = 1000

// Remarks gives what an import said of its rows, in the order of the file, for
// the remarks copy (审查意见表). An error ends the sequence; an import that the
// viewer may not see is NotFound.
func Remarks(ctx context.Context, view store.View, id skill.ImportID) iter.Seq2[RowRemarks, error] {
	return func(yield func(RowRemarks, error) bool) {
		_, err := view.Import(ctx, id)
		var last store.RowRemark
		for err == nil {
			var page []store.RowRemark
			page, err = view.Remarks(ctx, id, last, remarksPage)
			for _, last = range page {
				one := RowRemarks{Sheet: last.Sheet, Row: last.Row, Outcome: RowOutcome(last.Outcome)}
				var bad error
				if last.Remarks != "" {
					bad = json.Unmarshal([]byte(last.Remarks), &one.Remarks)
				}
				if !yield(one, bad) || bad != nil {
					return
				}
			}
			if err == nil && len(page) < remarksPage {
				return
			}
		}
		yield(RowRemarks{}, err)
	}
}
