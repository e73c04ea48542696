package jobs_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"newsbell/jobs"
	"newsbell/news"
	"newsbell/storage"
	"newsbell/storage/storagetest"
)

// onBoth runs a test of River on both databases.
func onBoth(t *testing.T, test func(t *testing.T, s *storage.Store)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, openStore(t, filepath.Join(t.TempDir(), "newsbell.db"))) })
	t.Run("postgres", func(t *testing.T) { test(t, openStore(t, storagetest.Postgres(t))) })
}

func states(t *testing.T, s *storage.Store) map[string]int {
	t.Helper()
	rows, err := s.DB().QueryContext(t.Context(), "SELECT state, COUNT(*) FROM river_job GROUP BY state")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close() //nolint:errcheck // only read
	counts := make(map[string]int)
	for rows.Next() {
		var state string
		var n int
		if err := rows.Scan(&state, &n); err != nil {
			t.Fatal(err)
		}
		counts[state] = n
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return counts
}

func TestQueue_enqueuesInTheTransaction(t *testing.T) {
	onBoth(t, func(t *testing.T, s *storage.Store) {
		t.Helper()
		q := newQueue(t, s, jobs.Handlers{})
		r := &rig{T: t, s: s}
		list := []news.Job{{Kind: news.JobLane, Platform: news.Discord, Channel: 1}, {Kind: news.JobPage, Article: 2}}
		tx, err := s.DB().BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if err = errors.Join(q.Enqueue(t.Context(), tx, list), tx.Rollback()); err != nil {
			t.Fatal(err)
		}
		if got := states(t, s); len(got) != 0 {
			t.Errorf("after a rollback got jobs %v", got)
		}
		for range 2 {
			r.inTx(func(tx *sql.Tx) error { return q.Enqueue(t.Context(), tx, list) })
		}
		if got := states(t, s); got["available"] != 2 {
			t.Errorf("after two commits got jobs %v, want each once", got)
		}
		r.inTx(func(tx *sql.Tx) error { return q.Enqueue(t.Context(), tx, nil) })
		tx, err = s.DB().BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if q.Enqueue(t.Context(), tx, []news.Job{{Kind: "other"}}) == nil {
			t.Error("enqueued a job of a kind that does not exist")
		}
		if err := tx.Rollback(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestQueue_releasesWhatADeadProcessHeld(t *testing.T) {
	onBoth(t, func(t *testing.T, s *storage.Store) {
		t.Helper()
		sent := make(chan string, 10)
		q := newQueue(t, s, jobs.Handlers{Lane: func(ctx context.Context, ch news.ChannelID) (time.Duration, error) {
			return 0, drain(ctx, s, ch, func(d news.Delivery) { sent <- d.Key })
		}})
		r := &rig{T: t, s: s}
		r.post(r.channel("a"), "k")
		// A process took the job up, led, and died.
		r.inTx(func(tx *sql.Tx) error {
			_, err := tx.ExecContext(t.Context(), `UPDATE river_job SET state = 'running', attempt = 1`)
			return err
		})
		if err := q.Release(t.Context(), true, true); err != nil {
			t.Fatal(err)
		}
		if got := states(t, s); got["available"] != 1 {
			t.Errorf("got jobs %v, want it available", got)
		}
		start(t, q)
		if got := <-sent; got != "k" {
			t.Errorf("got %s", got)
		}
	})
}

func TestQueue_stopsAndResumes(t *testing.T) {
	onBoth(t, func(t *testing.T, s *storage.Store) {
		t.Helper()
		began := make(chan struct{})
		ctx, cancel := context.WithCancel(t.Context())
		q := newQueue(t, s, jobs.Handlers{Lane: func(ctx context.Context, _ news.ChannelID) (time.Duration, error) {
			close(began)
			<-ctx.Done()
			return 0, ctx.Err()
		}})
		r := &rig{T: t, s: s}
		r.post(r.channel("a"), "k")
		if err := q.Start(context.WithoutCancel(t.Context())); err != nil {
			t.Fatal(err)
		}
		<-began
		cancel()
		if err := q.Stop(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("with an ended context got %v", err)
		}
		if err := q.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Errorf("stop: %v", err)
		}
		if got := states(t, s); got["available"] != 1 {
			t.Errorf("got jobs %v, want the one that was stopped", got)
		}
		var attempts int
		if err := s.DB().QueryRowContext(t.Context(), "SELECT MAX(attempt) FROM river_job").Scan(&attempts); err != nil || attempts != 0 {
			t.Errorf("the stop counts as %d failures, %v, want none, for a failure would wait", attempts, err)
		}
	})
}

func TestQueue_keepsHouse(t *testing.T) {
	s := openStore(t, filepath.Join(t.TempDir(), "newsbell.db"))
	called := make(chan struct{}, 10)
	start(t, newQueue(t, s, jobs.Handlers{Housekeep: func(context.Context) error {
		called <- struct{}{}
		return nil
	}}))
	<-called
}

func TestCheck_refusesNewerTables(t *testing.T) {
	onBoth(t, func(t *testing.T, s *storage.Store) {
		t.Helper()
		if err := jobs.Check(t.Context(), s.Engine(), s.DB()); err != nil {
			t.Errorf("without tables: %v", err)
		}
		newQueue(t, s, jobs.Handlers{})
		if err := jobs.Check(t.Context(), s.Engine(), s.DB()); err != nil {
			t.Errorf("with tables of this version: %v", err)
		}
		_, err := s.DB().ExecContext(t.Context(), "INSERT INTO river_migration (line, version) VALUES ('main', 99)")
		if err != nil {
			t.Fatal(err)
		}
		err = jobs.Check(t.Context(), s.Engine(), s.DB())
		if e, ok := errors.AsType[*news.Error](err); !ok || e.Code != "newer_storage" {
			t.Errorf("got %v, want it refused", err)
		}
	})
}

func TestManual_tellsWhatWaits(t *testing.T) {
	now := time.UnixMilli(1)
	s := openStore(t, filepath.Join(t.TempDir(), "newsbell.db"))
	m := &jobs.Manual{Store: s, Now: func() time.Time { return now }, Handlers: jobs.Handlers{
		Lane: func(context.Context, news.ChannelID) (time.Duration, error) { return time.Minute, nil },
		Page: func(context.Context, news.ArticleID) error { return errors.New("away") },
	}}
	if _, ok := m.Next(); ok {
		t.Error("an empty queue has a next job")
	}
	list := []news.Job{{Kind: news.JobLane, Channel: 2}, {Kind: news.JobPage, Article: 3}, {Kind: news.JobLane, Channel: 2}}
	if err := errors.Join(m.Enqueue(t.Context(), nil, list), m.Run(t.Context())); err != nil {
		t.Fatal(err)
	}
	if got := m.Waiting(); len(got) != 2 || got[0] != list[0] || got[1] != list[1] {
		t.Errorf("got waiting %v", got)
	}
	if next, ok := m.Next(); !ok || !next.Equal(now.Add(time.Second)) {
		t.Errorf("got next %v, %v, want the failed page in a second", next, ok)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := m.Run(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context got %v", err)
	}
	if m.Enqueue(t.Context(), nil, []news.Job{{Kind: "other"}}) == nil {
		t.Error("enqueued a job of a kind that does not exist")
	}
}

// brokenStore fails to commit the end of a lane's job.
type brokenStore struct{ jobs.Store }

func (brokenStore) FinishLane(
	ctx context.Context, _ news.ChannelID, complete func(context.Context, *sql.Tx) error,
) (bool, error) {
	return false, errors.Join(complete(ctx, nil), errors.New("the disk is full"))
}

func TestManual_keepsAJobWhoseEndFails(t *testing.T) {
	s := openStore(t, filepath.Join(t.TempDir(), "newsbell.db"))
	m := &jobs.Manual{Store: brokenStore{s}, Now: func() time.Time { return time.UnixMilli(1) }, Handlers: jobs.Handlers{
		Lane: func(context.Context, news.ChannelID) (time.Duration, error) { return 0, nil },
	}}
	lane := news.Job{Kind: news.JobLane, Channel: 2}
	if err := errors.Join(m.Enqueue(t.Context(), nil, []news.Job{lane}), m.Run(t.Context())); err != nil {
		t.Fatal(err)
	}
	if got := m.Waiting(); len(got) != 1 || got[0] != lane {
		t.Errorf("got waiting %v, want the lane", got)
	}
}
