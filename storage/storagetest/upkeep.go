package storagetest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsbell/news"
	"newsbell/storage"
)

func testFailsAlone(w *world) {
	c := w.channel("general")
	var failed atomic.Int64
	w.check(together(40, func(i int) error {
		d := w.alert(c, fmt.Sprint("alert/", i), 1)
		batch := []news.Delivery{d}
		if i%4 == 0 {
			batch = append(batch, news.Delivery{Channel: 4711, Key: "k", Kind: news.KindAlert})
		}
		if err := w.s.Enqueue(w.ctx(), batch); i%4 != 0 {
			return err
		} else if err != nil {
			failed.Add(1)
		}
		return nil
	}))
	if n := failed.Load(); n != 10 || len(w.lane(c)) != 30 {
		w.Errorf("got %d failures and %d deliveries, want 10 and 30", n, len(w.lane(c)))
	}
}

func testJobsAtomic(w *world) {
	c := w.channel("general")
	w.jobs.fail = errors.New("queue is broken")
	if err := w.s.Enqueue(w.ctx(), []news.Delivery{w.alert(c, "a", 1)}); !errors.Is(err, w.jobs.fail) {
		w.Errorf("got error %v, want %v", err, w.jobs.fail)
	}
	w.jobs.fail = nil
	w.wantKeys(w.lane(c))
	if seen, err := w.s.SeenOnce(w.ctx(), "job/lane/1/0", w.now); seen || err != nil {
		w.Errorf("the job of a transaction that failed is there: %v, %v", seen, err)
	}
}

func testSeen(w *world) {
	var first atomic.Int64
	w.check(together(8, func(int) error {
		seen, err := w.s.SeenOnce(w.ctx(), "interaction/1", w.now)
		if !seen {
			first.Add(1)
		}
		return err
	}))
	if n := first.Load(); n != 1 {
		w.Errorf("the key was new %d times", n)
	}
}

func testValues(w *world) {
	if v, err := w.s.Value(w.ctx(), "k"); v != "" || err != nil {
		w.Errorf("got %q, %v for nothing", v, err)
	}
	for _, want := range []string{"one", "two \x00\xff", ""} {
		w.check(w.s.SetValue(w.ctx(), "k", want))
		if v, err := w.s.Value(w.ctx(), "k"); v != want || err != nil {
			w.Errorf("got %q, %v, want %q", v, err, want)
		}
	}
}

func testStats(w *world) {
	got, err := w.s.Stats(w.ctx(), w.now)
	w.check(err)
	if diff := cmp.Diff(storage.Stats{Deliveries: map[news.DeliveryState]int{}}, got); diff != "" {
		w.Errorf("empty store (-want +got):\n%s", diff)
	}
	f, ill, c := w.feed("https://example.org/1"), w.feed("https://example.org/2"), w.channel("general")
	ill.Ill = "timeout"
	w.check(w.s.UpdateFeed(w.ctx(), ill))
	old := w.article("old")
	old.Arrived = w.now.Add(-25 * time.Hour)
	w.poll(f, w.article("a"), old)
	w.check(w.s.CommitBatch(w.ctx(), news.Batch{
		Stories: []news.Story{w.story(1)}, Articles: w.backlog()[:1],
		Deliveries: []news.Delivery{w.alert(c, "a", 1), w.alert(c, "b", 1)},
	}))
	_, err = w.s.AddSubscription(w.ctx(), news.Subscription{Channel: c.ID})
	w.check(err)
	w.send(w.lane(c)[0].ID, "m")
	got, err = w.s.Stats(w.ctx(), w.now.Add(time.Minute))
	w.check(err)
	want := storage.Stats{
		Feeds: 2, FeedsIll: 1, Articles: 2, ArticlesNew: 1, Backlog: 1, Stories: 1, Channels: 1, Subscriptions: 1,
		Deliveries: map[news.DeliveryState]int{news.Sent: 1, news.Pending: 1}, OldestOpen: time.Minute,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		w.Errorf("stats (-want +got):\n%s", diff)
	}
}

func testPrune(w *world) {
	f, c := w.feed("https://example.org/1"), w.channel("general")
	day := 24 * time.Hour
	var articles []news.Article
	for i := range 450 {
		a := w.article(fmt.Sprint(i))
		a.Text = "Text."
		articles = append(articles, a)
	}
	w.poll(f, articles...)
	w.check(w.s.CommitBatch(w.ctx(), news.Batch{
		Verdicts:   []news.Verdict{{Story: 1, Channel: c.ID, Reason: "r", At: w.now}},
		Deliveries: []news.Delivery{w.alert(c, "sent", 1), w.alert(c, "open", 1)},
	}))
	w.send(w.lane(c)[0].ID, "m")
	_, err := w.s.SeenOnce(w.ctx(), "k", w.now)
	w.check(err)
	tests := []struct {
		after                           time.Duration
		texts, deliveries, verdicts, of int
		seen                            bool
	}{
		{2 * day, 450, 2, 1, 450, true},
		{30*day + time.Second, 450, 2, 0, 450, false},
		{90*day + time.Second, 0, 1, 0, 450, false},
	}
	for _, test := range tests {
		w.check(w.s.Prune(w.ctx(), w.now.Add(test.after)))
		texts := 0
		backlog := w.backlog()
		for _, a := range backlog {
			texts += len(a.Text) / len("Text.")
		}
		deliveries, err := w.s.RecentDeliveries(w.ctx(), 10)
		w.check(err)
		verdicts, err := w.s.Verdicts(w.ctx(), 1)
		w.check(err)
		got := []int{texts, len(deliveries), len(verdicts), len(backlog)}
		want := []int{test.texts, test.deliveries, test.verdicts, test.of}
		if !cmp.Equal(got, want) {
			w.Errorf("after %v got %v texts, deliveries, verdicts, articles; want %v", test.after, got, want)
		}
	}
	if seen, err := w.s.SeenOnce(w.ctx(), "k", w.now); seen || err != nil {
		w.Errorf("an old key is still noted: %v, %v", seen, err)
	}
}

func testOwn(w *world) {
	release, err := w.s.Own(w.ctx())
	w.check(err)
	_, err = w.s.Own(w.ctx())
	w.wantCode(err, "owned_storage")
	release()
	release, err = w.s.Own(w.ctx())
	w.check(err)
	release()
}

// testJoin has processes come and go that deliver: the first one to come runs
// what only one that is alone may, and again once all have left.
func testJoin(w *world) {
	ran := 0
	alone := func(context.Context) error { ran++; return nil }
	first, err := w.s.Join(w.ctx(), alone)
	w.check(err)
	if w.s.Engine() == storage.Postgres { // SQLite has one process
		second, err := w.s.Join(w.ctx(), alone)
		w.check(err)
		first()
		first, err = w.s.Join(w.ctx(), alone)
		w.check(err)
		second()
	}
	if ran != 1 {
		w.Errorf("run %d times while others are there, want once", ran)
	}
	first()
	last, err := w.s.Join(w.ctx(), alone)
	w.check(err)
	last()
	if ran != 2 {
		w.Errorf("run %d times, want again when all have left", ran)
	}
	if _, err := w.s.Join(w.ctx(), func(context.Context) error { return errors.New("no") }); err == nil {
		w.Errorf("joined although the release failed")
	}
	last, err = w.s.Join(w.ctx(), alone)
	w.check(err)
	last()
	if ran != 3 {
		w.Errorf("run %d times, want also after a failure", ran)
	}
}
