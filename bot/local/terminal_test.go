package local_test

import (
	"context"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"newsbell/bot/bottest"
	"newsbell/bot/local"
)

// screen is what a terminal shows.
type screen struct {
	mu sync.Mutex
	b  strings.Builder
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

// take gives what was written since the last call.
func (s *screen) take() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.b.Reset()
	return s.b.String()
}

func TestTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clerk := bottest.Service(bottest.World(), slog.New(slog.DiscardHandler))
		room := local.New(local.Options{Clerk: clerk, Now: bottest.Now})
		id := send(t, room, alert(1, "An alert from before")).MessageID

		in, typing := io.Pipe()
		out := new(screen)
		done := make(chan error, 1)
		go func() { done <- local.Terminal{In: in, Out: out, Room: room, Channel: "general"}.Run(t.Context()) }()
		see := func(want ...string) {
			t.Helper()
			synctest.Wait()
			got := out.take()
			for _, w := range want {
				if !strings.Contains(got, w) {
					t.Errorf("the screen lacks %q:\n%s", w, got)
				}
			}
		}
		see("[ALERT] An alert from before")
		if _, err := io.WriteString(typing, "subscribe flood when every\n"); err != nil {
			t.Fatal(err)
		}
		see("Subscription 1 is on")
		send(t, room, edit(2, id, "The alert has grown"))
		see("(edited in place)", "[ALERT] The alert has grown")
		if _, err := room.Say(t.Context(), "general", "Ben", "list"); err != nil {
			t.Fatal(err)
		}
		see("Ben: list", "1. flood")
		if _, err := io.WriteString(typing, "quit\n"); err != nil {
			t.Fatal(err)
		}
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
		if err := typing.Close(); err != nil { // the read under way ends
			t.Fatal(err)
		}
	})
}

func TestTerminal_ends(t *testing.T) {
	room := newRoom()
	t.Run("with its input", func(t *testing.T) {
		if err := (local.Terminal{In: strings.NewReader(""), Out: io.Discard, Room: room, Channel: "general"}).Run(t.Context()); err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	t.Run("with its context", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		in, typing := io.Pipe()
		defer func() { _ = typing.Close() }()
		if err := (local.Terminal{In: in, Out: io.Discard, Room: room, Channel: "general"}).Run(ctx); err != nil {
			t.Errorf("Run: %v", err)
		}
	})
}
