package feed_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"newsbell/feed"
	"newsbell/news"
)

// pushes is the memory with what Pushed needs.
type pushes struct {
	*memory
	fail error
}

func (p *pushes) CommitPush(ctx context.Context, id news.FeedID, articles []news.Article, at time.Time) (int, error) {
	if p.fail != nil {
		return 0, p.fail
	}
	for n := range articles {
		articles[n].Feed = id
	}
	return p.CommitPoll(ctx, news.Poll{Feed: p.feed(id), Articles: articles, At: at})
}

func (p *pushes) HastenFeed(_ context.Context, id news.FeedID, at time.Time) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	f := p.feeds[id]
	if at.Before(f.NextPoll) {
		f.NextPoll = at
		p.feeds[id] = f
	}
	return p.fail
}

// atom writes a feed whose entries say when they were updated.
func atom(title string, updated time.Time) string {
	return fmt.Sprintf(`<feed xmlns="http://www.w3.org/2005/Atom"><title>Quay News</title><entry><id>urn:quay:1</id><title>%s</title>
<link href="https://quay.example/1"/><published>2026-03-01T08:00:00Z</published><updated>%s</updated><summary>%s: what is known.</summary></entry></feed>`,
		title, updated.Format(time.RFC3339), title)
}

func TestWatcher_Pushed(t *testing.T) {
	many := make([]int, 20)
	for n := range many {
		many[n] = 100 + n
	}
	undated := func(doc string) string {
		for {
			before, rest, ok := strings.Cut(doc, "<pubDate>")
			if !ok {
				return doc
			}
			_, after, _ := strings.Cut(rest, "</pubDate>")
			doc = before + after
		}
	}
	for _, tt := range []struct {
		name   string
		first  string // what the feed's poll gave; "" for a feed never polled
		docs   []string
		reason feed.PushReason // of the last
		loud   int
		all    int
	}{
		{"one new item", rss(2, 3), []string{rss(1)}, feed.PushNew, 1, 3},
		{"the whole feed", rss(2, 3), []string{rss(1, 2, 3)}, feed.PushNew, 1, 3},
		{"again", rss(2, 3), []string{rss(1), rss(1)}, feed.PushKnown, 1, 3},
		{"known", rss(2, 3), []string{rss(3)}, feed.PushKnown, 0, 2},
		{"many at once are no flood", rss(2, 3), []string{undated(rss(many...))}, feed.PushNew, 20, 22},
		{"a feed published anew is one", rss(2, 3), []string{undated(rss(append(many, 200)...))}, feed.PushNew, 0, 23},
		{"never polled", "", []string{rss(1)}, feed.PushTooSoon, 0, 0},
		{"no feed", rss(2, 3), []string{"<html></html>"}, feed.PushPoll, 0, 2},
		{"nothing", rss(2, 3), []string{""}, feed.PushPoll, 0, 2},
		{"no items", rss(2, 3), []string{rss()}, feed.PushPoll, 0, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d, _ := newPushDesk(t, tt.first)
			before := d.store.feed(1)
			var reason feed.PushReason
			var err error
			for _, doc := range tt.docs {
				d.now = d.now.Add(10 * time.Second)
				if reason, err = d.Pushed(t.Context(), d.store.feed(1), feed.Document{Body: []byte(doc), ContentType: "application/rss+xml"}); err != nil {
					t.Fatal(err)
				}
			}
			if reason != tt.reason || len(d.store.loud()) != tt.loud || len(d.store.articles) != tt.all {
				t.Errorf("got %s, %d news of %d articles, want %s, %d of %d", reason, len(d.store.loud()), len(d.store.articles), tt.reason, tt.loud, tt.all)
			}
			after := d.store.feed(1)
			if due := tt.reason == feed.PushPoll || tt.reason == feed.PushTooSoon; due {
				// At once, but not within a minute of the last poll.
				if want := before.LastPoll.Add(time.Minute); !before.LastPoll.IsZero() && !after.NextPoll.Equal(want) {
					t.Errorf("got next poll %v, want %v", after.NextPoll, want)
				}
				after.NextPoll = before.NextPoll
			}
			if after != before {
				t.Errorf("the feed changed: got %+v\nwant %+v", after, before)
			}
		})
	}
}

// newPushDesk is a desk whose feed was polled once, unless first is empty.
func newPushDesk(t *testing.T, first string) (*desk, *pushes) {
	t.Helper()
	d := newDesk(t, newSite(t, body(first)).URL)
	if first != "" {
		d.round(0)
	}
	d.rang.Store(0)
	p := &pushes{memory: d.store}
	d.Watcher = feed.New(feed.Options{
		Store: d.store, Pushes: p, Now: func() time.Time { return d.now }, Arrived: func() { d.rang.Add(1) },
	})
	return d, p
}

// TestWatcher_PushedCorrections delivers forms of one article in the order in
// which a hub may.
func TestWatcher_PushedCorrections(t *testing.T) {
	begin := day()
	d, _ := newPushDesk(t, atom("Ferry aground off the quay", begin))
	for _, tt := range []struct {
		title string
		age   time.Duration
		want  string
		rang  int32
	}{
		{"Ferry aground off the quay", 0, "Ferry aground off the quay", 0},
		{"Ferry freed off the quay", 2 * time.Hour, "Ferry freed off the quay", 1},
		{"Ferry still aground off the quay", time.Hour, "Ferry freed off the quay", 0}, // it comes late
		{"Ferry freed, nobody hurt", 3 * time.Hour, "Ferry freed, nobody hurt", 1},
	} {
		d.rang.Store(0)
		d.now = d.now.Add(time.Minute)
		if _, err := d.Pushed(t.Context(), d.store.feed(1), feed.Document{Body: []byte(atom(tt.title, begin.Add(tt.age)))}); err != nil {
			t.Fatal(err)
		}
		if got := d.store.articles[0].Title; got != tt.want || len(d.store.articles) != 1 || d.rang.Load() != tt.rang {
			t.Errorf("after %q: got %q of %d articles, %d calls of Arrived, want %q", tt.title, got, len(d.store.articles), d.rang.Load(), tt.want)
		}
	}
}

func TestWatcher_PushedStoreFails(t *testing.T) {
	d, p := newPushDesk(t, rss(2, 3))
	p.fail = errors.New("disk full")
	for _, doc := range []string{rss(1), "no feed"} {
		if _, err := d.Pushed(t.Context(), d.store.feed(1), feed.Document{Body: []byte(doc)}); !errors.Is(err, p.fail) {
			t.Errorf("got %v, want the store's error", err)
		}
	}
	if d.rang.Load() != 0 {
		t.Error("Arrived was called for what is not stored")
	}
}
