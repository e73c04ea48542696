package app

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"newsbell/bot/local"
	"newsbell/config"
	"newsbell/feed/health"
	"newsbell/jobs"
	"newsbell/news"
)

// TestTellFeed has a feed end that two people of the local chat asked for: each
// is told once, in private, and nobody in the channel.
func TestTellFeed(t *testing.T) {
	gone := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) }))
	defer gone.Close()
	cfg, err := config.Load("", []string{"NEWSBELL_STORAGE_URL=" + filepath.Join(t.TempDir(), "test.db")}, nil)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Feeds.Catalogue = false
	now := time.Date(2025, 2, 12, 12, 0, 0, 0, time.UTC)
	log := new(strings.Builder)
	a, err := New(t.Context(), Options{
		Config: cfg, Log: slog.New(slog.NewTextHandler(log, nil)), Now: func() time.Time { return now }, Manual: true, Rooms: []string{"general"},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}()
	f, _, err := a.store.AddFeed(t.Context(), news.Feed{URL: gone.URL, Title: "Quay News", Origin: news.OriginChat})
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{"ada", "ben"} {
		to := local.Target("general")
		to.Tenant = who // two tenants
		if err := a.store.AddFeedTenant(t.Context(), news.FeedTenant{Feed: f.ID, Target: to, Creator: who, Created: now}); err != nil {
			t.Fatal(err)
		}
	}
	f.Ended, f.Ill, f.IllWhy, f.IllSince, f.LastPoll = true, "gone", "the server says so", now, now
	judged, notice, ring := health.Judge(f, now)
	if !ring {
		t.Fatal("nobody is told of an end")
	}
	for range 2 {
		out, err := a.tellFeed(t.Context(), judged, notice)
		if err != nil || len(out) != 2 {
			t.Fatalf("got %d deliveries, %v, want 2", len(out), err)
		}
		if _, err := a.store.CommitPoll(t.Context(), news.Poll{Feed: judged, Deliveries: out, At: now}); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.queue.(*jobs.Manual).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, room := range []string{"@ada", "@ben"} {
		posts, _ := a.room.Posts(room, 0)
		if len(posts) != 1 || posts[0].Message.Text == nil || !strings.Contains(posts[0].Message.Text.Title, "Quay News") {
			t.Errorf("%s: got %+v, want one notice", room, posts)
		}
	}
	if posts, _ := a.room.Posts("general", 0); len(posts) != 0 {
		t.Errorf("got %d posts in the channel, want none", len(posts))
	}
	if n := strings.Count(log.String(), "feed health changed"); n != 2 || strings.Contains(log.String(), gone.URL) {
		t.Errorf("the log tells the operator %d times, or shows the address:\n%s", n, log)
	}
	f.Private = true
	if out, err := a.tellFeed(t.Context(), f, notice); err != nil || len(out) != 0 {
		t.Errorf("got %d deliveries about a private feed, %v", len(out), err)
	}
	if channels, err := a.store.Channels(t.Context()); err != nil || !slices.ContainsFunc(channels, func(c news.Channel) bool { return c.Target.Channel == "@ada" }) {
		t.Errorf("got channels %v, %v", channels, err)
	}
}
