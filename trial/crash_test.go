package trial

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"newsbell/bot/discord/discordtest"
	"newsbell/bot/slack/slacktest"
	"newsbell/news"
	"newsbell/storage"
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

// The crash test's size: each kill comes with some 25 deliveries.
const (
	crashFeeds  = 6
	crashGroups = 10 // an article goes to one group of channels
	perKill     = 25
)

// TestCrash kills newsbell with SIGKILL again and again, at points that the
// servers choose, while deliveries flow to Discord and Slack with all faults on;
// freezes it, fills its disk, deletes messages; and then looks at the servers:
// each article stands once in each channel that asked for it, in order.
// NEWSBELL_TEST_KILLS sets how many kills, NEWSBELL_TEST_SEATS how many channels
// a platform, NEWSBELL_TEST_SEED repeats a run.
func TestCrash(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes for a minute: not in -short")
	}
	kills := number(t, "NEWSBELL_TEST_KILLS", 12)
	seats := number(t, "NEWSBELL_TEST_SEATS", max(crashGroups, min(kills/4, 50)))
	seed := uint64(number(t, "NEWSBELL_TEST_SEED", int(time.Now().UnixNano()%1_000_000)))
	t.Logf("%d kills, %d channels a platform, NEWSBELL_TEST_SEED=%d", kills, seats, seed)
	trap := &Trap{}
	w := open(t, crashPlan(seed, trap))
	c := &crash{
		T: t, w: w, trap: trap, rand: rand.New(rand.NewPCG(seed, 7)), writer: NewWriter(seed),
		titles: make([][]string, crashGroups), deleted: map[string]bool{}, sprung: map[Point]int{},
	}
	for n := range seats {
		word := keyword(n % crashGroups)
		c.places = append(c.places, DiscordSeat(n, word), SlackSeat(n, word))
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute+time.Duration(kills)*10*time.Second)
	defer cancel()
	check(t, w.Subscribe(ctx, c.places))
	for n := range crashFeeds {
		w.Press.Publish(n, c.writer.Write(fmt.Sprintf("old-%d", n), "nothing", 60, time.Now()))
	}
	start(ctx, t, w)
	settled(ctx, t, w, crashFeeds)
	began := time.Now()
	c.storm(ctx, kills, max(kills, kills*perKill*crashGroups/(2*seats)))
	stormed := time.Since(began)
	c.await(ctx)
	pause(ctx, 5*time.Second) // what would come twice has come by now
	faults := c.faults()
	drained := time.Since(began) - stormed
	w.Process.Stop()
	for _, fault := range append(faults, c.unsettled(ctx)...) {
		t.Error(fault)
	}
	t.Logf("%d kills in %s, drained after %s more: %d messages on Discord, %d on Slack in %d channels, %d deleted by moderators",
		kills, stormed.Round(time.Second), drained.Round(time.Second), w.Discord.Total(), w.Slack.Total(), len(c.places), len(c.deleted))
	for _, p := range slices.Sorted(maps.Keys(c.sprung)) {
		t.Logf("%4d killed %s", c.sprung[p], p)
	}
	if t.Failed() {
		t.Logf("repeat with NEWSBELL_TEST_SEED=%d NEWSBELL_TEST_KILLS=%d\n%s", seed, kills, tail(w.Process.Log(), 6000))
	}
}

// crashPlan turns all faults on. What the servers commit late lies within
// slack.settle; Discord forgets a nonce soon after newsbell stops to trust it.
func crashPlan(seed uint64, trap *Trap) Plan {
	return Plan{
		Feeds: crashFeeds, Platforms: []news.Platform{news.Discord, news.Slack}, Settle: 9 * time.Second,
		Discord: discordtest.Options{
			Seed: seed, Watch: trap.Discord, NonceWindow: 62 * time.Second, Rates: discordtest.Rates{
				FailBefore: .03, FailAfter: .05, ResetBefore: .03, ResetAfter: .05, LimitBucket: .02, Delay: 30 * time.Millisecond,
				HangBefore: .003, HangAfter: .003, Late: .01, LateBy: 7 * time.Second,
			},
		},
		Slack: slacktest.Options{
			Seed: seed, Watch: trap.Slack, HistoryLag: 200 * time.Millisecond, MetadataLag: 400 * time.Millisecond,
			Rates: slacktest.Rates{
				Before: .02, After: .04, Reset: .04, Refused: .02, Limited: .02, Late: .02, LateBy: time.Second,
				Hang: .003, Lost: .003, LostBy: 6500 * time.Millisecond,
			},
		},
	}
}

// A crash is one crash test under way.
type crash struct {
	*testing.T
	w       *World
	trap    *Trap
	rand    *rand.Rand
	writer  *Writer
	places  []Seat
	written int
	titles  [][]string      // by group
	deleted map[string]bool // channel and title
	sprung  map[Point]int
}

// The points at which the test itself kills.
const (
	beforeAhead Point = "before the write-ahead" // a delivery was decided
	anytime     Point = "at random"
)

// storm publishes a number of articles while it kills.
func (c *crash) storm(ctx context.Context, kills, articles int) {
	c.Helper()
	points := []Point{anytime, beforeAhead, AfterAhead, MidBody, AfterCommit, AfterAnswer, Reconciling, AfterLook}
	for kill := range kills {
		group := c.rand.IntN(crashGroups)
		for c.written < articles*(kill+1)/kills {
			if c.rand.IntN(3) > 0 { // else one more for the same channels
				group = c.rand.IntN(crashGroups)
			}
			c.publish(group)
		}
		c.trouble(ctx, kill, kills)
		c.kill(ctx, points[c.rand.IntN(len(points))])
		if kill%10 == 9 {
			c.moderate(ctx)
		}
		if ctx.Err() != nil {
			c.Fatalf("time is up after %d kills", kill)
		}
		check(c, c.w.Process.Start(ctx))
	}
}

func (c *crash) publish(group int) {
	it := c.writer.Write(fmt.Sprintf("new-%d", c.written), keyword(group), 60, time.Now())
	c.written++
	c.titles[group] = append(c.titles[group], it.Title)
	c.w.Press.Publish(c.rand.IntN(crashFeeds), it)
}

// trouble freezes the process now and then, once for longer than Discord knows
// a nonce, and now and then fills its disk.
func (c *crash) trouble(ctx context.Context, kill, kills int) {
	p := c.w.Process
	switch {
	case kills >= 100 && kill == kills/2:
		check(c, p.Freeze())
		pause(ctx, 70*time.Second)
		check(c, p.Thaw())
	case kill%8 == 5:
		pause(ctx, time.Duration(c.rand.IntN(1500))*time.Millisecond)
		check(c, p.Freeze())
		pause(ctx, time.Duration(500+c.rand.IntN(2500))*time.Millisecond)
		check(c, p.Thaw())
	case kill%8 == 2:
		pause(ctx, time.Duration(c.rand.IntN(1500))*time.Millisecond)
		check(c, p.Fill(16<<10))
		pause(ctx, 2*time.Second)
		check(c, p.Fill(-1))
	}
}

// kill ends the life at a point, or anyhow when none comes to it.
func (c *crash) kill(ctx context.Context, at Point) {
	switch at {
	case anytime:
		pause(ctx, time.Duration(50+c.rand.IntN(1500))*time.Millisecond)
		c.sprung[at]++
	case beforeAhead:
		if c.decided(ctx) {
			c.sprung[at]++
		}
	default:
		pause(ctx, time.Duration(c.rand.IntN(700))*time.Millisecond)
		sprung := c.trap.Arm(at, c.w.Process.Victim())
		late, cancel := context.WithTimeout(ctx, 2*time.Second)
		select {
		case <-sprung:
			c.sprung[at]++
		case <-late.Done():
			c.sprung["at no point: none came"]++
		}
		cancel()
		c.trap.Disarm()
	}
	c.w.Process.Kill()
}

// look opens the store beside newsbell for as long as f runs.
func (c *crash) look(ctx context.Context, f func(*storage.Store) error) {
	c.Helper()
	store, err := storage.Open(ctx, storage.Options{URL: c.w.Store()})
	check(c, err)
	check(c, errors.Join(f(store), store.Close()))
}

// decided waits until a delivery is decided; false when none is for long.
func (c *crash) decided(ctx context.Context) (ok bool) {
	c.look(ctx, func(s *storage.Store) error {
		last := news.DeliveryID(-1)
		for end := time.Now().Add(3 * time.Second); time.Now().Before(end) && pause(ctx, time.Millisecond); {
			newest, err := s.RecentDeliveries(ctx, 1)
			if err != nil {
				return err
			}
			id := news.DeliveryID(0)
			if len(newest) > 0 {
				id = newest[0].ID
			}
			if last >= 0 && id > last {
				ok = true
				return nil
			}
			last = id
		}
		return nil
	})
	return ok
}

// moderate deletes a message that newsbell knows to be sent.
func (c *crash) moderate(ctx context.Context) {
	c.look(ctx, func(s *storage.Store) error {
		recent, err := s.RecentDeliveries(ctx, 50)
		for _, d := range recent {
			title := c.titleOf(d.Target, d.MessageID)
			if d.State != news.Sent || title == "" {
				continue
			}
			c.deleted[d.Target.String()+title] = true
			if d.Target.Platform == news.Discord {
				c.w.Discord.Delete(d.Target.Channel, d.MessageID)
			} else {
				c.w.Slack.Delete(d.Target.Channel, d.MessageID)
			}
			return err
		}
		return err
	})
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
