package feed_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"newsbell/feed"
	"newsbell/feed/fetch"
	"newsbell/feed/health"
	"newsbell/feed/wire"
	"newsbell/news"
)

// A web answers requests in simulated time.
type web struct {
	mu     sync.Mutex
	answer func(r fetch.Request) (*fetch.Answer, error)
	got    []fetch.Request
	at     []time.Time
}

func (w *web) Get(_ context.Context, r fetch.Request) (*fetch.Answer, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.got, w.at = append(w.got, r), append(w.at, time.Now())
	return w.answer(r)
}

// gives answers every request alike.
func (w *web) gives(status int, text string, change ...func(*fetch.Answer)) {
	w.answer = func(r fetch.Request) (*fetch.Answer, error) {
		a := &fetch.Answer{Status: status, URL: r.URL, Body: []byte(text)}
		for _, c := range change {
			c(a)
		}
		return a, nil
	}
}

// fails answers every request with an ill of the network.
func (w *web) fails(code string) {
	w.answer = func(fetch.Request) (*fetch.Answer, error) { return nil, &news.Error{Code: code, Message: "it fails"} }
}

func tagged(a *fetch.Answer) { a.ETag = `"1"` }

// A newsroom is a watcher in simulated time and what it told people.
type newsroom struct {
	*feed.Watcher
	web   *web
	store *memory
	now   time.Time
	told  []string
	fault error         // of telling
	rest  time.Duration // what hubs deliver may wait so long
	t     *testing.T
}

func newNewsroom(t *testing.T, feeds ...news.Feed) *newsroom {
	t.Helper()
	n := &newsroom{web: &web{}, store: newMemory(feeds...), now: day(), t: t}
	n.restart()
	return n
}

// restart makes a new process over the same store.
func (n *newsroom) restart() {
	n.Watcher = feed.New(feed.Options{
		Store: n.store, Client: n.web, Now: func() time.Time { return n.now }, Tell: n.tell,
		Rest: func(context.Context, news.Feed, time.Time) time.Duration { return n.rest },
	})
}

func (n *newsroom) tell(_ context.Context, f news.Feed, note health.Notice) ([]news.Delivery, error) {
	if n.fault != nil {
		return nil, n.fault
	}
	word := fmt.Sprintf("%d %s", f.ID, note.Code)
	if note.Recovered {
		word = fmt.Sprintf("%d well", f.ID)
	}
	n.told = append(n.told, word)
	return []news.Delivery{{Channel: 1, Key: note.Key(f.ID)}}, nil
}

// live goes on for a while and polls what is due every five minutes.
func (n *newsroom) live(d time.Duration) news.Feed {
	n.t.Helper()
	for end := n.now.Add(d); n.now.Before(end); {
		n.now = n.now.Add(5 * time.Minute)
		if _, err := n.Round(n.t.Context(), n.now); err != nil {
			n.t.Fatal(err)
		}
	}
	return n.store.feed(1)
}

// delivered lists the keys of what was committed with polls.
func (n *newsroom) delivered() []string {
	var keys []string
	for _, p := range n.store.polls {
		for _, d := range p.Deliveries {
			keys = append(keys, d.Key)
		}
	}
	return keys
}

func chat(address string) news.Feed { return news.Feed{URL: address, Origin: news.OriginChat} }

func TestWatcher_tellsOnceAcrossRestarts(t *testing.T) {
	n := newNewsroom(t, chat("https://quay.example/feed"))
	n.web.gives(200, rss(1, 2))
	n.live(time.Hour)
	n.web.gives(404, "")
	for range 10 {
		n.restart()
		n.live(3 * time.Hour)
	}
	n.web.gives(200, rss(1, 2))
	for range 30 {
		n.restart()
		n.live(time.Hour)
	}
	if want := []string{"1 not_found", "1 well"}; !slices.Equal(n.told, want) {
		t.Errorf("got %q, want %q", n.told, want)
	}
	if got := n.delivered(); len(got) != 2 || !strings.HasPrefix(got[0], "health/1/not_found/") {
		t.Errorf("got deliveries %q, want those of both notices in the polls", got)
	}
}

func TestWatcher_tellsAgainWhatCouldNotBeTold(t *testing.T) {
	n := newNewsroom(t, chat("https://quay.example/feed"))
	n.web.gives(410, "")
	n.fault = errors.New("no store")
	if f := n.live(5 * time.Minute); f.Told != "" || !f.Ended {
		t.Errorf("got %+v, want nothing told", f)
	}
	f := n.store.feeds[1]
	f.Ended = false
	n.store.feeds[1] = f
	n.fault = nil
	n.live(48 * time.Hour)
	if want := []string{"1 gone"}; !slices.Equal(n.told, want) {
		t.Errorf("got %q, want %q", n.told, want)
	}
}

func TestWatcher_ownNetworkIsNotTheFeedsFault(t *testing.T) {
	var feeds []news.Feed
	for i := range 4 {
		feeds = append(feeds, chat(fmt.Sprintf("https://quay%d.example/feed", i)))
	}
	n := newNewsroom(t, feeds...)
	n.web.gives(200, rss(1, 2))
	n.live(time.Hour)
	n.web.fails(fetch.IllDNS)
	f := n.live(9 * 24 * time.Hour)
	if len(n.told) != 0 || f.Ended || f.NextPoll.Sub(n.now) > 20*time.Minute {
		t.Errorf("got told %q, ended %t, next poll after %v; want nothing told and a poll soon", n.told, f.Ended, f.NextPoll.Sub(n.now))
	}
	n.web.answer = func(r fetch.Request) (*fetch.Answer, error) {
		if strings.Contains(r.URL, "quay3") {
			return nil, &news.Error{Code: fetch.IllDNS, Message: "it fails"}
		}
		return &fetch.Answer{Status: 200, URL: r.URL, Body: []byte(rss(1, 2))}, nil
	}
	n.live(24 * time.Hour)
	if want := []string{"4 dns"}; !slices.Equal(n.told, want) {
		t.Errorf("got %q, want the one that is really ill", n.told)
	}
}

func TestWatcher_givesUpAfterAWeek(t *testing.T) {
	own := news.Feed{URL: "https://pier.example/feed", Origin: news.OriginFile}
	n := newNewsroom(t, chat("https://quay.example/feed"), own)
	n.web.gives(500, "")
	n.live(9 * 24 * time.Hour)
	if f := n.store.feed(1); !f.Ended || n.now.Sub(f.LastPoll) < 24*time.Hour {
		t.Errorf("got %+v, want it ended", f)
	}
	if f := n.store.feed(2); f.Ended || n.now.Sub(f.LastPoll) > 27*time.Hour {
		t.Errorf("got %+v, want the operator's own asked each day", f)
	}
	slices.Sort(n.told)
	if want := []string{"1 given_up", "1 server", "2 server"}; !slices.Equal(n.told, want) {
		t.Errorf("got %q, want %q", n.told, want)
	}
	if len(n.web.got) > 50 {
		t.Errorf("got %d requests to two ill feeds in nine days, want few", len(n.web.got))
	}
}

func TestWatcher_login(t *testing.T) {
	const form = `<html><form><input type="password"></form></html>`
	for _, tt := range []struct {
		name, at, page string
		hops           int
		want           string
	}{
		{"a login page", "https://quay.example/login?next=/feed", form, 1, feed.IllLogin},
		{"another host's", "https://accounts.other.example/", form, 2, feed.IllLogin},
		{"without a redirect", "https://quay.example/login", form, 0, wire.IllNotFeed},
		{"a front page with a form", "https://quay.example/", form, 1, wire.IllNotFeed},
		{"a page called so", "https://quay.example/login-news", "<html><p>hello</p></html>", 1, wire.IllNotFeed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n := newNewsroom(t, chat("https://quay.example/feed"))
			n.web.gives(200, tt.page, func(a *fetch.Answer) { a.URL, a.Hops = tt.at, tt.hops })
			if f := n.live(5 * time.Minute); f.Ill != tt.want || (len(n.told) == 1) != (tt.want == feed.IllLogin) {
				t.Errorf("got %q and told %q, want %q", f.Ill, n.told, tt.want)
			}
		})
	}
}

func TestWatcher_unconditionalOnceAWeek(t *testing.T) {
	n := newNewsroom(t, chat("https://quay.example/feed"))
	n.web.answer = func(r fetch.Request) (*fetch.Answer, error) {
		if r.ETag != "" {
			return &fetch.Answer{Status: http.StatusNotModified, URL: r.URL}, nil
		}
		return &fetch.Answer{Status: 200, URL: r.URL, ETag: `"1"`, Body: []byte(rss(1, 2))}, nil
	}
	for range 30 {
		n.restart()
		n.live(24 * time.Hour)
	}
	full := 0
	for _, r := range n.web.got {
		if r.ETag == "" {
			full++
		}
	}
	if full != 4 && full != 5 {
		t.Errorf("got %d of %d requests without conditions in 30 days and 30 starts, want the first and one a week", full, len(n.web.got))
	}
}

// TestWatcher_movesAcrossRestarts restarts the process at each poll.
func TestWatcher_movesAcrossRestarts(t *testing.T) {
	n := newNewsroom(t, chat("https://quay.example/old"))
	moved := func(a *fetch.Answer) {
		if strings.HasSuffix(a.URL, "/old") {
			a.URL, a.Moved, a.Hops = "https://quay.example/new", "https://quay.example/new", 1
		}
	}
	n.web.gives(200, rss(1, 2), moved, tagged)
	for range 40 {
		n.restart()
		if f := n.live(time.Hour); f.URL != "https://quay.example/old" {
			t.Fatal("got the new address within two days")
		}
	}
	f := n.live(12 * time.Hour)
	if f.URL != "https://quay.example/new" || f.MovedTo != "" {
		t.Fatalf("got %q, want the new address", f.URL)
	}
	for i, r := range n.web.got {
		if r.URL == "https://quay.example/new" {
			if r.ETag != "" {
				t.Error("the old address's validator went to the new one")
			}
			if i+1 < len(n.web.got) && n.web.got[i+1].ETag == "" {
				t.Error("the new address's validator was not used")
			}
			break
		}
	}
	if loud := n.store.loud(); len(loud) != 0 {
		t.Errorf("got news %q of a move", loud)
	}
}

func TestWatcher_movesNotToALoginPage(t *testing.T) {
	n := newNewsroom(t, chat("https://quay.example/old"))
	n.web.gives(200, "<html>sign in</html>", func(a *fetch.Answer) {
		a.URL, a.Moved, a.Hops = "https://quay.example/signin", "https://quay.example/signin", 1
	})
	if f := n.live(5 * 24 * time.Hour); f.URL != "https://quay.example/old" || f.MovedPolls != 0 {
		t.Errorf("got %+v, want the old address", f)
	}
}

func TestWatcher_hubAndSite(t *testing.T) {
	n := newNewsroom(t, chat("https://quay.example/feed"))
	n.web.gives(200, rss(1, 2), tagged, func(a *fetch.Answer) {
		a.Link = []string{`<https://hub.example/>; rel="hub", <https://quay.example/self>; rel="self"`}
	})
	f := n.live(time.Hour)
	if f.Hub != "https://hub.example/" || f.Topic != "https://quay.example/self" || f.Site != "https://quay.example/" {
		t.Errorf("got hub %q, topic %q, site %q", f.Hub, f.Topic, f.Site)
	}
}

func TestWatcher_polledSeldomWhileAHubDelivers(t *testing.T) {
	n := newNewsroom(t, chat("https://quay.example/feed"))
	n.web.gives(200, rss(1, 2))
	n.rest = time.Hour
	n.live(24 * time.Hour)
	if got := len(n.web.got); got < 20 || got > 28 {
		t.Errorf("got %d polls in a day, want about one an hour", got)
	}
}

func TestWatcher_retryAfterHoldsTheDomain(t *testing.T) {
	n := newNewsroom(t, chat("https://a.quay.example/"), chat("https://b.quay.example/"), chat("https://pier.example/"))
	n.web.answer = func(r fetch.Request) (*fetch.Answer, error) {
		if strings.Contains(r.URL, "pier") {
			return &fetch.Answer{Status: 200, URL: r.URL, Body: []byte(rss(1))}, nil
		}
		return &fetch.Answer{Status: 503, URL: r.URL, RetryAfter: "7200"}, nil
	}
	n.live(2 * time.Hour)
	quay := 0
	for _, r := range n.web.got {
		if strings.Contains(r.URL, "quay") {
			quay++
		}
	}
	if quay != 1 || !n.store.feed(3).Seen {
		t.Errorf("got %d requests to the domain in two hours, want one, and the other one read", quay)
	}
}

func TestWatcher_floodIsToldOnce(t *testing.T) {
	n := newNewsroom(t, chat("https://quay.example/feed"))
	n.web.gives(200, rss(1, 2, 3))
	n.live(time.Hour)
	n.web.gives(200, rss(100, 101, 102, 103, 104, 105, 106, 107))
	n.live(time.Hour)
	n.web.gives(200, rss(200, 201, 202, 203, 204, 205, 206, 207))
	n.live(time.Hour)
	if loud := n.store.loud(); len(loud) != 0 || !slices.Equal(n.told, []string{"1 anew"}) {
		t.Errorf("got news %q and told %q, want silence and one notice", loud, n.told)
	}
}

func TestWatcher_afterAnOutage(t *testing.T) {
	for _, tt := range []struct {
		name string
		down time.Duration
		want int
	}{{"three days are caught up", 3 * 24 * time.Hour, 2}, {"eight are not", 8 * 24 * time.Hour, 0}} {
		t.Run(tt.name, func(t *testing.T) {
			n := newNewsroom(t, chat("https://quay.example/feed"))
			n.web.gives(200, rss(10, 11, 12, 13))
			n.live(time.Hour)
			n.now = n.now.Add(tt.down)
			since := int(-tt.down.Hours()) // stories are numbered by the hours before day
			n.web.gives(200, rss(since/2, -1, 10, 11, 12, 13))
			n.live(time.Hour)
			if loud := n.store.loud(); len(loud) != tt.want {
				t.Errorf("got news %q, want %d", loud, tt.want)
			}
		})
	}
}

// TestWatcher_Run_pace lets the loop poll many feeds of few hosts at once.
func TestWatcher_Run_pace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var feeds []news.Feed
		for i := range 20 {
			feeds = append(feeds, chat(fmt.Sprintf("https://s%d.quay.example/", i)))
		}
		feeds = append(feeds, chat("https://www.reddit.com/r/a/.rss"), chat("https://old.reddit.com/r/b/.rss"), chat("https://pier.example/"))
		w := &web{}
		w.gives(200, rss(1))
		began := time.Now()
		f := feed.New(feed.Options{Store: newMemory(feeds...), Client: w, Now: time.Now})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- f.Run(ctx) }()
		time.Sleep(90 * time.Second)
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		last := map[string]time.Time{}
		for i, r := range w.got {
			gap, host := time.Second, "quay"
			switch {
			case strings.Contains(r.URL, "reddit"):
				gap, host = time.Minute, "reddit"
			case strings.Contains(r.URL, "pier"):
				if w.at[i].Sub(began) > time.Second {
					t.Errorf("the neighbour was polled after %v", w.at[i].Sub(began))
				}
				continue
			}
			if d := w.at[i].Sub(last[host]); !last[host].IsZero() && d < gap {
				t.Errorf("%s was asked again after %v, want %v", host, d, gap)
			}
			last[host] = w.at[i]
		}
		if len(w.got) != len(feeds) {
			t.Errorf("got %d requests in 90 s, want %d", len(w.got), len(feeds))
		}
	})
}
