package slack_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"newsbell/bot"
	"newsbell/bot/slack"
	"newsbell/bot/slack/slacktest"
	"newsbell/news"
)

// A clerk notes what it is asked and answers with what the test says.
type clerk struct {
	mu     sync.Mutex
	asked  []bot.Request
	answer func(bot.Request) news.Message
	offer  func(r bot.Request, arg, typed string) []bot.Choice
}

func (c *clerk) Answer(_ context.Context, r bot.Request) news.Message {
	c.mu.Lock()
	c.asked = append(c.asked, r)
	c.mu.Unlock()
	if c.answer != nil {
		return c.answer(r)
	}
	return say("Done: " + r.Command)
}

func (c *clerk) Complete(_ context.Context, r bot.Request, arg, typed string) []bot.Choice {
	if c.offer == nil {
		return nil
	}
	return c.offer(r, arg, typed)
}

func (c *clerk) requests() []bot.Request {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]bot.Request(nil), c.asked...)
}

func say(s string) news.Message {
	return news.Message{Private: true, Text: &news.Note{Lines: []news.Line{{Text: s}}}}
}

// connected runs a session against a workspace until the test ends.
func connected(t *testing.T, srv *slacktest.Server, c *clerk, change func(*slack.SessionOptions)) *slack.Session {
	t.Helper()
	o := slack.SessionOptions{
		API: srv.URL(), BotToken: "xoxb-test", AppToken: "xapp-test", Clerk: c, Now: time.Now,
		Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	if change != nil {
		change(&o)
	}
	s := slack.NewSession(o)
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

func TestSession_command(t *testing.T) {
	srv, c := slacktest.Start(t, slacktest.Options{
		Users: map[string]slacktest.User{
			"UADMIN": {Name: "Ada Admin", Admin: true, Zone: "Europe/Berlin", Locale: "de-DE"},
			"UGUEST": {Name: "Gus Guest", Guest: true},
		},
	}), &clerk{}
	s := connected(t, srv, c, nil)

	reply, err := srv.Command("UADMIN", "C1", `subscribe ukraine &amp; “peace talks” when every from <https://bbc.co.uk|bbc.co.uk>`)
	if err != nil {
		t.Fatal(err)
	}
	if reply.Text != "Done: subscribe" || reply.Public || reply.Delayed || len(reply.Blocks) == 0 {
		t.Errorf("got %+v", reply)
	}
	if !s.Ready() || s.Team() != "T1" {
		t.Errorf("ready %v, team %q", s.Ready(), s.Team())
	}
	got := c.requests()[0]
	if got.ID == "" || got.At.IsZero() || strings.Contains(got.ID, "1.e1") {
		t.Errorf("id %q, at %s", got.ID, got.At)
	}
	if got.Target != slacktest.SampleTarget() || got.Channel != "c1" || got.Command != "subscribe" {
		t.Errorf("got %+v", got)
	}
	if got.Args["query"] != `ukraine & "peace talks"` || got.Args["when"] != "every" || got.Args["from"] != "bbc.co.uk" {
		t.Errorf("args %q", got.Args)
	}
	want := bot.Actor{ID: "UADMIN", Name: "Ada Admin", Admin: true, Owner: true, Locale: "de-DE", Zone: "Europe/Berlin"}
	got.Actor.In = nil
	if !reflect.DeepEqual(got.Actor, want) {
		t.Errorf("got actor %+v, want %+v", got.Actor, want)
	}
}

func TestSession_rights(t *testing.T) {
	srv, c := slacktest.Start(t, slacktest.Options{
		Channels: []slacktest.Channel{{ID: "C1", Creator: "UMAKER"}, {ID: "C2", Creator: "UGUEST"}, {ID: "D1", Direct: true}},
		Users: map[string]slacktest.User{
			"UADMIN": {Admin: true}, "UOWNER": {Owner: true}, "UGUEST": {Guest: true}, "UMAKER": {}, "UPLAIN": {},
		},
	}), &clerk{}
	connected(t, srv, c, nil)
	for i, tt := range []struct {
		user, channel string
		admin         bool
	}{
		{"UADMIN", "C1", true},
		{"UOWNER", "C1", true},
		{"UMAKER", "C1", true},
		{"UMAKER", "C2", false},
		{"UPLAIN", "C1", false},
		{"UPLAIN", "D1", true},
		{"UGUEST", "C2", false},
		{"UGUEST", "D1", false},
	} {
		if _, err := srv.Command(tt.user, tt.channel, "list"); err != nil {
			t.Fatal(err)
		}
		if got := c.requests()[i].Actor.Admin; got != tt.admin {
			t.Errorf("%s in %s: admin %v, want %v", tt.user, tt.channel, got, tt.admin)
		}
	}
	if n := srv.Calls("users.info"); n != 5 {
		t.Errorf("users.info was called %d times, want once a person", n)
	}
}

func TestSession_replies(t *testing.T) {
	for _, tt := range []struct{ name, line, want string }{
		{"nothing typed", "", "Done: help"},
		{"unknown", "subscrbe x", "Did you mean"},
		{"missing, no form", "subscribe", "needs a query"},
		{"hostile", "list <!channel> `x`", "Done: list"},
		{"far too long", strings.Repeat("subscribe ", 900), "too long"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := slacktest.Start(t, slacktest.Options{})
			srv.Fault(noForms)
			connected(t, srv, &clerk{}, nil)
			reply, err := srv.Command("UADMIN", "C1", tt.line)
			if err != nil || !strings.Contains(reply.Text, tt.want) {
				t.Errorf("got %q, %v, want %q", reply.Text, err, tt.want)
			}
		})
	}
}

func TestSession_notInvited(t *testing.T) {
	srv, c := slacktest.Start(t, slacktest.Options{}), &clerk{}
	connected(t, srv, c, nil)
	srv.Refuse("C9", "channel_not_found")
	for line, want := range map[string]string{"subscribe x": "/invite", "help": "Done: help"} {
		if reply, err := srv.Command("UADMIN", "C9", line); err != nil || !strings.Contains(reply.Text, want) {
			t.Errorf("%s: got %q, %v, want %q", line, reply.Text, err, want)
		}
	}
	srv.Refuse("C9", "")
	if reply, err := srv.Command("UADMIN", "C9", "subscribe x"); err != nil || reply.Text != "Done: subscribe" {
		t.Errorf("once invited: got %q, %v", reply.Text, err)
	}
}

func TestSession_slowAnswer(t *testing.T) {
	release := make(chan struct{})
	srv := slacktest.Start(t, slacktest.Options{})
	c := &clerk{answer: func(bot.Request) news.Message { <-release; return say("at last") }}
	s := slack.NewSession(slack.SessionOptions{API: srv.URL(), BotToken: "xoxb-test", AppToken: "xapp-test", Clerk: c, Now: time.Now})
	s.SetAckWithin(time.Millisecond)
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

func TestSession_button(t *testing.T) {
	srv, c := slacktest.Start(t, slacktest.Options{}), &clerk{}
	connected(t, srv, c, nil)
	reply, err := srv.Press("UADMIN", "C1", "1739379841.000100", "sources", "4711")
	if err != nil || reply.Text != "Done: button" || reply.Public {
		t.Fatalf("got %+v, %v", reply, err)
	}
	r := c.requests()[0]
	if r.Command != "button" || r.Args["verb"] != "sources" || r.Args["delivery"] != "4711" {
		t.Errorf("got %+v", r)
	}
	if !r.Actor.Admin || r.Target != slacktest.SampleTarget() {
		t.Errorf("got %+v", r)
	}
}

// TestSession_oddPress holds that a press counts even when the message that
// comes with it has a form that slack-go refuses.
func TestSession_oddPress(t *testing.T) {
	srv, c := slacktest.Start(t, slacktest.Options{}), &clerk{}
	asked := make(chan bot.Request, 1)
	c.answer = func(r bot.Request) news.Message { asked <- r; return say("ok") }
	connected(t, srv, c, nil)
	err := srv.Envelope("interactive", map[string]any{
		"type": "block_actions", "team": map[string]any{"id": "T1"}, "user": map[string]any{"id": "U1"},
		"container": map[string]any{"channel_id": "C1"}, "response_url": "https://evil.example/hook",
		"message": map[string]any{"attachments": []any{map[string]any{"ts": ""}}},
		"actions": []any{map[string]any{"action_id": "settings", "value": "7", "action_ts": "1.000100"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if r := <-asked; r.Command != bot.CmdSettings || r.Target != slacktest.SampleTarget() {
		t.Errorf("got %+v", r)
	}
}

func TestSession_twice(t *testing.T) {
	srv, c := slacktest.Start(t, slacktest.Options{Twice: true}), &clerk{}
	connected(t, srv, c, nil)
	for range 3 {
		if reply, err := srv.Command("UADMIN", "C1", "list"); err != nil || reply.Text != "Done: list" {
			t.Fatalf("got %+v, %v", reply, err)
		}
		if _, err := srv.Press("UADMIN", "C1", "1.000100", "why", "1"); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(c.requests()); n != 6 {
		t.Errorf("the clerk was asked %d times, want 6", n)
	}
}

func TestSession_events(t *testing.T) {
	type change struct {
		channel string
		state   news.ChannelState
	}
	changes := make(chan change, 1)
	srv := slacktest.Start(t, slacktest.Options{})
	connected(t, srv, &clerk{}, func(o *slack.SessionOptions) {
		o.Changed = func(_ context.Context, target news.Target, state news.ChannelState, why string) {
			if why == "" || target.Tenant != "T1" {
				t.Errorf("%s: why %q", target, why)
			}
			changes <- change{target.Channel, state}
		}
	})
	for _, tt := range []struct {
		event map[string]any
		want  change
	}{
		{map[string]any{"type": "channel_archive", "channel": "C1", "user": "U1"}, change{"C1", news.ChannelSuspended}},
		{map[string]any{"type": "group_archive", "channel": "G1"}, change{"G1", news.ChannelSuspended}},
		{map[string]any{"type": "channel_unarchive", "channel": "C1", "user": "U1"}, change{"C1", news.ChannelActive}},
		{map[string]any{"type": "group_unarchive", "channel": "G1"}, change{"G1", news.ChannelActive}},
		{map[string]any{"type": "channel_deleted", "channel": "C1"}, change{"C1", news.ChannelEnded}},
		{map[string]any{"type": "channel_left", "channel": "C1"}, change{"C1", news.ChannelSuspended}},
		{map[string]any{"type": "group_left", "channel": "G1"}, change{"G1", news.ChannelSuspended}},
		{map[string]any{"type": "member_joined_channel", "channel": "C2", "user": "UBOT", "team": "T1"}, change{"C2", news.ChannelActive}},
	} {
		if err := srv.Event(tt.event); err != nil {
			t.Fatalf("%v: %v", tt.event, err)
		}
		if got := <-changes; got != tt.want {
			t.Errorf("%v: got %v, want %v", tt.event, got, tt.want)
		}
	}
	if err := srv.Event(map[string]any{"type": "member_joined_channel", "channel": "C2", "user": "U1"}); err != nil {
		t.Fatal(err)
	}
	if err := srv.Event(map[string]any{"type": "never_heard_of"}); err != nil {
		t.Errorf("an unknown event was not acknowledged: %v", err)
	}
}

func TestSession_badToken(t *testing.T) {
	for _, tt := range []struct {
		name string
		set  func(*slacktest.Server)
		key  string
	}{
		{"bot token", func(s *slacktest.Server) { s.Revoke("invalid_auth") }, "bot_token"},
		{"bot token revoked", func(s *slacktest.Server) { s.Revoke("token_revoked") }, "bot_token"},
		{"app token", func(s *slacktest.Server) { s.RevokeApp("invalid_auth") }, "app_token"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := slacktest.Start(t, slacktest.Options{})
			tt.set(srv)
			s := slack.NewSession(slack.SessionOptions{API: srv.URL(), BotToken: "xoxb-test", AppToken: "xapp-test", Clerk: &clerk{}, Now: time.Now})
			for name, f := range map[string]func(context.Context) error{"Check": s.Check, "Run": s.Run} {
				err := f(t.Context())
				e, ok := errors.AsType[*news.Error](err)
				if !ok || e.Code != "slack_token" || !strings.Contains(e.Message, tt.key) || strings.Contains(e.Message, "\n") || strings.Contains(e.Message, "xoxb-test") {
					t.Errorf("%s: got %v", name, err)
				}
			}
			if n := srv.Calls("auth.test"); n != 2 {
				t.Errorf("auth.test was called %d times, want once a try", n)
			}
		})
	}
}

// TestSession_revokedLater holds that a token that dies under a running
// session ends it, without a loop.
func TestSession_revokedLater(t *testing.T) {
	srv := slacktest.Start(t, slacktest.Options{})
	s := slack.NewSession(slack.SessionOptions{API: srv.URL(), BotToken: "xoxb-test", AppToken: "xapp-test", Clerk: &clerk{}, Now: time.Now})
	done := make(chan error, 1)
	go func() { done <- s.Run(t.Context()) }()
	if err := srv.WaitOpened(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	srv.RevokeApp("token_revoked")
	srv.Drop()
	if e, ok := errors.AsType[*news.Error](<-done); !ok || e.Code != "slack_token" {
		t.Errorf("got %v", e)
	}
	if s.Ready() {
		t.Error("still ready")
	}
}

func TestSession_trusted(t *testing.T) {
	srv := httptest.NewServer(http.NotFoundHandler())
	defer srv.Close()
	s := slack.NewSession(slack.SessionOptions{API: srv.URL + "/api/", Clerk: &clerk{}, Now: time.Now})
	for address, want := range map[string]bool{
		"https://hooks.slack.com/commands/T1/2/x":    true,
		"http://hooks.slack.com/commands/T1/2/x":     false,
		"https://hooks.slack.com.evil.example/x":     false,
		"https://evilhooks.slack.com/x":              false,
		"https://evil.example/hooks.slack.com":       false,
		"https://a@hooks.slack.com/x":                false,
		"https://hooks.slack.com:8443/x":             false,
		srv.URL + "/hook/1":                          true,
		strings.Replace(srv.URL, "http", "https", 1): false,
		"file:///etc/passwd":                         false,
		"":                                           false,
	} {
		if got := s.Trusted(address); got != want {
			t.Errorf("%q: trusted %v, want %v", address, got, want)
		}
	}
}
