package match_test

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"newsbell/match"
	"newsbell/match/matchtest"
	"newsbell/news"
)

// A crew is readers that match articles, and what may go on beside them.
type crew struct {
	index   *match.Index
	docs    []*match.Doc
	readers int
	more    []*match.Query // to add, every fifth of a millisecond
}

// work lets the crew work for a while: the articles matched a second, and how
// long each addition took, waiting for readers included.
func (c crew) work(while time.Duration) (rate float64, adds []time.Duration) {
	var done atomic.Int64
	var readers sync.WaitGroup
	start := time.Now()
	for r := range c.readers {
		readers.Go(func() {
			var ids []news.SubscriptionID
			for i := r; time.Since(start) < while; i++ {
				ids = c.index.AppendIDs(ids[:0], c.docs[i%len(c.docs)])
				done.Add(1)
			}
		})
	}
	if len(c.more) > 0 {
		adds = c.add(start, while)
	}
	readers.Wait()
	return float64(done.Load()) / time.Since(start).Seconds(), adds
}

// add adds five subscriptions each millisecond: 5,000 a second.
func (c crew) add(start time.Time, while time.Duration) (took []time.Duration) {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for time.Since(start) < while {
		<-tick.C
		for range 5 {
			i := len(took)
			before := time.Now()
			c.index.AddQuery(subscription(1_000_000+i), c.more[i%len(c.more)], nil)
			took = append(took, time.Since(before))
		}
	}
	return took
}

// BenchmarkLoad lets two readers work, alone and beside 5,000 additions
// a second, on 100,000 subscriptions. It wants a processor for each reader.
func BenchmarkLoad(b *testing.B) {
	w := matchtest.NewWorkload(b, "../../shared/data")
	c := crew{index: build(b, w, 100_000).Index}
	for _, a := range w.Short[:2000] {
		c.docs = append(c.docs, match.NewDoc(a))
	}
	more := subscriptions(w, 20_000)
	var one, two, beside float64
	var adds []time.Duration
	for b.Loop() { // each in turn, so that a noisy machine is noisy for all
		const while = 500 * time.Millisecond
		c.readers, c.more = 1, nil
		rate, _ := c.work(while)
		one += rate
		c.readers = 2
		rate, _ = c.work(while)
		two += rate
		c.more = more
		rate, took := c.work(while)
		beside += rate
		adds = append(adds, took...)
	}
	slices.Sort(adds)
	b.ReportMetric(one/float64(b.N), "articles/s")
	b.ReportMetric(two/one, "two/one")
	b.ReportMetric(100*(1-beside/two), "%lost-to-adds")
	b.ReportMetric(float64(adds[len(adds)/2].Nanoseconds()), "add-p50-ns")
	b.ReportMetric(float64(adds[len(adds)*99/100].Nanoseconds()), "add-p99-ns")
}
