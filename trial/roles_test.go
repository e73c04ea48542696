package trial

import (
	"context"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"newsbell/bot/discord/discordtest"
	"newsbell/bot/slack/slacktest"
	"newsbell/news"
	"newsbell/storage/storagetest"
)

// TestRoles runs one process that decides and two that deliver on one PostgreSQL
// database, under the platforms' true limits, and kills them by turns. Each
// article stands once in each channel that asked for it, in order.
func TestRoles(t *testing.T) {
	if os.Getenv("NEWSBELL_TEST_POSTGRES") == "" || testing.Short() {
		t.Skip("runs several processes on PostgreSQL: set NEWSBELL_TEST_POSTGRES")
	}
	const seed = 11
	w := open(t, Plan{
		Feeds: crashFeeds, Platforms: []news.Platform{news.Discord, news.Slack}, Settle: 6 * time.Second, URL: storagetest.Postgres(t),
		Discord: discordtest.Options{Limits: true}, Slack: slacktest.Options{Limits: true},
	})
	c := &crash{
		T: t, w: w, rand: rand.New(rand.NewPCG(seed, 7)), writer: NewWriter(seed),
		titles: make([][]string, crashGroups), deleted: map[string]bool{},
	}
	for n := range 2 * crashGroups {
		c.places = append(c.places, DiscordSeat(n, keyword(n%crashGroups)), SlackSeat(n, keyword(n%crashGroups)))
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	check(t, w.Subscribe(ctx, c.places))
	for n := range crashFeeds {
		w.Press.Publish(n, c.writer.Write("old", "nothing", 60, time.Now()))
	}
	w.Process.Roles = "poll,desk,gateway,web"
	start(ctx, t, w)
	settled(ctx, t, w, crashFeeds)
	first, second := courier(ctx, t, w), courier(ctx, t, w)
	some := func() {
		for n := range 3 * crashGroups {
			c.publish(n % crashGroups)
		}
		pause(ctx, 2500*time.Millisecond)
	}
	some()
	first.Kill() // the other one goes on
	some()
	second.Kill() // nobody delivers
	third := courier(ctx, t, w)
	some()
	w.Process.Kill() // nobody decides
	check(t, w.Process.Start(ctx))
	some()
	c.await(ctx)
	faults := c.faults()
	third.Stop()
	w.Process.Stop()
	for _, fault := range append(faults, c.unsettled(ctx)...) {
		t.Error(fault)
	}
	limited := w.Discord.Stats().Limited + w.Slack.Limited()
	t.Logf("%d messages on Discord, %d on Slack, %d answers of 429", w.Discord.Total(), w.Slack.Total(), limited)
	if t.Failed() {
		t.Logf("decides:\n%s\ndelivers:\n%s", tail(w.Process.Log(), 4000), tail(third.Log(), 4000))
	}
}

// courier starts a process that only delivers; it ends with the test.
func courier(ctx context.Context, t *testing.T, w *World) *Process {
	t.Helper()
	p, err := w.Another("deliver")
	check(t, err)
	check(t, p.Start(ctx))
	t.Cleanup(p.Kill)
	check(t, p.Ready(ctx))
	return p
}
