package storage

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"newsbell/news"
	"newsbell/storage/db"
)

// lookNumber is the number of the row that keeps a person's looks.
const lookNumber = -2

// errOvertaken undoes a look that something else came before.
var errOvertaken = errors.New("another look or a digest came before")

// LookedUntil gives until when a person, in a channel of their own, has seen
// everything; the zero time before the first look.
func (s *Store) LookedUntil(ctx context.Context, ch news.ChannelID) (time.Time, error) {
	row, err := s.read().Look(ctx, int64(ch))
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return instant(row.Covered), wrapf(err, "read the last look of channel %d", ch)
}

// CommitLook writes a look with its delivery and moves what its digests cover,
// in one transaction. It is false, and nothing is written, when another look or
// a digest came between.
func (s *Store) CommitLook(ctx context.Context, look news.Look) (bool, error) {
	err := s.write(ctx, func(ctx context.Context, t *txn) error {
		if err := moveLook(ctx, t, look); err != nil {
			return err
		}
		for _, d := range look.Digests {
			if !d.Covered.Before(look.To) {
				continue
			}
			n, err := t.SetCovered(ctx, db.SetCoveredParams{ID: int64(d.ID), Covered: millis(look.To), Was: millis(d.Covered)})
			if err := moved(n, err); err != nil {
				return err
			}
		}
		return enqueue(ctx, t, []news.Delivery{look.Delivery})
	})
	if errors.Is(err, errOvertaken) {
		return false, nil
	}
	return err == nil, wrapf(err, "commit a look of channel %d", look.Channel)
}

func moveLook(ctx context.Context, t *txn, look news.Look) error {
	if look.Was.IsZero() {
		return moved(t.AddLook(ctx, db.AddLookParams{
			Channel: int64(look.Channel), Number: lookNumber, Covered: millis(look.To), Created: millis(look.To),
		}))
	}
	return moved(t.MoveLook(ctx, db.MoveLookParams{Channel: int64(look.Channel), Covered: millis(look.To), Was: millis(look.Was)}))
}

// moved says whether a change met the row that it expected.
func moved(rows int64, err error) error {
	if err == nil && rows != 1 {
		return errOvertaken
	}
	return err
}
