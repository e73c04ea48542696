package slack_test

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"

	"newsbell/bot"
	"newsbell/bot/slack"
	"newsbell/bot/slack/block"
	"newsbell/bot/slack/slacktest"
	"newsbell/news"
)

// worlds open a workspace in which UADMIN is in C1 and UBEN in no channel, and
// connect newsbell to it in each way.
func worlds() map[string]func(*testing.T) (*slacktest.Server, *clerk) {
	out := map[string]func(*testing.T) (*slacktest.Server, *clerk){}
	for name, connect := range transports() {
		out[name] = func(t *testing.T) (*slacktest.Server, *clerk) {
			t.Helper()
			srv, c := slacktest.Start(t, slacktest.Options{}), &clerk{}
			srv.Join("UADMIN", "C1")
			connect(t, srv, c, func(o *slack.SessionOptions) { o.Channels = listing(knownChannels()) })
			return srv, c
		}
	}
	return out
}

func opened(t *testing.T, reply slacktest.Reply, err error) string {
	t.Helper()
	if err != nil || reply.View == "" {
		t.Fatalf("no form: got %+v, %v", reply, err)
	}
	return reply.View
}

// TestSession_forms holds that a command that lacks something opens a form, and
// that the form does what the command would have done.
func TestSession_forms(t *testing.T) {
	for name, open := range worlds() {
		t.Run(name, func(t *testing.T) {
			srv, c := open(t)
			for _, tt := range []struct {
				line    string
				fill    map[string]string
				command string
				args    map[string]string
			}{
				{"subscribe", map[string]string{"arg.query": `ukraine "peace talks"`}, bot.CmdSubscribe, map[string]string{"query": `ukraine "peace talks"`}},
				{
					"subscribe when every",
					map[string]string{"arg.query": "x", "arg.from": "bbc.co.uk"},
					bot.CmdSubscribe,
					map[string]string{"query": "x", "when": "every", "from": "bbc.co.uk"},
				},
				{
					"digest",
					map[string]string{"arg.schedule": "daily at 09:00", "arg.zone": "Europe/Berlin", "arg.style": "full"},
					bot.CmdDigestSet,
					map[string]string{"schedule": "daily at 09:00", "zone": "Europe/Berlin", "style": "full"},
				},
				{"quiet", map[string]string{"arg.hours": "22:00-07:00"}, bot.CmdQuiet, map[string]string{"hours": "22:00-07:00"}},
				{"set", map[string]string{"arg.key": "budget", "arg.value": "7"}, bot.CmdSet, map[string]string{"key": "budget", "value": "7"}},
				{"set zone", map[string]string{"arg.value": "UTC"}, bot.CmdSet, map[string]string{"key": "zone", "value": "UTC"}},
				{"feeds add", map[string]string{"arg.url": "example.org"}, bot.CmdFeedsAdd, map[string]string{"url": "example.org"}},
			} {
				before := len(c.requests())
				reply, err := srv.Command("UADMIN", "C1", tt.line)
				id := opened(t, reply, err)
				if len(c.requests()) != before {
					t.Errorf("%s: something was done before the form was handed in", tt.line)
				}
				done, err := srv.Submit("UADMIN", id, tt.fill)
				if err != nil || done.Errors != nil || !strings.Contains(string(done.View), "Done: "+tt.command) {
					t.Errorf("%s: got %+v, %v", tt.line, done, err)
					continue
				}
				r := c.requests()[before]
				if r.Command != tt.command || !maps.Equal(r.Args, tt.args) || r.Target != slacktest.SampleTarget() || !r.Actor.Admin || r.ID == "" {
					t.Errorf("%s: got %+v", tt.line, r)
				}
			}
		})
	}
}

// TestSession_formErrors holds that what the clerk refuses stands at the field
// that it is about, and that the form can be mended.
func TestSession_formErrors(t *testing.T) {
	for name, open := range worlds() {
		t.Run(name, func(t *testing.T) {
			srv, c := open(t)
			c.answer = func(r bot.Request) news.Message {
				if r.Args["zone"] == "Mars/Base" {
					return news.Message{Private: true, Text: &news.Note{Error: true, Lines: []news.Line{{Text: `I do not know the time zone "Mars/Base".`}}}}
				}
				return say("Done")
			}
			reply, err := srv.Command("UADMIN", "C1", "digest in Mars/Base")
			id := opened(t, reply, err)
			done, err := srv.Submit("UADMIN", id, map[string]string{"arg.schedule": "daily at 09:00"})
			if err != nil || !strings.Contains(done.Errors["arg.zone"], "Mars/Base") {
				t.Fatalf("got %+v, %v", done, err)
			}
			done, err = srv.Submit("UADMIN", id, map[string]string{"arg.schedule": "daily at 09:00", "arg.zone": "UTC"})
			if err != nil || done.Errors != nil || !strings.Contains(string(done.View), "Done") {
				t.Errorf("mended: got %+v, %v", done, err)
			}
		})
	}
}

func TestSession_formSuggests(t *testing.T) {
	for name, open := range worlds() {
		t.Run(name, func(t *testing.T) {
			srv, c := open(t)
			c.offer = func(r bot.Request, arg, typed string) []bot.Choice {
				if r.Command != bot.CmdSet || arg != bot.ArgValue || r.Args["key"] != "zone" || r.Target != slacktest.SampleTarget() {
					t.Errorf("asked for %s of %+v", arg, r)
				}
				return []bot.Choice{{Label: "Europe/Berlin", Value: "Europe/Berlin"}, {Label: "too long", Value: strings.Repeat("x", 151)}}
			}
			reply, err := srv.Command("UADMIN", "C1", "set zone")
			id := opened(t, reply, err)
			options, err := srv.Suggest("UADMIN", id, "arg.value", "ber", nil)
			if err != nil || len(options) != 2 || options[0].Value != "ber" || options[1].Value != "Europe/Berlin" {
				t.Errorf("got %+v, %v", options, err)
			}
			c.offer = nil
			if options, err := srv.Suggest("UADMIN", id, "arg.value", "", nil); err != nil || len(options) != 0 {
				t.Errorf("nothing to suggest: got %+v, %v", options, err)
			}
		})
	}
}

// TestSession_formSlow holds that a form whose work is slow is acknowledged in
// time and shows the answer when it comes.
func TestSession_formSlow(t *testing.T) {
	for name, connect := range transports() {
		t.Run(name, func(t *testing.T) {
			srv, release := slacktest.Start(t, slacktest.Options{}), make(chan struct{})
			c := &clerk{answer: func(bot.Request) news.Message { <-release; return say("at last") }}
			s := connect(t, srv, c, nil)
			reply, err := srv.Command("UADMIN", "C1", "subscribe")
			id := opened(t, reply, err)
			s.SetAckWithin(time.Millisecond)
			done, err := srv.Submit("UADMIN", id, map[string]string{"arg.query": "x"})
			if err != nil || !strings.Contains(string(done.View), "Working on it") {
				t.Fatalf("got %s, %v", done.View, err)
			}
			close(release)
			if err := srv.WaitView(t.Context(), id, "at last"); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestSession_subscribeShortcut(t *testing.T) {
	for name, open := range worlds() {
		t.Run(name, func(t *testing.T) {
			srv, c := open(t)
			reply, err := srv.Shortcut("UADMIN", "news_subscribe")
			id := opened(t, reply, err)
			fill := map[string]string{"arg.query": "x", "place": "C2"}
			done, err := srv.Submit("UADMIN", id, fill)
			if err != nil || !strings.Contains(done.Errors["place"], "both be in this channel") || len(c.requests()) > 0 {
				t.Errorf("a channel that the person is not in: got %+v, %v", done, err)
			}
			fill["place"] = "C1"
			done, err = srv.Submit("UADMIN", id, fill)
			if err != nil || !strings.Contains(string(done.View), "Done: subscribe") || len(c.requests()) != 1 || c.requests()[0].Target != slacktest.SampleTarget() {
				t.Errorf("got %+v, %v, asked %+v", done, err, c.requests())
			}
		})
	}
}

func TestSession_messageShortcuts(t *testing.T) {
	for name, open := range worlds() {
		t.Run(name, func(t *testing.T) {
			srv, c := open(t)
			body, err := block.Render(slacktest.SampleAlert(), false)
			if err != nil {
				t.Fatal(err)
			}
			var ours map[string]any
			if err := json.Unmarshal(body, &ours); err != nil {
				t.Fatal(err)
			}
			for _, tt := range []struct {
				name, callback string
				message        any
				command        string
				args           map[string]string
				says           string
			}{
				{"ours, why", "news_why", ours, "button", map[string]string{"verb": "why", "delivery": "4711"}, "Done"},
				{"ours, mute", "news_mute", ours, "button", map[string]string{"verb": "mute", "delivery": "4711"}, "Done"},
				{"a link", "news_why", map[string]any{"text": "see <https://news.example/a?b=1&amp;c=2|this>"}, "why", map[string]string{"link": "https://news.example/a?b=1&c=2"}, "Done"},
				{"a link, mute", "news_mute", map[string]any{"text": "<https://news.example/a>"}, "mute", map[string]string{"link": "https://news.example/a"}, "Done"},
				{"forged id", "news_why", map[string]any{"blocks": []any{map[string]any{"type": "actions", "elements": []any{map[string]any{"type": "button", "value": "1; drop"}}}}}, "", nil, "no link"},
				{"odd message", "news_why", map[string]any{"text": "<https://news.example/a>", "blocks": "none"}, "why", map[string]string{"link": "https://news.example/a"}, "Done"},
				{"nothing in it", "news_why", map[string]any{"text": "hello <@U1>"}, "", nil, "no link"},
			} {
				before := len(c.requests())
				reply, err := srv.MessageShortcut("UADMIN", "C1", tt.callback, tt.message)
				if err != nil || !strings.Contains(reply.Text, tt.says) || reply.Public {
					t.Errorf("%s: got %+v, %v", tt.name, reply, err)
				}
				asked := c.requests()[before:]
				if tt.command == "" && len(asked) > 0 || tt.command != "" && (len(asked) != 1 || asked[0].Command != tt.command || !maps.Equal(asked[0].Args, tt.args)) {
					t.Errorf("%s: asked %+v", tt.name, asked)
				}
			}
		})
	}
}

// TestSession_expiredTrigger holds that a form that does not open leaves the
// answer in words.
func TestSession_expiredTrigger(t *testing.T) {
	for name, open := range worlds() {
		t.Run(name, func(t *testing.T) {
			srv, _ := open(t)
			srv.Fault(noForms)
			reply, err := srv.Command("UADMIN", "C1", "subscribe")
			if err != nil || !strings.Contains(reply.Text, "needs a query") {
				t.Errorf("got %+v, %v", reply, err)
			}
		})
	}
}
