package trial

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"newsbell/deliver"
	"newsbell/jobs"
	"newsbell/news"
	"newsbell/storage"
)

// The benchmarks of delivery alone: a store, the job queue, the courier and a
// sender in the process; no platform's limits unless said otherwise.

// A plant is a running delivery.
type plant struct {
	store    *storage.Store
	courier  *deliver.Courier
	channels []news.ChannelID

	mu   sync.Mutex
	sent map[news.DeliveryID]time.Time
	want int
	full chan struct{}
}

// Render gives bytes as long as those of a usual alert.
func (*plant) Render(d news.Delivery, _ bool) ([]byte, error) {
	return fmt.Appendf(make([]byte, 0, 2048), "%2048s", d.Nonce), nil
}

// Send accepts at once.
func (p *plant) Send(_ context.Context, d news.Delivery) news.Outcome {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent[d.ID] = time.Now()
	if len(p.sent) == p.want {
		close(p.full)
	}
	return news.Outcome{Class: news.OutcomeSent, MessageID: fmt.Sprint(d.ID)}
}

// Probe is never needed.
func (*plant) Probe(context.Context, news.Delivery) (news.Finding, string) { return news.Later, "" }

// expect prepares to wait for n deliveries.
func (p *plant) expect(n int) <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent, p.want, p.full = map[news.DeliveryID]time.Time{}, n, make(chan struct{})
	return p.full
}

func newPlant(b *testing.B, lanes int) *plant {
	b.Helper()
	ctx := context.WithoutCancel(b.Context())
	store, err := storage.Open(ctx, storage.Options{URL: filepath.Join(b.TempDir(), "newsbell.db"), Check: jobs.Check})
	check(b, err)
	p := &plant{store: store, sent: map[news.DeliveryID]time.Time{}}
	p.courier = &deliver.Courier{
		Log: slog.New(slog.DiscardHandler), Store: store, Now: time.Now,
		Routes: map[news.Platform]deliver.Route{news.Discord: {Sender: p, Policy: deliver.DiscordPolicy()}},
	}
	q, err := jobs.New(ctx, jobs.Options{
		DB: store.DB(), Engine: store.Engine(), Store: store, Handlers: jobs.Handlers{Lane: p.courier.Drain},
		Lanes: map[news.Platform]int{news.Discord: 100},
	})
	check(b, err)
	store.SetEnqueuer(q)
	for n := range lanes {
		c, err := store.EnsureChannel(ctx, news.Channel{Target: DiscordSeat(n, "").Target})
		check(b, err)
		p.channels = append(p.channels, c.ID)
	}
	check(b, q.Start(ctx))
	b.Cleanup(func() {
		check(b, q.Stop(ctx))
		check(b, store.Close())
	})
	return p
}

// deliveries makes n deliveries of a kind for a channel.
func (p *plant) deliveries(ch news.ChannelID, kind news.Kind, round, n int) []news.Delivery {
	out := make([]news.Delivery, n)
	for i := range out {
		out[i] = news.Delivery{
			Channel: ch, Key: fmt.Sprintf("%s/%d/%d", kind, round, i), Kind: kind, Created: time.Now(),
			Message: news.Message{Kind: kind, Card: &news.Card{Title: "A headline of the usual length, made up", URL: "https://example.org/story"}},
		}
	}
	return out
}

// BenchmarkDeliver sends 100 posts in each of 50 lanes, as fast as the store
// lets them.
func BenchmarkDeliver(b *testing.B) {
	const lanes, posts = 50, 100
	p := newPlant(b, lanes)
	round := 0
	for b.Loop() {
		round++
		all := p.expect(lanes * posts)
		var rows []news.Delivery
		for _, ch := range p.channels {
			rows = append(rows, p.deliveries(ch, news.KindAlert, round, posts)...)
		}
		check(b, p.store.Enqueue(b.Context(), rows))
		began := time.Now()
		<-all
		b.ReportMetric(lanes*posts/time.Since(began).Seconds(), "posts/s")
	}
}

// BenchmarkEnqueueToPost measures single deliveries to an idle queue.
func BenchmarkEnqueueToPost(b *testing.B) {
	const samples = 100
	p := newPlant(b, 20)
	round := 0
	for b.Loop() {
		var took []time.Duration
		for n := range samples {
			round++
			one := p.expect(1)
			began := time.Now()
			check(b, p.store.Enqueue(b.Context(), p.deliveries(p.channels[n%20], news.KindAlert, round, 1)))
			<-one
			took = append(took, time.Since(began))
			pause(b.Context(), time.Duration(50+n%7*30)*time.Millisecond)
		}
		slices.Sort(took)
		b.ReportMetric(millis(took[samples/2]), "ms-p50")
		b.ReportMetric(millis(took[samples*95/100]), "ms-p95")
	}
}

// BenchmarkAlertBehindDigests enqueues an alert behind 5,000 digests in 50
// lanes, one of them its own.
func BenchmarkAlertBehindDigests(b *testing.B) {
	const lanes, digests = 50, 100
	p := newPlant(b, lanes)
	round := 0
	for b.Loop() {
		round++
		all := p.expect(lanes*digests + 1)
		var rows []news.Delivery
		for _, ch := range p.channels {
			rows = append(rows, p.deliveries(ch, news.KindDigest, round, digests)...)
		}
		check(b, p.store.Enqueue(b.Context(), rows))
		began := time.Now()
		check(b, p.store.Enqueue(b.Context(), p.deliveries(p.channels[7], news.KindAlert, round, 1)))
		<-all
		alert, err := p.store.DeliveryByKey(b.Context(), p.channels[7], fmt.Sprintf("alert/%d/0", round))
		check(b, err)
		b.ReportMetric(millis(p.sent[alert.ID].Sub(began)), "ms-to-alert")
		b.ReportMetric(float64(ahead(p.sent, alert.ID)), "posts-before")
	}
}

// ahead counts what was sent before a delivery.
func ahead(sent map[news.DeliveryID]time.Time, id news.DeliveryID) (n int) {
	for _, at := range sent {
		if at.Before(sent[id]) {
			n++
		}
	}
	return n
}
