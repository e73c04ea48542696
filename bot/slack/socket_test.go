package slack_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"newsbell/bot/slack"
	"newsbell/bot/slack/slacktest"
)

// TestSession_sockets: commands are answered through all that befalls sockets.
func TestSession_sockets(t *testing.T) {
	never := func(int) bool { return false }
	tests := []struct {
		name  string
		ghost func(n int) bool
		then  func(*slacktest.Server)
		opens int // sockets that are opened in all, at least
	}{
		{"one is refreshed", never, (*slacktest.Server).Refresh, 3},
		{"both are refreshed", never, func(s *slacktest.Server) { s.Refresh(); s.Refresh() }, 4},
		{"asked to connect again", never, (*slacktest.Server).Disconnect, 4},
		{"dropped", never, (*slacktest.Server).Drop, 4},
		{"dropped again", never, func(s *slacktest.Server) {
			s.Drop()
			if err := s.WaitOpened(t.Context(), 4); err != nil {
				t.Error(err)
			}
			s.Drop()
		}, 6},
		{"the first is a ghost", func(n int) bool { return n == 1 }, nil, 3},
		{"both are ghosts", func(n int) bool { return n <= 2 }, nil, 4},
		{"the new one is a ghost", func(n int) bool { return n == 3 }, (*slacktest.Server).Refresh, 4},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			srv, c := slacktest.Start(t, slacktest.Options{Ghost: tt.ghost, Twice: true}), &clerk{}
			s := sockets(t, srv, c)
			if err := srv.WaitOpened(t.Context(), 2); err != nil {
				t.Fatal(err)
			}
			if tt.then != nil {
				tt.then(srv)
			}
			if err := srv.WaitOpened(t.Context(), tt.opens); err != nil {
				t.Fatal(err)
			}
			const asked = 6
			for range asked {
				if reply, err := srv.Command("UADMIN", "C1", "list"); err != nil || reply.Text != "Done: list" {
					t.Fatalf("got %+v, %v", reply, err)
				}
			}
			if n := len(c.requests()); n != asked {
				t.Errorf("the clerk was asked %d times, want %d", n, asked)
			}
			if !s.Ready() {
				t.Error("not ready")
			}
		})
	}
}

// TestSession_refreshLeavesNoGap answers on the other socket while Slack opens
// no new one.
func TestSession_refreshLeavesNoGap(t *testing.T) {
	srv := slacktest.Start(t, slacktest.Options{})
	sockets(t, srv, &clerk{})
	if err := srv.WaitConnections(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	srv.Fault(func(c slacktest.Call) slacktest.Failure {
		if c.Method == "apps.connections.open" {
			return slacktest.Failure{Status: 503}
		}
		return slacktest.Failure{}
	})
	srv.Refresh()
	for range 3 {
		if reply, err := srv.Command("UADMIN", "C1", "list"); err != nil || reply.Text != "Done: list" {
			t.Fatalf("got %+v, %v", reply, err)
		}
	}
	if n := srv.Connections(); n != 1 {
		t.Errorf("%d sockets, want the one that was not refreshed", n)
	}
}

// TestSession_duplicateOnBothSockets answers once what Slack sends on one socket
// and, unsure of it, on the other again.
func TestSession_duplicateOnBothSockets(t *testing.T) {
	srv, c := slacktest.Start(t, slacktest.Options{}), &clerk{}
	sockets(t, srv, c)
	if err := srv.WaitConnections(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	srv.Everywhere()
	for n := range 5 {
		if _, err := srv.Press("UADMIN", "C1", fmt.Sprintf("1.%06d", n), "why", "1"); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(c.requests()); n != 5 {
		t.Errorf("the clerk was asked %d times, want 5", n)
	}
}

// sockets runs a session that soon gives up on a ghost, until the test ends.
func sockets(t *testing.T, srv *slacktest.Server, c *clerk) *slack.Session {
	t.Helper()
	s := slack.NewSession(slack.SessionOptions{API: srv.URL(), BotToken: "xoxb-test", AppToken: "xapp-test", Clerk: c, Now: time.Now})
	s.SetHelloWithin(200 * time.Millisecond)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	return s
}
