package app

import (
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"newsbell/config"
	"newsbell/demo"
	"newsbell/feed/discover"
)

// A clock is a simulation's time.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = t
}

// A simulation is newsbell in simulated time, with the local chat alone.
type simulation struct {
	clock *clock
	app   *App
}

// open builds newsbell on a fresh store at the clock's time. The feeds, if any,
// are those of the demo's newsroom at an address; web stands in for the client.
func (s *simulation) open(t *testing.T, newsroom string, web discover.Fetcher, rooms ...string) {
	t.Helper()
	cfg, err := config.Load("", []string{"NEWSBELL_STORAGE_URL=" + filepath.Join(t.TempDir(), "demo.db")}, nil)
	must(t, err)
	cfg.Local.Enabled = true
	cfg.Feeds.AllowPrivateNetworks, cfg.Feeds.Catalogue = true, false
	for _, p := range demo.Publishers() {
		if newsroom != "" {
			cfg.Feed = append(cfg.Feed, config.Feed{
				URL: "http://" + newsroom + demo.FeedPath(p), Name: p.Name, Publisher: p.Name, Language: "en", Official: p.Official, Poll: time.Second,
			})
		}
	}
	s.app, err = New(t.Context(), Options{
		Config: cfg, Log: slog.New(slog.DiscardHandler), Now: s.clock.now, Manual: true, Rooms: rooms, Web: web,
	})
	must(t, err)
	t.Cleanup(func() { must(t, s.app.Close()) })
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
