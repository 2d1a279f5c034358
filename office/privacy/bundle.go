package privacy

import (
	"context"
	"slices"
	"strings"

	"assay/rule/access"
	"assay/skill"
	"assay/store"
)

// A Bundle is everything that the installation holds of somebody: each row about
// them with what is sealed opened, and the files that those name.
type Bundle struct {
	Rows  []store.Holding
	Files []HeldFile
}

// A HeldFile is a file that is kept of somebody.
type HeldFile struct {
	Hash    skill.FileHash // SHA-256 of the content
	Column  string         // table.column of the first row that names it
	Content []byte         // nil where it is not there any more
}

// Bundle gathers what is held of the viewer (查阅、复制), whatever roles they have.
// Credentials are left out, and so is what the viewer wrote about others.
// Source: 个人信息保护法 art. 45.
func (d *Desk) Bundle(ctx context.Context, viewer skill.Actor) (b Bundle, err error) {
	defer skill.Wrap(&err, "gather what is held of somebody")
	if err := access.Need(viewer, "download-my-data", "", viewer.Person); err != nil {
		return b, err
	}
	if b.Rows, err = d.Store.As(viewer).Own(ctx); err != nil {
		return b, err
	}
	for i := range b.Rows {
		row := &b.Rows[i]
		row.Values = slices.DeleteFunc(row.Values, func(v store.HeldValue) bool { return d.withheld(row.Table, v) })
		if err := d.files(ctx, &b, *row); err != nil {
			return b, err
		}
	}
	return b, nil
}

// withheld tells whether a value is not given out: a credential, what the notice
// does not name, which may be one, or bytes that say nothing to a reader.
func (d *Desk) withheld(table string, v store.HeldValue) bool {
	field, ok := d.Notice.Field(table, v.Column)
	plain := strings.HasSuffix(v.Column, "_id") || slices.Contains([]string{"id", "path", "status", "status_at", "version", "erased"}, v.Column)
	return field.Withheld || !ok && (!plain || v.Sealed) || !v.Sealed && v.Bytes > 0
}

// fileNames are the columns that name files of the person.
var fileNames = []string{"photo", "proof"}

func (d *Desk) files(ctx context.Context, b *Bundle, row store.Holding) error {
	for _, v := range row.Values {
		hash := skill.FileHash(v.Text)
		seen := func(f HeldFile) bool { return f.Hash == hash }
		if !slices.Contains(fileNames, v.Column) || !hash.Valid() || slices.ContainsFunc(b.Files, seen) {
			continue
		}
		content, err := d.Files.Get(ctx, hash)
		if err != nil && skill.CodeOf(err) != skill.NotFound {
			return err
		}
		b.Files = append(b.Files, HeldFile{hash, row.Table + "." + v.Column, content})
	}
	return nil
}
