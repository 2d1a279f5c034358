package ledger

import (
	"context"
	"slices"
	"strings"

	"assay/attest"
	"assay/skill"
	"assay/store"
)

// A Check is what fsck is asked. Everything is required but Old and Progress.
type Check struct {
	Store    *store.Store
	Keys     attest.PublicKeys
	Schemes  []skill.NumberScheme
	Policies skill.Policies
	// Old is a signed checkpoint of either log that was kept elsewhere, or
	// empty.
	Old []byte
	// Progress is told what is being checked and how many rows of it were.
	Progress func(what string, done int)
}

// A Report is what fsck found.
type Report struct {
	Rows     map[string]int // checked, by table
	Audit    int            // entries, pending ones too
	Leaves   int            // of the log certificates, pending ones too
	Faults   []store.Fault  // the first maxFaults
	Total    int            // of all faults
	Pending  []Pending
	Rollback bool // an older checkpoint was given and is part of today's log
	Asked    bool // an older checkpoint was given
}

// Pending is what is on its way and is no fault.
type Pending struct {
	Table string // audit, leaf, or certificate for numbers that are not yet signed
	Count int
}

// maxFaults is how many faults are listed; the rest is counted.
const maxFaults = 1000

// The kinds of faults that fsck finds beside those of the store.
const (
	FaultLogChanged    = "log-changed"    // an entry is not what the log published
	FaultLogMissing    = "log-missing"    // a published entry is gone
	FaultLogExtra      = "log-extra"      // an entry stands among published ones and is none
	FaultLogUnplaced   = "log-unplaced"   // an entry lies between two batches
	FaultLogCut        = "log-cut"        // from here on nothing is left to check the log by
	FaultLeafContent   = "leaf-content"   // a leaf's record does not commit to its columns
	FaultTile          = "tile"           // a tile is missing, too many or not the tree's
	FaultSpan          = "span"           // the places of a batch overlap or leave a gap
	FaultCheckpoint    = "checkpoint"     // a checkpoint is not the tree's, is missing or ahead of it
	FaultSignature     = "signature"      // a signature is not good
	FaultHead          = "audit-head"     // a published head of the log audit is not its tree's
	FaultRollback      = "rollback"       // the log does not extend the older checkpoint
	FaultEntryUnknown  = "entry-unknown"  // an audit entry of a table that is not protected
	FaultNumberMissing = "number-missing" // a number was taken and no certificate has it
	FaultNumberBeyond  = "number-beyond"  // a certificate has a number that its series has not reached
	FaultNumber        = "number"         // a number disagrees with its certificate
	FaultStatement     = "statement"      // the signed bytes disagree with the row
	FaultCommitment    = "commitment"     // the commitment to the name does not open with it
	FaultLeafMissing   = "leaf-missing"   // an act without its leaf
	FaultLeafExtra     = "leaf-extra"     // a leaf without its act
	FaultLeaf          = "leaf"           // a leaf disagrees with its act
	FaultFooting       = "footing"        // a certificate rests on a record that does not bear it
	FaultScope         = "scope"          // the body was not in scope on the day of issue
	FaultResult        = "result"         // a result does not follow from its sittings
	FaultChain         = "chain"          // a report without three different persons, or with other results
)

// Kinds lists every kind of fault, the store's too: each has its text.
func Kinds() []string {
	return []string{
		store.FaultDigest, store.FaultUnaudited, store.FaultRowMissing, store.FaultRowVersion, store.FaultEntryAbsent, store.FaultMove,
		store.FaultStatus, store.FaultUnique, store.FaultErased, FaultLogChanged, FaultLogMissing, FaultLogExtra, FaultLogUnplaced, FaultLogCut,
		FaultLeafContent, FaultTile, FaultSpan, FaultCheckpoint, FaultSignature, FaultHead, FaultRollback, FaultEntryUnknown,
		FaultNumberMissing, FaultNumberBeyond, FaultNumber, FaultStatement, FaultCommitment, FaultLeafMissing, FaultLeafExtra,
		FaultLeaf, FaultFooting, FaultScope, FaultResult, FaultChain,
	}
}

// A fsck is one run.
type fsck struct {
	Check
	db     *store.Store // as it was at one moment
	report Report
}

// Run checks everything in one snapshot and in bounded memory: rows against
// audit entries and Moves, entries and leaves against trees and checkpoints,
// numbers against series, certificates against leaves, signatures and what they
// rest on, results against sittings. What it finds is in the Report; an error
// says only that it could not go on.
func (c Check) Run(ctx context.Context) (r Report, err error) {
	defer skill.Wrap(&err, "fsck")
	if c.Progress == nil {
		c.Progress = func(string, int) {}
	}
	f := fsck{Check: c}
	f.report.Asked = len(c.Old) > 0
	var old attest.Checkpoint
	if f.report.Asked {
		if old, err = attest.OpenCheckpoint(c.Old, originOf(c.Old), c.Keys); err != nil {
			return r, err
		}
	}
	err = c.Store.Snapshot(ctx, func(frozen *store.Store) error {
		f.db = frozen
		return f.run(ctx, old)
	})
	slices.SortStableFunc(f.report.Pending, func(a, b Pending) int { return strings.Compare(a.Table, b.Table) })
	return f.report, err
}

func (f *fsck) run(ctx context.Context, old attest.Checkpoint) error {
	if err := f.rows(ctx); err != nil {
		return err
	}
	if err := f.logs(ctx, old); err != nil {
		return err
	}
	for _, check := range []func(context.Context) error{f.certificates, f.results, f.chains} {
		if err := check(ctx); err != nil {
			return err
		}
	}
	if err := f.db.CheckUnique(ctx, f.found); err != nil {
		return err
	}
	return f.db.CheckErased(ctx, f.found)
}

func (f *fsck) rows(ctx context.Context) (err error) {
	f.Progress("rows", 0)
	f.report.Rows, _, err = f.db.CheckRows(ctx, f.found)
	all := 0
	for _, n := range f.report.Rows {
		all += n
	}
	f.Progress("rows", all)
	return err
}

// found notes a fault.
func (f *fsck) found(x store.Fault) error {
	f.report.Total++
	if len(f.report.Faults) < maxFaults {
		f.report.Faults = append(f.report.Faults, x)
	}
	return nil
}

// fault is found for checks that go on.
func (f *fsck) fault(kind, table, id, field, detail string) {
	_ = f.found(store.Fault{Kind: kind, Table: table, ID: id, Field: field, Detail: detail}) // it never fails
}

func (f *fsck) pending(table string, n int) {
	if n > 0 {
		f.report.Pending = append(f.report.Pending, Pending{table, n})
	}
}
