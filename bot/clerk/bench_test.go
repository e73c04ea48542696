package clerk_test

import (
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"newsbell/bot"
	"newsbell/bot/bottest"
	"newsbell/news"
)

// BenchmarkService_Complete suggests values while 10,000 subscriptions stand in
// the store, 200 of them in the channel that is typed in; the bar is 100 ms at
// the 99th of a hundred.
func BenchmarkService_Complete(b *testing.B) {
	memory := bottest.World()
	service := bottest.Service(memory, slog.New(slog.DiscardHandler))
	var at news.Target
	for c := range 50 {
		at = news.Target{Platform: news.Discord, Tenant: "1", Channel: fmt.Sprint(c)}
		ch, err := memory.EnsureChannel(b.Context(), news.Channel{Target: at, Name: "news", Budget: -1, State: news.ChannelActive})
		if err != nil {
			b.Fatal(err)
		}
		for i := range 200 {
			q := fmt.Sprintf("word%d topic%d", i, c)
			if _, err := memory.AddSubscription(b.Context(), news.Subscription{Channel: ch.ID, Query: q, Canonical: q, Mode: news.Breaking}); err != nil {
				b.Fatal(err)
			}
		}
	}
	r := bot.Request{Target: at, Actor: bot.Actor{ID: "100", Admin: true}, Command: bot.CmdUnsubscribe, Args: map[string]string{}, At: bottest.Now()}
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		begun := time.Now()
		if got := service.Complete(b.Context(), r, bot.ArgSubscription, fmt.Sprint("word", i%200)); len(got) == 0 {
			b.Fatal("nothing suggested")
		}
		took = append(took, time.Since(begun))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}
