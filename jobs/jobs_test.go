package jobs_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"newsbell/jobs"
	"newsbell/news"
	"newsbell/storage"
	"newsbell/storage/storagetest"
)

// A rig is a store with a queue that works it, on one of the engines.
type rig struct {
	*testing.T
	s *storage.Store
	// work makes the queue work; River works by itself.
	work func()
	// pass lets time pass by hand; River's passes by itself.
	pass func(time.Duration)
	// enqueue writes jobs in a transaction of their own.
	enqueue func(...news.Job)
	manual  bool
}

// TestQueues holds both queues, and River on both databases, to one suite.
func TestQueues(t *testing.T) {
	engines := []struct {
		name string
		open func(t *testing.T, h func(*rig) jobs.Handlers) *rig
	}{
		{"manual", openManual},
		{"sqlite", func(t *testing.T, h func(*rig) jobs.Handlers) *rig {
			t.Helper()
			return openRiver(t, filepath.Join(t.TempDir(), "newsbell.db"), h)
		}},
		{"postgres", func(t *testing.T, h func(*rig) jobs.Handlers) *rig {
			t.Helper()
			return openRiver(t, storagetest.Postgres(t), h)
		}},
	}
	tests := []struct {
		name string
		run  func(b base)
	}{
		{"lanes are drained by one worker each and none is stranded", testLanes},
		{"a lane that waits comes again", testAgain},
		{"what is added wakes a lane that waits", testWake},
		{"what is added while a lane falls asleep wakes it", testWakeAsleep},
		{"a lane that fails is tried again", testLaneFails},
		{"a page is read once and again after a failure", testPages},
	}
	for _, engine := range engines {
		for _, test := range tests {
			t.Run(engine.name+"/"+test.name, func(t *testing.T) {
				test.run(base{t, func(h func(*rig) jobs.Handlers) *rig { return engine.open(t, h) }})
			})
		}
	}
}

// A base is a test and its way to a rig.
type base struct {
	*testing.T
	open func(func(*rig) jobs.Handlers) *rig
}

func openRiver(t *testing.T, url string, h func(*rig) jobs.Handlers) *rig {
	t.Helper()
	r := &rig{T: t, s: openStore(t, url), work: func() {}, pass: func(time.Duration) {}}
	q := newQueue(t, r.s, h(r))
	r.enqueue = func(list ...news.Job) { r.inTx(func(tx *sql.Tx) error { return q.Enqueue(t.Context(), tx, list) }) }
	start(t, q)
	return r
}

func openManual(t *testing.T, h func(*rig) jobs.Handlers) *rig {
	t.Helper()
	now := time.UnixMilli(1)
	r := &rig{T: t, s: openStore(t, filepath.Join(t.TempDir(), "newsbell.db")), manual: true}
	m := &jobs.Manual{Store: r.s, Handlers: h(r), Now: func() time.Time { return now }}
	r.s.SetEnqueuer(m)
	r.work = func() {
		if err := m.Run(t.Context()); err != nil {
			t.Error(err)
		}
	}
	r.pass = func(d time.Duration) { now = now.Add(d) }
	r.enqueue = func(list ...news.Job) {
		if err := m.Enqueue(t.Context(), nil, list); err != nil {
			t.Error(err)
		}
	}
	return r
}

func (r *rig) inTx(f func(tx *sql.Tx) error) {
	r.Helper()
	tx, err := r.s.DB().BeginTx(r.Context(), nil)
	if err != nil {
		r.Fatal(err)
	}
	if err := f(tx); err != nil {
		r.Error(errors.Join(err, tx.Rollback()))
		return
	}
	if err := tx.Commit(); err != nil {
		r.Error(err)
	}
}

func (r *rig) channel(name string) news.ChannelID {
	r.Helper()
	c, err := r.s.EnsureChannel(r.Context(), news.Channel{Target: news.Target{Platform: news.Local, Channel: name}})
	if err != nil {
		r.Fatal(err)
	}
	return c.ID
}

func (r *rig) post(ch news.ChannelID, key string) {
	r.Helper()
	if err := r.postWith(r.Context(), ch, key); err != nil {
		r.Error(err)
	}
}

func (r *rig) postWith(ctx context.Context, ch news.ChannelID, key string) error {
	return r.s.Enqueue(ctx, []news.Delivery{{Channel: ch, Key: key, Kind: news.KindAlert}})
}

// await works the queue until something comes out of the channel. By hand it
// lets a minute pass at most: what waits longer was to be woken.
func await[T any](r *rig, c <-chan T) T {
	r.Helper()
	for seconds := 0; ; seconds++ {
		if seconds > 60 {
			r.Fatal("nothing came within a minute")
		}
		select {
		case v := <-c:
			return v
		default:
			r.work()
		}
		if r.manual {
			select {
			case v := <-c:
				return v
			default:
				r.pass(time.Second)
				continue
			}
		}
		return <-c
	}
}

func testLanes(b base) {
	const lanes, enqueuers, each = 10, 3, 8
	var sent atomic.Int64
	all := make(chan struct{})
	var busy, order sync.Map
	r := b.open(func(r *rig) jobs.Handlers {
		return jobs.Handlers{Lane: func(ctx context.Context, ch news.ChannelID) (time.Duration, error) {
			if _, taken := busy.LoadOrStore(ch, true); taken {
				b.Errorf("two workers drain lane %d", ch)
			}
			defer busy.Delete(ch)
			err := drain(ctx, r.s, ch, func(d news.Delivery) {
				// Each enqueuer's own order holds; between them there is none.
				lane := fmt.Sprint(ch, " ", d.Key[:1])
				if last, _ := order.Swap(lane, d.ID); last != nil && last.(news.DeliveryID) > d.ID {
					b.Errorf("lane %s sent %d after %d", lane, d.ID, last)
				}
				if sent.Add(1) == lanes*enqueuers*each {
					close(all)
				}
			})
			return 0, err
		}}
	})
	channels := make([]news.ChannelID, lanes)
	for i := range channels {
		channels[i] = r.channel(fmt.Sprint(i))
	}
	var wg sync.WaitGroup
	for e := range enqueuers {
		wg.Go(func() {
			for i := range each {
				for _, ch := range channels {
					r.post(ch, fmt.Sprintf("%d/%d", e, i))
				}
			}
		})
		if r.manual {
			r.work()
		}
	}
	wg.Wait()
	await(r, all)
}

func testAgain(b base) {
	calls := make(chan int, 10)
	n := 0
	r := b.open(func(r *rig) jobs.Handlers {
		return jobs.Handlers{Lane: func(ctx context.Context, ch news.ChannelID) (time.Duration, error) {
			n++
			calls <- n
			if n < 3 {
				return 10 * time.Millisecond, nil
			}
			return 0, drain(ctx, r.s, ch, func(news.Delivery) {})
		}}
	})
	r.post(r.channel("a"), "k")
	for want := 1; want <= 3; want++ {
		if got := await(r, calls); got != want {
			b.Errorf("got call %d, want %d", got, want)
		}
	}
}

func testWake(b base) {
	asleep := make(chan string, 10)
	r := b.open(func(r *rig) jobs.Handlers {
		return jobs.Handlers{Lane: func(ctx context.Context, ch news.ChannelID) (time.Duration, error) {
			heads, err := r.s.Lane(ctx, ch, 10)
			asleep <- heads[len(heads)-1].Key
			return time.Hour, err
		}}
	})
	ch := r.channel("a")
	r.post(ch, "first")
	if got := await(r, asleep); got != "first" {
		b.Errorf("got %s", got)
	}
	// Whether it is asleep by now or falls asleep at this moment is not known:
	// either way it must wake.
	r.post(ch, "second")
	if got := await(r, asleep); got != "second" {
		b.Errorf("got %s", got)
	}
}

func testWakeAsleep(b base) {
	seen := make(chan int, 10)
	r := b.open(func(r *rig) jobs.Handlers {
		return jobs.Handlers{Lane: func(ctx context.Context, ch news.ChannelID) (time.Duration, error) {
			heads, err := r.s.Lane(ctx, ch, 10)
			if len(heads) == 1 {
				err = errors.Join(err, r.postWith(ctx, ch, "added behind the look"))
			}
			seen <- len(heads)
			return time.Hour, err
		}}
	})
	r.post(r.channel("a"), "first")
	for want := 1; want <= 2; want++ {
		if got := await(r, seen); got != want {
			b.Errorf("got %d deliveries, want %d", got, want)
		}
	}
}

func testLaneFails(b base) {
	var failed atomic.Bool
	sent := make(chan string, 10)
	r := b.open(func(r *rig) jobs.Handlers {
		return jobs.Handlers{Lane: func(ctx context.Context, ch news.ChannelID) (time.Duration, error) {
			if failed.CompareAndSwap(false, true) {
				return 0, errors.New("the store is away")
			}
			return 0, drain(ctx, r.s, ch, func(d news.Delivery) { sent <- d.Key })
		}}
	})
	r.post(r.channel("a"), "k")
	if got := await(r, sent); got != "k" || !failed.Load() {
		b.Errorf("got %s", got)
	}
}

func testPages(b base) {
	var calls sync.Map
	read := make(chan news.ArticleID, 10)
	r := b.open(func(*rig) jobs.Handlers {
		return jobs.Handlers{Page: func(_ context.Context, a news.ArticleID) error {
			n, _ := calls.LoadOrStore(a, new(atomic.Int64))
			if n.(*atomic.Int64).Add(1) == 1 && a == 2 {
				return errors.New("the store is away")
			}
			read <- a
			return nil
		}}
	})
	r.enqueue(news.Job{Kind: news.JobPage, Article: 1}, news.Job{Kind: news.JobPage, Article: 2})
	if first, second := await(r, read), await(r, read); first+second != 3 {
		b.Errorf("read pages %d and %d, want 1 and 2", first, second)
	}
}
