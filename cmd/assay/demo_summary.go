package main

import (
	"cmp"
	"slices"

	"assay/office/admission"
	"assay/skill"
)

// demoSummary is what `assay demo --once --json` prints.
// Source: docs/commands.md, assay demo.
type demoSummary struct {
	Rows     int            `json:"rows"`
	Outcomes map[string]int `json:"outcomes"`
	Refused  []demoReason   `json:"refused"` // reasons for which a row or a certificate did not go on
	Eligible int            `json:"eligible"`
	Passed   int            `json:"passed"`
	Issued   int            `json:"issued"`
	First    string         `json:"first_number"`
	Last     string         `json:"last_number"`
	QR       string         `json:"qr"`
	PDF      string         `json:"pdf"`
	Key      string         `json:"key"`
	Revoked  string         `json:"revoked_number"`

	Seated    int    `json:"seated"` // of the batch that was examined yesterday
	CheckedIn int    `json:"checked_in"`
	Ticket    string `json:"ticket"`
	DoorList  string `json:"door_list"`
}

type demoReason struct {
	Reason string `json:"reason"`
	Count  int    `json:"count"`
}

// stop counts a reason for which something did not go on.
func (s *demoSummary) stop(reason string) {
	i := slices.IndexFunc(s.Refused, func(r demoReason) bool { return r.Reason == reason })
	if i < 0 {
		i, s.Refused = len(s.Refused), append(s.Refused, demoReason{Reason: reason})
	}
	s.Refused[i].Count++
}

// sort puts the most frequent reason first.
func (s *demoSummary) sort() {
	slices.SortStableFunc(s.Refused, func(a, b demoReason) int {
		return cmp.Or(b.Count-a.Count, cmp.Compare(a.Reason, b.Reason))
	})
}

// tally counts the outcomes of an import and why rows did not go on.
func (d *demonstration) tally(h *house, id skill.ImportID) error {
	rows := 0
	for row, err := range admission.Remarks(d.ctx, d.store.As(h.clerk.by().Actor), id) {
		if err != nil {
			return err
		}
		if row.Sheet != skill.SheetRoster || row.Outcome == "" {
			continue
		}
		rows++
		d.sum.Outcomes[string(row.Outcome)]++
		if row.Outcome == admission.RowEligible {
			d.sum.Eligible++
		}
		if row.Outcome == admission.RowRefused || row.Outcome == admission.RowMalformed {
			d.sum.stop(row.Remarks[len(row.Remarks)-1].Reason)
		}
	}
	d.sum.Rows += rows
	d.say("%s 导入 %d 行名单，逐行给出审查结论", h.Name, rows)
	return nil
}
