package discordtest

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"newsbell/bot/discord/card"
	"newsbell/news"
)

// Start makes a server that is closed when the test ends.
func Start(tb testing.TB, o Options) *Server {
	tb.Helper()
	s := New(o)
	tb.Cleanup(s.Close)
	return s
}

// Rendered is d with its bytes.
func Rendered(tb testing.TB, d news.Delivery) news.Delivery {
	tb.Helper()
	b, err := card.Render(d, false)
	if err != nil {
		tb.Fatalf("Render: %v", err)
	}
	d.Body = b
	return d
}

// Within is the test's context with a limit of time.
func Within(tb testing.TB, d time.Duration) context.Context {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), d)
	tb.Cleanup(cancel)
	return ctx
}

// Log writes to a test's log while the test runs; what comes later is dropped.
func Log(tb testing.TB) *slog.Logger {
	tb.Helper()
	w := &testLog{t: tb}
	tb.Cleanup(func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.over = true
	})
	return slog.New(slog.NewTextHandler(w, nil))
}

type testLog struct {
	t testing.TB

	mu   sync.Mutex
	over bool
}

func (w *testLog) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.over {
		w.t.Log(strings.TrimSpace(string(p)))
	}
	return len(p), nil
}
