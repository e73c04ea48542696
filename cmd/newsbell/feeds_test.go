package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"newsbell/bot"
	"newsbell/config"
	"newsbell/feed/fetch"
	"newsbell/news"
	"newsbell/storage"
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
func newcomer(t *testing.T) (*show, *town) {
	t.Helper()
	s := &show{w: world{stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}}, clock: &clock{t: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)}}
	w := newTown(t, s.clock.now())
	cfg, err := demoConfig(t.TempDir(), "127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	cfg.Feed = nil
	s.app, err = newApp(t.Context(), settings{
		cfg: cfg, log: slog.New(slog.DiscardHandler), now: s.clock.now, manual: true, rooms: []string{"general"}, web: w,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.close(); err != nil {
			t.Error(err)
		}
	})
	return s, w
}

// say types a line and gives the answer.
func (s *show) say(t *testing.T, line string) string {
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
				if err := s.step(t.Context()); err != nil {
					t.Fatal(err)
				}
				s.clock.set(s.clock.now().Add(20 * time.Minute))
			}
			w.items.Store(3)
			for range 6 {
				if err := s.step(t.Context()); err != nil {
					t.Fatal(err)
				}
				s.clock.set(s.clock.now().Add(20 * time.Minute))
			}
			var alerts []string
			for _, p := range s.posts() {
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

func openTestStore(t *testing.T) *storage.Store {
	t.Helper()
	s, err := openStore(t.Context(), config.Config{Storage: config.Storage{URL: news.Secret(filepath.Join(t.TempDir(), "x.db"))}}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// stateOf tells in a word how each feed of a store stands.
func stateOf(t *testing.T, s *storage.Store) string {
	t.Helper()
	feeds, err := s.Feeds(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range feeds {
		word := string(f.Origin)
		if f.Ended {
			word += " rests"
		}
		out = append(out, f.Title+":"+word)
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// TestSyncFeeds changes what the file and the built-in list name from start to
// start.
func TestSyncFeeds(t *testing.T) {
	s := openTestStore(t)
	feed := func(name string, origin news.Origin) news.Feed {
		return news.Feed{URL: "https://" + strings.ToLower(name) + ".example/feed", Title: name, Publisher: name, Language: "en", Origin: origin}
	}
	if _, _, err := s.AddFeed(t.Context(), feed("C", news.OriginChat)); err != nil {
		t.Fatal(err)
	}
	fileA := []news.Feed{feed("A", news.OriginFile)}
	list := []news.Feed{feed("A", news.OriginCatalogue), feed("B", news.OriginCatalogue), feed("C", news.OriginCatalogue), feed("D", news.OriginCatalogue)}
	for _, c := range []struct {
		name       string
		file, list []news.Feed
		want       string
	}{
		{"both", fileA, list, "A:file, B:catalogue, C:chat, D:catalogue"},
		{"again", fileA, list, "A:file, B:catalogue, C:chat, D:catalogue"},
		{"a shorter list", fileA, list[:2], "A:file, B:catalogue, C:chat, D:catalogue rests"},
		{"no list", fileA, nil, "A:file, B:catalogue rests, C:chat, D:catalogue rests"},
		{"the file takes one", append(slices.Clone(fileA), feed("B", news.OriginFile)), nil, "A:file, B:file, C:chat, D:catalogue rests"},
		{"and gives it back", nil, list, "A:catalogue, B:catalogue, C:chat, D:catalogue"},
		{"nothing", nil, nil, "A:catalogue rests, B:catalogue rests, C:chat, D:catalogue rests"},
		{"the file alone", fileA, nil, "A:file, B:catalogue rests, C:chat, D:catalogue rests"},
	} {
		if err := syncFeeds(t.Context(), s, c.file, c.list, time.Unix(1e9, 0)); err != nil {
			t.Fatal(err)
		}
		if got := stateOf(t, s); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

// A feed of the list that has moved for good is not added again at its old
// address.
func TestPlanList_moved(t *testing.T) {
	list := []news.Feed{{URL: "https://b.example/feed", Title: "B", Publisher: "B", Language: "en", Origin: news.OriginCatalogue}}
	moved := list[0]
	moved.ID, moved.URL = 7, "https://b.example/new"
	if add, change := planList([]news.Feed{moved}, list); len(add)+len(change) != 0 {
		t.Errorf("adds %+v, changes %+v", add, change)
	}
}

// TestCatalogueStart shows that a first start takes the whole list, that the
// first polls are spread, and that there is a choice of publishers in the
// languages that most people read.
func TestCatalogueStart(t *testing.T) {
	s := openTestStore(t)
	cfg := config.Config{Feeds: config.Feeds{Catalogue: true}}
	file, list, err := wantedFeeds(cfg)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	if err := syncFeeds(t.Context(), s, file, list, now); err != nil {
		t.Fatal(err)
	}
	feeds, err := s.Feeds(t.Context())
	if err != nil || len(feeds) != len(list) {
		t.Fatalf("%d feeds of %d, %v", len(feeds), len(list), err)
	}
	perMinute, publishers := map[int]int{}, map[string]map[string]bool{}
	for _, f := range feeds {
		perMinute[int(f.NextPoll.Sub(now)/time.Minute)]++
		if publishers[f.Language] == nil {
			publishers[f.Language] = map[string]bool{}
		}
		publishers[f.Language][f.Publisher] = true
	}
	for minute, n := range perMinute {
		if minute < 0 || minute >= 10 || n > len(feeds)/10+1 {
			t.Errorf("%d first polls in minute %d", n, minute)
		}
	}
	for _, lang := range []string{"en", "de", "fr", "es", "it", "pt", "uk", "ru", "ar", "zh", "ja", "tr", "nl", "pl"} {
		if mode, why := defaultMode(bot.ModeFacts{Watched: len(publishers[lang])}); mode != news.Breaking {
			t.Errorf("%s: %d publishers give mode %s, %s", lang, len(publishers[lang]), mode, why)
		}
	}
	if off, rest, err := wantedFeeds(config.Config{}); err != nil || len(off)+len(rest) != 0 {
		t.Errorf("switched off: %d and %d feeds, %v", len(off), len(rest), err)
	}
}

func TestListCatalogue(t *testing.T) {
	code, stdout, stderr := try(t, []string{"NEWSBELL_STORAGE_URL=/nowhere/at/all.db"}, "feeds", "list", "--catalogue")
	if code != exitDone || stderr != "" {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	if lines := strings.Count(stdout, "\n"); lines < 150 {
		t.Errorf("%d lines", lines)
	}
	for _, want := range []string{"LANGUAGE", "https://feeds.bbci.co.uk/news/world/rss.xml", "France Médias Monde"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("lacks %q", want)
		}
	}
}

// TestFeedsCommandLine adds, lists and removes as an operator does.
func TestFeedsCommandLine(t *testing.T) {
	s, w := openTestStore(t), newTown(t, time.Unix(1e9, 0))
	var out, errs bytes.Buffer
	at := world{stdout: &out, stderr: &errs}
	for _, c := range []struct {
		name string
		do   func() error
		want string
	}{
		{"add a site", func() error { return addFeed(t.Context(), at, s, w, "quay.example") }, "added: http://quay.example/news.xml Quay News\n"},
		{"again", func() error { return addFeed(t.Context(), at, s, w, "http://quay.example/news.xml") }, "already there: http://quay.example/news.xml Quay News\n"},
		{"no such site", func() error { return addFeed(t.Context(), at, s, w, "nowhere.example") }, "nowhere.example: the address's host name does not exist"},
		{"a private one", func() error { return addFeed(t.Context(), at, s, w.client, w.server.URL) }, "feeds.allow_private_networks"},
		{"list", func() error { return listFeeds(t.Context(), at, s) }, "operator"},
		{"remove another", func() error { return removeFeed(t.Context(), at, s, "https://x.example/") }, "no feed https://x.example/; see newsbell feeds list"},
		{"remove", func() error { return removeFeed(t.Context(), at, s, "https://www.quay.example/news.xml/") }, "removed: http://quay.example/news.xml\n"},
	} {
		out.Reset()
		err := c.do()
		got := out.String()
		if err != nil {
			got += err.Error()
		}
		if !strings.Contains(got, c.want) || strings.Count(got, "\n") > 2 {
			t.Errorf("%s: got %q, want %q in it", c.name, got, c.want)
		}
	}
}
