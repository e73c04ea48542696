package feed

import (
	"context"
	"errors"
	"fmt"
	"time"

	"newsbell/feed/fetch"
	"newsbell/news"
)

// A PushStore keeps what hubs deliver.
type PushStore interface {
	// CommitPush writes articles of a feed and when they were pushed, and says
	// how many were new. Nothing that the feed's polls rest on changes.
	CommitPush(ctx context.Context, feed news.FeedID, articles []news.Article, at time.Time) (inserted int, err error)
	// HastenFeed makes a feed due at a time, unless it is due earlier.
	HastenFeed(ctx context.Context, feed news.FeedID, at time.Time) error
}

// A Document is what a hub delivered of a feed: all of it or only what is new.
// It must be known to come from the hub.
type Document struct {
	Body        []byte // unpacked; let go of when it was read
	ContentType string
}

// A PushReason says what became of a pushed document.
type PushReason string

// What can become of a pushed document.
const (
	PushNew     PushReason = "new"      // articles were stored, or corrected
	PushKnown   PushReason = "known"    // everything in it was known
	PushPoll    PushReason = "poll"     // it says too little: the feed is polled soon
	PushTooSoon PushReason = "too_soon" // the feed was never polled: its first poll, now due, decides what is news
)

// Pushed takes a document that a feed's hub delivered. Its items go the way of
// those of a poll (Diff), but what is absent from it means nothing, and the
// feed's validators, rhythm and health stay. A document that cannot be read or
// holds no items makes the feed due, at most once a minute. When Pushed returns
// without an error, what it took is committed. An error is the store's or
// ctx's: the hub is to deliver again.
func (w *Watcher) Pushed(ctx context.Context, f news.Feed, d Document) (PushReason, error) {
	now := w.o.Now()
	if !f.Seen {
		return PushTooSoon, w.hasten(ctx, f, now)
	}
	articles, some, err := w.readPush(ctx, f, d, now)
	if _, sick := errors.AsType[*news.Error](err); sick || err == nil && !some {
		return PushPoll, w.hasten(ctx, f, now)
	}
	if err != nil {
		return "", fmt.Errorf("read push of feed %d: %w", f.ID, err)
	}
	if _, err := w.o.Pushes.CommitPush(ctx, f.ID, articles, now); err != nil {
		return "", err
	}
	if len(articles) == 0 {
		return PushKnown, nil
	}
	w.o.Arrived()
	return PushNew, nil
}

// hasten has the feed polled at once, or a minute after its last poll.
func (w *Watcher) hasten(ctx context.Context, f news.Feed, now time.Time) error {
	at := f.LastPoll.Add(floor)
	if at.Before(now) {
		at = now
	}
	if err := w.o.Pushes.HastenFeed(ctx, f.ID, at); err != nil {
		return err
	}
	w.Wake()
	return nil
}

// readPush finds what is new in a document, and says whether it has any items.
// A *news.Error says that it cannot be read; any other error is the store's or
// ctx's.
func (w *Watcher) readPush(ctx context.Context, f news.Feed, d Document, now time.Time) (articles []news.Article, some bool, err error) {
	defer func() {
		if r := recover(); r != nil {
			articles, err = nil, news.Fault(IllPanic, "the pushed document cannot be read: it breaks the reading of it")
		}
	}()
	v := &visit{Watcher: w, was: f, feed: f, now: now, answer: &fetch.Answer{URL: f.URL, ContentType: d.ContentType, Body: d.Body}}
	entries, err := v.parsed(ctx)
	if err != nil || len(entries) == 0 {
		return nil, false, err
	}
	known, err := w.o.Store.KnownArticles(ctx, f.ID, allKeys(entries))
	if err != nil {
		return nil, false, err
	}
	diff := Diff(Reading{
		Feed: f, Language: v.doc.Language, Link: v.doc.Link, Entries: entries, Known: known, Now: now, Partial: true,
	})
	return younger(diff.Articles, known), true, nil
}

// younger leaves out corrections by an older form of the article than the one
// that is known: hubs deliver late and in any order.
func younger(articles []news.Article, known map[string]news.Article) []news.Article {
	updated := map[news.ArticleID]time.Time{}
	for _, a := range known {
		updated[a.ID] = a.Updated
	}
	var out []news.Article
	for _, a := range articles {
		if a.ID == 0 || !a.Updated.Before(updated[a.ID]) {
			out = append(out, a)
		}
	}
	return out
}
