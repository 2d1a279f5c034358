// Package store remembers: everything SQL, on an SQLite file or a PostgreSQL
// database, with one text for both engines (dialect.go holds what differs).
//
// Reading. Store.As(viewer) gives a View whose every list and get carries the
// viewer's organisation paths in its SQL; out of scope is skill.NotFound.
// Store.Unscoped sees everything, for office, ledger and cmd. By id a Reader has
// a method for each noun; lists are List, One and Count with a filter named
// after the noun in the plural:
//
//	p, err := view.Plan(ctx, id)
//	all, err := store.List(ctx, view, store.Applications{Plan: id}, store.Page{})
//
// A table of many rows of many organisations says so in its definition (spreads)
// and has an index for each of the first three steps of its paths: a list for
// one province, city or body is then read in the order of ids without looking at
// the rows of others. Several roles at several places are several such lists,
// merged.
//
// Changing. Everything happens in Update, whose Tx reads too; Tx.Locked is the
// Reader whose rows stay as they are until commit. There is one way to write:
// Move (and MoveOne) for whatever a lifecycle permits, Add for nouns without
// one, Change for what leaves the status alone. Each writes, in the same
// transaction, an audit entry: who, what, which row, which version, and a
// salted digest of the row as it lies there afterwards.
//
//	err := s.Update(ctx, by, func(tx *store.Tx) error {
//		p, err := tx.Locked().Plan(ctx, id)
//		if err != nil {
//			return err
//		}
//		m, err := p.Start()
//		if err != nil {
//			return err
//		}
//		p, err = store.MoveOne(ctx, tx, p, m)
//		return err
//	})
//
// # Outbox
//
// A letter (通知) to somebody is posted in the transaction of the change that it
// tells of, by Tx.Post, and leaves after the commit or not at all. It lies in the
// table job, since it is work like any other: due at a time, held by one worker
// for a while, tried again. It holds ids; words and address are looked up when it
// leaves. A code that it carries lies sealed until it was sent or has expired.
//
// # How the logs get their order
//
// An audit entry is itself the record of the log audit, and a row of leaf that
// of the log certificates; neither is ever updated. A rising seq is drawn for each
// when it is inserted, as the last thing its transaction does before it
// commits, so that what was caused stands after its cause. SQLite has one
// writer, so there the order of seq is the order of commits. On PostgreSQL a
// later seq may commit first; writers therefore hold a shared advisory lock from
// before they draw until they have committed, and the sequencer takes it alone
// for a moment to read the highest seq: everything up to that is committed or
// will never be. It then gives the entries their positions by one row of span
// for each batch (the positions pos, pos+1, … are those entries between two
// seqs, in their order). The alternatives write more:
// a column for the position costs an update of every row and of an index, a
// table of places an insert of every row; serialising commits costs the group
// commit. Gaps in seq mean nothing. The cost here is one lock call a transaction,
// and once a second the wait for those transactions that are just committing.
package store
