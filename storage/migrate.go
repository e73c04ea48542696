package storage

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"

	"newsbell/news"
)

//go:embed migrations
var migrations embed.FS

type checkFunc = func(ctx context.Context, engine string, db *sql.DB) error

// provider runs the migrations of the store's engine.
func (s *Store) provider(d *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations/"+s.engine)
	if err != nil {
		return nil, err
	}
	dialect := goose.DialectSQLite3
	if s.engine == Postgres {
		dialect = goose.DialectPostgres
	}
	return goose.NewProvider(dialect, d, files, goose.WithDisableGlobalRegistry(true))
}

// migrate brings the tables up to date.
func (s *Store) migrate(ctx context.Context) error {
	p, err := s.provider(s.writer)
	if err != nil {
		return err
	}
	results, err := p.Up(ctx)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	for _, r := range results {
		s.log.InfoContext(ctx, "database migrated", "target", r.Source.Version, "dur", r.Duration)
	}
	return nil
}

// refuse returns an error when the database comes from a newer version. It
// only reads.
func (s *Store) refuse(ctx context.Context, d *sql.DB, check checkFunc) error {
	p, err := s.provider(d)
	if err != nil {
		return err
	}
	sources := p.ListSources()
	known := sources[len(sources)-1].Version
	has, err := s.version(ctx, d)
	if err != nil {
		return err
	}
	if has > known {
		return &news.Error{Code: "newer_storage", Message: fmt.Sprintf(
			"the database has version %d and this newsbell knows versions up to %d: "+
				"run the newsbell that wrote it, or restore a backup from before it; nothing was changed", has, known)}
	}
	if check == nil {
		return nil
	}
	return check(ctx, s.engine, d)
}

// version is the database's schema version, 0 for a new one.
func (s *Store) version(ctx context.Context, d *sql.DB) (int64, error) {
	table := "SELECT COUNT(*) FROM sqlite_master WHERE name = 'goose_db_version'"
	if s.engine == Postgres {
		table = "SELECT COUNT(*) FROM pg_class WHERE oid = to_regclass('goose_db_version')"
	}
	var n int
	if err := d.QueryRowContext(ctx, table).Scan(&n); err != nil {
		return 0, refused(err)
	}
	if n == 0 {
		return 0, nil
	}
	var v sql.NullInt64
	err := d.QueryRowContext(ctx, "SELECT MAX(version_id) FROM goose_db_version").Scan(&v)
	return v.Int64, err
}

// refused explains a database that answers no question at all.
func refused(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return &news.Error{Code: "bad_storage", Message: fmt.Sprintf("storage.url does not answer as a database: %v", err)}
}
