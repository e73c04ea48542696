package storage

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"newsbell/news"
	"newsbell/storage/db"
)

// SavePush writes a WebSub subscription; a feed has one.
func (s *Store) SavePush(ctx context.Context, p news.Push) error {
	err := s.write(ctx, func(ctx context.Context, t *txn) error {
		return t.SavePush(ctx, db.SavePushParams{
			Feed: int64(p.Feed), Hub: p.Hub, Topic: p.Topic, Path: p.Path, Secret: p.Secret.Reveal(), State: string(p.State),
			Asked: millis(p.Asked), Expires: millis(p.Expires), NextMs: millis(p.Next), LastPush: millis(p.LastPush), Failures: int64(p.Failures),
		})
	})
	return wrapf(err, "save push of feed %d", p.Feed)
}

// PushByPath finds the subscription whose callback has this last element; false
// when there is none.
func (s *Store) PushByPath(ctx context.Context, path string) (news.Push, bool, error) {
	row, err := s.read().PushByPath(ctx, path)
	return foundPush(row, err)
}

// PushOf finds the subscription to a feed; false when there is none.
func (s *Store) PushOf(ctx context.Context, feed news.FeedID) (news.Push, bool, error) {
	row, err := s.read().PushOf(ctx, int64(feed))
	return foundPush(row, err)
}

func foundPush(row db.Push, err error) (news.Push, bool, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return news.Push{}, false, nil
	}
	return pushOf(row), err == nil, wrapf(err, "find push")
}

// DuePushes gives up to limit subscriptions whose hub is to be asked again.
func (s *Store) DuePushes(ctx context.Context, now time.Time, limit int) ([]news.Push, error) {
	rows, err := s.read().DuePushes(ctx, db.DuePushesParams{Now: millis(now), Most: int64(limit)})
	return pushesOf(rows), wrapf(err, "list due pushes")
}

// NextPush is when the next hub is to be asked: the zero time when none is.
func (s *Store) NextPush(ctx context.Context) (time.Time, error) {
	ms, err := s.read().NextPush(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return instant(ms), wrapf(err, "read next push")
}

// Pushable gives up to limit feeds that name a hub at which they are not yet
// subscribed to.
func (s *Store) Pushable(ctx context.Context, limit int) ([]news.Feed, error) {
	rows, err := s.read().Pushable(ctx, int64(limit))
	return feedsOf(rows), wrapf(err, "list feeds with a hub")
}

// RemovePushes forgets the subscriptions of feeds that are no more, have ended
// or have left their hub, and gives them, so that the hubs can be told.
func (s *Store) RemovePushes(ctx context.Context) ([]news.Push, error) {
	var rows []db.Push
	err := s.write(ctx, func(ctx context.Context, t *txn) (err error) {
		rows, err = t.RemoveStalePushes(ctx)
		return err
	})
	return pushesOf(rows), wrapf(err, "remove pushes")
}

// CommitPush writes articles that a feed's hub delivered at a time, and when it
// did. It returns how many are new. Of the feed itself nothing changes: a poll
// of it may be under way, which will find the articles and learn from them.
func (s *Store) CommitPush(ctx context.Context, feed news.FeedID, articles []news.Article, at time.Time) (inserted int, err error) {
	err = s.write(ctx, func(ctx context.Context, t *txn) error {
		inserted = 0
		// First of all, for on PostgreSQL it holds up a concurrent poll of this feed.
		n, err := t.HoldFeed(ctx, int64(feed))
		if err := changed(n, err, "feed", feed); err != nil {
			return err
		}
		for _, a := range articles {
			a.Feed = feed
			added, err := saveArticle(ctx, t, a)
			if err != nil {
				return wrapf(err, "save article %s", a.URL)
			}
			if added {
				inserted++
			}
		}
		return t.TouchPush(ctx, db.TouchPushParams{At: millis(at), Feed: int64(feed)})
	})
	return inserted, wrapf(err, "commit push of feed %d", feed)
}

// HastenFeed makes a feed due at a time, unless it is due earlier or has ended.
func (s *Store) HastenFeed(ctx context.Context, feed news.FeedID, at time.Time) error {
	err := s.write(ctx, func(ctx context.Context, t *txn) error {
		return t.HastenFeed(ctx, db.HastenFeedParams{At: millis(at), ID: int64(feed)})
	})
	return wrapf(err, "hasten feed %d", feed)
}

func pushesOf(rows []db.Push) []news.Push {
	pushes := make([]news.Push, len(rows))
	for i, r := range rows {
		pushes[i] = pushOf(r)
	}
	return pushes
}

func pushOf(r db.Push) news.Push {
	return news.Push{
		Feed: news.FeedID(r.Feed), Hub: r.Hub, Topic: r.Topic, Path: r.Path, Secret: news.Secret(r.Secret), State: news.PushState(r.State),
		Asked: instant(r.Asked), Expires: instant(r.Expires), Next: instant(r.NextMs), LastPush: instant(r.LastPush), Failures: int(r.Failures),
	}
}
