package app

import (
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"newsbell/bot/clerk"
	"newsbell/config"
	"newsbell/news"
	"newsbell/storage"
)

func openTestStore(t *testing.T) *storage.Store {
	t.Helper()
	s, err := OpenStore(t.Context(), config.Config{Storage: config.Storage{URL: news.Secret(filepath.Join(t.TempDir(), "x.db"))}}, slog.New(slog.DiscardHandler))
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
		if mode, why := defaultMode(clerk.ModeFacts{Watched: len(publishers[lang])}); mode != news.Breaking {
			t.Errorf("%s: %d publishers give mode %s, %s", lang, len(publishers[lang]), mode, why)
		}
	}
	if off, rest, err := wantedFeeds(config.Config{}); err != nil || len(off)+len(rest) != 0 {
		t.Errorf("switched off: %d and %d feeds, %v", len(off), len(rest), err)
	}
}
