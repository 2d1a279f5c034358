package store

import (
	"context"
	"hash/fnv"
	"slices"

	"assay/skill"
	"assay/skill/day"
)

// The register (名录) is what the public finds bodies by. Its rows are made from
// those of body in the transaction that writes them, and hold nothing that is
// shown: whoever changed them could hide a body, not make one up.

// index brings the register up to date with bodies that were just written.
func indexBodies(ctx context.Context, tx *Tx, all []*skill.Body) error {
	words := batch{shape: []column{{name: "word", kind: intColumn}, {name: "entry", kind: intColumn}}}
	for _, b := range all {
		entry, renamed, err := tx.register(ctx, b)
		if err != nil {
			return err
		}
		if !renamed {
			continue
		}
		if _, err := tx.on.exec(ctx, "DELETE FROM register_word WHERE entry = $1", entry); err != nil {
			return err
		}
		for _, w := range tx.words.wordsOf(b.Name) {
			words.rows = append(words.rows, []cell{{n: w}, {n: entry}})
		}
	}
	return words.insert(ctx, tx, "register_word")
}

const (
	registerBefore = "SELECT filed_on, name_folded, edition FROM register WHERE body_id = $1"
	registerEnter  = `INSERT INTO register (body_id, body_version, edition, name_folded, name_key, province, path, filed_on, filed_to, status, status_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (body_id) DO UPDATE SET body_version = excluded.body_version, edition = excluded.edition, name_folded = excluded.name_folded,
 name_key = excluded.name_key, province = excluded.province, path = excluded.path, filed_on = excluded.filed_on, filed_to = excluded.filed_to,
 status = excluded.status, status_on = excluded.status_on
RETURNING entry`
)

// register writes one body's row. It tells whether the words of its name are to be
// made anew.
func (tx *Tx) register(ctx context.Context, b *skill.Body) (entry int64, renamed bool, err error) {
	rows, err := tx.on.query(ctx, registerBefore, string(b.ID))
	if err != nil {
		return 0, false, err
	}
	var filed, name, edition string
	if err := each(rows, func() error { return rows.Scan(&filed, &name, &edition) }); err != nil {
		return 0, false, err
	}
	if filed == "" {
		if filed, err = tx.filedOn(ctx, b.ID); err != nil {
			return 0, false, err
		}
	}
	folded, now := skill.Fold(b.Name), tx.words.names.Edition()
	rows, err = tx.on.query(ctx, registerEnter, string(b.ID), b.Version, now, folded, tx.words.sortKey(b.Name), b.Province, string(b.Path),
		filed, b.FiledTo.String(), string(b.Status), day.Of(b.StatusAt).String())
	if err != nil {
		return 0, false, err
	}
	entry, err = oneInt(rows)
	return entry, name != folded || edition != now, err
}

// filedOn is the day of a body's first entry in the audit; today for one that is
// being filed.
func (tx *Tx) filedOn(ctx context.Context, id skill.BodyID) (string, error) {
	rows, err := tx.on.query(ctx, "SELECT at FROM audit WHERE row_id = $1 AND row_version = 1", string(id))
	if err != nil {
		return "", err
	}
	at, err := oneInt(rows)
	if at == 0 {
		at = micros(tx.Now)
	}
	return day.Of(moment(at)).String(), err
}

// wordsOf are the hashes under which a name is found: by parts of it, and by names
// that look alike.
func (k *words) wordsOf(name string) []int64 {
	var out []int64
	for _, g := range pairs(skill.Fold(name)) {
		out = append(out, hashed(g))
	}
	for _, key := range k.names.Keys(name) {
		out = append(out, hashed(key))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// namesMost is how many characters of a name are found by their pairs.
const namesMost = 200

// pairs are every two characters that stand side by side in a folded name.
func pairs(folded string) (all []string) {
	runes := []rune(folded)
	for i := range min(len(runes), namesMost) - 1 {
		all = append(all, string(runes[i:i+2]))
	}
	return all
}

func hashed(text string) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(text)) // a hash takes everything
	return int64(h.Sum64())
}

// unindexed narrows a list to bodies that the register lacks, or has as they were.
type unindexed struct{ edition string }

func (u unindexed) narrow(w *where, _ *words, _ skill.Body) {
	w.and("NOT EXISTS (SELECT 1 FROM register r WHERE r.body_id = body.id AND r.edition = ? AND r.body_version = body.version)", u.edition)
}

// indexChunk is how many bodies one transaction brings up to date.
const indexChunk = 500

// IndexBodies brings the register up to date with bodies that it lacks, or that
// were entered by words of another edition, and says how many those were. It is
// run once by whoever serves; what is filed afterwards is entered as it is filed.
func (s *Store) IndexBodies(ctx context.Context) (n int, err error) {
	for {
		var rows []*skill.Body
		err := s.Update(ctx, By{}, func(tx *Tx) error {
			all, err := List(ctx, tx.Locked(), unindexed{s.names.Edition()}, Page{Limit: indexChunk})
			rows = nil
			for i := range all {
				rows = append(rows, &all[i])
			}
			if err != nil {
				return err
			}
			return indexBodies(ctx, tx, rows)
		})
		if n += len(rows); err != nil || len(rows) < indexChunk {
			return n, err
		}
	}
}
