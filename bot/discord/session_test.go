package discord_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"newsbell/bot"
	"newsbell/bot/discord"
	"newsbell/bot/discord/discordtest"
	"newsbell/news"
)

// clerk records requests and answers them by their command's name.
type clerk struct {
	mu   sync.Mutex
	seen []bot.Request
	slow chan struct{} // "slow" answers wait for it
}

func (c *clerk) Answer(ctx context.Context, r bot.Request) news.Message {
	c.mu.Lock()
	c.seen = append(c.seen, r)
	c.mu.Unlock()
	if r.Args["query"] == "slow" {
		select {
		case <-c.slow:
		case <-ctx.Done():
		}
	}
	return news.Message{
		Kind: news.KindNotice, Private: r.Command != "digest now",
		Text: &news.Note{Lines: []news.Line{{Text: "answer to " + r.Command}}},
	}
}

func (c *clerk) Complete(_ context.Context, r bot.Request, arg, typed string) []bot.Choice {
	out := []bot.Choice{{Label: r.Command + " " + arg + " " + typed, Value: typed + "!"}, {Label: "x", Value: strings.Repeat("v", 101)}}
	for i := range 40 {
		out = append(out, bot.Choice{Label: strings.Repeat("long ", 40), Value: fmt.Sprint(i)})
	}
	return out
}

func (c *clerk) last() bot.Request {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seen[len(c.seen)-1]
}

// serve runs a session until the test ends.
func serve(t *testing.T, srv *discordtest.Server, o discord.SessionOptions) (*discord.Session, *clerk) {
	t.Helper()
	c := &clerk{slow: make(chan struct{})}
	o.Sender, o.Retry = sender(t, srv), time.Millisecond
	if o.Clerk == nil {
		o.Clerk = c
	}
	if o.Commands == nil {
		o.Commands = bot.Commands()
	}
	s := discord.NewSession(o)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	before := srv.Stats().Identifies
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	err := srv.WaitFor(discordtest.Within(t, 20*time.Second), func(srv *discordtest.Server) bool {
		return srv.Connected() > 0 && srv.Stats().Identifies > before
	})
	if err != nil {
		t.Fatalf("no gateway connection: %v", err)
	}
	return s, c
}

func connected(t *testing.T, srv *discordtest.Server) {
	t.Helper()
	if err := srv.WaitFor(discordtest.Within(t, 20*time.Second), func(s *discordtest.Server) bool { return s.Connected() > 0 }); err != nil {
		t.Fatalf("no gateway connection: %v", err)
	}
}

// A conversation is what a person does, and the request that it becomes.
type conversation struct {
	name    string
	do      discordtest.Interaction
	command string
	args    map[string]string
	target  string
	admin   bool
	private bool
}

func conversations() []conversation {
	return []conversation{
		{
			"subscribe",
			discordtest.Interaction{
				Command: "subscribe", Args: map[string]string{"query": "storm", "when": "every"}, Channel: "55", ChannelName: "news",
			},
			"subscribe",
			map[string]string{"query": "storm", "when": "every"},
			"discord/" + discordtest.Guild + "/55", false, true,
		},
		{
			"group by an admin",
			discordtest.Interaction{
				Command: "digest set", Args: map[string]string{"schedule": "daily at 9"}, Channel: "55", Permissions: 1 << 4,
			},
			"digest set",
			map[string]string{"schedule": "daily at 9"},
			"discord/" + discordtest.Guild + "/55", true, true,
		},
		{
			"seen by all",
			discordtest.Interaction{Command: "digest now", Channel: "55", Permissions: 1 << 3},
			"digest now",
			map[string]string{},
			"discord/" + discordtest.Guild + "/55", true, false,
		},
		{
			"direct message",
			discordtest.Interaction{Command: "list", Channel: "66", Guild: "dm"},
			"list",
			map[string]string{},
			"discord/dm/66", true, true,
		},
		{
			"button",
			discordtest.Interaction{Button: "n1:why:41", Channel: "55"},
			"button",
			map[string]string{"verb": "why", "delivery": "41", "message": "1"},
			"discord/" + discordtest.Guild + "/55", false, true,
		},
		{
			"help button",
			discordtest.Interaction{Button: "n1:help:41", Channel: "55"},
			"help",
			map[string]string{"message": "1"},
			"discord/" + discordtest.Guild + "/55", false, true,
		},
	}
}

func TestSession_commands(t *testing.T) {
	srv := discordtest.Start(t, discordtest.Options{})
	s, c := serve(t, srv, discord.SessionOptions{})
	ctx := discordtest.Within(t, 20*time.Second)
	for _, tt := range conversations() {
		t.Run(tt.name, func(t *testing.T) {
			reply, err := srv.Interact(ctx, tt.do)
			if err != nil {
				t.Fatal(err)
			}
			r := c.last()
			if r.Command != tt.command || fmt.Sprint(r.Args) != fmt.Sprint(tt.args) || r.Target.String() != tt.target {
				t.Errorf("got %q %v in %s, want %q %v in %s", r.Command, r.Args, r.Target, tt.command, tt.args, tt.target)
			}
			if r.Actor.Admin != tt.admin || r.Actor.ID != discordtest.UserID || r.Actor.Name != "reader" || r.Channel != tt.do.ChannelName {
				t.Errorf("got %+v in %q, want admin %v", r.Actor, r.Channel, tt.admin)
			}
			if reply.Deferred || reply.Private != tt.private || !strings.Contains(string(reply.Body), "answer to "+tt.command) {
				t.Errorf("got %+v %s", reply, reply.Body)
			}
		})
	}
	if !s.Ready() {
		t.Error("not ready")
	}
}

func TestSession_tellsOfChangedChannels(t *testing.T) {
	srv := discordtest.Start(t, discordtest.Options{})
	heard := make(chan string, 2)
	serve(t, srv, discord.SessionOptions{Changed: func(_ context.Context, target news.Target, state news.ChannelState, _ string) {
		heard <- target.String() + " " + string(state)
	}})
	srv.Dispatch("CHANNEL_DELETE", map[string]string{"id": "5", "guild_id": "1"})
	srv.Dispatch("GUILD_MEMBER_UPDATE", map[string]any{"guild_id": "1", "user": map[string]string{"id": discordtest.BotID}})
	for _, want := range []string{"discord/1/5 ended", "discord/1/ active"} {
		select {
		case got := <-heard:
			if got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		case <-discordtest.Within(t, 20*time.Second).Done():
			t.Fatalf("never heard %q", want)
		}
	}
}

func TestSession_slowAnswerIsDeferred(t *testing.T) {
	srv := discordtest.Start(t, discordtest.Options{})
	_, c := serve(t, srv, discord.SessionOptions{Slow: 20 * time.Millisecond})
	time.AfterFunc(100*time.Millisecond, func() { close(c.slow) })
	reply, err := srv.Interact(discordtest.Within(t, 20*time.Second), discordtest.Interaction{
		Command: "subscribe", Args: map[string]string{"query": "slow"}, Channel: "55",
	})
	if err != nil {
		t.Fatal(err)
	}
	if !reply.Deferred || !reply.Private || !strings.Contains(string(reply.Body), "answer to subscribe") || reply.Took > time.Second {
		t.Errorf("got %+v %s, want an early private deferral and then the answer", reply, reply.Body)
	}
}

func TestSession_autocomplete(t *testing.T) {
	srv := discordtest.Start(t, discordtest.Options{})
	serve(t, srv, discord.SessionOptions{})
	reply, err := srv.Interact(discordtest.Within(t, 20*time.Second), discordtest.Interaction{
		Command: "subscribe", Args: map[string]string{"query": "storm", "from": "bb"}, Focus: "from", Channel: "55",
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(reply.Choices) != 25 || reply.Choices[0] != (discordtest.Choice{Name: "subscribe from bb", Value: "bb!"}) {
		t.Fatalf("got %d choices, first %+v", len(reply.Choices), reply.Choices[0])
	}
	if n := len([]rune(reply.Choices[1].Name)); n > 100 || reply.Choices[1].Value != "0" {
		t.Errorf("choice %+v: want a shortened name, and no value that is too long", reply.Choices[1])
	}
}

func TestSession_registersOnlyWhatChanged(t *testing.T) {
	srv := discordtest.Start(t, discordtest.Options{})
	for range 2 {
		t.Run("run", func(t *testing.T) { serve(t, srv, discord.SessionOptions{}) })
	}
	if n := srv.Stats().Registered; n != 1 {
		t.Errorf("registered %d times, want once", n)
	}
	t.Run("changed", func(t *testing.T) { serve(t, srv, discord.SessionOptions{Commands: bot.Commands()[:3]}) })
	if n := srv.Stats().Registered; n != 2 {
		t.Errorf("registered %d times after a change, want twice", n)
	}
}

// TestSession_vocabulary holds the registered options against the words that
// people were promised.
func TestSession_vocabulary(t *testing.T) {
	srv := discordtest.Start(t, discordtest.Options{})
	cmds := append(bot.Commands(), bot.Command{Name: "feeds", Help: "a group that is a command too"})
	serve(t, srv, discord.SessionOptions{Commands: cmds})
	type option struct {
		Name     string   `json:"name"`
		Type     int      `json:"type"`
		Required bool     `json:"required"`
		Options  []option `json:"options"`
	}
	var list []option
	if err := json.Unmarshal(srv.Commands(), &list); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	var walk func(path string, o option)
	walk = func(path string, o option) {
		if o.Type == 2 || path == "" {
			for _, sub := range o.Options {
				walk(strings.TrimSpace(path+" "+sub.Name), sub)
			}
			return
		}
		var names []string
		for _, a := range o.Options {
			names = append(names, a.Name)
		}
		got[path] = strings.Join(names, " ")
	}
	walk("", list[0])
	for path, want := range map[string]string{
		"subscribe": "query when from", "preview": "query", "search": "query", "top": "query", "summary": "link",
		"digest set": "schedule zone about", "digest list": "", "digest now": "", "feeds add": "url", "feeds remove": "feed",
		"feeds list": "page", "why": "link", "feeds set": "",
	} {
		if names, ok := got[path]; !ok || !strings.HasPrefix(names+" ", want+" ") && want != "" { // more may follow
			t.Errorf("%s: got %q (%v), want %q", path, names, ok, want)
		}
	}
	if list[0].Name != "news" {
		t.Errorf("the command is %q, want news", list[0].Name)
	}
}

func TestSession_refusedToken(t *testing.T) {
	srv := discordtest.Start(t, discordtest.Options{Token: "another"})
	s := discord.NewSession(discord.SessionOptions{Sender: sender(t, srv), Clerk: &clerk{}, Commands: bot.Commands()})
	for name, f := range map[string]func(context.Context) error{"Check": s.Check, "Run": s.Run} {
		err := f(discordtest.Within(t, 5*time.Second))
		fault, ok := errors.AsType[*news.Error](err)
		if !ok || fault.Code != "discord_token" || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, want one clear line", name, err)
		}
	}
	if n := srv.Stats().Requests; n != 1 {
		t.Errorf("%d requests with a refused token, want 1", n)
	}
}

// TestSession_revokedToken ends the session for good, without a retry loop.
func TestSession_revokedToken(t *testing.T) {
	srv := discordtest.Start(t, discordtest.Options{})
	s := discord.NewSession(discord.SessionOptions{Sender: sender(t, srv), Clerk: &clerk{}, Retry: time.Millisecond})
	done := make(chan error, 1)
	go func() { done <- s.Run(discordtest.Within(t, 20*time.Second)) }()
	connected(t, srv)
	srv.Revoke()
	if fault, ok := errors.AsType[*news.Error](<-done); !ok || fault.Code != "discord_token" {
		t.Errorf("got %v, want discord_token", fault)
	}
	if n := srv.Stats().Identifies; n != 1 || s.Ready() {
		t.Errorf("%d identifies, ready %v; want 1 and not ready", n, s.Ready())
	}
}
