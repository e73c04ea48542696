package storage

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"newsbell/news"
	"newsbell/storage/db"
)

// AddFeed adds a feed and reports whether it is new; one whose URL is known is
// returned as it stands.
func (s *Store) AddFeed(ctx context.Context, f news.Feed) (news.Feed, bool, error) {
	added := false
	err := s.write(ctx, func(ctx context.Context, t *txn) error {
		id, err := t.AddFeed(ctx, newFeedRow(f))
		if err == nil {
			f.ID, added = news.FeedID(id), true
			return nil
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		row, err := t.FeedByURL(ctx, f.URL)
		f, added = feedOf(row), false
		return err
	})
	return f, added, wrapf(err, "add feed %s", f.URL)
}

// Feeds gives all feeds in order of their ids.
func (s *Store) Feeds(ctx context.Context) ([]news.Feed, error) {
	rows, err := s.read().Feeds(ctx)
	return feedsOf(rows), wrapf(err, "list feeds")
}

// Feed gives one feed.
func (s *Store) Feed(ctx context.Context, id news.FeedID) (news.Feed, error) {
	row, err := s.read().Feed(ctx, int64(id))
	return feedOf(row), wrapf(missing(err, "feed", id), "read feed %d", id)
}

// UpdateFeed writes a feed as it now stands.
func (s *Store) UpdateFeed(ctx context.Context, f news.Feed) error {
	err := s.write(ctx, func(ctx context.Context, t *txn) error { return updateFeed(ctx, t, f) })
	return wrapf(err, "update feed %d", f.ID)
}

func updateFeed(ctx context.Context, t *txn, f news.Feed) error {
	n, err := t.UpdateFeed(ctx, feedRow(f))
	return changed(n, err, "feed", f.ID)
}

// RemoveFeed removes a feed and what is known of the identity of its articles;
// the articles themselves stay in their stories. Its push subscription stays
// until RemovePushes, so that the hub can be told.
func (s *Store) RemoveFeed(ctx context.Context, id news.FeedID) error {
	err := s.write(ctx, func(ctx context.Context, t *txn) error {
		n, err := t.RemoveFeed(ctx, int64(id))
		if err := changed(n, err, "feed", id); err != nil {
			return err
		}
		for _, remove := range []func(context.Context, int64) error{t.RemoveFeedKeys, t.RemoveFeedTenants} {
			if err := remove(ctx, int64(id)); err != nil {
				return err
			}
		}
		return nil
	})
	return wrapf(err, "remove feed %d", id)
}

// ClaimFeeds gives up to limit feeds that are due and moves their next poll to
// the end of the lease, so that nobody else polls them meanwhile and a claimer
// that dies does not lose them.
func (s *Store) ClaimFeeds(ctx context.Context, now time.Time, lease time.Duration, limit int) ([]news.Feed, error) {
	var rows []db.Feed
	err := s.write(ctx, func(ctx context.Context, t *txn) (err error) {
		rows, err = t.ClaimFeeds(ctx, db.ClaimFeedsParams{
			Now: millis(now), Lease: millis(now.Add(lease)), Most: int64(limit),
		})
		return err
	})
	return feedsOf(rows), wrapf(err, "claim feeds")
}

// ReleaseFeeds makes the feeds due that a dead process was polling. It is for
// the start of a process that owns the store alone.
func (s *Store) ReleaseFeeds(ctx context.Context, now time.Time) error {
	err := s.write(ctx, func(ctx context.Context, t *txn) error { return t.ReleaseFeeds(ctx, millis(now)) })
	return wrapf(err, "release feeds")
}

// NextPoll is when the next feed is due: the zero time when there is none. A
// feed that was never polled is due at the epoch.
func (s *Store) NextPoll(ctx context.Context) (time.Time, error) {
	ms, err := s.read().NextPoll(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return time.UnixMilli(ms).UTC(), wrapf(err, "read next poll")
}

// feedRow is a feed as its row.
func feedRow(f news.Feed) db.UpdateFeedParams {
	return db.UpdateFeedParams{
		ID: int64(f.ID), Url: f.URL, Title: f.Title, Publisher: f.Publisher, Language: f.Language,
		Section: f.Section, Origin: string(f.Origin), Official: flag(f.Official), Private: flag(f.Private),
		ExactMs: f.Exact.Milliseconds(), Seen: flag(f.Seen), Etag: f.ETag, LastModified: f.LastModified,
		BodyHash: f.BodyHash, IntervalMs: f.Interval.Milliseconds(), LastPoll: millis(f.LastPoll),
		LastSuccess: millis(f.LastSuccess), LastNew: millis(f.LastNew), NextPoll: millis(f.NextPoll),
		Ill: f.Ill, IllWhy: f.IllWhy, IllSince: millis(f.IllSince), Failures: int64(f.Failures), Ended: flag(f.Ended),
		Site: f.Site, Country: f.Country, Hub: f.Hub, Topic: f.Topic, GapMs: f.Gap.Milliseconds(), LastFull: millis(f.LastFull),
		MovedTo: f.MovedTo, MovedSince: millis(f.MovedSince), MovedPolls: int64(f.MovedPolls), WellPolls: int64(f.WellPolls), Told: f.Told,
	}
}

func newFeedRow(f news.Feed) db.AddFeedParams {
	r := feedRow(f)
	return db.AddFeedParams{
		Url: r.Url, Title: r.Title, Publisher: r.Publisher, Language: r.Language, Section: r.Section,
		Origin: r.Origin, Official: r.Official, Private: r.Private, ExactMs: r.ExactMs, Seen: r.Seen,
		Etag: r.Etag, LastModified: r.LastModified, BodyHash: r.BodyHash, IntervalMs: r.IntervalMs,
		LastPoll: r.LastPoll, LastSuccess: r.LastSuccess, LastNew: r.LastNew, NextPoll: r.NextPoll,
		Ill: r.Ill, IllWhy: r.IllWhy, IllSince: r.IllSince, Failures: r.Failures, Ended: r.Ended,
		Site: r.Site, Country: r.Country, Hub: r.Hub, Topic: r.Topic, GapMs: r.GapMs, LastFull: r.LastFull,
		MovedTo: r.MovedTo, MovedSince: r.MovedSince, MovedPolls: r.MovedPolls, WellPolls: r.WellPolls, Told: r.Told,
	}
}

func feedOf(r db.Feed) news.Feed {
	return news.Feed{
		ID: news.FeedID(r.ID), URL: r.Url, Title: r.Title, Publisher: r.Publisher, Language: r.Language,
		Section: r.Section, Origin: news.Origin(r.Origin), Official: r.Official != 0, Private: r.Private != 0,
		Exact: duration(r.ExactMs), Seen: r.Seen != 0, ETag: r.Etag, LastModified: r.LastModified,
		BodyHash: r.BodyHash, Interval: duration(r.IntervalMs), LastPoll: instant(r.LastPoll),
		LastSuccess: instant(r.LastSuccess), LastNew: instant(r.LastNew), NextPoll: instant(r.NextPoll),
		Ill: r.Ill, IllWhy: r.IllWhy, IllSince: instant(r.IllSince), Failures: int(r.Failures), Ended: r.Ended != 0,
		Site: r.Site, Country: r.Country, Hub: r.Hub, Topic: r.Topic, Gap: duration(r.GapMs), LastFull: instant(r.LastFull),
		MovedTo: r.MovedTo, MovedSince: instant(r.MovedSince), MovedPolls: int(r.MovedPolls), WellPolls: int(r.WellPolls), Told: r.Told,
	}
}

func feedsOf(rows []db.Feed) []news.Feed {
	feeds := make([]news.Feed, len(rows))
	for i, r := range rows {
		feeds[i] = feedOf(r)
	}
	return feeds
}
