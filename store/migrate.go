package store

import (
	"context"
	"database/sql"
	"embed"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"assay/skill"
)

// One set of files serves both engines; ${BYTES} and its default ${EMPTY}, ${INT},
// ${SEQ} and ${STRICT} stand for what differs. They are put in here and not by goose's ENVSUB,
// which reads the environment of the whole process.
//
//go:embed migrations/*.sql
var migrationFiles embed.FS

func (d dialect) migrations() ([]*goose.Migration, error) {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	var out []*goose.Migration
	for _, name := range names {
		number, _, _ := strings.Cut(path.Base(name), "_")
		version, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return nil, err
		}
		text, err := migrationFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		run := func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, d.types.Replace(string(text)))
			return err
		}
		out = append(out, goose.NewGoMigration(version, &goose.GoFunc{RunTx: run}, nil))
	}
	return out, nil
}

// schema checks that the database is as this program knows it, or makes it so.
func (s *Store) schema(ctx context.Context, migrate bool) error {
	all, err := s.migrations()
	if err != nil {
		return err
	}
	options := []goose.ProviderOption{goose.WithGoMigrations(all...), goose.WithDisableGlobalRegistry(true)}
	if !s.single {
		one, err := lock.NewPostgresSessionLocker() // of several that start at once
		if err != nil {
			return err
		}
		options = append(options, goose.WithSessionLocker(one))
	}
	p, err := goose.NewProvider(s.migrate, s.db, nil, options...)
	if err != nil {
		return err
	}
	if migrate {
		if _, err := p.Up(ctx); err != nil {
			return err
		}
	}
	have, want, err := p.GetVersions(ctx)
	switch {
	case err != nil:
		return err
	case have < want:
		return skill.Fail(skill.WrongState, "store.schema_old")
	case have > want:
		return skill.Fail(skill.WrongState, "store.schema_new")
	}
	return nil
}

// Migrations are the files that make the schema, for the tests that compare.
func Migrations() fs.FS { return migrationFiles }
