package clerk_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"newsbell/bot"
	"newsbell/bot/bottest"
	"newsbell/bot/clerk"
	"newsbell/news"
)

// asker makes requests of one person in the suite's world.
type asker struct {
	t     *testing.T
	s     *clerk.Service
	admin bool
	id    string
}

func (a asker) request(command string, args map[string]string) bot.Request {
	return bot.Request{
		Target:  news.Target{Platform: news.Local, Tenant: "local", Channel: "forms"},
		Actor:   bot.Actor{ID: a.id, Name: a.id, Admin: a.admin},
		Command: command, Args: args, At: bottest.Now(),
	}
}

// ask gives the answer as text.
func (a asker) ask(command string, args map[string]string) string {
	a.t.Helper()
	return bot.PlainText(a.s.Answer(a.t.Context(), a.request(command, args)), time.UTC)
}

func (a asker) form(command string, args map[string]string) (bot.Form, news.Message) {
	a.t.Helper()
	return a.s.Form(a.t.Context(), a.request(command, args))
}

func values(f bot.Form) string {
	var out []string
	for _, field := range f.Fields {
		out = append(out, field.Name+"="+field.Value)
	}
	return strings.Join(out, " ")
}

func people(t *testing.T) (admin, member, other asker) {
	t.Helper()
	s := bottest.Service(bottest.World(), slog.New(slog.DiscardHandler))
	return asker{t, s, true, "admin"}, asker{t, s, false, "member"}, asker{t, s, false, "other"}
}

func TestForm_settings(t *testing.T) {
	admin, member, _ := people(t)
	f, m := admin.form(bot.CmdChange, nil)
	if !bot.Empty(m) || values(f) != "zone=UTC languages=en budget=default breakthrough=off" {
		t.Fatalf("got %s and %+v", values(f), m)
	}
	if got := admin.ask(f.Command, map[string]string{"zone": "Berlin", "languages": "de, uk", "budget": "default", "breakthrough": "6"}); !strings.Contains(got, "Europe/Berlin") || strings.Contains(got, "budget") {
		t.Errorf("change says %q; want what changed and nothing else", got)
	}
	if f, _ := admin.form(bot.CmdChange, nil); values(f) != "zone=Europe/Berlin languages=de, uk budget=default breakthrough=6" {
		t.Errorf("then the form holds %s", values(f))
	}
	if got := admin.ask(bot.CmdChange, map[string]string{"zone": "Paris", "budget": "many"}); !strings.Contains(got, "0 to 10000") {
		t.Errorf("a wrong budget is answered %q", got)
	}
	if f, _ := admin.form(bot.CmdChange, nil); !strings.HasPrefix(values(f), "zone=Europe/Berlin ") {
		t.Errorf("half a change was kept: %s", values(f))
	}
	if _, m := member.form(bot.CmdChange, nil); bot.Empty(m) {
		t.Error("a member got the form of the settings")
	}
	if got := member.ask(bot.CmdChange, map[string]string{"budget": "3"}); !strings.Contains(got, "Only those who manage") {
		t.Errorf("a member's change is answered %q", got)
	}
}

func TestForm_subscription(t *testing.T) {
	admin, member, other := people(t)
	member.ask(bot.CmdSubscribe, map[string]string{"query": "flood", "when": "every"})
	member.ask(bot.CmdSubscribe, map[string]string{"query": "storm", "when": "every"})
	f, m := member.form(bot.CmdEdit, map[string]string{"subscription": "1"})
	if !bot.Empty(m) || values(f) != "query=flood when=every from=" || f.Args["subscription"] != "1" {
		t.Fatalf("got %s %v and %+v", values(f), f.Args, m)
	}
	send := func(a asker, number, query, when string) string {
		return a.ask(bot.CmdEdit, map[string]string{"subscription": number, "query": query, "when": when, "from": ""})
	}
	for _, tt := range []struct {
		name, got, want string
	}{
		{"someone else's", send(other, "1", "drought", "every"), "someone else's"},
		{"a wrong query", send(member, "1", "(flood OR", "every"), "cannot read that query"},
		{"a wrong mode", send(member, "1", "flood", "often"), "not a when"},
		{"no such one", send(member, "9", "flood", "every"), "Which one"},
		{"the same as another", send(member, "1", "storm", "every"), "has that already"},
		{"nothing new", send(member, "1", "flood", "every"), "has not changed"},
		{"another mode", send(member, "1", "flood", "digest"), "Subscription 3 takes the place of 1"},
		{"another query, by an admin", send(admin, "3", "flood dam", "digest"), "Subscription 4 takes the place of 3"},
	} {
		if !strings.Contains(tt.got, tt.want) {
			t.Errorf("%s: got %q, want %q", tt.name, tt.got, tt.want)
		}
	}
	if got := member.ask(bot.CmdList, nil); !strings.Contains(got, "4. flood dam · digest") || !strings.Contains(got, "2. storm") || strings.Contains(got, "3. ") {
		t.Errorf("in the end there is %q", got)
	}
}
