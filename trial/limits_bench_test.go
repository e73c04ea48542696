package trial

import (
	"context"
	"testing"
	"time"

	"newsbell/bot/discord/discordtest"
	"newsbell/bot/slack/slacktest"
	"newsbell/news"
)

// BenchmarkTrueLimits lets the whole program post into full lanes under the
// platforms' true limits, for NEWSBELL_BENCH_SECONDS (15) from the first post
// on: how many posts a second Discord takes over all, how many Slack's slowest
// channel, and how many answers of 429 there are. The bars are 47, 0.95 and 0.
func BenchmarkTrueLimits(b *testing.B) {
	length := time.Duration(number(b, "NEWSBELL_BENCH_SECONDS", 15)) * time.Second
	b.Run("discord", func(b *testing.B) {
		for b.Loop() {
			const lanes = 70 // a channel takes one a second
			w := full(b, news.Discord, lanes, length)
			n, first := 0, firstPost(w, news.Discord, lanes)
			for c := range lanes {
				for _, m := range visible(w, DiscordSeat(c, "").Target) {
					if m.at.Before(first.Add(length)) {
						n++
					}
				}
			}
			b.ReportMetric(float64(n)/length.Seconds(), "posts/s")
			b.ReportMetric(float64(w.Discord.Stats().Limited), "answers-429")
			w.Process.Kill()
		}
	})
	b.Run("slack", func(b *testing.B) {
		for b.Loop() {
			const lanes = 40
			w := full(b, news.Slack, lanes, length)
			first, least := firstPost(w, news.Slack, lanes), 1e9
			for c := range lanes {
				n := 0
				for _, m := range visible(w, SlackSeat(c, "").Target) {
					if m.at.Before(first.Add(length)) {
						n++
					}
				}
				least = min(least, float64(n)/length.Seconds())
			}
			b.ReportMetric(least, "posts/s-slowest")
			b.ReportMetric(float64(w.Slack.Limited()), "answers-429")
			w.Process.Kill()
		}
	})
}

// full gives a world that has posted for a while, with lanes that are not empty.
func full(b *testing.B, p news.Platform, lanes int, length time.Duration) *World {
	b.Helper()
	w := open(b, Plan{Platforms: []news.Platform{p}, Discord: discordtest.Options{Limits: true}, Slack: slacktest.Options{Limits: true}})
	ctx, cancel := context.WithTimeout(b.Context(), length+time.Minute)
	defer cancel()
	fill(ctx, b, w, lanes, int(length.Seconds())+20)
	start(ctx, b, w)
	if p == news.Discord {
		check(b, w.Discord.Wait(ctx, 1))
	} else {
		check(b, w.Slack.Wait(ctx, 1))
	}
	pause(ctx, length+time.Second)
	return w
}

// firstPost is when the first message of a platform was posted.
func firstPost(w *World, p news.Platform, lanes int) (first time.Time) {
	for n := range lanes {
		to := SlackSeat(n, "").Target
		if p == news.Discord {
			to = DiscordSeat(n, "").Target
		}
		if all := visible(w, to); len(all) > 0 && (first.IsZero() || all[0].at.Before(first)) {
			first = all[0].at
		}
	}
	return first
}
