package app

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"newsbell/bot/slack/slacktest"
	"newsbell/config"
	"newsbell/news"
)

// A hosted is newsbell with Slack over HTTP for many workspaces.
type hosted struct {
	t       *testing.T
	app     *App
	slack   *slacktest.Server
	http    *httptest.Server
	browser *http.Client
	ahead   atomic.Int64 // of newsbell's clock, in nanoseconds
}

func host(t *testing.T) *hosted {
	t.Helper()
	h := &hosted{t: t, slack: slacktest.New(slacktest.Options{ClientID: "12.34", ClientSecret: "cs"})}
	t.Cleanup(h.slack.Close)
	var serve http.Handler
	h.http = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { serve.ServeHTTP(w, r) }))
	t.Cleanup(h.http.Close)
	cfg, err := config.Load("", []string{
		"NEWSBELL_STORAGE_URL=" + filepath.Join(t.TempDir(), "test.db"), "NEWSBELL_FEEDS_CATALOGUE=false",
		"NEWSBELL_HTTP_PUBLIC_URL=" + h.http.URL, "NEWSBELL_SLACK_API_URL=" + h.slack.URL(), "NEWSBELL_SLACK_CLIENT_ID=12.34",
		"NEWSBELL_SLACK_CLIENT_SECRET=cs", "NEWSBELL_SLACK_SIGNING_SECRET=sign", "NEWSBELL_SLACK_TOKEN_KEY=0123456789abcdef",
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return time.Now().Add(time.Duration(h.ahead.Load())) }
	h.app, err = New(t.Context(), Options{Config: cfg, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Now: now, Manual: true})
	if err != nil {
		t.Fatal(err)
	}
	if serve, err = h.app.Handler(); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- h.app.slack.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if err := h.app.Close(); err != nil {
			t.Error(err)
		}
	})
	h.slack.Reach(h.http.URL, "sign")
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	h.browser = &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return h
}

func (h *hosted) get(address string) (status int, body, location string) {
	h.t.Helper()
	req, err := http.NewRequestWithContext(h.t.Context(), http.MethodGet, address, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	resp, err := h.browser.Do(req)
	if err != nil {
		h.t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return resp.StatusCode, string(raw), resp.Header.Get("Location")
}

func (h *hosted) install(team string) {
	h.t.Helper()
	_, _, page := h.get(h.http.URL + "/slack/install")
	back, err := h.slack.Authorize(page, team, true)
	if err != nil {
		h.t.Fatal(err)
	}
	if status, body, _ := h.get(back); status != http.StatusOK || !strings.Contains(body, "newsbell is installed") {
		h.t.Fatalf("got %d %s", status, body)
	}
}

// say types a command and gives the answer.
func (h *hosted) say(team, line string) string {
	h.t.Helper()
	reply, err := h.slack.CommandIn(team, "UADMIN", "C1", line)
	if err != nil {
		h.t.Fatalf("%s: %v", line, err)
	}
	return reply.Text
}

func (h *hosted) state(team string) news.ChannelState {
	h.t.Helper()
	all, err := h.app.slackChannels(h.t.Context(), team)
	if err != nil || len(all) != 1 {
		h.t.Fatalf("%s: %d channels, %v", team, len(all), err)
	}
	return all[0].State
}

// TestSlackInstall has two workspaces install newsbell, subscribe each for
// itself, and one take its consent back and give it again.
func TestSlackInstall(t *testing.T) {
	h := host(t)
	h.install("T7")
	h.install("T8")
	for _, team := range []string{"T7", "T8"} {
		if got := h.say(team, "subscribe quake in "+team); !strings.Contains(got, "quake") {
			t.Errorf("%s: got %q", team, got)
		}
	}
	if got := h.say("T7", "list"); !strings.Contains(got, "T7") || strings.Contains(got, "T8") {
		t.Errorf("T7 sees %q", got)
	}
	value, err := h.app.store.Value(t.Context(), "slack/team/T7")
	if err != nil || value == "" || strings.Contains(value, "xoxb") {
		t.Errorf("the token is kept as %q, %v", value, err)
	}

	// An old word of an uninstallation, sent late, does no harm.
	h.ahead.Store(int64(time.Minute))
	h.install("T8")
	if err := h.slack.EventIn("T8", map[string]any{"type": "app_uninstalled"}); err != nil {
		t.Fatal(err)
	}
	h.ahead.Store(0)
	if err := h.slack.Uninstall("T7"); err != nil {
		t.Fatal(err)
	}
	if got := h.say("T7", "list"); !strings.Contains(got, "no longer installed") {
		t.Errorf("without a token: got %q", got)
	}
	if got := h.say("T8", "list"); !strings.Contains(got, "T8") {
		t.Errorf("T8 sees %q", got)
	}
	if a, b := h.state("T7"), h.state("T8"); a != news.ChannelSuspended || b != news.ChannelActive {
		t.Errorf("states %s and %s", a, b)
	}
	h.install("T7")
	if got := h.say("T7", "list"); !strings.Contains(got, "T7") || h.state("T7") != news.ChannelActive {
		t.Errorf("installed again: got %q, %s", got, h.state("T7"))
	}
}

// TestSlackForms fills the forms of the real commands in.
func TestSlackForms(t *testing.T) {
	h := host(t)
	for _, tt := range []struct {
		line string
		fill map[string]string
		want string // in the view, or at the field after its name
	}{
		{"subscribe", map[string]string{"arg.query": `quake "big wave"`, "arg.when": "every"}, "quake"},
		{"subscribe", map[string]string{"arg.query": `quake "big`}, "arg.query"},
		{"digest", map[string]string{"arg.schedule": "daily at 09:00", "arg.zone": "Europe/Berlin"}, "09:00"},
		{"digest", map[string]string{"arg.schedule": "every fortnight or so"}, "arg.schedule"},
		{"digest", map[string]string{"arg.schedule": "daily at 09:00", "arg.zone": "Mars/Base"}, "arg.zone"},
		{"quiet", map[string]string{"arg.hours": "22:00-07:00"}, "22:00"},
		{"quiet", map[string]string{"arg.hours": "always"}, "arg.hours"},
		{"set", map[string]string{"arg.key": "budget", "arg.value": "7"}, "7"},
		{"set", map[string]string{"arg.key": "budget", "arg.value": "lots"}, "arg.value"},
	} {
		if h.slack.Tokens() == nil {
			h.install("T1")
		}
		reply, err := h.slack.Command("UADMIN", "C1", tt.line)
		if err != nil || reply.View == "" {
			t.Fatalf("%s: got %+v, %v", tt.line, reply, err)
		}
		done, err := h.slack.Submit("UADMIN", reply.View, tt.fill)
		switch {
		case err != nil:
			t.Errorf("%s %v: %v", tt.line, tt.fill, err)
		case strings.HasPrefix(tt.want, "arg."):
			if done.Errors[tt.want] == "" {
				t.Errorf("%s %v: got %v %s", tt.line, tt.fill, done.Errors, done.View)
			}
		case done.Errors != nil || !strings.Contains(string(done.View), tt.want):
			t.Errorf("%s %v: got %v %s", tt.line, tt.fill, done.Errors, done.View)
		}
	}
	if err := h.slack.OpenHome("UADMIN"); err != nil {
		t.Fatal(err)
	}
	h.slack.Join("UADMIN", "C1")
	if err := h.slack.OpenHome("UADMIN"); err != nil {
		t.Fatal(err)
	}
	if err := h.slack.WaitHome(t.Context(), "UADMIN", "Europe/Berlin"); err != nil {
		t.Errorf("%v: %s", err, h.slack.Home("UADMIN"))
	}
}
