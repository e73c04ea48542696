package clerk_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"newsbell/bot"
	"newsbell/bot/bottest"
	"newsbell/bot/clerk"
	"newsbell/news"
)

// desk is a service over the suite's world and a channel to type into.
type desk struct {
	*clerk.Service
	world *bottest.Memory
	log   *bytes.Buffer
}

func newDesk() desk {
	world, log := bottest.World(), new(bytes.Buffer)
	return desk{bottest.Service(world, slog.New(slog.NewTextHandler(log, nil))), world, log}
}

func request(t *testing.T, line string) bot.Request {
	t.Helper()
	command, args, err := bot.ParseLine(line, bot.Commands())
	if err != nil {
		t.Fatalf("ParseLine(%q): %v", line, err)
	}
	return bot.Request{
		Target: news.Target{Platform: news.Slack, Tenant: "T1", Channel: "C1"}, Channel: "#news",
		Actor: bot.Actor{ID: "U1", Name: "Ada", Admin: true}, Command: command, Args: args, At: bottest.Now(),
	}
}

func (d desk) say(t *testing.T, line string) string {
	t.Helper()
	return bot.PlainText(d.Answer(t.Context(), request(t, line)), time.UTC)
}

func lacks(t *testing.T, got string, want ...string) {
	t.Helper()
	flat := strings.Join(strings.Fields(got), " ") // lines are wrapped
	for _, w := range want {
		if !strings.Contains(flat, w) {
			t.Errorf("got lacks %q:\n%s", w, got)
		}
	}
}

func TestService_answersAnEventOnce(t *testing.T) {
	d := newDesk()
	r := request(t, "subscribe flood when every")
	r.ID = "event-1"
	if first := d.Answer(t.Context(), r); bot.Empty(first) {
		t.Fatal("the first answer is empty")
	}
	if second := d.Answer(t.Context(), r); !bot.Empty(second) {
		t.Errorf("the repeated event is answered: %s", bot.PlainText(second, nil))
	}
	lacks(t, d.say(t, "list"), "1 subscription")
	r.Target.Tenant = "T2"
	if other := d.Answer(t.Context(), r); bot.Empty(other) {
		t.Error("another tenant's event with the same id is not answered")
	}
}

func TestService_countsBeforeTheReply(t *testing.T) {
	d := newDesk()
	d.say(t, "subscribe flood when every")
	if len(d.world.Indexed) != 1 {
		t.Fatalf("the index holds %d subscriptions after the reply, want 1", len(d.world.Indexed))
	}
	d.say(t, "unsubscribe 1")
	if len(d.world.Indexed) != 0 {
		t.Errorf("the index holds %d subscriptions after unsubscribe, want 0", len(d.world.Indexed))
	}
}

// brokenIndex refuses every subscription.
type brokenIndex struct{ clerk.Index }

func (brokenIndex) Add(news.Subscription) error { return errors.New("out of memory") }

func TestService_takesBackWhatCannotBeIndexed(t *testing.T) {
	d := newDesk()
	d.Index = brokenIndex{d.world}
	lacks(t, d.say(t, "subscribe flood when every"), "Something went wrong on my side")
	lacks(t, d.say(t, "list"), "no subscriptions yet")
}

func TestService_hidesInternalFaults(t *testing.T) {
	d := newDesk()
	d.world.Fault = errors.New("disk /var/secret is full")
	got := d.say(t, "list")
	if strings.Contains(got, "secret") {
		t.Errorf("the reply tells of the inside:\n%s", got)
	}
	words := strings.Fields(got)
	lacks(t, d.log.String(), "disk /var/secret is full", "trace="+words[len(words)-1], "slack/T1/C1")
}

func TestService_checksWhatFormsSend(t *testing.T) {
	tests := []struct{ name, command, arg, value, want string }{
		{"unknown command", "explode", "", "", "I do not know"},
		{"missing argument", "subscribe", "query", "   ", "subscribe needs a query"},
		{"wrong choice", "subscribe", "when", "sometimes", `"sometimes" is not a when; choose breaking, every or digest`},
		{"long query", "search", "query", strings.Repeat("ä", 1001), "The query is too long"},
		{"long link", "why", "link", "https://example.org/" + strings.Repeat("x", 5000), "too long"},
		{"unknown setting", "set", "key", "colour", `"colour" is not a key`},
		{"no link", "why", "link", "javascript:alert(1)", "is not a link to an article"},
		{"no address", "feeds add", "url", "not an address", "is not a web address"},
		{"unknown source", "subscribe", "from", "Unheard Herald", `No watched feed is called "Unheard Herald"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk()
			r := bot.Request{Command: tt.command, Actor: bot.Actor{Admin: true}, Args: map[string]string{"query": "flood", "value": "1", tt.arg: tt.value}}
			m := d.Answer(t.Context(), r)
			if m.Text == nil || !m.Text.Error || !m.Private {
				t.Errorf("the reply is no private error: %+v", m)
			}
			lacks(t, bot.PlainText(m, nil), tt.want)
		})
	}
}

func TestService_adminOnly(t *testing.T) {
	for _, c := range bot.Commands() {
		d := newDesk()
		r := request(t, c.Example)
		r.Actor.Admin = false
		refused := strings.Contains(bot.PlainText(d.Answer(t.Context(), r), nil), "Only those who manage")
		if refused != c.Admin {
			t.Errorf("%s by a member: refused is %v, want %v", c.Name, refused, c.Admin)
		}
	}
}

func TestService_limits(t *testing.T) {
	d := newDesk()
	for i := range 200 {
		lacks(t, d.say(t, fmt.Sprintf("subscribe word%d when every", i)), "is on")
	}
	lacks(t, d.say(t, "subscribe straw when every"), "has 200 subscriptions, the most it may have")
	lacks(t, d.say(t, "list"), "200 subscriptions", "… and 175 more")
	other := request(t, "subscribe straw when every")
	other.Target.Channel = "C2"
	lacks(t, bot.PlainText(d.Answer(t.Context(), other), nil), "Subscription 1 is on")
}

func TestService_newChannelFollowsItsPeople(t *testing.T) {
	d := newDesk()
	r := request(t, "settings")
	r.Actor.Locale, r.Actor.Zone = "de-AT", "Europe/Vienna"
	lacks(t, bot.PlainText(d.Answer(t.Context(), r), nil), "zone: Europe/Vienna", "languages: de")
	lacks(t, d.say(t, "search ukraine"), "Gespräche")
}

// What export shows can be typed into another channel and gives the same rules.
func TestService_exportCanBeTypedBack(t *testing.T) {
	d := newDesk()
	for _, line := range []string{
		"set zone Europe/Berlin", "set languages de, en", "set budget 7",
		`subscribe "peace talks" OR ceasefire when breaking from bbc.co.uk, wire.example`,
		`subscribe flood when digest from "Example Wire"`, "digest weekdays at 09:00 about ukraine",
	} {
		if got := d.say(t, line); strings.Contains(got, "Try:") {
			t.Fatalf("%s: %s", line, got)
		}
	}
	first := d.Answer(t.Context(), request(t, "export"))
	for _, l := range first.Text.Lines {
		r := request(t, l.Text)
		r.Target.Channel = "C2"
		d.Answer(t.Context(), r)
	}
	again := request(t, "export")
	again.Target.Channel = "C2"
	got, want := bot.PlainText(d.Answer(t.Context(), again), nil), bot.PlainText(first, nil)
	if got != want || len(first.Text.Lines) != 6 {
		t.Errorf("typed back gives\n%s\nwant\n%s", got, want)
	}
}

func TestService_whyTellsTheWholeWay(t *testing.T) {
	d := newDesk()
	d.say(t, "subscribe ukraine when breaking")
	ch, err := d.world.EnsureChannel(t.Context(), news.Channel{Target: request(t, "list").Target})
	if err != nil {
		t.Fatal(err)
	}
	d.world.Judged = []news.Verdict{{Story: 12, Reason: "alone", Detail: "one publisher so far"}}
	lacks(t, d.say(t, "why https://daily.example/quake"), "No subscription of this channel", "It did not ring: one publisher so far.")

	at := bottest.Now().Add(-19 * time.Minute)
	d.world.Deliveries = []news.Delivery{
		{Channel: ch.ID, Story: 11, Kind: news.KindAlert, State: news.Sent, Reason: "2 publishers in 8 min", Created: at, Finished: at.Add(300 * time.Millisecond)},
		{Channel: ch.ID, Story: 11, Kind: news.KindEdit, State: news.Sent, Reason: "an edit", Created: at},
		{Channel: ch.ID + 1, Story: 11, Kind: news.KindAlert, State: news.Sent, Reason: "a stranger's", Created: at},
	}
	d.world.Cands = []news.Candidate{{Story: d.world.Stories[0], Rang: at}}
	for _, line := range []string{"why https://daily.example/talks", "why"} {
		got := d.say(t, line)
		lacks(t, got, "Example Wire 17:02, Daily Example 17:10", "Subscription 1 (ukraine, breaking)", "Rang on Wed 12 Feb 17:11: 2 publishers in 8 min. Posted within a second.")
		if strings.Contains(got, "stranger") || strings.Contains(got, "an edit") {
			t.Errorf("%s tells of what is not this channel's alert:\n%s", line, got)
		}
	}
}

func TestService_testGoesTheWayOfAlerts(t *testing.T) {
	d := newDesk()
	r := request(t, "test")
	r.ID = "e7"
	d.Answer(t.Context(), r)
	if len(d.world.Deliveries) != 1 {
		t.Fatalf("got %d deliveries, want 1", len(d.world.Deliveries))
	}
	got := d.world.Deliveries[0]
	if got.Key != "test/e7" || got.Kind != news.KindNotice || got.Message.Card == nil || got.Target != r.Target {
		t.Errorf("got %+v", got)
	}
}

func TestService_summaryOfAnUnknownPage(t *testing.T) {
	d := newDesk()
	d.Pages = pages{}
	lacks(t, d.say(t, "summary https://other.example/a"), "A page", "What it says.")
}

type pages struct{}

func (pages) Summarise(_ context.Context, link string) (news.Page, error) {
	return news.Page{Title: "A page", Lead: "What it says.", Canonical: link}, nil
}

func TestService_Complete(t *testing.T) {
	d := newDesk()
	d.say(t, "subscribe flood when every")
	d.say(t, "digest daily at 09:00")
	tests := []struct {
		arg, typed string
		args       map[string]string
		want       string // value of the first choice
	}{
		{bot.ArgSubscription, "flo", nil, "1"},
		{bot.ArgDigest, "", nil, "1"},
		{bot.ArgFrom, "daily", nil, "daily.example"},
		{bot.ArgFeed, "slow", nil, "https://slow.example/rss"},
		{bot.ArgSchedule, "week", nil, "weekdays at 09:00"},
		{bot.ArgZone, "berl", nil, "Europe/Berlin"},
		{bot.ArgValue, "lond", map[string]string{"key": "zone"}, "Europe/London"},
		{bot.ArgCommand, "prev", nil, "preview"},
		{bot.ArgFrom, "intranet", nil, ""},
		{bot.ArgFeed, "wire", nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.arg+" "+tt.typed, func(t *testing.T) {
			r := request(t, "list")
			r.Args = tt.args
			got := d.Complete(t.Context(), r, tt.arg, tt.typed)
			switch {
			case tt.want == "" && len(got) > 0:
				t.Errorf("got %v, want nothing", got)
			case tt.want != "" && (len(got) == 0 || got[0].Value != tt.want):
				t.Errorf("got %v, want %q first", got, tt.want)
			}
		})
	}
}
