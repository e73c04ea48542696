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
func rendered(t testing.TB, d news.Delivery) news.Delivery {
	t.Helper()
	b, err := discord.Render(d, false)
	if err != nil {
		t.Fatalf("Render: %v", err)
	}
	d.Body = b
	return d
}

func server(t testing.TB, o discordtest.Options) *discordtest.Server {
	t.Helper()
	s := discordtest.New(o)
	t.Cleanup(s.Close)
	return s
}

func sender(t testing.TB, s *discordtest.Server, pace int) *discord.Sender {
	t.Helper()
	return discord.NewSender(discord.Options{
		Token: discordtest.Token, APIURL: s.URL(), GlobalPerSecond: pace, Now: time.Now, Log: testLog(t),
	})
}

func testLog(t testing.TB) *slog.Logger {
	t.Helper()
	return slog.New(slog.NewTextHandler(logWriter{t: t, over: ended(t)}, nil))
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

func ended(t testing.TB) *over {
	t.Helper()
	f := &over{}
	t.Cleanup(func() {
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

func within(t testing.TB, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}
