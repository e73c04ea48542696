package bottest

import (
	"context"
	"log/slog"
	"strings"
	"testing"

	"newsbell/bot"
	"newsbell/news"
)

// A Presser is a chat whose messages have buttons.
type Presser interface {
	Chat
	// Press presses a button of the message of a delivery, and gives what the
	// person is shown then. It is called for many at once.
	Press(ctx context.Context, p Person, verb string, id news.DeliveryID) (string, error)
}

// Pressed is a delivery of the first channel that speaks, whose buttons are
// pressed.
const Pressed news.DeliveryID = 5001

// The other deliveries of the clicks: one whose story is gone, and one of
// another channel; forgotten is of none.
const (
	storyGone news.DeliveryID = 5002
	elsewhere news.DeliveryID = 5003
	forgotten news.DeliveryID = 999_999_999
)

// clickWorld is [World] with messages to press on. The first channel that
// speaks is the first channel of all.
func clickWorld() *Memory {
	m := World()
	m.Deliveries = []news.Delivery{
		{ID: Pressed, Channel: 1, Story: 11, Kind: news.KindAlert, State: news.Sent, Created: Now()},
		{ID: storyGone, Channel: 1, Story: 404, Kind: news.KindAlert, State: news.Sent, Created: Now()},
		{ID: elsewhere, Channel: 77, Story: 11, Kind: news.KindAlert, State: news.Sent, Created: Now()},
	}
	return m
}

// RunClicks holds an adapter whose messages have buttons against what people do
// with them. Rights are those of the moment of the click.
func RunClicks(t *testing.T, a Adapter) {
	t.Helper()
	ada, ben := admin(), member()
	const gone = "no longer knows this message"
	verbs := []string{bot.VerbWhy, bot.VerbSources, bot.VerbMute, bot.VerbFollow, bot.VerbFewer}
	type click struct {
		by   Person
		verb string
		on   news.DeliveryID
		want string
	}
	open := func(t *testing.T) Presser {
		t.Helper()
		chat, ok := a.Open(t, atNow{Service(clickWorld(), slog.New(slog.DiscardHandler))}).(Presser)
		if !ok {
			t.Fatal("the adapter's chat has no buttons")
		}
		hear(t, chat, ada, "list", "no subscriptions yet") // so that there is a channel
		return chat
	}
	for _, row := range []struct {
		name string
		say  string // by the admin, before
		do   []click
	}{
		{name: "each button", do: []click{
			{ben, bot.VerbSources, Pressed, "2 publishers"},
			{ben, bot.VerbWhy, Pressed, "Trump and Putin"},
			{ben, bot.VerbFollow, Pressed, "Followed:"},
			{ben, bot.VerbFewer, Pressed, "Fewer like this:"},
			{ben, bot.VerbMute, Pressed, "Muted:"},
		}},
		{name: "a message that is forgotten", do: each(verbs, func(v string) click { return click{ben, v, forgotten, gone} })},
		{name: "a message of another channel", do: each(verbs, func(v string) click { return click{ada, v, elsewhere, gone} })},
		{name: "a message whose story is gone", do: each(verbs, func(v string) click { return click{ben, v, storyGone, "story"} })},
		{name: "a button of an older newsbell", do: []click{{ben, "explode", Pressed, "older newsbell"}}},
		{name: "without the right", say: "set subscribers admins", do: []click{
			{ben, bot.VerbMute, Pressed, "only those who manage it"},
			{ben, bot.VerbFollow, Pressed, "only those who manage it"},
			{ben, bot.VerbFewer, Pressed, "only those who manage it"},
			{ben, bot.VerbWhy, Pressed, "Trump and Putin"},
			{ada, bot.VerbMute, Pressed, "Muted:"},
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			chat := open(t)
			if row.say != "" {
				hear(t, chat, ada, row.say, "is set")
			}
			for _, c := range row.do {
				got, err := chat.Press(t.Context(), c.by, c.verb, c.on)
				if err != nil || !strings.Contains(got, c.want) {
					t.Errorf("%s presses %s on %d: %v, want %q in:\n%s", c.by.Name, c.verb, c.on, err, c.want, got)
				}
			}
		})
	}
	t.Run("twice at once", func(t *testing.T) { pressTwice(t, open(t)) })
}

// pressTwice has two people press one button at the same moment: both are
// answered, and one thing is kept.
func pressTwice(t *testing.T, chat Presser) {
	t.Helper()
	answers := make(chan string, 2)
	for _, p := range []Person{admin(), member()} {
		go func() {
			got, err := chat.Press(t.Context(), p, bot.VerbMute, Pressed)
			if err != nil {
				got = err.Error()
			}
			answers <- got
		}()
	}
	for range cap(answers) {
		if got := <-answers; !strings.Contains(got, "Muted:") {
			t.Errorf("one of two presses is answered %q", got)
		}
	}
	hear(t, chat, admin(), "forget", "Forgotten: mute of")
	hear(t, chat, admin(), "forget", "follows and weighs down nothing")
}

// hear has a person type a line whose answer must hold some words.
func hear(t *testing.T, chat Chat, p Person, line, want string) {
	t.Helper()
	got, err := chat.Say(t.Context(), p, line)
	if err != nil {
		t.Fatalf("%s types %q: %v", p.Name, line, err)
	}
	step{by: p, line: line, want: []string{want}}.check(t, got)
}

func each[A, B any](all []A, f func(A) B) []B {
	out := make([]B, 0, len(all))
	for _, a := range all {
		out = append(out, f(a))
	}
	return out
}
