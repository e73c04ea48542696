package feed_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"newsbell/feed"
	"newsbell/feed/fetch"
	"newsbell/news"
)

// rss writes a feed with the numbered stories.
func rss(numbers ...int) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><rss version="2.0"><channel><title>Quay News</title><link>https://quay.example/</link>`)
	for _, n := range numbers {
		s := story(n)
		fmt.Fprintf(&b, `<item><guid>%s</guid><link>%s</link><title>%s</title><description>%s</description><pubDate>%s</pubDate></item>`,
			s.ID, s.URL, s.Title, s.Summary, s.Published.Format(time.RFC1123Z))
	}
	return b.String() + `</channel></rss>`
}

// A site is a feed server whose answer the test sets.
type site struct {
	*httptest.Server
	mu      sync.Mutex
	handler http.HandlerFunc
	got     []http.Header
}

func newSite(t *testing.T, h http.HandlerFunc) *site {
	t.Helper()
	s := &site{handler: h}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.got = append(s.got, r.Header)
		h := s.handler
		s.mu.Unlock()
		h(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *site) serve(h http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.handler = h
}

func (s *site) requests() []http.Header {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.got)
}

func body(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, text) }
}

func status(code int, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(code)
	}
}

// A desk is a watcher over a store in memory, whose rounds the test runs.
type desk struct {
	*feed.Watcher
	store *memory
	now   time.Time
	rang  atomic.Int32
	t     *testing.T
}

func newDesk(t *testing.T, addresses ...string) *desk {
	t.Helper()
	var feeds []news.Feed
	for _, a := range addresses {
		feeds = append(feeds, news.Feed{URL: a, Private: true})
	}
	d := &desk{store: newMemory(feeds...), now: day(), t: t}
	client := fetch.New(fetch.Options{Timeout: 3 * time.Second})
	t.Cleanup(client.Close)
	d.Watcher = feed.New(feed.Options{Store: d.store, Client: client, Now: func() time.Time { return d.now }, Arrived: func() { d.rang.Add(1) }})
	return d
}

// round moves the clock and polls what is due.
func (d *desk) round(after time.Duration) news.Feed {
	d.t.Helper()
	d.now = d.now.Add(after)
	if _, err := d.Round(d.t.Context(), d.now); err != nil {
		d.t.Fatal(err)
	}
	return d.store.feed(1)
}

func TestWatcher_newArticleOnce(t *testing.T) {
	s := newSite(t, body(rss(2, 3)))
	d := newDesk(t, s.URL)
	f := d.round(0)
	if !f.Seen || f.Title != "Quay News" || f.Publisher != "quay.example" || len(d.store.loud()) != 0 {
		t.Fatalf("after the first poll: got %+v and news %q, want the feed seen and silent", f, d.store.loud())
	}
	s.serve(body(rss(1, 2, 3)))
	d.round(time.Hour)
	d.round(time.Hour)
	if got := d.store.loud(); len(got) != 1 || got[0] != story(1).Title {
		t.Errorf("got news %q, want one", got)
	}
	if n := d.rang.Load(); n != 2 {
		t.Errorf("got %d calls of Arrived, want 2", n)
	}
}

func TestWatcher_nothingIsDueTwice(t *testing.T) {
	s := newSite(t, body(rss(1)))
	d := newDesk(t, s.URL)
	d.round(0)
	d.round(time.Second)
	if n := len(s.requests()); n != 1 {
		t.Errorf("got %d requests, want 1", n)
	}
}

func TestWatcher_conditional(t *testing.T) {
	etag := ""
	s := newSite(t, nil)
	s.serve(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == etag && etag != "" {
			w.Header().Set("Last-Modified", "Wed, 12 Feb 2025 09:00:00 GMT")
			w.WriteHeader(http.StatusNotModified)
			return
		}
		etag = `W/"a-1"`
		w.Header().Set("ETag", etag)
		_, _ = fmt.Fprint(w, rss(1))
	})
	d := newDesk(t, s.URL)
	d.round(0)
	f := d.round(2 * time.Hour)
	if f.ETag != `W/"a-1"` || f.LastModified != "Wed, 12 Feb 2025 09:00:00 GMT" {
		t.Errorf("got validators %q, %q; want those of the 200 and of the 304", f.ETag, f.LastModified)
	}
	d.round(2 * time.Hour)
	got := s.requests()
	if len(got) != 3 || got[1].Get("If-None-Match") != `W/"a-1"` || got[2].Get("If-Modified-Since") != "Wed, 12 Feb 2025 09:00:00 GMT" {
		t.Errorf("got requests %v", got)
	}
	if f.Ill != "" || !f.LastSuccess.Equal(d.now.Add(-2*time.Hour)) {
		t.Errorf("got %+v, want a 304 to count as a good poll", f)
	}
}

func TestWatcher_validatorsAreStoredThoughTheBodyIsTheSame(t *testing.T) {
	n := 0
	s := newSite(t, func(w http.ResponseWriter, _ *http.Request) {
		n++
		w.Header().Set("ETag", fmt.Sprintf(`"%d"`, n))
		_, _ = fmt.Fprint(w, rss(1))
	})
	d := newDesk(t, s.URL)
	d.round(0)
	if f := d.round(2 * time.Hour); f.ETag != `"2"` {
		t.Errorf("got ETag %q, want the new one", f.ETag)
	}
}

func TestWatcher_retryAfterHoldsTheHost(t *testing.T) {
	s := newSite(t, status(http.StatusTooManyRequests, "Retry-After", "1800"))
	d := newDesk(t, s.URL+"/a", s.URL+"/b", s.URL+"/c", s.URL+"/d", s.URL+"/e", s.URL+"/f")
	d.round(0)
	if n := len(s.requests()); n > 2 {
		t.Errorf("got %d requests, want at most the two that were under way", n)
	}
	for id := news.FeedID(1); id <= 6; id++ {
		if f := d.store.feed(id); f.NextPoll.Before(d.now.Add(30 * time.Minute)) {
			t.Errorf("feed %d: next poll %v after the refusal, want half an hour", id, f.NextPoll.Sub(d.now))
		}
	}
	s.serve(body(rss(1)))
	d.round(29 * time.Minute)
	if n := len(s.requests()); n > 2 {
		t.Errorf("got %d requests before the time was over", n)
	}
	d.round(time.Hour)
	if f := d.store.feed(6); f.Ill != "" || !f.Seen {
		t.Errorf("got %+v, want the feed well", f)
	}
}

func TestWatcher_goneEnds(t *testing.T) {
	s := newSite(t, status(http.StatusGone))
	d := newDesk(t, s.URL)
	if f := d.round(0); !f.Ended || f.Ill != fetch.IllGone {
		t.Errorf("got %+v, want the feed ended", f)
	}
	d.round(100 * 24 * time.Hour)
	if n := len(s.requests()); n != 1 {
		t.Errorf("got %d requests, want 1", n)
	}
}

func TestWatcher_illAndWellAgain(t *testing.T) {
	s := newSite(t, status(http.StatusInternalServerError))
	d := newDesk(t, s.URL)
	f := d.round(0)
	if f.Ill != fetch.IllServer || f.IllWhy == "" || !f.IllSince.Equal(d.now) || f.Failures != 1 {
		t.Errorf("got %+v, want it ill", f)
	}
	since := f.IllSince
	f = d.round(time.Hour)
	if f.Failures != 2 || !f.IllSince.Equal(since) || f.NextPoll.Sub(d.now) < 20*time.Minute {
		t.Errorf("got %+v, want it longer between tries", f)
	}
	s.serve(body(rss(1)))
	if f = d.round(24 * time.Hour); f.Ill != "" || f.Failures != 0 || !f.IllSince.IsZero() {
		t.Errorf("got %+v, want it well", f)
	}
}

// TestWatcher_onlyTheIllOneIsIll serves bad feeds beside a good one.
func TestWatcher_onlyTheIllOneIsIll(t *testing.T) {
	bad := map[string]http.HandlerFunc{
		"not_a_feed": body("<!DOCTYPE html><html><body><form><input type=password></form></body></html>"),
		"empty":      body(""),
		"too_large":  status(http.StatusOK, "Content-Length", "99999999"),
		"timeout":    func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"redirects":  func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path+"x", http.StatusFound) },
		"malformed":  body("{\"version\": \"https://jsonfeed.org/version/1\", "),
		"denied":     status(http.StatusForbidden, "Cf-Mitigated", "challenge"),
	}
	var addresses, codes []string
	for code, h := range bad {
		addresses = append(addresses, newSite(t, h).URL)
		codes = append(codes, code)
	}
	good := newSite(t, body(rss(1)))
	d := newDesk(t, append(addresses, good.URL)...)
	d.round(0)
	for n, code := range codes {
		if f := d.store.feed(news.FeedID(n + 1)); f.Ill != code || strings.Contains(f.IllWhy, "<") {
			t.Errorf("%s: got %q: %q", code, f.Ill, f.IllWhy)
		}
	}
	if f := d.store.feed(news.FeedID(len(codes) + 1)); f.Ill != "" || !f.Seen {
		t.Errorf("the good feed: got %+v", f)
	}
}

func TestWatcher_exact(t *testing.T) {
	s := newSite(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cache-Control", "max-age=3600")
		_, _ = fmt.Fprint(w, rss(1))
	})
	d := newDesk(t, s.URL)
	f := d.store.feed(1)
	f.Exact = time.Second
	d.store.feeds[1] = f
	if f = d.round(0); !f.NextPoll.Equal(d.now.Add(time.Second)) {
		t.Errorf("got the next poll after %v, want exactly a second", f.NextPoll.Sub(d.now))
	}
	s.serve(status(http.StatusServiceUnavailable, "Retry-After", "300"))
	if f = d.round(time.Second); f.NextPoll.Before(d.now.Add(5 * time.Minute)) {
		t.Errorf("got the next poll after %v, want Retry-After to hold", f.NextPoll.Sub(d.now))
	}
}

func TestWatcher_perHost(t *testing.T) {
	var mu sync.Mutex
	busy, most := 0, 0
	s := newSite(t, func(w http.ResponseWriter, _ *http.Request) {
		mu.Lock()
		busy++
		most = max(most, busy)
		mu.Unlock()
		_, _ = fmt.Fprint(w, rss(1))
		mu.Lock()
		busy--
		mu.Unlock()
	})
	var addresses []string
	for n := range 40 {
		addresses = append(addresses, fmt.Sprintf("%s/%d", s.URL, n))
	}
	newDesk(t, addresses...).round(0)
	if most > 2 {
		t.Errorf("got %d requests at a time, want at most 2", most)
	}
	if n := len(s.requests()); n != 40 {
		t.Errorf("got %d requests, want 40", n)
	}
}

// TestWatcher_Run lets the loop poll by itself, woken and by its clock.
func TestWatcher_Run(t *testing.T) {
	s := newSite(t, body(rss(1)))
	d := newDesk(t)
	arrived := make(chan struct{}, 10)
	client := fetch.New(fetch.Options{})
	defer client.Close()
	w := feed.New(feed.Options{Store: d.store, Client: client, Now: time.Now, Arrived: func() { arrived <- struct{}{} }})
	done := make(chan error)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() { done <- w.Run(ctx) }()
	d.store.mu.Lock()
	d.store.feeds[1] = news.Feed{ID: 1, URL: s.URL, Private: true, Exact: time.Second}
	d.store.mu.Unlock()
	w.Wake()
	<-arrived
	s.serve(body(strings.ReplaceAll(rss(1, 2), "12 Feb 2025", time.Now().Format("02 Jan 2006"))))
	<-arrived
	cancel()
	if err := <-done; err != nil {
		t.Errorf("got %v, want nil", err)
	}
}
