package app

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"newsbell/bot"
	"newsbell/feed/fetch"
	"newsbell/news"
)

// A town is a site on loopback that the program sees as quay.example, over http
// only; no other host exists. Its feed grows when the test says so.
type town struct {
	client *fetch.Client
	server *httptest.Server
	items  atomic.Int64
	start  time.Time
}

func newTown(t *testing.T, start time.Time) *town {
	t.Helper()
	w := &town{client: fetch.New(fetch.Options{}), start: start}
	w.items.Store(2)
	w.server = httptest.NewServer(w)
	t.Cleanup(w.server.Close)
	t.Cleanup(w.client.Close)
	return w
}

// ServeHTTP serves a front page that names its feed in its head, the feed, and
// a page without any.
func (w *town) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/":
		_, _ = fmt.Fprint(rw, `<html><head><link rel="alternate" type="application/rss+xml" href="/news.xml"></head><body>Hello</body></html>`)
	case "/news.xml":
		_, _ = fmt.Fprint(rw, `<rss version="2.0"><channel><title>Quay News</title><link>http://quay.example/</link><language>en</language>`)
		headlines := []string{"Council debates the old harbour wall", "School choir wins a prize", "Ferry runs aground at the harbour mouth"}
		for i, h := range headlines[:w.items.Load()] {
			_, _ = fmt.Fprintf(rw, "<item><guid>%d</guid><title>%s</title><link>http://quay.example/%d</link><pubDate>%s</pubDate><description>Reported by the town's own paper in some detail.</description></item>",
				i, h, i, w.start.Add(time.Duration(i)*time.Hour-time.Hour).Format(time.RFC1123Z))
		}
		_, _ = fmt.Fprint(rw, `</channel></rss>`)
	default:
		rw.WriteHeader(http.StatusNotFound)
	}
}

// Get implements discover.Fetcher.
func (w *town) Get(ctx context.Context, r fetch.Request) (*fetch.Answer, error) {
	const name = "http://quay.example"
	rest, ok := strings.CutPrefix(r.URL, name)
	if !ok {
		return nil, &news.Error{Code: fetch.IllDNS, Message: "the address's host name does not exist"}
	}
	r.URL, r.Private = w.server.URL+rest, true
	a, err := w.client.Get(ctx, r)
	if a != nil {
		a.URL = strings.Replace(a.URL, w.server.URL, name, 1)
	}
	return a, err
}

// newcomer is the program in simulated time, with a local chat and the town for
// a world.
func newcomer(t *testing.T) (*simulation, *town) {
	t.Helper()
	s := &simulation{clock: &clock{t: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)}}
	w := newTown(t, s.clock.now())
	s.open(t, "", w, "general")
	return s, w
}

// say types a line and gives the answer.
func (s *simulation) say(t *testing.T, line string) string {
	t.Helper()
	m, err := s.app.room.Say(t.Context(), "general", "you", line)
	if err != nil {
		t.Fatal(err)
	}
	return bot.PlainText(m, time.UTC)
}

// TestNewcomer types a site's address without knowing what a feed is, in both
// ways there are, and gets the next article and nothing older.
func TestNewcomer(t *testing.T) {
	for _, c := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"subscribe from a site", []string{"/news subscribe harbour from quay.example"}, "Now watching Quay News for it: http://quay.example/news.xml"},
		{"add a site, then subscribe", []string{"/news subscribe harbour", "/news feeds add quay.example"}, "I watch Quay News now"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, w := newcomer(t)
			var said strings.Builder
			for _, line := range c.lines {
				said.WriteString(s.say(t, line))
			}
			if !strings.Contains(said.String(), c.want) {
				t.Fatalf("says %q, want %q in it", said.String(), c.want)
			}
			for range 3 {
				if err := s.app.Step(t.Context()); err != nil {
					t.Fatal(err)
				}
				s.clock.set(s.clock.now().Add(20 * time.Minute))
			}
			w.items.Store(3)
			for range 6 {
				if err := s.app.Step(t.Context()); err != nil {
					t.Fatal(err)
				}
				s.clock.set(s.clock.now().Add(20 * time.Minute))
			}
			var alerts []string
			posts, _ := s.app.room.Posts("general", 0)
			for _, p := range posts {
				if p.Message.Card != nil {
					alerts = append(alerts, p.Message.Card.Title)
				}
			}
			if len(alerts) != 1 || alerts[0] != "Ferry runs aground at the harbour mouth" {
				t.Errorf("rings with %q, want the one new article", alerts)
			}
			if list := s.say(t, "/news feeds list"); !strings.Contains(list, "Quay News") || !strings.Contains(list, "well, last news") {
				t.Errorf("the list is %q", list)
			}
			if gone := s.say(t, "/news feeds remove quay.example"); !strings.Contains(gone, "I no longer watch Quay News") {
				t.Errorf("says %q", gone)
			}
			if feeds, err := s.app.store.Feeds(t.Context()); err != nil || len(feeds) != 0 {
				t.Errorf("still there: %+v, %v", feeds, err)
			}
		})
	}
}

// A site without a feed, and one of the built-in list.
func TestFeedsInChat(t *testing.T) {
	s, _ := newcomer(t)
	for line, want := range map[string]string{
		"/news feeds add quay.example/nothing":        "404",
		"/news feeds add nowhere.example":             "does not exist",
		"/news feeds add bbc.co.uk":                   "1. BBC News · en",
		"/news feeds add bbc.co.uk 999":               "To see them",
		"/news feeds add bbc.com/mundo":               "I watch BBC News Mundo now",
		"/news subscribe ukraine from guardian.co.uk": "Now watching The Guardian World for it",
		"/news subscribe storm from nowhere.example":  "No watched feed is from nowhere.example yet",
	} {
		if got := s.say(t, line); !strings.Contains(got, want) {
			t.Errorf("%s: says %q, want %q in it", line, got, want)
		}
	}
}
