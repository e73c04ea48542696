package discord_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"newsbell/bot"
	"newsbell/bot/bottest"
	"newsbell/bot/discord"
	"newsbell/bot/discord/discordtest"
	"newsbell/bot/discord/post"
	"newsbell/news"
)

// The load of the benchmark, by the second.
const (
	commandsASecond   = 100
	deliveriesASecond = 50
)

// BenchmarkSession_answers measures how long people wait for the first answer,
// a reply or a deferral, while commands and deliveries flow. One iteration is
// one command; go test -bench answers -benchtime 2000x lasts 20 s.
func BenchmarkSession_answers(b *testing.B) {
	srv := discordtest.Start(b, discordtest.Options{})
	snd := post.NewSender(post.Options{
		Token: discordtest.Token, APIURL: srv.URL(), Now: time.Now, GlobalPerSecond: post.DefaultGlobalPerSecond,
	})
	s := discord.NewSession(discord.SessionOptions{
		Sender: snd, Clerk: bottest.Service(bottest.World(), slog.New(slog.DiscardHandler)), Commands: bot.Commands(),
	})
	ctx, cancel := context.WithCancel(b.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	if err := srv.WaitFor(discordtest.Within(b, 20*time.Second), func(s *discordtest.Server) bool { return s.Connected() > 0 }); err != nil {
		b.Fatal(err)
	}
	load := newLoad(b, srv, snd)
	b.ResetTimer()
	load.run(ctx, b.N)
	b.StopTimer()
	cancel()
	if err := <-done; err != nil {
		b.Fatal(err)
	}
	load.report(b)
}

// load is what is asked and posted, and how it went.
type load struct {
	srv  *discordtest.Server
	snd  *post.Sender
	body []byte

	mu       sync.Mutex
	took     []time.Duration
	failed   int
	posted   int
	deferred int
}

func newLoad(b *testing.B, srv *discordtest.Server, snd *post.Sender) *load {
	b.Helper()
	return &load{srv: srv, snd: snd, body: discordtest.Rendered(b, discordtest.Alert(1, "c", discordtest.Storm())).Body}
}

// run sends n commands, evenly, and deliveries beside them.
func (l *load) run(ctx context.Context, n int) {
	var all sync.WaitGroup
	defer all.Wait()
	tick := time.NewTicker(time.Second / commandsASecond)
	defer tick.Stop()
	for i := range n {
		<-tick.C
		all.Go(func() { l.ask(ctx, i) })
		if i%(commandsASecond/deliveriesASecond) == 0 {
			all.Go(func() { l.post(ctx, i) })
		}
	}
}

func (l *load) ask(ctx context.Context, i int) {
	kinds := []discordtest.Interaction{
		{Command: "list"},
		{Command: "subscribe", Args: map[string]string{"query": fmt.Sprint("word", i)}},
		{Command: "settings", Permissions: 8},
		{Command: "subscribe", Args: map[string]string{"query": "a", "from": "b"}, Focus: "from"},
		{Button: "n1:change:0", Permissions: 8},
	}
	one := kinds[i%len(kinds)]
	one.Channel = fmt.Sprint(1000 + i%200)
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	reply, err := l.srv.Interact(ctx, one)
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil {
		l.failed++
		return
	}
	if reply.Deferred {
		l.deferred++
	}
	l.took = append(l.took, reply.Took)
}

func (l *load) post(ctx context.Context, i int) {
	d := discordtest.Alert(news.DeliveryID(i+1), fmt.Sprint("c", i%100), news.Card{})
	d.Body = l.body
	if o := l.snd.Send(ctx, d); o.Class != news.OutcomeSent {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.posted++
}

func (l *load) report(b *testing.B) {
	b.Helper()
	slices.Sort(l.took)
	if len(l.took) == 0 {
		b.Fatal("nothing was answered")
	}
	at := func(p float64) float64 {
		return float64(l.took[min(int(p*float64(len(l.took))), len(l.took)-1)].Microseconds()) / 1000
	}
	b.ReportMetric(at(0.5), "p50-ms")
	b.ReportMetric(at(0.99), "p99-ms")
	b.ReportMetric(float64(len(l.took)), "answers")
	b.ReportMetric(float64(l.deferred), "deferrals")
	b.ReportMetric(float64(l.failed), "unanswered")
	b.ReportMetric(float64(l.posted), "posts")
	b.ReportMetric(0, "ns/op")
}
