package trial

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"newsbell/deliver"
	"newsbell/news"
	"newsbell/storage"
)

// TestRestart kills newsbell while twenty lanes of each platform have work, and
// starts it again. It prints how long after that each lane posts first; it
// holds that all lanes go on, also beside one whose outcome was unknown for
// longer than a nonce counts, and that nothing is lost or doubled.
func TestRestart(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the whole program: not in -short")
	}
	const lanes, posts = 20, 20
	w := open(t, Plan{Platforms: []news.Platform{news.Discord, news.Slack}, Settle: 9 * time.Second})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	targets := fill(ctx, t, w, lanes, posts)
	linger(ctx, t, w, targets[:2])
	start(ctx, t, w)
	check(t, w.Discord.Wait(ctx, 3*lanes))
	check(t, w.Slack.Wait(ctx, lanes+lanes/2))
	w.Process.Kill()
	unknown := unsure(ctx, t, w)
	before := map[news.Target]int{}
	for _, to := range targets {
		before[to] = len(visible(w, to))
	}
	maps.DeleteFunc(before, func(_ news.Target, n int) bool { return n == posts }) // nothing is left
	targets = slices.Collect(maps.Keys(before))
	first := resumed(ctx, t, w, before)
	var sure, other []time.Duration
	for _, to := range targets {
		switch {
		case first[to] == 0:
			t.Errorf("%s: %d posts before the restart, none after", to, before[to])
		case unknown[to]:
			other = append(other, first[to])
		default:
			sure = append(sure, first[to])
		}
	}
	report(t, "without an unknown outcome", sure)
	report(t, "with one", other)
	for _, to := range targets {
		want := posts
		if to == DiscordSeat(0, "").Target {
			want-- // Discord's unknown one waits for its minute
		}
		for len(visible(w, to)) < want && pause(ctx, 50*time.Millisecond) {
		}
		for n := posts - want; n < posts; n++ {
			if seen := standing(w, to, headline(n, to)); seen != 1 {
				t.Errorf("%s: delivery %d stands there %d times, want once", to, n, seen)
			}
		}
	}
	if t.Failed() {
		t.Log(tail(w.Process.Log(), 4000))
	}
}

// resumed starts the process again and gives, for each channel, when its first
// message came after those that stood there before.
func resumed(ctx context.Context, t *testing.T, w *World, before map[news.Target]int) map[news.Target]time.Duration {
	t.Helper()
	began := time.Now()
	check(t, w.Process.Start(ctx))
	first := map[news.Target]time.Duration{}
	for len(first) < len(before) && pause(ctx, 20*time.Millisecond) {
		for to, n := range before {
			if all := visible(w, to); first[to] == 0 && len(all) > n {
				first[to] = all[n].at.Sub(began)
			}
		}
	}
	return first
}

// linger makes the first delivery of some channels one that a process was sending
// when it died an hour ago.
func linger(ctx context.Context, t *testing.T, w *World, targets []news.Target) {
	t.Helper()
	store, err := storage.Open(ctx, storage.Options{URL: w.Store()})
	check(t, err)
	defer func() { check(t, store.Close()) }()
	for _, to := range targets {
		ch, err := store.EnsureChannel(ctx, news.Channel{Target: to})
		check(t, err)
		old, err := store.DeliveryByKey(ctx, ch.ID, "alert/0")
		check(t, err)
		check(t, store.BeginSend(ctx, old.ID, nil, deliver.Nonce(old), time.Now().Add(-time.Hour)))
	}
}

// fill writes posts for each of so many lanes of both platforms into the store
// of a process that does not run.
func fill(ctx context.Context, tb testing.TB, w *World, lanes, posts int) (targets []news.Target) {
	tb.Helper()
	store, err := storage.Open(ctx, storage.Options{URL: w.Store()})
	check(tb, err)
	defer func() { check(tb, store.Close()) }()
	for n := range lanes {
		targets = append(targets, DiscordSeat(n, "").Target, SlackSeat(n, "").Target)
	}
	for _, to := range targets {
		ch, err := store.EnsureChannel(ctx, news.Channel{Target: to, Name: to.Channel, Budget: -1, State: news.ChannelActive, Created: time.Now()})
		check(tb, err)
		rows := make([]news.Delivery, posts)
		for n := range rows {
			rows[n] = delivery(0, to)
			rows[n].Channel, rows[n].Key = ch.ID, fmt.Sprint("alert/", n)
			rows[n].Attempts, rows[n].FirstTry, rows[n].Nonce = 0, time.Time{}, ""
			rows[n].Message.Card.Title = headline(n, to)
		}
		check(tb, store.Enqueue(ctx, rows))
	}
	return targets
}

func headline(n int, to news.Target) string {
	return fmt.Sprintf("Headline %d of channel %s", n, to.Channel)
}

// standing counts a channel's messages that hold a text.
func standing(w *World, to news.Target, text string) (n int) {
	for _, m := range visible(w, to) {
		if bytes.Contains(m.body, []byte(text)) {
			n++
		}
	}
	return n
}

// unsure gives the channels in which the ended process left an outcome unknown.
func unsure(ctx context.Context, t *testing.T, w *World) map[news.Target]bool {
	t.Helper()
	out := map[news.Target]bool{}
	store, err := storage.Open(ctx, storage.Options{URL: w.Store()})
	check(t, err)
	open, err := store.OpenLanes(ctx)
	for _, j := range open {
		rows, laneErr := store.Lane(ctx, j.Channel, 1000)
		err = errors.Join(err, laneErr)
		for _, d := range rows {
			if d.State == news.Sending || d.State == news.Unknown {
				out[d.Target] = true
			}
		}
	}
	check(t, errors.Join(err, store.Close()))
	return out
}

func report(t *testing.T, which string, took []time.Duration) {
	t.Helper()
	if len(took) == 0 {
		return
	}
	slices.Sort(took)
	t.Logf("restart to first post in %d lanes %s: p50 %s, max %s", len(took), which,
		took[len(took)/2].Round(time.Millisecond), took[len(took)-1].Round(time.Millisecond))
}
