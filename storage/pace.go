package storage

import (
	"context"
	"database/sql"
	"time"

	"newsbell/news"
	"newsbell/storage/db"
)

// keepPace is how long a limit is remembered that nobody uses.
const keepPace = time.Hour

// SharePace renews a holder's share of a limit. The shares of all holders
// together never exceed it: what one wants more than its due comes when others
// have given it back. Times are the database's own, so that the clocks of the
// machines need not agree.
func (s *Store) SharePace(ctx context.Context, p news.PaceShare) (g news.PaceGrant, err error) {
	err = s.pace(ctx, func(ctx context.Context, t *txn, now time.Time) error {
		if _, err := t.LockPace(ctx, p.Key); err != nil {
			return err
		}
		rows, err := t.PaceRows(ctx, db.PaceRowsParams{Key: p.Key, Now: millis(now)})
		if err != nil {
			return err
		}
		g = grant(p, rows, now)
		return t.SetPace(ctx, db.SetPaceParams{
			Key: p.Key, Holder: p.Holder, Places: int64(max(p.Held, g.Places)), Want: int64(p.Want), Invalid: int64(p.Invalid),
			Pause: millis(now.Add(p.Pause)), Until: millis(now.Add(p.Lasts)),
		})
	})
	return g, wrapf(err, "share pace of %s", p.Key)
}

// grant divides a limit among its holders: each its due, and each no more than
// the others leave. Its due is what it wants, or an equal part of what those
// leave that want less.
func grant(p news.PaceShare, rows []db.Pace, now time.Time) (g news.PaceGrant) {
	wants, left := []int{p.Want}, p.Limit
	for _, r := range rows {
		if r.Holder == p.Holder {
			continue
		}
		wants = append(wants, int(r.Want))
		left -= int(r.Places)
		g.Invalid += int(r.Invalid)
		g.Pause = max(g.Pause, instant(r.Pause).Sub(now))
	}
	if g.Places = due(p.Limit, wants); g.Places > p.Held {
		g.Places = max(min(g.Places, left), p.Held)
	}
	return g
}

// due is the part of a limit for the first of those that want some of it.
func due(limit int, wants []int) int {
	mine, level := wants[0], limit/len(wants)
	for range wants { // each round hands on what the modest leave
		rest, greedy := limit, 0
		for _, w := range wants {
			if w <= level {
				rest -= w
			} else {
				greedy++
			}
		}
		if greedy == 0 {
			break
		}
		level = rest / greedy
	}
	return min(mine, level)
}

// TakeTurn takes the next turn under a limit of so many a time. It gives how
// far away that is, and false when it is too far to wait for and was not taken.
func (s *Store) TakeTurn(ctx context.Context, p news.PaceTurn) (after time.Duration, taken bool, err error) {
	err = s.pace(ctx, func(ctx context.Context, t *txn, now time.Time) error {
		paused, err := t.PaceUntil(ctx, db.PaceUntilParams{Key: p.Method})
		if err != nil {
			return err
		}
		after = max(instant(paused).Sub(now), 0)
		if p.Every < 0 {
			taken = after <= p.Patience
			return nil
		}
		free, err := t.LockPace(ctx, p.Key)
		if err != nil {
			return err
		}
		at := instant(free)
		if at.Before(now) {
			at = now
		}
		after = max(at.Sub(now)-p.Ahead, after)
		if taken = after <= p.Patience; !taken {
			return nil
		}
		if start := now.Add(after); at.Before(start) {
			at = start
		}
		return t.ExtendPace(ctx, db.ExtendPaceParams{Key: p.Key, Until: millis(at.Add(p.Every))})
	})
	return after, taken, wrapf(err, "take turn of %s", p.Key)
}

// PausePace keeps the turns of a method from coming for a while.
func (s *Store) PausePace(ctx context.Context, method string, after time.Duration) error {
	err := s.pace(ctx, func(ctx context.Context, t *txn, now time.Time) error {
		if _, err := t.LockPace(ctx, method); err != nil {
			return err
		}
		return t.ExtendPace(ctx, db.ExtendPaceParams{Key: method, Until: millis(now.Add(after))})
	})
	return wrapf(err, "pause %s", method)
}

// PaceMarks gives what the process before left under a key.
func (s *Store) PaceMarks(ctx context.Context, key string) (marks []news.PaceMark, err error) {
	err = s.pace(ctx, func(ctx context.Context, t *txn, now time.Time) error {
		rows, err := t.PaceRows(ctx, db.PaceRowsParams{Key: key, Now: millis(now)})
		marks = make([]news.PaceMark, len(rows))
		for i, r := range rows {
			marks[i] = news.PaceMark{Name: r.Holder, Limit: int(r.Want), Left: int(r.Places), After: instant(r.Until).Sub(now)}
		}
		return err
	})
	return marks, wrapf(err, "read pace of %s", key)
}

// SetPaceMarks leaves marks for the process that goes on.
func (s *Store) SetPaceMarks(ctx context.Context, key string, marks []news.PaceMark) error {
	err := s.pace(ctx, func(ctx context.Context, t *txn, now time.Time) error {
		for _, m := range marks {
			if err := t.SetPace(ctx, db.SetPaceParams{
				Key: key, Holder: m.Name, Places: int64(m.Left), Want: int64(m.Limit), Until: millis(now.Add(m.After)),
			}); err != nil {
				return err
			}
		}
		return nil
	})
	return wrapf(err, "leave pace of %s", key)
}

// pace runs a write with the database's own time.
func (s *Store) pace(ctx context.Context, fn func(ctx context.Context, t *txn, now time.Time) error) error {
	clock := "SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER)"
	if s.engine == Postgres {
		clock = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"
	}
	return s.commit(ctx, func(ctx context.Context, tx *sql.Tx) error {
		var now int64
		if err := tx.QueryRowContext(ctx, clock).Scan(&now); err != nil {
			return err
		}
		return fn(ctx, &txn{Queries: db.New(s.wrap(tx))}, instant(now))
	})
}
