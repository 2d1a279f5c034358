package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/skill"
	"assay/store"
)

// auditor is whoever audits the whole installation.
func auditor(at skill.OrgPath) skill.Actor {
	return skill.Actor{Person: "auditor", Grants: []skill.Grant{{Role: skill.RoleAudit, Path: at}}}
}

// told makes entries of two batches, an hour apart, and gives them their places.
func told(t *testing.T, s *store.Store, clock *testdb.Clock) (first, second testdb.Batch) {
	t.Helper()
	first = testdb.File(t, s)
	clock.Step(time.Hour)
	second = testdb.File(t, s)
	second.Enter(t, s, 1, 3)
	place(t, s, store.AuditLog, 5)
	return first, second
}

// walked reads a whole list, page by page.
func walked(t *testing.T, v store.View, f store.Entries, p store.EntryPage) (all []store.Entry) {
	t.Helper()
	for range 1000 {
		some, next, err := v.Entries(t.Context(), f, p)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, some...)
		if p.After = next; next == 0 {
			return all
		}
	}
	t.Fatal("the list has no end")
	return nil
}

// Whatever is asked for, the pages together hold every entry that is meant, once
// and in order, however few are looked at in one go.
func TestEntriesAreListedWhole(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		s := open()
		first, second := told(t, s, clock)
		all, err := s.EntriesAfter(t.Context(), 0, 10_000)
		if err != nil {
			t.Fatal(err)
		}
		v, late := s.As(auditor("/")), testdb.Start.Add(time.Hour)
		for name, c := range map[string]struct {
			filter store.Entries
			means  func(store.Entry) bool
		}{
			"all":             {store.Entries{}, func(store.Entry) bool { return true }},
			"a table":         {store.Entries{Table: "application"}, func(e store.Entry) bool { return e.Row.Table == "application" }},
			"a verb":          {store.Entries{Verb: "file"}, func(e store.Entry) bool { return e.Verb == "file" }},
			"a row":           {store.Entries{Row: string(first.Body.ID)}, func(e store.Entry) bool { return e.Row.ID == string(first.Body.ID) }},
			"a person":        {store.Entries{Actor: "program"}, func(e store.Entry) bool { return e.Actor == "program" }},
			"nobody":          {store.Entries{Actor: "nobody"}, func(store.Entry) bool { return false }},
			"from a time":     {store.Entries{From: late}, func(e store.Entry) bool { return e.At >= late.UnixMicro() }},
			"before a time":   {store.Entries{To: late}, func(e store.Entry) bool { return e.At < late.UnixMicro() }},
			"all of it":       {store.Entries{Verb: "file", Table: "body", From: late}, func(e store.Entry) bool { return e.Row.ID == string(second.Body.ID) }},
			"an empty moment": {store.Entries{From: late, To: late}, func(store.Entry) bool { return false }},
		} {
			want := seqs(slices.DeleteFunc(slices.Clone(all), func(e store.Entry) bool { return !c.means(e) }))
			for _, p := range []store.EntryPage{{Limit: 500}, {Limit: 2}, {Limit: 3, Look: 4}, {Limit: 1, Look: 1}} {
				p.Oldest = true
				if got := seqs(walked(t, v, c.filter, p)); got != want {
					t.Errorf("%s, %+v: %s, want %s", name, p, got, want)
				}
				p.Oldest = false
				newest := walked(t, v, c.filter, p)
				slices.Reverse(newest)
				if got := seqs(newest); got != want {
					t.Errorf("%s, %+v: %s, want %s", name, p, got, want)
				}
			}
		}
	})
}

func seqs(entries []store.Entry) string {
	var out []string
	for _, e := range entries {
		out = append(out, fmt.Sprint(e.Seq))
	}
	return strings.Join(out, " ")
}

// Entries have no place in the tree of organisations, so that only who audits
// the whole installation sees any.
func TestOnlyWhoAuditsAllSeesEntries(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		s := open()
		first, _ := told(t, s, clock)
		all, err := s.EntriesAfter(t.Context(), 0, 1)
		if err != nil {
			t.Fatal(err)
		}
		for name, viewer := range map[string]skill.Actor{
			"an auditor of a province": auditor("/44/"), "a head": first.Actor(2), "the centre": first.Actor(4), "nobody": {}, "a malformed path": auditor(""),
		} {
			seen, next, err := s.As(viewer).Entries(t.Context(), store.Entries{}, store.EntryPage{Limit: 10})
			if err != nil || len(seen) > 0 || next != 0 {
				t.Errorf("%s sees %d entries (%v)", name, len(seen), err)
			}
			_, err = s.As(viewer).Entry(t.Context(), all[0].Seq)
			wantReason(t, err, "audit.not_found")
		}
		e, err := s.As(auditor("/")).Entry(t.Context(), all[0].Seq)
		diff(t, all[0], e)
		wantReason(t, err, "")
	})
}

// An entry is found by its position too, and there is none behind the last.
func TestEntriesAreFoundByPosition(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		s := open()
		told(t, s, clock)
		all, err := s.EntriesAfter(t.Context(), 0, 10_000)
		if err != nil {
			t.Fatal(err)
		}
		for pos, e := range all {
			seq, err := s.EntryAt(t.Context(), int64(pos))
			if err != nil || seq != e.Seq {
				t.Errorf("position %d: %d, want %d (%v)", pos, seq, e.Seq, err)
			}
		}
		_, err = s.EntryAt(t.Context(), int64(len(all)))
		wantReason(t, err, "audit.not_found")
	})
}
