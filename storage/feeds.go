package storage

import (
	"context"
	"database/sql"
	"errors"

	"newsbell/news"
)

// PutFeeds adds and changes many feeds at once, all of them or none, and says
// how many were added: those whose address is known are left as they are.
func (s *Store) PutFeeds(ctx context.Context, add, change []news.Feed) (added int, err error) {
	err = s.write(ctx, func(ctx context.Context, t *txn) error {
		added = 0
		for _, f := range add {
			switch _, err := t.AddFeed(ctx, newFeedRow(f)); {
			case err == nil:
				added++
			case !errors.Is(err, sql.ErrNoRows):
				return wrapf(err, "add feed %s", f.URL)
			}
		}
		for _, f := range change {
			if err := updateFeed(ctx, t, f); err != nil {
				return wrapf(err, "update feed %d", f.ID)
			}
		}
		return nil
	})
	return added, wrapf(err, "write feeds")
}
