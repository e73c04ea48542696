package clerk_test

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"newsbell/bot"
	"newsbell/bot/bottest"
	"newsbell/bot/clerk"
	"newsbell/bot/source"
	"newsbell/news"
)

func serving(m *bottest.Memory) *clerk.Service {
	return bottest.Service(m, slog.New(slog.DiscardHandler))
}

// asks types a line as an admin of a tenant and gives the answer.
func asks(t *testing.T, s *clerk.Service, tenant, line string) string {
	t.Helper()
	command, args, err := bot.ParseLine(line, bot.Commands())
	if err != nil {
		t.Fatal(err)
	}
	m := s.Answer(t.Context(), bot.Request{
		Target: news.Target{Platform: news.Slack, Tenant: tenant, Channel: "C1"}, Actor: bot.Actor{ID: "ada", Name: "Ada", Admin: true},
		Command: command, Args: args, At: bottest.Now(),
	})
	return bot.PlainText(m, time.UTC)
}

// A feed that two tenants asked for stays until the second takes it away, and
// neither sees what only the other asked for.
func TestFeeds_tenants(t *testing.T) {
	m := &bottest.Memory{Found: map[string][]source.Found{
		"https://quay.example": {{URL: "https://quay.example/feed", Title: "Quay News", Articles: 3}},
		"https://dock.example": {{URL: "https://dock.example/feed", Title: "Dock News", Articles: 3}},
	}}
	s := serving(m)
	for _, c := range []struct{ tenant, line, want, not string }{
		{"A", "feeds add quay.example", "I watch Quay News now", ""},
		{"B", "feeds list", "No feeds are watched yet", "Quay"},
		{"B", "feeds remove quay.example", "I watch no feed called", ""},
		{"B", "feeds add dock.example", "I watch Dock News now", ""},
		{"B", "feeds add quay.example", "I watch Quay News now", "already"},
		{"B", "feeds add quay.example", "Quay News is watched already", ""},
		{"A", "feeds list", "1 feed", "Dock"},
		{"A", "feeds remove Quay News", "I no longer watch Quay News", ""},
		{"A", "feeds list", "No feeds are watched yet", ""},
		{"B", "feeds list", "Quay News", ""},
		{"B", "feeds remove https://quay.example/feed", "I no longer watch Quay News", ""},
		{"B", "subscribe storm from quay.example", "Now watching Quay News", ""},
		{"A", `subscribe storm from "Dock News"`, `No watched feed is called "Dock News"`, ""},
	} {
		got := asks(t, s, c.tenant, c.line)
		if !strings.Contains(got, c.want) || c.not != "" && strings.Contains(got, c.not) {
			t.Errorf("%s types %q: got %q, want %q and not %q", c.tenant, c.line, got, c.want, c.not)
		}
	}
	if len(m.AllFeeds) != 2 {
		t.Errorf("%d feeds are kept, want 2", len(m.AllFeeds))
	}
}

func TestFeedsList_pages(t *testing.T) {
	m := &bottest.Memory{}
	for n := range 45 {
		m.AllFeeds = append(m.AllFeeds, news.Feed{
			ID: news.FeedID(n + 1), URL: fmt.Sprintf("https://f%02d.example/", n), Title: fmt.Sprintf("Feed %02d", n), Origin: news.OriginCatalogue, Seen: true,
		})
	}
	m.AllFeeds[30].Ended = true // rests: switched off
	m.AllFeeds[44].Ill, m.AllFeeds[44].IllWhy, m.AllFeeds[44].IllSince = "timeout", "too slow", bottest.Now().Add(-time.Hour)
	s := serving(m)
	for _, c := range []struct {
		line string
		want []string
		rows int
	}{
		{"feeds list", []string{"44 feeds, 1 ill, page 1 of 3", "Feed 44", "ill for 60 min: too slow", "/news feeds list 2"}, 20},
		{"feeds list 3", []string{"page 3 of 3", "Feed 43", "/news feeds list 1"}, 4},
		{"feeds list 99", []string{"page 3 of 3"}, 4},
		{"feeds list -1", []string{"page 1 of 3"}, 20},
		{"feeds list feed 1", []string{"10 feeds with “feed 1”", "Feed 10"}, 10},
	} {
		got := asks(t, s, "A", c.line)
		for _, want := range c.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s: got %q, want %q in it", c.line, got, want)
			}
		}
		if rows := strings.Count(got, ".example"); rows != c.rows {
			t.Errorf("%s: %d rows, want %d", c.line, rows, c.rows)
		}
	}
}

// TestSubscribe_from shows what a subscription is bound to for what was typed.
func TestSubscribe_from(t *testing.T) {
	for _, c := range []struct {
		name, from string
		want       []string
		new        int // feeds that are watched for it
	}{
		{"a site that is watched", "wire.example", []string{"wire.example"}, 0},
		{"a name", "Example Wire", []string{"Example Wire"}, 0},
		{"a name in quotes and a site", `"Example Wire", www.daily.example`, []string{"Example Wire", "daily.example"}, 0},
		{"twice the same", "wire.example and WIRE.example", []string{"wire.example"}, 0},
		{"the address of a feed", "https://wire.example/feed", []string{"wire.example"}, 0},
		{"a site whose feed lies elsewhere", "far.example", []string{"far.example"}, 0},
		{"the address of a feed that lies elsewhere", "https://feeds.far.net/1", []string{"Far Press"}, 0},
		{"a new site", "new.example", []string{"new.example"}, 1},
		{"an old address of a publisher", "old.example", []string{"Far Press"}, 0},
		{"no feed there", "nothing.example", []string{"nothing.example"}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			far := news.Feed{ID: 950, URL: "https://feeds.far.net/1", Site: "https://www.far.example/", Title: "Far", Publisher: "Far Press", Origin: news.OriginFile}
			m := bottest.World()
			m.AllFeeds = append(m.AllFeeds, far)
			m.Found["https://new.example"] = []source.Found{{URL: "https://new.example/feed", Title: "New", Site: "https://new.example/"}}
			m.Found["https://old.example"] = []source.Found{{URL: far.URL, Title: far.Title, Publisher: far.Publisher, Site: far.Site}}
			had := len(m.AllFeeds)
			got := asks(t, serving(m), "A", "subscribe storm from "+c.from)
			if c.from == "Example Wire" { // a form gives it without quotes
				got = bot.PlainText(serving(m).Answer(t.Context(), bot.Request{
					Target: news.Target{Platform: news.Slack, Tenant: "A", Channel: "C2"}, Command: bot.CmdSubscribe,
					Args: map[string]string{bot.ArgQuery: "storm", bot.ArgFrom: c.from}, At: bottest.Now(),
				}), time.UTC)
			}
			var from []string
			for _, sub := range m.Indexed {
				if len(sub.From) > 0 {
					from = sub.From
				}
			}
			if lacking := strings.Contains(got, "No watched feed"); lacking != (c.name == "no feed there") {
				t.Errorf("says %q", got)
			}
			if !slices.Equal(from, c.want) || len(m.AllFeeds)-had != c.new {
				t.Errorf("bound to %q with %d new feeds, want %q with %d: %s", from, len(m.AllFeeds)-had, c.want, c.new, got)
			}
		})
	}
}

// What export prints can be typed back, names in quotes included.
func TestExport_from(t *testing.T) {
	s := serving(bottest.World())
	asks(t, s, "A", `subscribe storm when every from "Example Wire", daily.example`)
	got := asks(t, s, "A", "export")
	const line = `subscribe storm when every from "Example Wire", daily.example`
	if !strings.Contains(got, line) {
		t.Fatalf("got %q, want %q in it", got, line)
	}
	if again := asks(t, s, "B", line); !strings.Contains(again, "Only from Example Wire and daily.example") {
		t.Errorf("typed back: %q", again)
	}
}
