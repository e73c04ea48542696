package storage_test

import (
	"bytes"
	"path/filepath"
	"testing"

	"newsbell/news"
	"newsbell/storage"
)

func TestSnapshot_lastBatchThatHasOne(t *testing.T) {
	s := open(t, storage.Options{URL: filepath.Join(t.TempDir(), "snapshot.db")})
	if b, err := s.Snapshot(t.Context()); b != nil || err != nil {
		t.Fatalf("got %q, %v before any batch", b, err)
	}
	want := []byte{0, 255, 1}
	for _, b := range []news.Batch{{Snapshot: []byte("old")}, {Snapshot: want}, {}} {
		if err := s.CommitBatch(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	if b, err := s.Snapshot(t.Context()); !bytes.Equal(b, want) || err != nil {
		t.Errorf("got %q, %v; want %q", b, err, want)
	}
}
