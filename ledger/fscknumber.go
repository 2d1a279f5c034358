package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"assay/rule/certno"
	"assay/skill"
	"assay/store"
)

// headLength is how much of a number names its series: prefix, year and level.
// Source: 人社鉴发〔2019〕2号, parts 1–6.
const headLength = 16

// A numbering walks over all numbers in their order beside the series they were
// taken from: every serial from 1 to the next one is somebody's, none is beyond.
type numbering struct {
	*fsck
	series []seriesHead // not yet reached, by head
	head   string       // of the series that is walked over
	taken  int64        // serials of it that were taken
	last   int64        // serial seen last
}

type seriesHead struct {
	head  string
	taken int64
}

// series reads all series by what their numbers begin with.
func (f *fsck) series(ctx context.Context) (*numbering, error) {
	rows, err := f.db.SeriesRows(ctx)
	if err != nil {
		return nil, err
	}
	n := &numbering{fsck: f}
	for _, r := range rows {
		head, ok := f.headOf(r)
		if !ok || r.Next < 1 {
			f.fault(FaultNumber, "series", fmt.Sprintf("%s %d %s", r.Prefix, r.Year, r.Level), "level", "")
			continue
		}
		n.series = append(n.series, seriesHead{head, r.Next - 1})
	}
	slices.SortFunc(n.series, func(a, b seriesHead) int { return cmp.Compare(a.head, b.head) })
	return n, nil
}

// headOf is what the numbers of a series begin with, by any scheme that numbers
// its level.
func (f *fsck) headOf(r store.SeriesRow) (string, bool) {
	var level skill.Level
	if err := level.UnmarshalText([]byte(r.Level)); err != nil {
		return "", false
	}
	for i := range f.Schemes {
		s := &f.Schemes[i]
		if place, ok := s.LevelValue(level); ok && s.Kind == skill.KindSkillLevel {
			head := fmt.Sprintf("%s%02d%s", r.Prefix, r.Year%100, place)
			return head, len(head) == headLength
		}
	}
	return "", false
}

// next takes the next number in order.
func (n *numbering) next(c *store.Footing) {
	if !n.agrees(c) {
		n.fault(FaultNumber, "certificate", c.ID, "number", c.Number)
	}
	head, serial, ok := cut(c.Number)
	if !ok {
		return
	}
	if head != n.head {
		n.close()
		n.reach(head)
	}
	if serial > n.taken {
		n.fault(FaultNumberBeyond, "certificate", c.ID, "number", c.Number)
	}
	n.missing(n.last+1, min(serial-1, n.taken))
	n.last = max(n.last, serial)
}

// cut takes a number of 22 places apart.
func cut(number string) (head string, serial int64, ok bool) {
	if len(number) <= headLength {
		return "", 0, false
	}
	serial, err := strconv.ParseInt(number[headLength:], 10, 64)
	return number[:headLength], serial, err == nil
}

// agrees tells whether year and level in the number are the certificate's, and
// whether any scheme would read it.
func (n *numbering) agrees(c *store.Footing) bool {
	on, ok := issuedOn(c)
	var level skill.Level
	if !ok || level.UnmarshalText([]byte(c.Level)) != nil || len(c.Number) <= headLength {
		return false
	}
	s, place, err := certno.SchemeFor(n.Schemes, certno.Claim{Kind: skill.CertificateKind(c.Kind), Level: level, On: on})
	if err != nil || len(c.Number) != s.Length {
		return false
	}
	return strings.HasPrefix(c.Number[headLength-3:], fmt.Sprintf("%02d%s", on.Year()%100, place))
}

// reach passes over series without certificates and begins the one of a head.
func (n *numbering) reach(head string) {
	for len(n.series) > 0 && n.series[0].head < head {
		n.begin(n.series[0].head, n.series[0].taken)
		n.series = n.series[1:]
		n.close()
	}
	taken := int64(0)
	if len(n.series) > 0 && n.series[0].head == head {
		taken = n.series[0].taken
		n.series = n.series[1:]
	}
	n.begin(head, taken)
}

func (n *numbering) begin(head string, taken int64) { n.head, n.taken, n.last = head, taken, 0 }

// close names the numbers that were taken at the end of a series and that no
// certificate has.
func (n *numbering) close() { n.missing(n.last+1, n.taken) }

func (n *numbering) missing(from, to int64) {
	if from > to {
		return
	}
	detail := ""
	if to > from {
		detail = fmt.Sprintf("%s%06d", n.head, to)
	}
	n.fault(FaultNumberMissing, "series", fmt.Sprintf("%s%06d", n.head, from), "next", detail)
}

func (n *numbering) end() {
	n.close()
	n.begin("", 0)
	n.reach(lastText)
}
