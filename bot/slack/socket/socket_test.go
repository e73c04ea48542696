package socket_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	slackgo "github.com/slack-go/slack"

	"newsbell/bot/slack/slacktest"
	"newsbell/bot/slack/socket"
	"newsbell/news"
)

// options are those of a socket that acknowledges everything.
func options(t *testing.T, srv *slacktest.Server) socket.Options {
	t.Helper()
	return socket.Options{
		API: srv.URL(), AppToken: "xapp-test", BotToken: "xoxb-test", HTTP: http.DefaultClient, Now: time.Now,
		Log:   slog.New(slog.DiscardHandler),
		Check: func(context.Context) error { return nil }, Team: func() string { return "T1" },
		Command: func(_ context.Context, ack socket.Ack, cmd slackgo.SlashCommand, envelope string) {
			if envelope == "" {
				t.Error("a command without an envelope")
			}
			ack(map[string]string{"text": "Done: " + cmd.Text})
		},
		Interaction: func(_ context.Context, ack socket.Ack, _ json.RawMessage) { ack(nil) },
		Event:       func(_ context.Context, ack socket.Ack, _ json.RawMessage) { ack(nil) },
	}
}

// running runs a socket until the test ends.
func running(t *testing.T, o socket.Options) *socket.Socket {
	t.Helper()
	s := socket.New(o)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
		if s.Open() {
			t.Error("open after its end")
		}
	})
	return s
}

func TestSocket_command(t *testing.T) {
	srv := slacktest.Start(t, slacktest.Options{})
	s := running(t, options(t, srv))
	if reply, err := srv.Command("UADMIN", "C1", "list"); err != nil || reply.Text != "Done: list" {
		t.Errorf("got %+v, %v", reply, err)
	}
	if !s.Open() {
		t.Error("not open")
	}
}

// TestSocket_oddPayload holds that a press is handed on even when slack-go
// cannot read the message that comes with it.
func TestSocket_oddPayload(t *testing.T) {
	srv := slacktest.Start(t, slacktest.Options{})
	got := make(chan string, 1)
	o := options(t, srv)
	o.Interaction = func(_ context.Context, ack socket.Ack, payload json.RawMessage) {
		ack(nil)
		got <- string(payload)
	}
	running(t, o)
	err := srv.Envelope("interactive", map[string]any{
		"type": "block_actions", "trigger_id": "odd", "message": map[string]any{"attachments": []any{map[string]any{"ts": ""}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if payload := <-got; !strings.Contains(payload, `"odd"`) {
		t.Errorf("got %s", payload)
	}
}

// TestSocket_unreadable holds that what nobody can read is acknowledged, so that
// it does not come again, and handed to nobody.
func TestSocket_unreadable(t *testing.T) {
	srv := slacktest.Start(t, slacktest.Options{})
	o := options(t, srv)
	o.Command = func(context.Context, socket.Ack, slackgo.SlashCommand, string) { t.Error("handed on") }
	running(t, o)
	if err := srv.Envelope("slash_commands", map[string]any{"command": 7}); err != nil {
		t.Errorf("not acknowledged: %v", err)
	}
}

// TestSocket_check holds that a token that people must replace ends Run before
// anything is opened.
func TestSocket_check(t *testing.T) {
	srv := slacktest.Start(t, slacktest.Options{})
	o := options(t, srv)
	o.Check = func(context.Context) error { return &news.Error{Code: "slack_token", Message: "rejected"} }
	err := socket.New(o).Run(t.Context())
	if e, ok := errors.AsType[*news.Error](err); !ok || e.Code != "slack_token" {
		t.Errorf("got %v", err)
	}
	if n := srv.Calls("apps.connections.open"); n != 0 {
		t.Errorf("asked %d times for a socket", n)
	}
}
