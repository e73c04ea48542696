package discord_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"newsbell/bot/discord"
	"newsbell/bot/discord/discordtest"
	"newsbell/news"
)

// heals is a fault of the gateway.
type heals struct {
	name  string
	first discordtest.GatewayFault // of the first connection
	code  int                      // with which the first connection ends when it identifies
	then  func(*discordtest.Server)
}

// TestSession_heals: commands are answered again after everything that a
// gateway does to its clients.
func TestSession_heals(t *testing.T) {
	tests := []heals{
		{name: "reconnect asked", then: (*discordtest.Server).AskReconnect},
		{name: "session invalid", then: (*discordtest.Server).Invalidate},
		{name: "zombie", then: (*discordtest.Server).Freeze},
		{name: "never says hello", first: discordtest.GatewayMute},
		{name: "reconnect instead of ready", first: discordtest.ReconnectFirst},
		{name: "invalid instead of ready", first: discordtest.InvalidFirst},
		{name: "zombie from the beginning", first: discordtest.GatewayZombie},
		{name: "closes when ready", first: discordtest.CloseAfterReady},
	}
	for _, code := range []int{1000, 1001, 1006, 4000, 4001, 4002, 4003, 4005, 4007, 4008, 4009} {
		tests = append(tests, heals{name: fmt.Sprint("closed with ", code), then: func(s *discordtest.Server) { s.Drop(code) }})
		tests = append(tests, heals{name: fmt.Sprint("closed with ", code, " instead of ready"), code: code})
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			srv := discordtest.Start(t, discordtest.Options{
				Closes: func(n int) int {
					if n == 1 {
						return tt.code
					}
					return 0
				},
				Heartbeat: 50 * time.Millisecond,
				Gateway: func(n int) discordtest.GatewayFault {
					if n == 1 {
						return tt.first
					}
					return discordtest.GatewayWell
				},
			})
			s, _ := serve(t, srv, discord.SessionOptions{Silence: 400 * time.Millisecond, OpenWithin: 700 * time.Millisecond})
			before := srv.Stats().Identifies
			if tt.then != nil {
				tt.then(srv)
				err := srv.WaitFor(discordtest.Within(t, 20*time.Second), func(srv *discordtest.Server) bool {
					return srv.Connected() > 0 && srv.Stats().Identifies > before
				})
				if err != nil {
					t.Fatalf("no new connection: %v", err)
				}
			}
			answered(t, srv)
			for ctx := discordtest.Within(t, 10*time.Second); !s.Ready() && ctx.Err() == nil; runtime.Gosched() {
			}
			if !s.Ready() {
				t.Error("not ready")
			}
		})
	}
}

// TestSession_closedForGood tells the operator, and opens no other connection,
// where a new one would end in the same way.
func TestSession_closedForGood(t *testing.T) {
	for code, want := range map[int]string{
		4004: "discord_token", 4010: "discord_gateway", 4011: "discord_gateway", 4012: "discord_gateway", 4013: "discord_gateway", 4014: "discord_gateway",
	} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			srv := discordtest.Start(t, discordtest.Options{Closes: func(int) int { return code }})
			s := discord.NewSession(discord.SessionOptions{Sender: sender(t, srv), Clerk: &clerk{}, Retry: time.Millisecond})
			err := s.Run(discordtest.Within(t, 20*time.Second))
			fault, ok := errors.AsType[*news.Error](err)
			if !ok || fault.Code != want || !strings.Contains(fault.Message, fmt.Sprint(code)) {
				t.Errorf("got %v, want %s with the code", err, want)
			}
			if n := srv.Stats().Identifies; n != 1 || s.Ready() {
				t.Errorf("%d identifies, ready %v; want 1 and not ready", n, s.Ready())
			}
		})
	}
}

// turns is a budget of connections.
type turns struct {
	mu   sync.Mutex
	left int
}

func (b *turns) TakeTurn(context.Context, news.PaceTurn) (time.Duration, bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.left--
	return max(0, time.Duration(-b.left)) * time.Hour, b.left >= 0, nil
}

// TestSession_identifyBudget opens no more connections than its turns, whatever
// process counts them.
func TestSession_identifyBudget(t *testing.T) {
	srv := discordtest.Start(t, discordtest.Options{Gateway: func(int) discordtest.GatewayFault { return discordtest.CloseAfterReady }})
	budget := &turns{left: 2}
	for range 2 {
		s := discord.NewSession(discord.SessionOptions{Sender: sender(t, srv), Clerk: &clerk{}, Retry: time.Nanosecond, Turns: budget})
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		if err := s.Run(ctx); err != nil {
			t.Error(err)
		}
		cancel()
	}
	if n := srv.Stats().Identifies; n != 2 {
		t.Errorf("%d identifies, want 2", n)
	}
}

// TestSession_unansweredHeartbeat needs one silence, not many, to give up a
// connection whose heartbeat is not answered.
func TestSession_unansweredHeartbeat(t *testing.T) {
	srv := discordtest.Start(t, discordtest.Options{Heartbeat: 100 * time.Millisecond})
	serve(t, srv, discord.SessionOptions{Silence: time.Second})
	began := time.Now()
	srv.Freeze()
	err := srv.WaitFor(discordtest.Within(t, 20*time.Second), func(s *discordtest.Server) bool { return s.Stats().Identifies > 1 })
	if err != nil {
		t.Errorf("a frozen connection was kept: %v", err)
	}
	t.Logf("a new connection after %v, with heartbeats each 100 ms and a silence of 1 s", time.Since(began).Round(10*time.Millisecond))
}

// TestSession_asksWhenQuiet finds out by its own question that a connection is
// dead whose next heartbeat is an hour away, and keeps one that answers.
func TestSession_asksWhenQuiet(t *testing.T) {
	srv := discordtest.Start(t, discordtest.Options{Heartbeat: time.Hour})
	serve(t, srv, discord.SessionOptions{Silence: time.Second})
	err := srv.WaitFor(discordtest.Within(t, 20*time.Second), func(s *discordtest.Server) bool { return s.Stats().Heartbeats >= 4 })
	if n := srv.Stats().Identifies; err != nil || n != 1 {
		t.Fatalf("%v, %d heartbeats, %d identifies; want 4 on one connection", err, srv.Stats().Heartbeats, n)
	}
	srv.Freeze()
	err = srv.WaitFor(discordtest.Within(t, 20*time.Second), func(s *discordtest.Server) bool { return s.Stats().Identifies > 1 })
	if err != nil {
		t.Errorf("a silent connection was kept: %v", err)
	}
}

// answered asks until there is an answer: a connection may still be ending.
func answered(t *testing.T, srv *discordtest.Server) {
	t.Helper()
	ctx := discordtest.Within(t, 20*time.Second)
	for ctx.Err() == nil {
		try, cancel := context.WithTimeout(ctx, 500*time.Millisecond)
		_, err := srv.Interact(try, discordtest.Interaction{Command: "list", Channel: "5"})
		cancel()
		if err == nil {
			return
		}
		connected(t, srv)
	}
	t.Fatal("commands are not answered again")
}

func TestSession_sparesIdentifies(t *testing.T) {
	srv := discordtest.Start(t, discordtest.Options{Identifies: 10})
	s := discord.NewSession(discord.SessionOptions{Sender: sender(t, srv), Clerk: &clerk{}})
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if err := s.Run(ctx); err != nil {
		t.Fatal(err)
	}
	if n := srv.Stats().Identifies; n != 0 {
		t.Errorf("%d identifies although few are left, want 0", n)
	}
}
