package jobs_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"newsbell/jobs"
	"newsbell/news"
	"newsbell/storage/storagetest"
)

// BenchmarkLanes drains 1,000 lanes of one delivery each and reports the
// seconds from the commit that enqueued them.
func BenchmarkLanes(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { benchmarkLanes(b, filepath.Join(b.TempDir(), "newsbell.db")) })
	b.Run("postgres", func(b *testing.B) { benchmarkLanes(b, storagetest.Postgres(b)) })
}

func benchmarkLanes(b *testing.B, url string) {
	b.Helper()
	const lanes = 1000
	s := openStore(b, url)
	var sent atomic.Int64
	all := make(chan struct{}, 1)
	q := newQueue(b, s, jobs.Handlers{Lane: func(ctx context.Context, ch news.ChannelID) (time.Duration, error) {
		err := drain(ctx, s, ch, func(news.Delivery) {
			if sent.Add(1)%lanes == 0 {
				all <- struct{}{}
			}
		})
		return 0, err
	}})
	start(b, q)
	channels := make([]news.ChannelID, lanes)
	for i := range channels {
		c, err := s.EnsureChannel(b.Context(), news.Channel{
			Target: news.Target{Platform: []news.Platform{news.Discord, news.Slack, news.Local}[i%3], Channel: fmt.Sprint(i)},
		})
		if err != nil {
			b.Fatal(err)
		}
		channels[i] = c.ID
	}
	round := 0
	for b.Loop() {
		round++
		deliveries := make([]news.Delivery, lanes)
		for i, ch := range channels {
			deliveries[i] = news.Delivery{Channel: ch, Key: fmt.Sprint("alert/", round), Kind: news.KindAlert}
		}
		if err := s.Enqueue(b.Context(), deliveries); err != nil {
			b.Fatal(err)
		}
		<-all
	}
}
