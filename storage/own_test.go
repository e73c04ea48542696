package storage_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"

	"newsbell/news"
	"newsbell/storage"
	"newsbell/storage/storagetest"
)

// A process whose lock's session ends is told, and another may own the store.
func TestPostgres_lostLock(t *testing.T) {
	lock := map[string]func(context.Context, *storage.Store) (func(), error){
		"of the owner": func(ctx context.Context, s *storage.Store) (func(), error) { return s.Own(ctx) },
		"of a courier": func(ctx context.Context, s *storage.Store) (func(), error) {
			return s.Join(ctx, func(context.Context) error { return nil })
		},
	}
	for name, take := range lock {
		t.Run(name, func(t *testing.T) {
			url := storagetest.Postgres(t)
			s, other := open(t, storage.Options{URL: url}), open(t, storage.Options{URL: url})
			release, err := take(t.Context(), s)
			if err != nil {
				t.Fatal(err)
			}
			lost := make(chan error, 1)
			go func() { lost <- s.Watch(t.Context()) }()
			endSessions(t, other.DB(), "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")
			e, ok := errors.AsType[*news.Error](<-lost)
			if !ok || e.Code != "lost_storage" {
				t.Errorf("got %v, want an error with the code lost_storage", e)
			}
			again, err := take(t.Context(), other)
			if err != nil {
				t.Fatalf("another cannot take over: %v", err)
			}
			again()
			release()
			if again, err = take(t.Context(), s); err != nil {
				t.Fatalf("the lock is not to be had once it was released: %v", err)
			}
			again()
		})
	}
}

// Watch ends with its context, and a lock that was given back is not watched.
func TestStore_Watch(t *testing.T) {
	for name, url := range map[string]func(*testing.T) string{
		"sqlite":   func(t *testing.T) string { t.Helper(); return t.TempDir() + "/newsbell.db" },
		"postgres": func(t *testing.T) string { t.Helper(); return storagetest.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, storage.Options{URL: url(t)})
			release, err := s.Own(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- s.Watch(ctx) }()
			release()
			cancel()
			if err := <-done; err != nil {
				t.Errorf("got %v, want no error when told to end", err)
			}
		})
	}
}

// endSessions ends at least one session.
func endSessions(t *testing.T, db *sql.DB, query string) {
	t.Helper()
	res, err := db.ExecContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := res.RowsAffected(); n == 0 || err != nil {
		t.Fatalf("ended %d sessions, %v", n, err)
	}
}
