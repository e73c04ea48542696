package jobs_test

import (
	"context"
	"testing"
	"time"

	"newsbell/jobs"
	"newsbell/news"
	"newsbell/storage"
)

func openStore(tb testing.TB, url string) *storage.Store {
	tb.Helper()
	s, err := storage.Open(tb.Context(), storage.Options{URL: url, Check: jobs.Check})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

func newQueue(tb testing.TB, s *storage.Store, h jobs.Handlers) *jobs.Queue {
	tb.Helper()
	q, err := jobs.New(tb.Context(), jobs.Options{
		DB: s.DB(), Engine: s.Engine(), URL: s.URL(), Store: s, Handlers: h, Grace: 50 * time.Millisecond,
	})
	if err != nil {
		tb.Fatal(err)
	}
	s.SetEnqueuer(q)
	return q
}

// start works the queue until the test ends.
func start(tb testing.TB, q *jobs.Queue) {
	tb.Helper()
	ctx := context.WithoutCancel(tb.Context())
	if err := q.Start(ctx); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := q.Stop(ctx); err != nil {
			tb.Error(err)
		}
	})
}

// drain sends what is in a lane, to nowhere.
func drain(ctx context.Context, s *storage.Store, ch news.ChannelID, sent func(news.Delivery)) error {
	now := time.UnixMilli(1)
	for {
		heads, err := s.Lane(ctx, ch, 10)
		if err != nil || len(heads) == 0 {
			return err
		}
		for _, d := range heads {
			if err := s.BeginSend(ctx, d.ID, []byte("body"), "nonce", now); err != nil {
				return err
			}
			if err := s.Record(ctx, news.Receipt{Delivery: d.ID, State: news.Sent, MessageID: "m", At: now}); err != nil {
				return err
			}
			sent(d)
		}
	}
}
