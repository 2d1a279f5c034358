package main

import (
	"errors"

	"assay/locale"
	"assay/skill"
)

// migrateCmd is `assay migrate`: makes the database of an installation, or brings
// an older one up to date. It never loses a row.
type migrateCmd struct {
	place
	Lang locale.Lang `default:"zh" enum:"zh,en" env:"ASSAY_LANG" help:"Language of messages: zh or en."`
}

// Run brings the schema up to date.
func (c migrateCmd) Run(e *env) error {
	r, err := c.open(e, true)
	if err != nil {
		return refusal(c.Lang, err)
	}
	if _, err := r.store.IndexBodies(e.ctx); err != nil {
		return errors.Join(err, r.Close())
	}
	e.tell(c.Lang, "migrate.done", skill.Args{"engine": r.store.Engine()})
	return r.Close()
}
