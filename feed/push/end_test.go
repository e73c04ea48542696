package push_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"newsbell/news"
)

// TestPush_endToEnd follows one feed from its discovery of a hub through
// deliveries, a missed one, silence and a restart, with polls in between.
func TestPush_endToEnd(t *testing.T) {
	o, h := newOffice(t), newHub(t)
	var shown atomic.Pointer[[]byte]
	var polls atomic.Int32
	show := func(headlines ...string) { b := o.rss(headlines...); shown.Store(&b) }
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		polls.Add(1)
		w.Header().Set("Link", "<"+h.URL+`>; rel="hub", <http://`+r.Host+`/feed>; rel="self"`)
		_, _ = w.Write(*shown.Load())
	}))
	defer site.Close()
	poll := func() {
		t.Helper()
		if _, err := o.watcher.Round(t.Context(), o.clock()); err != nil {
			t.Fatal(err)
		}
	}
	want := func(step string, headlines ...string) {
		t.Helper()
		if got := o.headlines(); !slices.Equal(got, headlines) {
			t.Fatalf("%s: got news %q, want %q", step, got, headlines)
		}
	}
	f, _, err := o.store.AddFeed(t.Context(), news.Feed{URL: site.URL + "/feed", Private: true, Origin: news.OriginFile})
	if err != nil {
		t.Fatal(err)
	}
	show("An old story of the harbour town")
	poll()
	o.round(0)
	h.requests()
	p := o.push(f)
	if p.State != news.PushVerified {
		t.Fatalf("got %+v, want it verified", p)
	}
	publish := func(headline string) time.Duration {
		t.Helper()
		body := o.rss(headline)
		start := time.Now()
		if status := h.deliver(o.callback(p), delivery{body: body, sign: sign("sha256", p.Secret.Reveal(), body)}); status != http.StatusAccepted {
			t.Errorf("got status %d", status)
		}
		return time.Since(start)
	}

	o.wait(time.Minute)
	took := publish("A ferry runs aground off the quay")
	want("pushed", "A ferry runs aground off the quay")
	t.Logf("published at the hub, stored and acknowledged in %v", took)

	o.wait(time.Hour)
	show("A ferry runs aground off the quay", "An old story of the harbour town")
	poll() // it brings the same article
	want("polled", "A ferry runs aground off the quay")

	o.shut()
	o.open(o.server.URL)
	o.wait(time.Minute)
	publish("The harbour bridge closes for a week")
	want("pushed after a restart", "A ferry runs aground off the quay", "The harbour bridge closes for a week")

	// The hub loses one: the next poll finds it.
	o.wait(12 * time.Hour)
	show("Fish market opens after long repairs", "The harbour bridge closes for a week", "A ferry runs aground off the quay")
	poll()
	want("missed by the hub", "A ferry runs aground off the quay", "The harbour bridge closes for a week", "Fish market opens after long repairs")
	if polls.Load() != 3 {
		t.Errorf("got %d polls, want 3", polls.Load())
	}
}

// TestPush_fallsBack lives with a feed that has something new each hour. Its hub
// delivers for two days, then falls silent without a word: polls are rare while
// it delivers, and soon as frequent as ever when it does not.
func TestPush_fallsBack(t *testing.T) {
	o, h := newOffice(t), newHub(t)
	var headlines []string
	var polls atomic.Int32
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		polls.Add(1)
		w.Header().Set("Link", "<"+h.URL+`>; rel="hub", <http://`+r.Host+`/feed>; rel="self"`)
		_, _ = w.Write(o.rss(headlines[max(0, len(headlines)-20):]...))
	}))
	defer site.Close()
	f, _, err := o.store.AddFeed(t.Context(), news.Feed{
		URL: site.URL + "/feed", Private: true, Origin: news.OriginFile, Gap: 2 * time.Hour, Interval: 10 * time.Minute,
	})
	if err != nil {
		t.Fatal(err)
	}
	published := map[string]time.Time{}
	var latest time.Duration // of the articles since the hub fell silent
	found := 0
	live := func(d time.Duration, pushed bool) (polled int32) {
		t.Helper()
		before := polls.Load()
		for end := o.clock().Add(d); o.clock().Before(end); o.wait(5 * time.Minute) {
			if o.clock().Minute() == 0 {
				headline := fmt.Sprintf("The quay sees ship number %d of the year come in", len(headlines)+1)
				headlines, published[headline] = append(headlines, headline), o.clock()
				if pushed {
					body, p := o.rss(headline), o.push(f)
					h.deliver(o.callback(p), delivery{body: body, sign: sign("sha256", p.Secret.Reveal(), body)})
				}
			}
			if _, err := o.watcher.Round(t.Context(), o.clock()); err != nil {
				t.Fatal(err)
			}
			o.round(0)
			h.requests()
			for _, title := range o.headlines()[found:] {
				latest = max(latest, o.clock().Sub(published[title]))
				found++
			}
		}
		return polls.Load() - before
	}
	live(time.Hour, false)
	warm := live(24*time.Hour, true)
	latest = 0
	pushed := live(24*time.Hour, true)
	if latest > 0 {
		t.Errorf("while the hub delivers, an article came %v late", latest)
	}
	live(3*time.Hour, false)
	late := latest
	latest = 0
	alone := live(24*time.Hour, false)
	t.Logf("polls a day: %d at first, %d while the hub delivers, %d without it; latest article %v when it fell silent, %v after",
		warm, pushed, alone, late, latest)
	if pushed*2 > alone || late > 2*time.Hour || latest > 20*time.Minute {
		t.Error("want half the polls while the hub delivers, and the feed's own pace soon after")
	}
	if len(o.headlines()) < len(headlines)-2 {
		t.Errorf("got %d of %d articles", len(o.headlines()), len(headlines))
	}
}
