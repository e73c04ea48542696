package storage

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"sync"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"newsbell/storage/db"
)

// poolSize bounds the connections of one process.
const poolSize = 16

func (s *Store) openPostgres(ctx context.Context, check checkFunc) error {
	s.engine = Postgres
	numbered := &numbered{}
	s.wrap = func(d db.DBTX) db.DBTX { return postgresTX{d, numbered} }
	var err error
	if s.writer, err = sql.Open("pgx", s.url); err != nil {
		return err
	}
	s.readers = s.writer
	s.writer.SetMaxOpenConns(poolSize)
	s.writer.SetMaxIdleConns(poolSize)
	if err = s.refuse(ctx, s.writer, check); err != nil {
		return err
	}
	s.commit = s.commitAlone
	return s.migrate(ctx)
}

// commitAlone is a transaction of its own; PostgreSQL groups commits itself.
func (s *Store) commitAlone(ctx context.Context, run func(context.Context, *sql.Tx) error) error {
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	if err := run(ctx, tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// A postgresTX lets PostgreSQL run the text that was compiled for SQLite.
type postgresTX struct {
	db.DBTX
	numbered *numbered
}

func (p postgresTX) ExecContext(ctx context.Context, q string, args ...any) (sql.Result, error) {
	return p.DBTX.ExecContext(ctx, p.numbered.text(q), storable(args)...)
}

func (p postgresTX) PrepareContext(ctx context.Context, q string) (*sql.Stmt, error) {
	return p.DBTX.PrepareContext(ctx, p.numbered.text(q))
}

func (p postgresTX) QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	return p.DBTX.QueryContext(ctx, p.numbered.text(q), storable(args)...)
}

func (p postgresTX) QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row {
	return p.DBTX.QueryRowContext(ctx, p.numbered.text(q), storable(args)...)
}

// storable drops from texts what PostgreSQL refuses and SQLite takes: NUL and
// broken UTF-8. One odd feed must not fail a whole commit.
func storable(args []any) []any {
	for i, a := range args {
		if text, ok := a.(string); ok {
			args[i] = strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "\uFFFD")
		}
	}
	return args
}

// numbered remembers the texts that it rewrote.
type numbered struct{ texts sync.Map }

// text rewrites placeholders: ?N becomes $N and, as SQLite counts, a bare ?
// becomes the number after the largest so far. No text has a ? elsewhere.
func (n *numbered) text(q string) string {
	if known, ok := n.texts.Load(q); ok {
		return known.(string)
	}
	parts := strings.Split(q, "?")
	var b strings.Builder
	b.WriteString(parts[0])
	most := 0
	for _, part := range parts[1:] {
		digits := len(part) - len(strings.TrimLeft(part, "0123456789"))
		number, err := strconv.Atoi(part[:digits])
		if err != nil {
			number = most + 1
		}
		most = max(most, number)
		b.WriteString("$" + strconv.Itoa(number) + part[digits:])
	}
	n.texts.Store(q, b.String())
	return b.String()
}
