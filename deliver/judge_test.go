package deliver

import (
	"testing"
	"time"

	"newsbell/news"
)

func TestJudge(t *testing.T) {
	now := at(0)
	first := news.Delivery{ID: 16, Kind: news.KindAlert, Attempts: 1, FirstTry: now, LastTry: now}
	edit := first
	edit.Kind = news.KindEdit
	tests := []struct {
		name  string
		d     news.Delivery
		o     news.Outcome
		p     Policy
		state news.DeliveryState
		after time.Duration
	}{
		{"accepted", first, news.Outcome{Class: news.OutcomeSent, MessageID: "m"}, DiscordPolicy(), news.Sent, 0},
		{"surely not sent is tried again", first, news.Outcome{Class: news.OutcomeNotSent}, DiscordPolicy(), news.Retry, time.Second},
		{"and not before it was told to", first, news.Outcome{Class: news.OutcomeNotSent, After: time.Hour}, DiscordPolicy(), news.Retry, time.Hour},
		{"limited waits as long as asked", first, news.Outcome{Class: news.OutcomeLimited, After: 7 * time.Second}, DiscordPolicy(), news.Retry, 7 * time.Second},
		{"unknown on Discord is repeated soon", first, news.Outcome{Class: news.OutcomeUnknown}, DiscordPolicy(), news.Unknown, 300 * time.Millisecond},
		{"unknown on Slack is looked into later", first, news.Outcome{Class: news.OutcomeUnknown}, SlackPolicy(2 * time.Minute), news.Unknown, 5 * time.Second},
		{"an unknown edit is repeated on Slack too", edit, news.Outcome{Class: news.OutcomeUnknown}, SlackPolicy(2 * time.Minute), news.Unknown, 300 * time.Millisecond},
		{"a forbidden channel suspends", first, news.Outcome{Class: news.OutcomeForbidden, Channel: news.ChannelSuspended}, DiscordPolicy(), news.Suspended, 0},
		{"a message deleted by a person counts as sent", first, news.Outcome{Class: news.OutcomeGone}, DiscordPolicy(), news.Sent, 0},
		{"an edit of a deleted message is dropped", edit, news.Outcome{Class: news.OutcomeGone}, DiscordPolicy(), news.Dropped, 0},
		{"a refusal is dropped", first, news.Outcome{Class: news.OutcomeRefused}, DiscordPolicy(), news.Dropped, 0},
		{"an outcome without a class is unknown", first, news.Outcome{}, DiscordPolicy(), news.Unknown, 300 * time.Millisecond},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := Judge(tt.d, tt.o, tt.p, now)
			if r.State != tt.state {
				t.Errorf("state %s, want %s", r.State, tt.state)
			}
			if r.Channel != tt.o.Channel || r.MessageID != tt.o.MessageID {
				t.Errorf("channel %q and message %q, want those of the answer", r.Channel, r.MessageID)
			}
			var got time.Duration
			if !r.NotBefore.IsZero() {
				got = r.NotBefore.Sub(now)
			}
			if got != tt.after {
				t.Errorf("not before +%s, want +%s", got, tt.after)
			}
		})
	}
}

func TestNext(t *testing.T) {
	d := news.Delivery{Kind: news.KindAlert, Attempts: 1, FirstTry: at(0), LastTry: at(0)}
	tired := d
	tired.Attempts = 4
	repeated := d
	repeated.Attempts, repeated.LastTry = 2, at(50)
	tests := []struct {
		name string
		d    news.Delivery
		p    Policy
		now  time.Time
		want Step
	}{
		{"inside the nonce window Discord is asked again", d, DiscordPolicy(), at(59), StepRepeat},
		{"after it the history decides", d, DiscordPolicy(), at(61), StepProbe},
		{"also when it was asked again since", repeated, DiscordPolicy(), at(61), StepProbe},
		{"and after enough repeats too", tired, DiscordPolicy(), at(5), StepProbe},
		{"Slack is never asked again blindly", d, SlackPolicy(2 * time.Minute), at(1), StepProbe},
		{"after a long outage the history is read first", d, DiscordPolicy(), at(90_000), StepProbe},
		{"an attempt in the future was some time ago", d, DiscordPolicy(), at(-3600), StepProbe},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Next(tt.d, tt.p, tt.now); got != tt.want {
				t.Errorf("Next = %s, want %s", got, tt.want)
			}
		})
	}
}

func TestJudgeFinding(t *testing.T) {
	p := SlackPolicy(2 * time.Minute)
	d := news.Delivery{ID: 16, Kind: news.KindAlert, Attempts: 1, FirstTry: at(0), LastTry: at(0)}
	tests := []struct {
		name   string
		f      news.Finding
		now    time.Time
		probes int
		state  news.DeliveryState
		next   time.Time
	}{
		{"found is sent", news.Found, at(5), 0, news.Sent, time.Time{}},
		{"absent early is looked for again", news.Absent, at(5), 0, news.Unknown, at(30)},
		{"absent still, once more", news.Absent, at(30), 0, news.Unknown, at(120)},
		{"absent after settling is sent again", news.Absent, at(120), 0, news.Retry, at(120)},
		{"unreadable goes to a person", news.Unreadable, at(5), 0, news.Review, time.Time{}},
		{"a probe that failed is made again", news.Later, at(5), 0, news.Unknown, at(20)},
		{"even when the attempt was long ago", news.Later, at(90_000), 3, news.Unknown, at(90_015)},
		{"but not for ever", news.Later, at(90_000), 4, news.Review, time.Time{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d.Probes = tt.probes
			r := JudgeFinding(d, tt.f, "m1", p, tt.now)
			if r.State != tt.state || !r.NotBefore.Equal(tt.next) {
				t.Errorf("%s at %s: state %s not before %s, want %s %s", tt.f, tt.now, r.State, r.NotBefore, tt.state, tt.next)
			}
		})
	}
}

func TestBackoff(t *testing.T) {
	last := time.Duration(0)
	for attempt := range 40 {
		d := news.Delivery{ID: 7, Attempts: attempt + 1}
		got := backoff(d, retryPause, retryPauseMax)
		if got < last || got > retryPauseMax*5/4 {
			t.Fatalf("attempt %d waits %s after %s", attempt+1, got, last)
		}
		last = got
	}
	if last < retryPauseMax {
		t.Errorf("the pause ends at %s, want at least %s", last, retryPauseMax)
	}
}
