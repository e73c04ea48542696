package slack_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"newsbell/bot"
	"newsbell/bot/slack"
	"newsbell/bot/slack/signed"
	"newsbell/bot/slack/slacktest"
	"newsbell/news"
)

const signingSecret = "8f742231b10e"

// A transport connects a session to a workspace until the test ends.
type transport func(*testing.T, *slacktest.Server, *clerk, func(*slack.SessionOptions)) *slack.Session

// transports are the ways to Slack, over which everything must be the same.
func transports() map[string]transport {
	return map[string]transport{"socket": connected, "http": reached}
}

// noForms has forms fail to open, as they do when a trigger expired.
func noForms(c slacktest.Call) slacktest.Failure {
	if c.Method == "views.open" {
		return slacktest.Failure{Error: "expired_trigger_id"}
	}
	return slacktest.Failure{}
}

// reached runs a session that Slack reaches over signed HTTP.
func reached(t *testing.T, srv *slacktest.Server, c *clerk, change func(*slack.SessionOptions)) *slack.Session {
	t.Helper()
	o := slack.SessionOptions{
		API: srv.URL(), BotToken: "xoxb-test", SigningSecret: signingSecret, Clerk: c, Now: time.Now,
		Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	if change != nil {
		change(&o)
	}
	s := slack.NewSession(o)
	door := httptest.NewServer(s.Handler())
	srv.Reach(door.URL, signingSecret)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
		door.Close()
	})
	return s
}

// shout makes one request and gives its status and body.
func shout(t *testing.T, req *http.Request, err error) (int, string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

const (
	urlencoded = "application/x-www-form-urlencoded"
	typedList  = "team_id=T1&channel_id=C1&user_id=UADMIN&trigger_id=1.x&text=list&command=%2Fnews"
)

// TestHandler_refuses holds that what Slack did not sign, or signed too long ago,
// is refused, logged without what is in it, and does nothing.
func TestHandler_refuses(t *testing.T) {
	for _, tt := range []struct {
		name, path, body string
		spoil            func(*http.Request)
		status           int
		reason           string
	}{
		{"unsigned", slack.PathCommands, typedList, func(r *http.Request) { r.Header.Del(signed.HeaderSignature) }, 401, "unsigned"},
		{"no time", slack.PathCommands, typedList, func(r *http.Request) { r.Header.Del(signed.HeaderTime) }, 401, "unsigned"},
		{"forged", slack.PathCommands, typedList, func(r *http.Request) {
			signed.Sign("another", r.Header, []byte(typedList), time.Now())
		}, 401, "wrong signature"},
		{"old", slack.PathCommands, typedList, func(r *http.Request) {
			signed.Sign(signingSecret, r.Header, []byte(typedList), time.Now().Add(-6*time.Minute))
		}, 401, "outside window"},
		{"forged press", slack.PathInteractivity, "payload=%7B%7D", func(r *http.Request) {
			signed.Sign("another", r.Header, []byte("payload=%7B%7D"), time.Now())
		}, 401, "wrong signature"},
		{"forged challenge", slack.PathEvents, `{"type":"url_verification","challenge":"c"}`, func(r *http.Request) {
			r.Header.Set(signed.HeaderSignature, "v0=00")
		}, 401, "wrong signature"},
		{"payload in the address", slack.PathInteractivity, "a=b", func(r *http.Request) {
			r.URL.RawQuery = "payload=%7B%22type%22%3A%22block_actions%22%7D"
		}, 400, "no payload"},
		{"no JSON", slack.PathEvents, "{", nil, 400, "no event"},
		{"no command", slack.PathCommands, "text=list", nil, 400, "no command"},
		{"JSON for a form", slack.PathCommands, typedList, func(r *http.Request) { r.Header.Set("Content-Type", "application/json") }, 400, "no form"},
		{"too large", slack.PathCommands, strings.Repeat("x", 1<<20+1), nil, 413, "too large"},
		{"wrong method", slack.PathCommands, typedList, func(r *http.Request) { r.Method = http.MethodGet }, 405, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv, c := slacktest.Start(t, slacktest.Options{}), &clerk{}
			var log strings.Builder
			reached(t, srv, c, func(o *slack.SessionOptions) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
			req, err := srv.Signed(tt.path, urlencoded, []byte(tt.body))
			if err == nil && tt.spoil != nil {
				tt.spoil(req)
			}
			status, body := shout(t, req, err)
			if status != tt.status {
				t.Errorf("got %d %q, want %d", status, body, tt.status)
			}
			if len(c.requests()) > 0 || srv.Calls("users.info") > 0 {
				t.Error("something was done")
			}
			if tt.reason != "" && (!strings.Contains(log.String(), tt.reason) || strings.Contains(log.String(), "trigger")) {
				t.Errorf("logged %q, want %q", log.String(), tt.reason)
			}
		})
	}
}

// TestHandler_replay holds that a request that comes again is refused, and that
// one with a new signature but of the same event does nothing.
func TestHandler_replay(t *testing.T) {
	srv, c := slacktest.Start(t, slacktest.Options{}), &clerk{}
	reached(t, srv, c, nil)
	first, err := srv.Signed(slack.PathCommands, urlencoded, []byte(typedList))
	if err != nil {
		t.Fatal(err)
	}
	again := first.Clone(t.Context())
	again.Body = io.NopCloser(strings.NewReader(typedList))
	if status, body := shout(t, first, nil); status != 200 || !strings.Contains(body, "Done: list") {
		t.Fatalf("got %d %q", status, body)
	}
	if status, _ := shout(t, again, nil); status != 401 {
		t.Errorf("replayed: got %d", status)
	}
	later, err := http.NewRequestWithContext(t.Context(), http.MethodPost, first.URL.String(), strings.NewReader(typedList))
	if err != nil {
		t.Fatal(err)
	}
	later.Header.Set("Content-Type", urlencoded)
	signed.Sign(signingSecret, later.Header, []byte(typedList), time.Now().Add(2*time.Second))
	if status, body := shout(t, later, nil); status != 200 || body != "" {
		t.Errorf("same trigger: got %d %q", status, body)
	}
	if n := len(c.requests()); n != 1 {
		t.Errorf("the clerk was asked %d times", n)
	}
}

func TestHandler_challenge(t *testing.T) {
	srv := slacktest.Start(t, slacktest.Options{})
	reached(t, srv, &clerk{}, nil)
	req, err := srv.Signed(slack.PathEvents, "application/json", []byte(`{"type":"url_verification","token":"x","challenge":"3eZb<rZpL"}`))
	if status, body := shout(t, req, err); status != 200 || body != "3eZb<rZpL" {
		t.Errorf("got %d %q", status, body)
	}
	req, err = srv.Signed(slack.PathCommands, urlencoded, []byte("ssl_check=1&token=x"))
	if status, body := shout(t, req, err); status != 200 || body != "" {
		t.Errorf("ssl_check: got %d %q", status, body)
	}
}

// TestHandler_withoutRun holds that a request is not lost in silence while
// nobody works.
func TestHandler_withoutRun(t *testing.T) {
	srv, c := slacktest.Start(t, slacktest.Options{}), &clerk{}
	s := slack.NewSession(slack.SessionOptions{API: srv.URL(), BotToken: "xoxb-test", SigningSecret: signingSecret, Clerk: c, Now: time.Now})
	door := httptest.NewServer(s.Handler())
	defer door.Close()
	srv.Reach(door.URL, signingSecret)
	req, err := srv.Signed(slack.PathCommands, urlencoded, []byte(typedList))
	if status, _ := shout(t, req, err); status != 503 {
		t.Errorf("got %d", status)
	}
	if s.Ready() {
		t.Error("ready")
	}
}

func TestHandler_slowAnswer(t *testing.T) {
	release := make(chan struct{})
	srv := slacktest.Start(t, slacktest.Options{})
	c := &clerk{answer: func(bot.Request) news.Message { <-release; return say("at last") }}
	s := slack.NewSession(slack.SessionOptions{API: srv.URL(), BotToken: "xoxb-test", SigningSecret: signingSecret, Clerk: c, Now: time.Now})
	s.SetAckWithin(time.Millisecond)
	door := httptest.NewServer(s.Handler())
	defer door.Close()
	srv.Reach(door.URL, signingSecret)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	defer func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	}()
	srv.Acknowledged(func() { close(release) })
	reply, err := srv.Command("UADMIN", "C1", "list")
	if err != nil || reply.Text != "at last" || !reply.Delayed {
		t.Errorf("got %+v, %v", reply, err)
	}
}

func TestHandler_badToken(t *testing.T) {
	srv := slacktest.Start(t, slacktest.Options{})
	srv.Revoke("invalid_auth")
	s := slack.NewSession(slack.SessionOptions{API: srv.URL(), BotToken: "xoxb-test", SigningSecret: signingSecret, Clerk: &clerk{}, Now: time.Now})
	if err := s.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "bot_token") {
		t.Errorf("got %v", err)
	}
}
