package storage_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newsbell/storage"
	"newsbell/storage/storagetest"
)

// The migrations of the two engines must give the same tables, columns and
// indexes. The index for searching alone is each engine's own.
func TestMigrations_agree(t *testing.T) {
	lite := openSQLite(t)
	postgres := open(t, storage.Options{URL: storagetest.Postgres(t)})
	type schema struct{ Columns, Indexes []string }
	got := schema{
		names(t, postgres, `SELECT table_name || '.' || column_name || ' ' ||
			CASE data_type WHEN 'bigint' THEN 'INTEGER' WHEN 'bytea' THEN 'BLOB' ELSE upper(data_type) END || ' ' || is_nullable
			FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE 'article\_search%' AND table_name <> 'goose_db_version'`),
		names(t, postgres, `SELECT indexname FROM pg_indexes
			WHERE schemaname = 'public' AND indexname NOT LIKE '%\_pkey' AND indexname NOT LIKE '%\_key'
			AND tablename NOT LIKE 'article\_search%' AND tablename <> 'goose_db_version'`),
	}
	want := schema{
		names(t, lite, `SELECT m.name || '.' || c.name || ' ' || c.type || ' ' || CASE WHEN c."notnull" OR c.pk THEN 'NO' ELSE 'YES' END
			FROM sqlite_master m JOIN pragma_table_info(m.name) c
			WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE 'article\_search%' ESCAPE '\' AND m.name <> 'goose_db_version'`),
		names(t, lite, `SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL`),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the engines differ (-sqlite +postgres):\n%s", diff)
	}
	if len(want.Columns) < 100 {
		t.Errorf("got %d columns: the question is wrong", len(want.Columns))
	}
}

func names(t *testing.T, s *storage.Store, query string) []string {
	t.Helper()
	rows, err := s.DB().QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close() //nolint:errcheck // only read
	var list []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		list = append(list, name)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(list)
	return list
}
