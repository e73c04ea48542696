package storage_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"newsbell/news"
	"newsbell/storage"
)

func TestSQLite_settings(t *testing.T) {
	file := filepath.Join(t.TempDir(), "odd ?name=1&x#%41.db")
	s := open(t, storage.Options{URL: file})
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != 0o600 {
		t.Errorf("got mode %o, want 600: the file holds what people read", got)
	}
	tests := []struct{ pragma, want string }{
		{"journal_mode", "wal"},
		{"synchronous", "2"}, // FULL: a commit survives a power cut
		{"foreign_keys", "1"},
		{"busy_timeout", "10000"},
	}
	for _, test := range tests {
		var got string
		if err := s.DB().QueryRowContext(t.Context(), "PRAGMA "+test.pragma).Scan(&got); err != nil || got != test.want {
			t.Errorf("got %s %s, %v, want %s", test.pragma, got, err, test.want)
		}
	}
}

// No query may read through a whole table, unless it wants all of it. The
// partial indexes serve only a query that repeats their condition.
func TestSQLite_usesItsIndexes(t *testing.T) {
	whole := []string{
		"Feeds", "TenantFeeds", "RemoveStalePushes", "Channels", "Subscriptions", "Counts", "DeliveryCounts", // all of it, or its number
		"OldestPending", "OpenLanes", "ReleaseSending", "ReleaseFeeds", // few rows, or once a start or a minute
		"RecentStories", "RecentDevelopments", // once a start
		"AllFeedback", "PruneFeedback", // few rows, at the start and once a minute
		"RecentDeliveries", "SearchTodo", "TakeSearchTodo", // in the order of the rows, and soon ended
	}
	s := openSQLite(t)
	files, err := filepath.Glob("queries/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("got queries %v, %v", files, err)
	}
	argument := regexp.MustCompile(`@\w+|sqlc\.slice\(\w+\)`)
	embedded := regexp.MustCompile(`sqlc\.embed\((\w+)\)`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, query := range strings.Split(string(text), "-- name: ")[1:] {
			name, body, _ := strings.Cut(query, " ")
			_, body, _ = strings.Cut(body, "\n")
			body = embedded.ReplaceAllString(argument.ReplaceAllString(body, "1"), "$1.*")
			for _, step := range plan(t, s, body) {
				if strings.HasPrefix(step, "SCAN ") && !strings.Contains(step, "USING") && !slices.Contains(whole, name) {
					t.Errorf("%s in %s: %s", name, file, step)
				}
			}
		}
	}
}

func plan(t *testing.T, s *storage.Store, query string) (steps []string) {
	t.Helper()
	rows, err := s.DB().QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close() //nolint:errcheck // only read
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		steps = append(steps, detail)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return steps
}

func TestOpen_refuses(t *testing.T) {
	newer := func(t *testing.T, file string) {
		t.Helper()
		s, err := storage.Open(t.Context(), storage.Options{URL: file})
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.DB().ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)")
		if err := errors.Join(err, s.Close()); err != nil {
			t.Fatal(err)
		}
	}
	write := func(text string) func(*testing.T, string) {
		return func(t *testing.T, file string) {
			t.Helper()
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	refuse := func(context.Context, string, *sql.DB) error {
		return &news.Error{Code: "newer_storage", Message: "version 7 of the jobs"}
	}
	tests := []struct {
		name     string
		prepare  func(*testing.T, string)
		check    func(context.Context, string, *sql.DB) error
		wantCode string
		want     string
	}{
		{"a newer database", newer, nil, "newer_storage", "version 99"},
		{"newer jobs", newer, refuse, "newer_storage", "version"},
		{"another kind of file", write(strings.Repeat("not a database ", 100)), nil, "bad_storage", "not a database"},
		{"a folder", func(t *testing.T, file string) {
			t.Helper()
			if err := os.Mkdir(file, 0o700); err != nil {
				t.Fatal(err)
			}
		}, nil, "bad_storage", "directory"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "newsbell.db")
			test.prepare(t, file)
			before, _ := os.ReadFile(file) // a folder has no text
			_, err := storage.Open(t.Context(), storage.Options{URL: file, Check: test.check})
			e, ok := errors.AsType[*news.Error](err)
			if !ok || e.Code != test.wantCode || !strings.Contains(e.Message, test.want) {
				t.Errorf("got %v, want %s with %q", err, test.wantCode, test.want)
			}
			if after, _ := os.ReadFile(file); string(after) != string(before) {
				t.Error("the file was changed")
			}
			if log, _ := os.ReadFile(file + "-wal"); len(log) != 0 {
				t.Errorf("%d bytes were written beside the file", len(log))
			}
		})
	}
	for _, url := range []string{"", ":memory:", filepath.Join(t.TempDir(), "none", "newsbell.db")} {
		if _, err := storage.Open(t.Context(), storage.Options{URL: url}); err == nil {
			t.Errorf("opened %q", url)
		}
	}
}

func TestOpen_keepsWhatIsThere(t *testing.T) {
	file := filepath.Join(t.TempDir(), "newsbell.db")
	s, err := storage.Open(t.Context(), storage.Options{URL: file})
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(s.SetValue(t.Context(), "k", "v"), s.Close())
	if err != nil {
		t.Fatal(err)
	}
	if v, err := open(t, storage.Options{URL: file}).Value(t.Context(), "k"); v != "v" || err != nil {
		t.Errorf("got %q, %v", v, err)
	}
}
