package storage

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNumbered_text(t *testing.T) {
	tests := []struct{ name, query, want string }{
		{"none", "SELECT 1", "SELECT 1"},
		{"numbered", "SELECT ?2, ?1 WHERE a = ?12", "SELECT $2, $1 WHERE a = $12"},
		{"a list after numbers", "feed = ?1 AND key IN (?,?,?)", "feed = $1 AND key IN ($2,$3,$4)"},
		{"a list before numbers", "id IN (?,?) AND n < ?3", "id IN ($1,$2) AND n < $3"},
	}
	n := &numbered{}
	for _, test := range tests {
		for range 2 { // the second time from memory
			if got := n.text(test.query); got != test.want {
				t.Errorf("%s: got %q, want %q", test.name, got, test.want)
			}
		}
	}
}

func TestStorable(t *testing.T) {
	got := storable([]any{"a\x00b", "c\xffd", "é", int64(7), []byte("\x00\xff")})
	want := []any{"ab", "c\uFFFDd", "é", int64(7), []byte("\x00\xff")}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("arguments (-want +got):\n%s", diff)
	}
}
