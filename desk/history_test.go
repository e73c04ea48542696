package desk_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"newsbell/desk"
	"newsbell/news"
)

// Two stories that rang prove to be one: the younger message points to the
// older, and it is the older that grows on.
func TestDesk_mergedStoriesPointToTheOlder(t *testing.T) {
	for _, restart := range []bool{false, true} {
		b := newBench(t)
		ch := b.channel("every", "brennford", news.Every)
		b.link()
		publish := func(after time.Duration, publisher, title string) []news.Delivery {
			t.Helper()
			b.now = b.now.Add(after)
			b.publish(publisher, title, "")
			b.work()
			got := b.sent(ch)
			if restart {
				b.restart()
			}
			return got
		}
		older := publish(0, "Alpha", "Brennford chemical plant explosion injures twelve workers")
		younger := publish(27*time.Hour, "Beta", "Investigators search Brennford plant for cause of blast")
		if kinds(older)+kinds(younger) != "alertalert" {
			t.Fatalf("got %q and %q, want an alert each", kinds(older), kinds(younger))
		}
		joined := publish(20*time.Minute, "Gamma", "Brennford chemical plant explosion: investigators search for cause, twelve workers injured")
		parents := map[news.DeliveryID]news.Delivery{}
		for _, d := range joined {
			parents[d.Parent] = d
		}
		pointer, ok := parents[younger[0].ID]
		if !ok || !strings.Contains(pointer.Message.Card.Reason, "became part") || !restart && pointer.Message.Card.Earlier == "" {
			t.Errorf("restart %v: got %s (%+v), want the younger message to point to the older", restart, kinds(joined), pointer.Message.Card)
		}
		grown, ok := parents[older[0].ID]
		if !ok || len(grown.Message.Card.Reports) != 3 {
			t.Errorf("restart %v: got %s, want the older message to grow to three publishers", restart, kinds(joined))
		}
		later := publish(20*time.Minute, "Delta", "Brennford plant explosion: twelve workers injured, investigators say")
		if len(later) != 1 || later[0].Parent != older[0].ID {
			t.Errorf("restart %v: then got %s %+v, want the older message to grow on", restart, kinds(later), later)
		}
	}
}

// link opens the desk anew, with addresses of messages.
func (b *bench) link() {
	b.t.Helper()
	var err error
	b.desk, err = desk.Open(b.t.Context(), desk.Options{
		Log: slog.New(slog.DiscardHandler), Store: b.store, Now: func() time.Time { return b.now }, Budget: 5,
		Link: func(_ news.Target, id string) string { return "https://chat.example/" + id },
	})
	b.check(err)
}
