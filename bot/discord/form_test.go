package discord_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"strings"
	"testing"
	"time"

	"newsbell/bot"
	"newsbell/bot/bottest"
	"newsbell/bot/discord"
	"newsbell/bot/discord/discordtest"
	"newsbell/news"
)

// talk is a conversation with the true clerk.
type talk struct {
	t   *testing.T
	srv *discordtest.Server
}

func talking(t *testing.T) talk {
	t.Helper()
	srv := discordtest.Start(t, discordtest.Options{})
	serve(t, srv, discord.SessionOptions{Clerk: bottest.Service(bottest.World(), slog.New(slog.DiscardHandler))})
	return talk{t, srv}
}

func (k talk) do(i discordtest.Interaction) (discordtest.Reply, string) {
	k.t.Helper()
	if i.Channel == "" {
		i.Channel = "55"
	}
	reply, err := k.srv.Interact(discordtest.Within(k.t, 10*time.Second), i)
	if err != nil {
		k.t.Fatal(err)
	}
	if reply.Body == nil {
		return reply, ""
	}
	return reply, asRead(k.t, reply.Body)
}

// customIDs are all of a body.
func customIDs(t *testing.T, body json.RawMessage) []string {
	t.Helper()
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		t.Fatal(err)
	}
	var out []string
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, sub := range v {
				walk(sub)
			}
		case map[string]any:
			if s, ok := v["custom_id"].(string); ok {
				out = append(out, s)
			}
			for _, sub := range v {
				walk(sub)
			}
		}
	}
	walk(v)
	return out
}

func TestSession_settingsForm(t *testing.T) {
	k := talking(t)
	const admin = 1 << 4
	reply, _ := k.do(discordtest.Interaction{Command: "settings", Permissions: admin})
	ids := customIDs(t, reply.Body)
	if len(ids) != 1 {
		t.Fatalf("settings show the buttons %v, want one that changes them", ids)
	}
	opened, _ := k.do(discordtest.Interaction{Button: ids[0], Permissions: admin})
	if opened.Form == nil {
		t.Fatalf("no form opened: %s", opened.Body)
	}
	values := opened.Form.Values()
	if fmt.Sprint(values) != "map[breakthrough:off budget:default languages:en zone:UTC]" {
		t.Errorf("the form holds %v", values)
	}
	values["zone"] = "Europe/Berlin"
	if _, got := k.do(discordtest.Interaction{Form: opened.Form.CustomID, Args: values, Permissions: admin}); !strings.Contains(got, "zone is set: Europe/Berlin") {
		t.Errorf("the sent form is answered %q", got)
	}
	values["budget"] = "plenty"
	if _, got := k.do(discordtest.Interaction{Form: opened.Form.CustomID, Args: values, Permissions: admin}); !strings.Contains(got, "from 0 to 10000") {
		t.Errorf("a wrong value is answered %q", got)
	}
	if reply, _ := k.do(discordtest.Interaction{Command: "settings"}); len(customIDs(t, reply.Body)) != 0 {
		t.Error("a member is offered the change of settings")
	}
	if reply, got := k.do(discordtest.Interaction{Button: ids[0]}); reply.Form != nil || !strings.Contains(got, "Only those who manage") {
		t.Errorf("a member's click gives %+v %q", reply.Form, got)
	}
	if _, got := k.do(discordtest.Interaction{Form: opened.Form.CustomID, Args: values}); !strings.Contains(got, "Only those who manage") {
		t.Errorf("a member's form is answered %q", got)
	}
}

func TestSession_subscriptionForm(t *testing.T) {
	k := talking(t)
	if reply, _ := k.do(discordtest.Interaction{Command: "list"}); len(customIDs(t, reply.Body)) != 0 {
		t.Error("an empty list offers to edit")
	}
	k.do(discordtest.Interaction{Command: "subscribe", Args: map[string]string{"query": "flood", "when": "every"}})
	reply, _ := k.do(discordtest.Interaction{Command: "list"})
	ids := customIDs(t, reply.Body)
	if len(ids) != 1 {
		t.Fatalf("the list shows %v, want one menu", ids)
	}
	opened, got := k.do(discordtest.Interaction{Button: ids[0], Values: []string{"1"}})
	if opened.Form == nil {
		t.Fatalf("no form opened: %q", got)
	}
	values := opened.Form.Values()
	if values["query"] != "flood" || values["when"] != "every" {
		t.Errorf("the form holds %v", values)
	}
	changed := maps.Clone(values)
	changed["query"] = "flood dam"
	if _, got := k.do(discordtest.Interaction{Form: opened.Form.CustomID, Args: changed}); !strings.Contains(got, "Subscription 2 takes the place of 1") {
		t.Errorf("the sent form is answered %q", got)
	}
	if _, got := k.do(discordtest.Interaction{Form: opened.Form.CustomID, Args: changed}); !strings.Contains(got, "Which one") {
		t.Errorf("the form sent twice is answered %q", got)
	}
	if _, got := k.do(discordtest.Interaction{Command: "list"}); !strings.Contains(got, "2. flood dam") || strings.Contains(got, "1. ") {
		t.Errorf("in the end there is %q", got)
	}
	if reply, got := k.do(discordtest.Interaction{Button: ids[0], Values: []string{"77"}}); reply.Form != nil || !strings.Contains(got, "Which one") {
		t.Errorf("a choice that is gone gives %q", got)
	}
}

func TestSession_messageCommands(t *testing.T) {
	srv := discordtest.Start(t, discordtest.Options{})
	_, c := serve(t, srv, discord.SessionOptions{})
	ctx := discordtest.Within(t, 20*time.Second)
	snd := sender(t, srv)
	for _, d := range []news.Delivery{discordtest.Alert(41, "55", discordtest.Storm()), discordtest.Notice(42)} {
		d.Target.Channel = "55"
		if o := snd.Send(ctx, discordtest.Rendered(t, d)); o.Class != news.OutcomeSent {
			t.Fatal(o)
		}
	}
	msgs := srv.Messages("55")
	for _, tt := range []struct {
		name, command string
		on            discordtest.Message
		foreign       bool
		verb          string // "" when there is nothing to do
	}{
		{"why", "Why this?", msgs[0], false, bot.VerbWhy},
		{"mute", "Mute this story", msgs[0], false, bot.VerbMute},
		{"a message without a story", "Why this?", msgs[1], false, ""},
		{"another program's message", "Mute this story", msgs[0], true, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c.mu.Lock()
			before := len(c.seen)
			c.mu.Unlock()
			reply, err := srv.Interact(ctx, discordtest.Interaction{Command: tt.command, On: &tt.on, Foreign: tt.foreign, Channel: "55"})
			if err != nil {
				t.Fatal(err)
			}
			c.mu.Lock()
			asked := c.seen[before:]
			c.mu.Unlock()
			switch {
			case !reply.Private:
				t.Error("the answer is not private")
			case tt.verb == "" && (len(asked) != 0 || !strings.Contains(string(reply.Body), "no alert of mine")):
				t.Errorf("got %+v and %s", asked, reply.Body)
			case tt.verb != "" && (len(asked) != 1 || asked[0].Args["verb"] != tt.verb || asked[0].Args["delivery"] != "41"):
				t.Errorf("got %+v, want %s of 41", asked, tt.verb)
			}
		})
	}
}
