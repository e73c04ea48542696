package trial

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"newsbell/bot"
	"newsbell/bot/bottest"
	"newsbell/bot/clerk"
	"newsbell/bot/discord"
	"newsbell/bot/discord/discordtest"
	discordpost "newsbell/bot/discord/post"
	"newsbell/bot/slack"
	slackpost "newsbell/bot/slack/post"
	"newsbell/bot/slack/slacktest"
	"newsbell/deliver"
	"newsbell/jobs"
	"newsbell/news"
	"newsbell/storage"
)

// The load of BenchmarkCommands, by the second, on the channels that take part.
const (
	commandsASecond   = 100
	deliveriesASecond = 50
	commandChannels   = 200
	// commandSubscriptions stand in the store before, 50 in each channel.
	commandSubscriptions = 10_000
)

// A talk is a platform that people type on while deliveries flow to it.
type talk struct {
	store    *storage.Store
	channels []news.ChannelID
	seat     func(n int, query string) Seat
	ask      func(ctx context.Context, n int) (suggested bool, took time.Duration, err error)
	posted   func() int

	mu     sync.Mutex
	took   map[bool][]time.Duration // by whether it was a suggestion
	failed int
}

// BenchmarkCommands measures how long people wait for the first answer, a reply
// or a deferral, while commands and deliveries flow through a session, the
// conversation and an SQLite store with 10,000 subscriptions. An iteration is a
// command; -benchtime 2000x lasts 20 s on each platform.
func BenchmarkCommands(b *testing.B) {
	b.Run("discord", func(b *testing.B) { newDiscordTalk(b).run(b) })
	b.Run("slack", func(b *testing.B) { newSlackTalk(b).run(b) })
}

// BenchmarkSuggestions asks for one suggestion after another, over the wire and
// with 10,000 subscriptions in the store: Discord's autocomplete, and the options
// that Slack's menus load. The bar is 100 ms for 99 of 100.
func BenchmarkSuggestions(b *testing.B) {
	for name, open := range map[string]func(*testing.B) *talk{"discord": newDiscordTalk, "slack": newSlackTalk} {
		b.Run(name, func(b *testing.B) {
			t, used := open(b), cpuTime()
			b.ResetTimer()
			for n := range b.N {
				t.one(b.Context(), 5*n+3) // the kind that is one
			}
			b.StopTimer()
			b.ReportMetric(float64((cpuTime()-used).Microseconds())/1000/float64(b.N), "cpu-ms/op")
			t.report(b)
		})
	}
}

// newTalk makes the store and what answers on top of it.
func newTalk(b *testing.B, seat func(int, string) Seat) (*talk, bot.Clerk) {
	b.Helper()
	ctx := context.WithoutCancel(b.Context())
	store, err := storage.Open(ctx, storage.Options{URL: filepath.Join(b.TempDir(), "newsbell.db"), Check: jobs.Check})
	check(b, err)
	b.Cleanup(func() { check(b, store.Close()) })
	t := &talk{store: store, seat: seat, took: map[bool][]time.Duration{}}
	for n := range commandChannels {
		c, err := store.EnsureChannel(ctx, news.Channel{Target: seat(n, "").Target, Name: "news", Budget: -1})
		check(b, err)
		t.channels = append(t.channels, c.ID)
		for i := range commandSubscriptions / commandChannels {
			q := fmt.Sprintf("word%d topic%d", i, n)
			_, err := store.AddSubscription(ctx, news.Subscription{Channel: c.ID, Query: q, Canonical: q, Mode: news.Breaking, Created: time.Now()})
			check(b, err)
		}
	}
	service := bottest.Service(bottest.World(), slog.New(slog.DiscardHandler))
	service.Store, service.Now, service.Limits = store, time.Now, clerk.Limits{Subscriptions: 1_000_000}
	return t, service
}

// flow starts what posts, and the session, until the benchmark ends.
func (t *talk) flow(b *testing.B, platform news.Platform, route deliver.Route, session func(context.Context) error) {
	b.Helper()
	ctx := context.WithoutCancel(b.Context())
	courier := &deliver.Courier{
		Log: slog.New(slog.DiscardHandler), Store: t.store, Now: time.Now, Routes: map[news.Platform]deliver.Route{platform: route},
	}
	q, err := jobs.New(ctx, jobs.Options{
		DB: t.store.DB(), Engine: t.store.Engine(), Store: t.store, Handlers: jobs.Handlers{Lane: courier.Drain},
		Lanes: map[news.Platform]int{platform: 100},
	})
	check(b, err)
	t.store.SetEnqueuer(q)
	check(b, q.Start(ctx))
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- session(ctx) }()
	b.Cleanup(func() {
		cancel()
		check(b, <-done)
		check(b, q.Stop(context.WithoutCancel(ctx)))
	})
}

func newDiscordTalk(b *testing.B) *talk {
	b.Helper()
	t, clerk := newTalk(b, DiscordSeat)
	srv := discordtest.New(discordtest.Options{})
	b.Cleanup(srv.Close)
	sender := discordpost.NewSender(discordpost.Options{Token: discordtest.Token, APIURL: srv.URL(), Now: time.Now, GlobalPerSecond: discordpost.DefaultGlobalPerSecond})
	s := discord.NewSession(discord.SessionOptions{Sender: sender, Clerk: clerk, Commands: bot.Commands()})
	t.flow(b, news.Discord, deliver.Route{Sender: sender, Policy: deliver.DiscordPolicy()}, s.Run)
	check(b, srv.WaitFor(b.Context(), func(s *discordtest.Server) bool { return s.Connected() > 0 }))
	t.posted = srv.Total
	t.ask = func(ctx context.Context, n int) (bool, time.Duration, error) {
		kinds := []discordtest.Interaction{
			{Command: "list"},
			{Command: "subscribe", Args: map[string]string{"query": fmt.Sprint("harbour", n)}},
			{Command: "settings", Permissions: 8},
			{Command: "unsubscribe", Args: map[string]string{"subscription": "word1"}, Focus: "subscription"},
			{Button: "n1:change:0", Permissions: 8},
		}
		one := kinds[n%len(kinds)]
		one.Channel = DiscordSeat(n%commandChannels, "").Target.Channel
		reply, err := srv.Interact(ctx, one)
		return one.Focus != "", reply.Took, err
	}
	return t
}

func newSlackTalk(b *testing.B) *talk {
	b.Helper()
	t, clerk := newTalk(b, SlackSeat)
	srv := slacktest.New(slacktest.Options{})
	b.Cleanup(srv.Close)
	sender := slackpost.NewSender(slackpost.Options{API: srv.URL(), Token: "xoxb-test", Now: time.Now})
	s := slack.NewSession(slack.SessionOptions{API: srv.URL(), BotToken: "xoxb-test", AppToken: "xapp-test", Clerk: clerk, Commands: bot.Commands(), Now: time.Now})
	t.flow(b, news.Slack, deliver.Route{Sender: sender, Policy: deliver.SlackPolicy(2 * time.Minute)}, s.Run)
	check(b, srv.WaitOpened(b.Context(), 1))
	t.posted = srv.Total
	// Its forms look up what can be chosen while somebody types, as Discord's
	// options do.
	views := map[string]string{}
	for block, line := range map[string]string{"arg.from": "subscribe", "arg.value": "set zone"} {
		form, err := srv.Command("UADMIN", SlackSeat(0, "").Target.Channel, line)
		check(b, err)
		views[block] = form.View
	}
	t.ask = func(_ context.Context, n int) (bool, time.Duration, error) {
		lines := []string{"list", fmt.Sprint("subscribe harbour", n), "settings", "", "help"}
		line, began := lines[n%len(lines)], time.Now()
		if line == "" {
			block, typed := "arg.from", "exam"
			if n%2 == 0 {
				block, typed = "arg.value", "ber"
			}
			found, err := srv.Suggest("UADMIN", views[block], block, typed, nil)
			if err == nil && len(found) == 0 {
				err = errors.New("nothing suggested")
			}
			return true, time.Since(began), err
		}
		_, err := srv.Command("UADMIN", SlackSeat(n%commandChannels, "").Target.Channel, line)
		return false, time.Since(began), err
	}
	return t
}

// run sends the load, evenly, and reports.
func (t *talk) run(b *testing.B) {
	b.Helper()
	tick := time.NewTicker(time.Second / commandsASecond)
	defer tick.Stop()
	b.ResetTimer()
	var all sync.WaitGroup
	for n := range b.N {
		<-tick.C
		all.Go(func() { t.one(b.Context(), n) })
		if n%(commandsASecond/deliveriesASecond) == 0 {
			check(b, t.store.Enqueue(b.Context(), []news.Delivery{{
				Channel: t.channels[n%commandChannels], Key: fmt.Sprint("bench/", n), Kind: news.KindAlert, Created: time.Now(),
				Message: news.Message{Kind: news.KindAlert, Card: &news.Card{Title: "A headline of the usual length, made up", URL: "https://example.org/story"}},
			}}))
		}
	}
	all.Wait()
	b.StopTimer()
	t.report(b)
}

func (t *talk) one(ctx context.Context, n int) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	suggested, took, err := t.ask(ctx, n)
	t.mu.Lock()
	defer t.mu.Unlock()
	if err != nil {
		t.failed++
		return
	}
	t.took[suggested] = append(t.took[suggested], took)
}

func (t *talk) report(b *testing.B) {
	b.Helper()
	for suggested, name := range map[bool]string{false: "", true: "complete-"} {
		list := t.took[suggested]
		if len(list) == 0 {
			continue
		}
		slices.Sort(list)
		ms := func(i int) float64 { return float64(list[i].Microseconds()) / 1000 }
		b.ReportMetric(ms(len(list)/2), name+"p50-ms")
		b.ReportMetric(ms(len(list)*99/100), name+"p99-ms")
		b.ReportMetric(float64(len(list)), name+"answers")
	}
	b.ReportMetric(float64(t.failed), "unanswered")
	b.ReportMetric(float64(t.posted()), "posts")
	b.ReportMetric(0, "ns/op")
}
