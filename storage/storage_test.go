package storage_test

import (
	"path/filepath"
	"testing"

	"newsbell/storage"
	"newsbell/storage/storagetest"
)

func TestSQLite(t *testing.T) {
	storagetest.Run(t, openSQLite)
}

func TestPostgres(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) *storage.Store {
		t.Helper()
		return open(t, storage.Options{URL: storagetest.Postgres(t)})
	})
}

func openSQLite(t *testing.T) *storage.Store {
	t.Helper()
	return open(t, storage.Options{URL: filepath.Join(t.TempDir(), "newsbell.db")})
}

func open(tb testing.TB, o storage.Options) *storage.Store {
	tb.Helper()
	s, err := storage.Open(tb.Context(), o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}
