package trial

import (
	"context"
	"database/sql"
	"os"
	"strings"
	"testing"
	"time"

	"newsbell/news"
	"newsbell/storage"
	"newsbell/storage/storagetest"
)

// TestLostLock ends the sessions by which processes hold their locks, as a
// server does that restarts or fails over: each process stops, says why, and a
// new one takes over.
func TestLostLock(t *testing.T) {
	if os.Getenv("NEWSBELL_TEST_POSTGRES") == "" || testing.Short() {
		t.Skip("runs several processes on PostgreSQL: set NEWSBELL_TEST_POSTGRES")
	}
	w := open(t, Plan{Feeds: 1, Platforms: []news.Platform{news.Discord}, URL: storagetest.Postgres(t)})
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	w.Press.Publish(0, NewWriter(5).Write("old", "nothing", 60, time.Now()))
	w.Process.Roles = "poll,desk,gateway,web"
	start(ctx, t, w)
	settled(ctx, t, w, 1)
	second := courier(ctx, t, w)
	check(t, second.Ready(ctx))
	s, err := storage.Open(ctx, storage.Options{URL: w.Store()})
	check(t, err)
	t.Cleanup(func() { check(t, s.Close()) })
	endLocks(ctx, t, s.DB(), 2)
	for name, p := range map[string]*Process{"the owner": w.Process, "the courier": second} {
		for ctx.Err() == nil && !strings.Contains(p.Log(), "lock on the PostgreSQL database is lost") {
			pause(ctx, 50*time.Millisecond)
		}
		if code := p.Stop(); code == 0 || ctx.Err() != nil {
			t.Errorf("%s ends with %d, %v:\n%s", name, code, ctx.Err(), tail(p.Log(), 2000))
		}
	}
	check(t, w.Process.Start(ctx))
	check(t, w.Process.Ready(ctx))
}

// endLocks ends the sessions that hold advisory locks, of which there are some.
func endLocks(ctx context.Context, t *testing.T, db *sql.DB, some int) {
	t.Helper()
	const query = `SELECT COUNT(pg_terminate_backend(pid)) FROM (
		SELECT DISTINCT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
		AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) holders`
	var ended int
	check(t, db.QueryRowContext(ctx, query).Scan(&ended))
	if ended != some {
		t.Fatalf("ended %d sessions that hold a lock, want %d", ended, some)
	}
}
