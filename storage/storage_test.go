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

func open(t testing.TB, o storage.Options) *storage.Store {
	t.Helper()
	s, err := storage.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
