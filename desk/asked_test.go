package desk_test

import (
	"testing"
	"time"

	"newsbell/news"
)

// A story whose headline says what a query leaves out does not ring for it,
// though one of its articles answers the query.
func TestDesk_exclusionsHoldForTheHeadline(t *testing.T) {
	b := newBench(t)
	without := b.channel("without", "talks -kremlin", news.Every)
	with := b.channel("with", "talks", news.Every)
	b.publish("Wire One", "Kremlin says peace talks with Ukraine begin in Geneva on Friday", "The Kremlin said that delegations had arrived.")
	b.now = b.now.Add(2 * time.Minute)
	b.publish("Wire Two", "Peace talks with Ukraine begin in Geneva on Friday", "Delegations have arrived for the peace talks.")
	b.work()
	if got := len(b.sent(with)); got == 0 {
		t.Error("the story did not ring where nothing is excluded")
	}
	if got := b.sent(without); len(got) > 0 {
		t.Errorf("rang with the headline %q", got[0].Message.Card.Title)
	}
}

// A channel that asked for one publisher sees it named before the others.
func TestDesk_askedPublishersComeFirst(t *testing.T) {
	b := newBench(t)
	all := b.channel("all", "talks", news.Every)
	bound := b.channel("bound", `talks source:"Wire Two"`, news.Every)
	b.publish("Wire One", "Peace talks with Ukraine begin in Geneva on Friday", "Delegations have arrived for the talks.")
	b.now = b.now.Add(2 * time.Minute)
	b.publish("Wire Two", "Peace talks with Ukraine begin in Geneva on Friday evening", "Delegations have arrived for the peace talks there.")
	b.work()
	for ch, want := range map[string]string{"all": "Wire One", "bound": "Wire Two"} {
		d := b.sent(map[string]news.Channel{"all": all, "bound": bound}[ch])
		if len(d) == 0 || len(d[0].Message.Card.Reports) != 2 || d[0].Message.Card.Reports[0].Publisher != want {
			t.Errorf("%s: got %+v, want %s first of two", ch, d, want)
		}
	}
}
