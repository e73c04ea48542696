package storage

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"newsbell/news"
	"newsbell/storage/db"
)

// How long things are kept, and how many are deleted in one transaction.
const (
	keepTexts      = 90 * 24 * time.Hour
	keepDeliveries = 90 * 24 * time.Hour
	keepVerdicts   = 30 * 24 * time.Hour
	keepSeen       = 2 * 24 * time.Hour
	pruneTogether  = 200
)

// Stats is the store in numbers.
type Stats struct {
	Feeds         int
	FeedsIll      int
	Articles      int
	ArticlesNew   int // arrived within 24 hours
	Backlog       int // articles that the desk has not looked at
	Stories       int // standing ones
	Channels      int
	Subscriptions int
	Deliveries    map[news.DeliveryState]int
	OldestOpen    time.Duration // age of the oldest delivery that is not finished; 0 when there is none
}

// Stats counts.
func (s *Store) Stats(ctx context.Context, now time.Time) (Stats, error) {
	q := s.read()
	c, err := q.Counts(ctx, millis(now.Add(-24*time.Hour)))
	if err != nil {
		return Stats{}, wrapf(err, "count rows")
	}
	stats := Stats{
		Feeds: int(c.Feeds), FeedsIll: int(c.FeedsIll), Articles: int(c.Articles), ArticlesNew: int(c.ArticlesNew),
		Backlog: int(c.Backlog), Stories: int(c.Stories), Channels: int(c.Channels),
		Subscriptions: int(c.Subscriptions), Deliveries: make(map[news.DeliveryState]int),
	}
	rows, err := q.DeliveryCounts(ctx)
	if err != nil {
		return Stats{}, wrapf(err, "count deliveries")
	}
	for _, r := range rows {
		stats.Deliveries[news.DeliveryState(r.State)] = int(r.Deliveries)
	}
	oldest, err := q.OldestPending(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return stats, nil
	}
	stats.OldestOpen = max(0, now.Sub(instant(oldest)))
	return stats, wrapf(err, "find oldest delivery")
}

// SeenOnce notes a key for two days and reports whether it had been noted
// before: a request that a platform delivers twice is acted on once.
func (s *Store) SeenOnce(ctx context.Context, key string, now time.Time) (bool, error) {
	var n int64
	err := s.write(ctx, func(ctx context.Context, t *txn) (err error) {
		n, err = t.AddSeen(ctx, db.AddSeenParams{Key: key, At: millis(now)})
		return err
	})
	return err == nil && n == 0, wrapf(err, "note key %s", key)
}

// Value gives what SetValue stored under key, "" for nothing.
func (s *Store) Value(ctx context.Context, key string) (string, error) {
	value, err := s.read().Value(ctx, key)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return string(value), wrapf(err, "read value %s", key)
}

// SetValue stores a value, any bytes, under key.
func (s *Store) SetValue(ctx context.Context, key, value string) error {
	err := s.write(ctx, func(ctx context.Context, t *txn) error {
		return t.SetValue(ctx, db.SetValueParams{Key: key, Value: []byte(value)})
	})
	return wrapf(err, "set value %s", key)
}

// Prune deletes what is too old to be of use: texts of articles and finished
// deliveries after 90 days, verdicts after 30, seen keys after 2. It does so in
// small transactions and stops when ctx ends.
func (s *Store) Prune(ctx context.Context, now time.Time) error {
	parts := []struct {
		what  string
		keep  time.Duration
		prune func(ctx context.Context, t *txn, before int64) (int64, error)
	}{
		{"texts", keepTexts, func(ctx context.Context, t *txn, before int64) (int64, error) {
			if err := t.PruneTextsTodo(ctx, db.PruneTextsTodoParams{Before: before, Most: pruneTogether}); err != nil {
				return 0, err
			}
			return t.PruneTexts(ctx, db.PruneTextsParams{Before: before, Most: pruneTogether})
		}},
		{"deliveries", keepDeliveries, func(ctx context.Context, t *txn, before int64) (int64, error) {
			if err := t.PruneContents(ctx, db.PruneContentsParams{Before: before, Most: pruneTogether}); err != nil {
				return 0, err
			}
			if err := t.PruneAttempts(ctx, db.PruneAttemptsParams{Before: before, Most: pruneTogether}); err != nil {
				return 0, err
			}
			return t.PruneDeliveries(ctx, db.PruneDeliveriesParams{Before: before, Most: pruneTogether})
		}},
		{"verdicts", keepVerdicts, func(ctx context.Context, t *txn, before int64) (int64, error) {
			return t.PruneVerdicts(ctx, db.PruneVerdictsParams{Before: before, Most: pruneTogether})
		}},
		{"seen keys", keepSeen, func(ctx context.Context, t *txn, before int64) (int64, error) {
			return t.PruneSeen(ctx, db.PruneSeenParams{Before: before, Most: pruneTogether})
		}},
		{"paces", keepPace, func(ctx context.Context, t *txn, before int64) (int64, error) {
			_, err := t.PrunePace(ctx, before)
			return 0, err
		}},
		{"feedback", 0, func(ctx context.Context, t *txn, before int64) (int64, error) {
			_, err := t.PruneFeedback(ctx, before)
			return 0, err
		}},
	}
	for _, p := range parts {
		before := millis(now.Add(-p.keep))
		for n := int64(pruneTogether); n == pruneTogether; {
			err := s.write(ctx, func(ctx context.Context, t *txn) (err error) {
				n, err = p.prune(ctx, t, before)
				return err
			})
			if err != nil {
				return wrapf(err, "prune %s", p.what)
			}
		}
	}
	return nil
}
