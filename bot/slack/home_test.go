package slack_test

import (
	"context"
	"strings"
	"testing"

	"newsbell/bot"
	"newsbell/bot/slack"
	"newsbell/bot/slack/slacktest"
	"newsbell/news"
)

type channelLister = func(context.Context, string) ([]news.Channel, error)

// listing gives the channels, those of other workspaces too: the Home tab must
// not trust that it is told its own only.
func listing(known []news.Channel) channelLister {
	return func(context.Context, string) ([]news.Channel, error) { return known, nil }
}

func knownChannels() []news.Channel {
	at := func(tenant, channel, name string, state news.ChannelState) news.Channel {
		return news.Channel{Target: news.Target{Platform: news.Slack, Tenant: tenant, Channel: channel}, Name: name, State: state}
	}
	return []news.Channel{
		at("T1", "C1", "general", news.ChannelActive), at("T1", "CSECRET", "secret-plans", news.ChannelActive),
		at("T2", "C1", "of-another-workspace", news.ChannelActive), at("T1", "CENDED", "deleted", news.ChannelEnded),
		{Target: news.Target{Platform: news.Discord, Tenant: "T1", Channel: "C1"}, Name: "of-discord"},
		at("T1", "DBEN", "ben", news.ChannelActive),
	}
}

func TestSession_home(t *testing.T) {
	for name, open := range worlds() {
		t.Run(name, func(t *testing.T) {
			srv, c := open(t)
			c.answer = func(r bot.Request) news.Message {
				return say(r.Command + " of " + r.Target.Tenant + "/" + r.Target.Channel)
			}
			if err := srv.OpenHome("UADMIN"); err != nil {
				t.Fatal(err)
			}
			if err := srv.WaitHome(t.Context(), "UADMIN", "Feeds"); err != nil {
				t.Fatal(err)
			}
			seen := string(srv.Home("UADMIN"))
			for _, want := range []string{"#general", "list of T1/C1", "digest list of T1/C1", "feeds list of T1/C1", `"open.subscribe"`} {
				if !strings.Contains(seen, want) {
					t.Errorf("%q is missing in %s", want, seen)
				}
			}
			for _, never := range []string{"secret-plans", "CSECRET", "another-workspace", "of-discord", "deleted", "DBEN"} {
				if strings.Contains(seen, never) {
					t.Errorf("%q is shown: %s", never, seen)
				}
			}
			if err := srv.OpenHome("UBEN"); err != nil {
				t.Fatal(err)
			}
			if err := srv.WaitHome(t.Context(), "UBEN", "Feeds"); err != nil {
				t.Fatal(err)
			}
			if seen := string(srv.Home("UBEN")); strings.Contains(seen, "general") || !strings.Contains(seen, "list of T1/DBEN") {
				t.Errorf("Ben sees %s", seen)
			}
		})
	}
}

// TestSession_homeForm holds that a button of the Home tab opens a form that acts
// in its channel, with the person's rights there, and that the tab follows.
func TestSession_homeForm(t *testing.T) {
	for name, open := range worlds() {
		t.Run(name, func(t *testing.T) {
			srv, c := open(t)
			if err := srv.OpenHome("UADMIN"); err != nil {
				t.Fatal(err)
			}
			if err := srv.WaitHome(t.Context(), "UADMIN", "Feeds"); err != nil {
				t.Fatal(err)
			}
			published := srv.Calls("views.publish")
			home := srv.HomeID("UADMIN")
			for value, want := range map[string]string{"C1 general": "Done: subscribe", "CSECRET x": "both be in this channel", "DADMIN x": "Done: subscribe", "DBEN x": "somebody else"} {
				reply, err := srv.PressView("UADMIN", home, "open.subscribe", value)
				id := opened(t, reply, err)
				before := len(c.requests())
				done, err := srv.Submit("UADMIN", id, map[string]string{"arg.query": "x"})
				if err != nil || !strings.Contains(string(done.View), want) {
					t.Errorf("%s: got %s, %v", value, done.View, err)
				}
				channel, _, _ := strings.Cut(value, " ")
				for _, r := range c.requests()[before:] {
					if r.Command == bot.CmdSubscribe && (r.Target.Channel != channel || strings.Contains(want, "else") || strings.Contains(want, "both")) {
						t.Errorf("%s: did %+v", value, r)
					}
				}
			}
			if err := srv.WaitCalls(t.Context(), "views.publish", published+4); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestSession_manyWorkspaces holds that each workspace is spoken to with its own
// token, and that one without is told so.
func TestSession_manyWorkspaces(t *testing.T) {
	srv, c := slacktest.Start(t, slacktest.Options{}), &clerk{}
	tokens := map[string]news.Secret{"T1": "xoxb-test", "T7": news.Secret(srv.Install("T7"))}
	changed := make(chan news.Target, 1)
	reached(t, srv, c, func(o *slack.SessionOptions) {
		o.BotToken = ""
		o.Tokens = func(_ context.Context, team string) (news.Secret, error) { return tokens[team], nil }
		o.Changed = func(_ context.Context, t news.Target, state news.ChannelState, _ string) {
			if state == news.ChannelSuspended {
				changed <- t
			}
		}
	})
	for team, want := range map[string]string{"T1": "Done: list", "T7": "Done: list", "T9": "no longer installed"} {
		reply, err := srv.CommandIn(team, "UADMIN", "C1", "list")
		if err != nil || !strings.Contains(reply.Text, want) {
			t.Errorf("%s: got %+v, %v", team, reply, err)
		}
	}
	for _, r := range c.requests() {
		if r.Target.Tenant == "T9" || r.Target.Channel != "C1" {
			t.Errorf("did %+v", r)
		}
	}
	if err := srv.EventIn("T7", map[string]any{"type": "tokens_revoked", "tokens": map[string]any{"oauth": []string{"U1"}}}); err != nil {
		t.Fatal(err)
	}
	if err := srv.EventIn("T7", map[string]any{"type": "app_uninstalled"}); err != nil {
		t.Fatal(err)
	}
	if got := <-changed; got != (news.Target{Platform: news.Slack, Tenant: "T7"}) {
		t.Errorf("changed %v", got)
	}
}
