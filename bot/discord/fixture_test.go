package discord_test

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"newsbell/bot/discord"
	"newsbell/bot/discord/discordtest"
	"newsbell/news"
)

func noon() time.Time { return time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) }

// storm is a story that grew: the fixture of most tests.
func storm() news.Card {
	return news.Card{
		Story: 7, Development: 9,
		Title:   "Harbour of Aldermouth closed after crane collapse",
		URL:     "https://www.coastpaper.example/news/aldermouth-crane?id=12",
		Summary: "A container crane fell across two berths on Monday morning. Nobody was hurt. The port hopes to open one berth tonight.",
		Image:   "https://img.coastpaper.example/crane.jpg",
		Reports: []news.Report{
			{Publisher: "Coast Paper", URL: "https://www.coastpaper.example/news/aldermouth-crane?id=12", At: noon()},
			{Publisher: "Wire North", URL: "https://wirenorth.example/a/77", At: noon().Add(9 * time.Minute)},
			{Publisher: "Daily Echo", URL: "https://echo.example/77", At: noon().Add(12 * time.Minute), Copy: true},
		},
		Began: noon(), Updated: noon().Add(12 * time.Minute),
		Coverage: "1 -> 3 publishers in 12 min",
		Reason:   "2 independent publishers within 30 minutes",
		Words:    []string{"aldermouth", "crane"},
	}
}

// alert is the delivery of a card in a channel.
func alert(id news.DeliveryID, channel string, c news.Card) news.Delivery {
	return news.Delivery{
		ID: id, Kind: news.KindAlert, Nonce: discord.Nonce(id), FirstTry: noon(), LastTry: noon(),
		Target:  news.Target{Platform: news.Discord, Tenant: discordtest.Guild, Channel: channel},
		Message: news.Message{Kind: news.KindAlert, Card: &c},
	}
}

// rendered is d with its bytes.
func rendered(tb testing.TB, d news.Delivery) news.Delivery {
	tb.Helper()
	b, err := discord.Render(d, false)
	if err != nil {
		tb.Fatalf("Render: %v", err)
	}
	d.Body = b
	return d
}

func server(tb testing.TB, o discordtest.Options) *discordtest.Server {
	tb.Helper()
	s := discordtest.New(o)
	tb.Cleanup(s.Close)
	return s
}

func sender(tb testing.TB, s *discordtest.Server) *discord.Sender {
	tb.Helper()
	return discord.NewSender(discord.Options{
		Token: discordtest.Token, APIURL: s.URL(), Now: time.Now, Log: testLog(tb),
	})
}

func testLog(tb testing.TB) *slog.Logger {
	tb.Helper()
	return slog.New(slog.NewTextHandler(logWriter{t: tb, over: ended(tb)}, nil))
}

// logWriter writes to a test's log while the test runs.
type logWriter struct {
	t    testing.TB
	over *over
}

type over struct {
	mu  sync.Mutex
	set bool
}

func ended(tb testing.TB) *over {
	tb.Helper()
	f := &over{}
	tb.Cleanup(func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.set = true
	})
	return f
}

func (w logWriter) Write(p []byte) (int, error) {
	w.over.mu.Lock()
	defer w.over.mu.Unlock()
	if !w.over.set {
		w.t.Log(strings.TrimSpace(string(p)))
	}
	return len(p), nil
}

func within(tb testing.TB, d time.Duration) context.Context {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), d)
	tb.Cleanup(cancel)
	return ctx
}
