// Package storage keeps every noun in SQLite or PostgreSQL. It stands beside
// the stages: each hands its result to one method here, which writes it and the
// jobs that follow in one transaction. What comes next is package jobs, which
// works those jobs on the same database.
//
// One SQL text (queries/) serves both engines; sqlc compiles it into
// storage/db. Times are unix milliseconds UTC in the tables, 0 for none.
//
// On SQLite there is one writing connection. Writes that wait for it at the
// same time are committed together, so that one disk flush serves them all; see
// committer.
package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"

	"newsbell/news"
	"newsbell/storage/db"
)

// The engines.
const (
	SQLite   = "sqlite"
	Postgres = "postgres"
)

// Options say what to open.
type Options struct {
	// URL is a file name for SQLite, or a postgres:// address.
	URL string
	// Log is told of migrations; nil is silent.
	Log *slog.Logger
	// Check runs before anything is changed and may refuse the database, as
	// jobs.Check does for the tables of package jobs. May be nil.
	Check func(ctx context.Context, engine string, db *sql.DB) error
}

// An Enqueuer writes jobs in the transaction of what they follow from.
type Enqueuer interface {
	Enqueue(ctx context.Context, tx *sql.Tx, jobs []news.Job) error
}

// A Store is an open database. Its methods are safe for concurrent use; each
// is one transaction. A row that does not exist is a *news.Error with the code
// "not_found".
type Store struct {
	url    string
	engine string
	log    *slog.Logger

	writer  *sql.DB
	readers *sql.DB // the writer itself on PostgreSQL
	wrap    func(db.DBTX) db.DBTX
	commit  func(ctx context.Context, run func(context.Context, *sql.Tx) error) error

	enqueuer atomic.Pointer[Enqueuer]
	catchUp  atomic.Pointer[CatchUp]
	keys     atomic.Pointer[Keys]

	locks locks // on PostgreSQL
}

// Open opens the database, creates it when it does not exist, and brings its
// tables up to date. A database from a newer version is refused and left
// untouched, with a *news.Error that says what to do.
func Open(ctx context.Context, o Options) (*Store, error) {
	s := &Store{url: o.URL, log: o.Log}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	open := s.openSQLite
	if strings.HasPrefix(o.URL, "postgres://") || strings.HasPrefix(o.URL, "postgresql://") {
		open = s.openPostgres
	}
	if err := open(ctx, o.Check); err != nil {
		return nil, errors.Join(fmt.Errorf("open store: %w", err), s.Close())
	}
	return s, nil
}

// SetEnqueuer sets who writes the jobs; without one, none are written.
func (s *Store) SetEnqueuer(e Enqueuer) { s.enqueuer.Store(&e) }

// Close closes the connections. The caller has stopped what uses them.
func (s *Store) Close() error {
	var errs []error
	if s.readers != nil && s.readers != s.writer {
		errs = append(errs, s.readers.Close())
	}
	if s.writer != nil {
		errs = append(errs, s.writer.Close())
	}
	return errors.Join(errs...)
}

// DB is the connection pool that writes: one connection on SQLite. Whoever
// holds it holds up every other write.
func (s *Store) DB() *sql.DB { return s.writer }

// Engine is SQLite or Postgres.
func (s *Store) Engine() string { return s.engine }

// URL is what was opened. It may hold a password: show it to nobody.
func (s *Store) URL() string { return s.url }

// read gives the queries outside any transaction.
func (s *Store) read() *db.Queries { return db.New(s.wrap(s.readers)) }

// A txn is a transaction under way and the jobs that shall follow from it.
type txn struct {
	*db.Queries
	jobs []news.Job
}

// write runs fn in a transaction and writes the jobs that it asked for last in
// it: River notices a job when it is inserted, not when it is committed. On
// PostgreSQL their order also keeps two transactions from waiting for each
// other's lanes.
func (s *Store) write(ctx context.Context, fn func(ctx context.Context, t *txn) error) error {
	return s.commit(ctx, func(ctx context.Context, tx *sql.Tx) error {
		t := &txn{Queries: db.New(s.wrap(tx))}
		if err := fn(ctx, t); err != nil {
			return err
		}
		e := s.enqueuer.Load()
		if e == nil || len(t.jobs) == 0 {
			return nil
		}
		slices.SortFunc(t.jobs, compareJobs)
		if err := (*e).Enqueue(ctx, tx, slices.Compact(t.jobs)); err != nil {
			return fmt.Errorf("enqueue jobs: %w", err)
		}
		return nil
	})
}
