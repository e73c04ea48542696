package clerk_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"newsbell/bot"
	"newsbell/bot/bottest"
	"newsbell/bot/clerk"
	"newsbell/news"
)

// said is an answer in one string.
func said(m news.Message) string {
	var b strings.Builder
	if m.List != nil {
		b.WriteString(m.List.Heading)
	}
	if m.Text != nil {
		b.WriteString(m.Text.Title)
		for _, l := range m.Text.Lines {
			b.WriteString(" " + l.Text)
		}
	}
	return b.String()
}

func inGroup(groups ...string) func(context.Context, string) (bool, error) {
	return func(_ context.Context, g string) (bool, error) {
		return slices.Contains(groups, g), nil
	}
}

// TestService_rights crosses who acts with whose rule counts. A click has the
// rights of a command.
func TestService_rights(t *testing.T) {
	const group = "4242"
	broken := func(context.Context, string) (bool, error) {
		return false, news.Fault("slack_scope", "I lack a scope.")
	}
	member := bot.Actor{ID: "1"}
	editor := bot.Actor{ID: "2", In: inGroup(group)}
	unsure := bot.Actor{ID: "3", In: broken}
	admin := bot.Actor{ID: "4", Admin: true}
	subscribe := bot.Request{Command: bot.CmdSubscribe, Args: map[string]string{"query": "flood"}}
	mute := bot.Request{Command: bot.CmdButton, Args: map[string]string{bot.ArgVerb: bot.VerbMute, bot.ArgDelivery: "77"}}
	sources := bot.Request{Command: bot.CmdButton, Args: map[string]string{bot.ArgVerb: bot.VerbSources, bot.ArgDelivery: "77"}}
	digest := bot.Request{Command: bot.CmdDigestSet, Args: map[string]string{"schedule": "daily at 09:00"}}
	for _, tt := range []struct {
		name string
		own  news.Settings
		all  news.Rules
		by   bot.Actor
		do   bot.Request
		no   string // what the refusal says; "" when there is none
	}{
		{"everyone subscribes", news.Settings{}, news.Rules{}, member, subscribe, ""},
		{"admins configure", news.Settings{}, news.Rules{}, member, digest, "Only those who manage"},
		{"an admin may all", news.Settings{Subscribers: news.Admins}, news.Rules{}, admin, subscribe, ""},
		{"closed to members", news.Settings{Subscribers: news.Admins}, news.Rules{}, member, subscribe, "only those who manage it may subscribe"},
		{"a click is no way round", news.Settings{Subscribers: news.Admins}, news.Rules{}, member, mute, "only those who manage it may subscribe"},
		{"a look is free", news.Settings{Subscribers: news.Admins}, news.Rules{}, member, sources, ""},
		{"closed everywhere", news.Settings{}, news.Rules{Subscribers: news.Admins}, member, subscribe, "only those who manage it may subscribe"},
		{"the channel's own rule wins", news.Settings{Subscribers: news.Everyone}, news.Rules{Subscribers: news.Admins}, member, subscribe, ""},
		{"in the group", news.Settings{Subscribers: news.GroupOf(group)}, news.Rules{}, editor, subscribe, ""},
		{"not in the group", news.Settings{Subscribers: news.GroupOf(group)}, news.Rules{}, member, subscribe, "Only the members of the group 4242"},
		{"in another group", news.Settings{Subscribers: news.GroupOf("9")}, news.Rules{}, editor, subscribe, "Only the members of the group 9"},
		{"a click by the group", news.Settings{Subscribers: news.GroupOf(group)}, news.Rules{}, member, mute, "Only the members of the group"},
		{"the group everywhere", news.Settings{}, news.Rules{Configurers: news.GroupOf(group)}, editor, digest, ""},
		{"the group cannot be seen", news.Settings{Configurers: news.GroupOf(group)}, news.Rules{}, unsure, digest, "I lack a scope"},
		{"everyone configures", news.Settings{Configurers: news.Everyone}, news.Rules{}, member, digest, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			memory := bottest.World()
			s := bottest.Service(memory, slog.New(slog.DiscardHandler))
			r := tt.do
			r.Target, r.Actor, r.At = news.Target{Platform: news.Slack, Tenant: "T1", Channel: "C1"}, tt.by, bottest.Now()
			ch, err := memory.EnsureChannel(t.Context(), news.Channel{Target: r.Target, Budget: -1, State: news.ChannelActive})
			if err != nil {
				t.Fatal(err)
			}
			ch.Settings = tt.own
			if err := memory.UpdateChannel(t.Context(), ch); err != nil {
				t.Fatal(err)
			}
			if err := memory.SetRules(t.Context(), r.Target, tt.all); err != nil {
				t.Fatal(err)
			}
			got := said(s.Answer(t.Context(), r))
			refused := strings.Contains(got, "nly those who") || strings.Contains(got, "nly the members") || strings.Contains(got, "I lack")
			if refused != (tt.no != "") || !strings.Contains(got, tt.no) {
				t.Errorf("got %q, want refusal %q", got, tt.no)
			}
		})
	}
}

func TestService_tenantLimits(t *testing.T) {
	s := bottest.Service(bottest.World(), slog.New(slog.DiscardHandler))
	s.Limits = clerk.Limits{Subscriptions: 2, Feeds: 2, Looks: 3}
	now := bottest.Now()
	do := func(tenant, channel, command string, args map[string]string) string {
		return said(s.Answer(t.Context(), bot.Request{
			Target: news.Target{Platform: news.Discord, Tenant: tenant, Channel: channel}, Actor: bot.Actor{ID: "1", Admin: true}, Command: command, Args: args, At: now,
		}))
	}
	query := func(q string) map[string]string { return map[string]string{"query": q, "when": "every"} }
	for i, want := range []string{"is on", "is on", "together have 2 subscriptions", "together have 2 subscriptions"} {
		if got := do("g1", fmt.Sprint(i%3), bot.CmdSubscribe, query(fmt.Sprint("flood", i))); !strings.Contains(got, want) {
			t.Errorf("subscription %d: got %q, want %q", i, got, want)
		}
	}
	if got := do("g2", "1", bot.CmdSubscribe, query("flood")); !strings.Contains(got, "is on") {
		t.Errorf("another server: got %q", got)
	}
	for i, want := range []string{"I watch New Example", "server or workspace added 2 feeds"} {
		if got := do("g1", "1", bot.CmdFeedsAdd, map[string]string{bot.ArgURL: fmt.Sprint("https://new.example/news ", i+1)}); !strings.Contains(got, want) {
			t.Errorf("feed %d: got %q, want %q", i, got, want)
		}
	}
	if got := do("g2", "1", bot.CmdFeedsAdd, map[string]string{bot.ArgURL: "https://one.example"}); !strings.Contains(got, "I watch One Example") {
		t.Errorf("another server's feed: got %q", got)
	}
	for i, want := range []string{"past", "past", "past", "Try again in 60 seconds"} {
		got := do("g1", "1", bot.CmdSearch, map[string]string{"query": "ukraine"})
		if refused := strings.Contains(got, "Try again in"); refused != (want != "past") || refused && !strings.Contains(got, want) {
			t.Errorf("search %d: got %q, want %q", i, got, want)
		}
	}
	if got := do("g2", "1", bot.CmdSearch, map[string]string{"query": "ukraine"}); strings.Contains(got, "Try again in") {
		t.Errorf("another server waits: %q", got)
	}
	now = now.Add(time.Minute)
	if got := do("g1", "1", bot.CmdSearch, map[string]string{"query": "ukraine"}); strings.Contains(got, "Try again in") {
		t.Errorf("a minute later: %q", got)
	}
}
