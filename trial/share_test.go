package trial

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"newsbell/bot/discord/discordtest"
	sending "newsbell/bot/discord/post"
	slackpost "newsbell/bot/slack/post"
	"newsbell/bot/slack/slacktest"
	"newsbell/deliver"
	"newsbell/news"
	"newsbell/storage"
	"newsbell/storage/storagetest"
)

// shareStore is what two processes share: PostgreSQL where the tests have one,
// else a SQLite file, which keeps the same promise.
func shareStore(t *testing.T) *storage.Store {
	t.Helper()
	url := filepath.Join(t.TempDir(), "newsbell.db")
	if os.Getenv("NEWSBELL_TEST_POSTGRES") != "" {
		url = storagetest.Postgres(t)
	}
	store, err := storage.Open(t.Context(), storage.Options{URL: url})
	check(t, err)
	t.Cleanup(func() { check(t, store.Close()) })
	return store
}

// TestShare_discord lets two senders, each as in a process of its own, post in
// the same channels by turns under Discord's true limits.
func TestShare_discord(t *testing.T) {
	const channels, shifts, each = 60, 3, 2
	store := shareStore(t)
	srv := discordtest.New(discordtest.Options{Limits: true})
	t.Cleanup(srv.Close)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	var senders [2]*sending.Sender
	var keepers sync.WaitGroup
	keepCtx, end := context.WithCancel(ctx)
	defer keepers.Wait()
	defer end()
	for n := range senders {
		senders[n] = sending.NewSender(sending.Options{
			Token: discordtest.Token, APIURL: srv.URL(), GlobalPerSecond: sending.DefaultGlobalPerSecond,
			Now: time.Now, Log: slog.New(slog.DiscardHandler), Shares: store, Holder: fmt.Sprint("process-", n),
		})
		keepers.Go(func() { check(t, senders[n].Share(keepCtx)) })
	}
	var lanes sync.WaitGroup
	var mu sync.Mutex
	var sent [2]int
	began := time.Now()
	for c := range channels {
		lanes.Go(func() {
			to := DiscordSeat(c, "").Target
			for shift := range shifts {
				n := (c + shift) % 2
				check(t, senders[n].Enter(ctx, to))
				for i := range each {
					id := news.DeliveryID(1000*c + 10*shift + i + 1)
					if o := postOne(ctx, senders[n], delivery(id, to)); o.Class != news.OutcomeSent {
						t.Errorf("delivery %d: %+v", id, o)
						return
					}
				}
				check(t, senders[n].Leave(ctx, to))
				mu.Lock()
				sent[n] += each
				mu.Unlock()
			}
		})
	}
	lanes.Wait()
	const total = channels * shifts * each
	t.Logf("%d posts in %.1f s by two senders, %v", total, time.Since(began).Seconds(), sent)
	if st := srv.Stats(); st.Limited != 0 || srv.Total() != total {
		t.Errorf("%d answers of 429 and %d messages, want 0 and %d", st.Limited, srv.Total(), total)
	}
}

// TestShare_slack lets two senders post in the same channels of a workspace.
func TestShare_slack(t *testing.T) {
	const channels, each = 10, 6
	store := shareStore(t)
	o := slacktest.Options{Limits: true}
	for c := range channels {
		o.Channels = append(o.Channels, slacktest.Channel{ID: SlackSeat(c, "").Target.Channel})
	}
	srv := slacktest.New(o)
	t.Cleanup(srv.Close)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	var senders [2]*slackpost.Sender
	for n := range senders {
		senders[n] = slackpost.NewSender(slackpost.Options{API: srv.URL(), Token: "xoxb-test", Now: time.Now, Turns: store})
	}
	var lanes sync.WaitGroup
	for c := range channels {
		lanes.Go(func() {
			to := SlackSeat(c, "").Target
			for i := range each {
				id := news.DeliveryID(1000*c + i + 1)
				if o := postOne(ctx, senders[i%2], delivery(id, to)); o.Class != news.OutcomeSent {
					t.Errorf("delivery %d: %+v", id, o)
					return
				}
			}
		})
	}
	lanes.Wait()
	if srv.Limited() != 0 || srv.Total() != channels*each {
		t.Errorf("%d answers of 429 and %d messages, want 0 and %d", srv.Limited(), srv.Total(), channels*each)
	}
}

// delivery is an alert ready to be rendered.
func delivery(id news.DeliveryID, to news.Target) news.Delivery {
	d := news.Delivery{
		ID: id, Channel: 1, Target: to, Kind: news.KindAlert, Created: time.Now(), FirstTry: time.Now(), Attempts: 1,
		Message: news.Message{Kind: news.KindAlert, Card: &news.Card{Title: "A headline of the usual length, made up", URL: "https://example.org/story"}},
	}
	d.Nonce = deliver.Nonce(d)
	return d
}

// A pacedSender is a sender as the courier uses it.
type pacedSender interface {
	deliver.Sender
	deliver.Pacer
}

// postOne sends d as the courier does.
func postOne(ctx context.Context, s pacedSender, d news.Delivery) (o news.Outcome) {
	d.Body, _ = s.Render(d, false)
	for ctx.Err() == nil {
		if away := s.Pace(ctx, d); away > 0 {
			pause(ctx, away)
			continue
		}
		if o = s.Send(ctx, d); o.Class != news.OutcomeLimited {
			return o
		}
		pause(ctx, o.After)
	}
	return o
}
