package jobs

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"newsbell/news"
)

func migrator(engine string, db *sql.DB) (*rivermigrate.Migrator[*sql.Tx], error) {
	var d riverdriver.Driver[*sql.Tx] = riversqlite.New(db)
	if engine != "sqlite" {
		d = riverdatabasesql.New(db)
	}
	return rivermigrate.New(d, &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
}

// Check refuses a database whose job tables come from a newer version, with a
// *news.Error. It only reads; give it to storage.Open.
func Check(ctx context.Context, engine string, db *sql.DB) error {
	m, err := migrator(engine, db)
	if err != nil {
		return fmt.Errorf("check job tables: %w", err)
	}
	all := m.AllVersions()
	known := all[len(all)-1].Version
	has, err := version(ctx, engine, db)
	if err != nil {
		return fmt.Errorf("check job tables: %w", err)
	}
	if has <= known {
		return nil
	}
	return &news.Error{Code: "newer_storage", Message: fmt.Sprintf(
		"the job tables of the database have version %d and this newsbell knows versions up to %d: "+
			"run the newsbell that wrote it, or restore a backup from before it; nothing was changed", has, known)}
}

// version is the version of the job tables, 0 without any. River's own answer
// is an error when it does not know the version.
func version(ctx context.Context, engine string, db *sql.DB) (int, error) {
	table := "SELECT COUNT(*) FROM pg_class WHERE oid = to_regclass('river_migration')"
	if engine == "sqlite" {
		table = "SELECT COUNT(*) FROM sqlite_master WHERE name = 'river_migration'"
	}
	var n int
	if err := db.QueryRowContext(ctx, table).Scan(&n); err != nil || n == 0 {
		return 0, err
	}
	var v sql.NullInt64
	err := db.QueryRowContext(ctx, "SELECT MAX(version) FROM river_migration WHERE line = 'main'").Scan(&v)
	return int(v.Int64), err
}

// migrate brings the job tables up to date.
func migrate(ctx context.Context, engine string, db *sql.DB) error {
	m, err := migrator(engine, db)
	if err != nil {
		return fmt.Errorf("migrate job tables: %w", err)
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate job tables: %w", err)
	}
	return nil
}
