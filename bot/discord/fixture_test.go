package discord_test

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"newsbell/bot/discord/card"
	"newsbell/bot/discord/discordtest"
	"newsbell/bot/discord/post"
	"newsbell/news"
)

// rendered is d with its bytes.
func rendered(tb testing.TB, d news.Delivery) news.Delivery {
	tb.Helper()
	b, err := card.Render(d, false)
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

func sender(tb testing.TB, s *discordtest.Server) *post.Sender {
	tb.Helper()
	return post.NewSender(post.Options{
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
