package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"assay/attest"
	"assay/files"
	"assay/reference"
	"assay/rule/likeness"
	"assay/skill"
	"assay/store"
)

// place is where an installation's records lie. Commands that need them embed
// it.
type place struct {
	keyFolder
	DB       string `help:"postgres:// URL of the database (default: an SQLite file in --data)." placeholder:"URL"`
	Files    string `help:"s3://HOST/BUCKET[/PREFIX] where pictures and documents lie (default: a folder in --data)." placeholder:"URL" env:"ASSAY_FILES"`
	S3Region string `name:"s3-region" help:"Region of the bucket, where the store has several." placeholder:"REGION" env:"ASSAY_S3_REGION"`
	S3Key    string `name:"s3-key" hidden:"" env:"ASSAY_S3_KEY"`
	S3Secret string `name:"s3-secret" hidden:"" env:"ASSAY_S3_SECRET"`
}

// demoMark is the file that marks a data directory as a demonstration's.
const demoMark = "DEMONSTRATION"

// demo tells whether the data directory is marked demo.
func (p place) demo() (bool, error) {
	_, err := os.Stat(filepath.Join(p.Data, demoMark))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// address is what the store is opened with.
func (p place) address() string {
	if p.DB != "" {
		return p.DB
	}
	return filepath.Join(p.Data, "assay.db")
}

// records is an opened installation: database, keys and files.
type records struct {
	store *store.Store
	keys  *attest.Ring
	files *files.Folder
}

// open opens the records of a place that has keys. With migrate a missing
// database is made and an older one brought up to date; without it they are
// refused.
func (p place) open(e *env, migrate bool) (_ *records, err error) {
	dir, err := p.dir()
	if err != nil {
		return nil, err
	}
	r := &records{}
	if r.keys, err = readKeys(dir); err != nil {
		return nil, err
	}
	if err := p.exists(migrate); err != nil {
		return nil, err
	}
	if r.files, err = p.folder(e, r.keys); err != nil {
		return nil, err
	}
	r.store, err = store.Open(e.ctx, store.Config{
		DB: p.address(), Keys: r.keys, Now: e.now, Rand: e.rand, SortKey: reference.SortKey, Names: likeness.New(reference.NameWords()), Migrate: migrate,
	})
	if err != nil {
		return nil, errors.Join(err, r.files.Close())
	}
	return r, nil
}

// folder opens where pictures and documents lie.
func (p place) folder(e *env, keys *attest.Ring) (*files.Folder, error) {
	if p.Files == "" {
		return files.Open(filepath.Join(p.Data, "files"), keys, e.rand)
	}
	b, err := files.ParseBucket(p.Files)
	if err != nil {
		return nil, err
	}
	b.Region, b.Key, b.Secret = p.S3Region, p.S3Key, p.S3Secret
	return files.OpenBucket(e.ctx, b, keys, e.rand)
}

// exists refuses a data directory that is not there, rather than make an empty
// one where somebody mistyped its name.
func (p place) exists(make bool) error {
	if make {
		return os.MkdirAll(p.Data, 0o700)
	}
	missing := p.Data
	if p.DB == "" {
		missing = p.address()
	}
	if _, err := os.Stat(missing); errors.Is(err, fs.ErrNotExist) {
		return skill.Fail(skill.NotFound, "data.none", "dir", p.Data)
	}
	return nil
}

func (r *records) Close() error { return errors.Join(r.store.Close(), r.files.Close()) }
