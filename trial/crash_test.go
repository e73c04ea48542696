package trial

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"newsbell/bot/discord/discordtest"
	"newsbell/bot/slack/slacktest"
	"newsbell/news"
)

// moduleRoot is the folder of go.mod, seen from this package.
func moduleRoot(tb testing.TB) string {
	tb.Helper()
	root, err := filepath.Abs("..")
	if err != nil {
		tb.Fatal(err)
	}
	return root
}

func open(tb testing.TB, p Plan) *World {
	tb.Helper()
	p.Root, p.Dir = moduleRoot(tb), tb.TempDir()
	w, err := Open(tb.Context(), p)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(w.Close)
	return w
}

// number reads a count from the environment.
func number(tb testing.TB, name string, otherwise int) int {
	tb.Helper()
	v := os.Getenv(name)
	if v == "" {
		return otherwise
	}
	n, err := strconv.Atoi(v)
	if err != nil {
		tb.Fatalf("%s=%s is no number", name, v)
	}
	return n
}

// TestCrash kills newsbell with SIGKILL again and again while deliveries flow
// to Discord and Slack with faults, and looks at the servers: each article is
// visible in each channel exactly once. NEWSBELL_TEST_KILLS sets how many kills,
// NEWSBELL_TEST_SEED repeats a run.
func TestCrash(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes for a minute: not in -short")
	}
	kills := number(t, "NEWSBELL_TEST_KILLS", 12)
	seed := uint64(number(t, "NEWSBELL_TEST_SEED", int(time.Now().UnixNano()%1_000_000)))
	t.Logf("%d kills, NEWSBELL_TEST_SEED=%d", kills, seed)
	const feeds, seats = 6, 5
	w := open(t, Plan{
		Feeds: feeds, Platforms: []news.Platform{news.Discord, news.Slack}, Settle: 3 * time.Second,
		Discord: discordtest.Options{Seed: seed, Rates: discordtest.Rates{
			FailBefore: .03, FailAfter: .05, ResetBefore: .03, ResetAfter: .05, LimitBucket: .02, Delay: 30 * time.Millisecond,
		}},
		Slack: slacktest.Options{
			Seed: seed, HistoryLag: 200 * time.Millisecond, MetadataLag: 400 * time.Millisecond,
			Rates: slacktest.Rates{Before: .02, After: .04, Reset: .04, Refused: .02, Limited: .02, Late: .02, LateBy: time.Second},
		},
	})
	var places []Seat
	for n := range seats {
		places = append(places, DiscordSeat(n, "bulletin"), SlackSeat(n, "bulletin"))
	}
	if err := w.Subscribe(t.Context(), places); err != nil {
		t.Fatal(err)
	}
	writer := NewWriter(seed)
	for n := range feeds {
		w.Press.Publish(n, writer.Write(fmt.Sprintf("old-%d", n), "bulletin", 60, time.Now()))
	}
	ctx, cancel := context.WithTimeout(t.Context(), 8*time.Minute)
	defer cancel()
	start(ctx, t, w)
	settled(ctx, t, w, feeds)

	titles := storm(ctx, t, w, storming{kills: kills, seed: seed, feeds: feeds, writer: writer})
	await(ctx, t, w, places, titles)
	pause(ctx, 5*time.Second) // what would come twice has come by now
	for _, fault := range inspect(w, places, titles) {
		t.Error(fault)
	}
	t.Logf("%d articles in %d channels after %d kills: %d messages on Discord, %d on Slack",
		len(titles), len(places), kills, w.Discord.Total(), w.Slack.Total())
	if t.Failed() {
		t.Logf("repeat with NEWSBELL_TEST_SEED=%d NEWSBELL_TEST_KILLS=%d\n%s", seed, kills, tail(w.Process.Log(), 4000))
	}
}

func start(ctx context.Context, tb testing.TB, w *World) {
	tb.Helper()
	if err := w.Process.Start(ctx); err != nil {
		tb.Fatal(err)
	}
	ready, cancel := context.WithTimeout(ctx, 60*time.Second)
	defer cancel()
	if err := w.Process.Ready(ready); err != nil {
		tb.Fatal(err)
	}
}

// settled waits until every feed was read once, so that what follows is news.
func settled(ctx context.Context, tb testing.TB, w *World, feeds int) {
	tb.Helper()
	for n := range feeds {
		for w.Press.Served(n).IsZero() {
			if !pause(ctx, 20*time.Millisecond) {
				tb.Fatalf("feed %d is never polled\n%s", n, tail(w.Process.Log(), 4000))
			}
		}
	}
	pause(ctx, time.Second)
}

type storming struct {
	kills, feeds int
	seed         uint64
	writer       *Writer
}

// storm publishes while it kills, and gives the headlines.
func storm(ctx context.Context, t *testing.T, w *World, s storming) (titles []string) {
	t.Helper()
	r := rand.New(rand.NewPCG(s.seed, 7))
	for kill := range s.kills {
		for range 1 + r.IntN(3) {
			it := s.writer.Write(fmt.Sprintf("new-%d", len(titles)), "bulletin", 60, time.Now())
			titles = append(titles, it.Title)
			w.Press.Publish(r.IntN(s.feeds), it)
		}
		if !pause(ctx, time.Duration(100+r.IntN(1400))*time.Millisecond) {
			t.Fatalf("time is up after %d kills", kill)
		}
		w.Process.Kill()
		if err := w.Process.Start(ctx); err != nil {
			t.Fatal(err)
		}
	}
	return titles
}

// await waits until every headline stands in every channel, or nothing more
// comes.
func await(ctx context.Context, t *testing.T, w *World, places []Seat, titles []string) {
	t.Helper()
	want := len(places) * len(titles)
	last, since := 0, time.Now()
	for {
		n := w.Discord.Total() + w.Slack.Total()
		if n >= want && len(inspect(w, places, titles)) == 0 {
			return
		}
		if n != last {
			last, since = n, time.Now()
		}
		if time.Since(since) > 60*time.Second || !pause(ctx, 200*time.Millisecond) {
			return
		}
	}
}

// inspect looks at every channel from the servers' side.
func inspect(w *World, places []Seat, titles []string) (faults []string) {
	for _, p := range places {
		seen := make(map[string]int, len(titles))
		for _, body := range visible(w, p.Target) {
			for _, title := range titles {
				if bytes.Contains(body, []byte(title)) {
					seen[title]++
				}
			}
		}
		for _, title := range titles {
			if n := seen[title]; n != 1 {
				faults = append(faults, fmt.Sprintf("%s: %q is visible %d times", p.Target, title, n))
			}
		}
	}
	return faults
}

// visible gives what stands in a channel.
func visible(w *World, to news.Target) (out [][]byte) {
	if to.Platform == news.Discord {
		for _, m := range w.Discord.Messages(to.Channel) {
			out = append(out, m.Latest())
		}
		return out
	}
	for _, m := range w.Slack.Messages(to.Channel) {
		out = append(out, []byte(m.Text))
	}
	return out
}

func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

func tail(s string, n int) string {
	if len(s) > n {
		s = s[len(s)-n:]
	}
	return strings.TrimSpace(s)
}
