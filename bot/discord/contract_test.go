package discord_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"newsbell/bot"
	"newsbell/bot/bottest"
	"newsbell/bot/discord"
	"newsbell/bot/discord/discordtest"
	"newsbell/bot/discord/post"
	"newsbell/news"
)

// recorder keeps the bodies of requests on their way.
type recorder struct{ bodies chan [2]string }

func (r recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil && req.GetBody != nil {
		if b, err := req.GetBody(); err == nil {
			var buf bytes.Buffer
			if _, err := buf.ReadFrom(b); err == nil && buf.Len() > 0 {
				r.bodies <- [2]string{req.Method + " " + filepath.Base(req.URL.Path), buf.String()}
			}
		}
	}
	return http.DefaultTransport.RoundTrip(req)
}

// TestContract_session holds what a session sends against the specification:
// commands, answers, deferrals, suggestions.
func TestContract_session(t *testing.T) {
	schema := bottest.Schemas(t, "discord/openapi.json", "#/components/schemas/")
	srv := discordtest.Start(t, discordtest.Options{})
	rec := recorder{bodies: make(chan [2]string, 100)}
	c := &clerk{slow: make(chan struct{})}
	close(c.slow)
	snd := post.NewSender(post.Options{
		Token: discordtest.Token, APIURL: srv.URL(), Now: time.Now, HTTP: &http.Client{Transport: rec},
	})
	s := discord.NewSession(discord.SessionOptions{Sender: snd, Clerk: c, Commands: bot.Commands(), Slow: time.Nanosecond})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	connected(t, srv)
	for _, i := range []discordtest.Interaction{
		{Command: "list", Channel: "5"},
		{Command: "subscribe", Args: map[string]string{"query": "slow"}, Channel: "5"},
		{Command: "subscribe", Args: map[string]string{"from": "b"}, Focus: "from", Channel: "5"},
		{Button: "n1:help:1", Channel: "5"},
	} {
		if _, err := srv.Interact(discordtest.Within(t, 10*time.Second), i); err != nil {
			t.Fatal(err)
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	close(rec.bodies)
	seen := map[string]int{}
	for b := range rec.bodies {
		seen[b[0]]++
		switch b[0] {
		case "PUT commands":
			var list []json.RawMessage
			if err := json.Unmarshal([]byte(b[1]), &list); err != nil {
				t.Fatal(err)
			}
			for _, item := range list {
				bottest.Holds(t, schema("ApplicationCommandUpdateRequest"), b[0], item)
			}
		case "POST callback":
			name := "CreateMessageInteractionCallbackRequest"
			if bytes.Contains([]byte(b[1]), []byte(`"choices"`)) {
				name = "ApplicationCommandAutocompleteCallbackRequest"
			}
			bottest.Holds(t, schema(name), b[0], []byte(b[1]))
		case "PATCH @original":
			bottest.Holds(t, schema("IncomingWebhookUpdateForInteractionCallbackRequestPartial"), b[0], []byte(b[1]))
		default:
			t.Errorf("a body that nothing checks: %s", b[0])
		}
	}
	if seen["PUT commands"] != 1 || seen["POST callback"] < 4 {
		t.Errorf("saw %v", seen)
	}
}

// TestContract_forms holds what opens a form, the answer that leads to it, and
// a forum post against the specification.
func TestContract_forms(t *testing.T) {
	schema := bottest.Schemas(t, "discord/openapi.json", "#/components/schemas/")
	srv := discordtest.Start(t, discordtest.Options{})
	srv.SetChannel("1200000000000000001", discordtest.Channel{
		Kind: discordtest.Forum, NeedsTag: true, Tags: []discordtest.Tag{{ID: "12", Name: "News"}},
	})
	rec := recorder{bodies: make(chan [2]string, 100)}
	snd := post.NewSender(post.Options{
		Token: discordtest.Token, APIURL: srv.URL(), Now: time.Now, HTTP: &http.Client{Transport: rec},
	})
	clerk := bottest.Service(bottest.World(), slog.New(slog.DiscardHandler))
	s := discord.NewSession(discord.SessionOptions{Sender: snd, Clerk: clerk})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	connected(t, srv)
	d := discordtest.Rendered(t, discordtest.Alert(1, "1200000000000000001", discordtest.Storm()))
	if o := snd.Send(discordtest.Within(t, 10*time.Second), d); o.Class != news.OutcomeSent {
		t.Fatal(o)
	}
	opened := 0
	for _, i := range []discordtest.Interaction{{Button: "n1:change:0", Channel: "5", Permissions: 8}} {
		reply, err := srv.Interact(discordtest.Within(t, 10*time.Second), i)
		if err != nil {
			t.Fatal(err)
		}
		if reply.Form != nil {
			opened++
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	close(rec.bodies)
	posts := 0
	for b := range rec.bodies {
		switch b[0] {
		case "POST threads":
			posts++
			bottest.Holds(t, schema("CreateForumThreadRequest"), b[0], []byte(b[1]))
		case "POST callback":
			bottest.Holds(t, schema("ModalInteractionCallbackRequest"), b[0], []byte(b[1]))
		}
	}
	if opened != 1 || posts != 2 {
		t.Errorf("%d forms opened and %d posts tried, want 1 and 2", opened, posts)
	}
}
