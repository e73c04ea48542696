package trial

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"newsbell/bot/discord/discordtest"
	"newsbell/news"
)

// The benchmarks of the whole program. `make bench` runs each once; the targets
// stand in docs/performance.md.

// BenchmarkPublishToPost measures, for one feed and one channel, the time from
// the poll that finds a new article to the message on Discord.
func BenchmarkPublishToPost(b *testing.B) {
	const samples = 40
	for b.Loop() {
		w := open(b, Plan{Feeds: 1, Platforms: []news.Platform{news.Discord}})
		ctx, cancel := context.WithTimeout(b.Context(), 5*time.Minute)
		check(b, w.Subscribe(ctx, []Seat{DiscordSeat(0, "bulletin")}))
		writer := NewWriter(1)
		w.Press.Publish(0, writer.Write("old", "bulletin", 300, time.Now()))
		start(ctx, b, w)
		settled(ctx, b, w, 1)
		var took []time.Duration
		for n := range samples {
			w.Press.Publish(0, writer.Write(fmt.Sprint("new-", n), "bulletin", 300, time.Now()))
			check(b, w.Discord.Wait(ctx, n+1))
			messages := w.Discord.Messages(DiscordSeat(0, "").Target.Channel)
			took = append(took, messages[n].At.Sub(w.Press.Served(0)))
		}
		slices.Sort(took)
		b.ReportMetric(millis(took[samples/2]), "ms-p50")
		b.ReportMetric(millis(took[samples*95/100]), "ms-p95")
		cancel()
		w.Process.Kill()
	}
}

// BenchmarkThousand polls 1,000 feeds at once, each with one new article for a
// channel of its own, with and without Discord's limit of 50 a second.
func BenchmarkThousand(b *testing.B) {
	for _, limits := range []bool{false, true} {
		b.Run(fmt.Sprintf("limits=%t", limits), func(b *testing.B) {
			for b.Loop() {
				thousand(b, limits)
			}
		})
	}
}

func thousand(b *testing.B, limits bool) {
	b.Helper()
	const feeds, old = 1000, 5
	w := open(b, Plan{
		Feeds: feeds, Poll: time.Hour, Platforms: []news.Platform{news.Discord}, Discord: discordtest.Options{Limits: limits},
		Env: strings.Fields(os.Getenv("NEWSBELL_BENCH_ENV")),
	})
	ctx, cancel := context.WithTimeout(b.Context(), 8*time.Minute)
	defer cancel()
	writer := NewWriter(7)
	seats := make([]Seat, feeds)
	for n := range feeds {
		seats[n] = DiscordSeat(n, keyword(n))
		for m := range old {
			w.Press.Publish(n, writer.Write(fmt.Sprintf("old-%d-%d", n, m), "nothing", 300, time.Now()))
		}
	}
	check(b, w.Subscribe(ctx, seats))
	start(ctx, b, w)
	settled(ctx, b, w, feeds)
	pause(ctx, 2*time.Second)
	if code := w.Process.Stop(); code != 0 {
		b.Fatalf("newsbell ends with %d\n%s", code, tail(w.Process.Log(), 2000))
	}
	w.Press.Reset()
	for n := range feeds {
		w.Press.Publish(n, writer.Write(fmt.Sprintf("new-%d", n), keyword(n), 300, time.Now()))
	}
	check(b, w.Due(ctx))
	start(ctx, b, w)
	check(b, w.Discord.Wait(ctx, feeds))
	var first, last time.Time
	for _, messages := range w.Discord.All() {
		for _, m := range messages {
			if m.At.After(last) {
				last = m.At
			}
			if first.IsZero() || m.At.Before(first) {
				first = m.At
			}
		}
	}
	pause(ctx, 4*time.Second)
	peak, err := w.Process.PeakMemory()
	check(b, err)
	used, err := w.Process.CPU()
	check(b, err)
	b.ReportMetric(last.Sub(w.Press.FirstServed()).Seconds(), "s-poll-to-last-post")
	b.ReportMetric(float64(feeds-1)/last.Sub(first).Seconds(), "posts/s")
	b.ReportMetric(float64(peak)/1e6, "MB-peak")
	b.ReportMetric(used.Seconds(), "cpu-s")
	b.ReportMetric(float64(w.Discord.Stats().Limited), "answers-429")
	if got := w.Discord.Total(); got != feeds {
		b.Errorf("%d messages, want %d", got, feeds)
	}
	w.Process.Kill()
}

// keyword is a word of its own for channel n.
func keyword(n int) string {
	const letters = "bcdfghjklm"
	return fmt.Sprintf("q%c%c%c%cx", letters[n/1000%10], letters[n/100%10], letters[n/10%10], letters[n%10])
}

// BenchmarkIdle watches 1,000 feeds that have nothing new.
func BenchmarkIdle(b *testing.B) {
	const feeds, watched = 1000, 30 * time.Second
	for b.Loop() {
		w := open(b, Plan{Feeds: feeds, Poll: -1, Platforms: []news.Platform{news.Discord}})
		ctx, cancel := context.WithTimeout(b.Context(), 5*time.Minute)
		writer := NewWriter(9)
		for n := range feeds {
			for m := range 5 {
				w.Press.Publish(n, writer.Write(fmt.Sprintf("old-%d-%d", n, m), "nothing", 300, time.Now()))
			}
		}
		start(ctx, b, w)
		settled(ctx, b, w, feeds)
		pause(ctx, 10*time.Second)
		before, err := w.Process.CPU()
		check(b, err)
		pause(ctx, watched)
		after, err := w.Process.CPU()
		check(b, err)
		memory, err := w.Process.Memory()
		check(b, err)
		b.ReportMetric(100*float64(after-before)/float64(watched), "%core")
		b.ReportMetric(float64(memory)/1e6, "MB")
		cancel()
		w.Process.Kill()
	}
}

func check(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
