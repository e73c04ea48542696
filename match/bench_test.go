package match_test

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"

	"newsbell/match"
	"newsbell/match/matchtest"
	"newsbell/news"
)

// subscriptions draws n that can be read.
func subscriptions(w *matchtest.Workload, n int) []*match.Query {
	out := make([]*match.Query, 0, n)
	for len(out) < n {
		if q, err := match.Parse(w.Query()); err == nil {
			out = append(out, q)
		}
	}
	return out
}

func subscription(i int) news.Subscription {
	return news.Subscription{ID: news.SubscriptionID(i + 1), Channel: news.ChannelID(i / 10), Mode: news.Every}
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkIndex prints what matching costs at 10,000, 100,000 and, with
// NEWSBELL_BENCH=full, 1,000,000 subscriptions: preparing the article and
// matching it, mean and 99th percentile.
func BenchmarkIndex(b *testing.B) {
	w := matchtest.NewWorkload(b, "../../shared/data")
	b.Log(w.From)
	sizes := []int{10_000, 100_000}
	if os.Getenv("NEWSBELL_BENCH") == "full" {
		sizes = append(sizes, 1_000_000)
	}
	for _, n := range sizes {
		x := build(b, w, n)
		b.Run(fmt.Sprintf("short/%d", n), func(b *testing.B) {
			run(b, x.Index, w.Short)
			x.report(b)
		})
		b.Run(fmt.Sprintf("full/%d", n), func(b *testing.B) { run(b, x.Index, w.Long) })
		b.Run(fmt.Sprintf("words/%d", n), func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				_ = x.Match(match.NewDoc(w.Short[i%len(w.Short)]))
			}
		})
	}
}

// A built is an index and what it took to make.
type built struct {
	*match.Index
	parse, add, renew time.Duration // a subscription
	bytes             float64       // a subscription
}

// build makes an index of n subscriptions that has learnt from some articles.
func build(b *testing.B, w *matchtest.Workload, n int) built {
	b.Helper()
	x := built{Index: match.NewIndex()}
	before := heap()
	for done := 0; done < n; {
		var texts []string
		for range 10_000 {
			texts = append(texts, w.Query())
		}
		var queries []*match.Query
		start := time.Now()
		for _, t := range texts {
			if q, err := match.Parse(t); err == nil && done+len(queries) < n {
				queries = append(queries, q)
			}
		}
		x.parse += time.Since(start)
		start = time.Now()
		for _, q := range queries {
			x.AddQuery(subscription(done), q, nil)
			done++
		}
		x.add += time.Since(start)
	}
	for i := range 2000 {
		x.AppendIDs(nil, match.NewDoc(w.Short[i%len(w.Short)]))
	}
	start := time.Now()
	x.Tend()
	each := time.Duration(n)
	x.parse, x.add, x.renew = x.parse/each, x.add/each, time.Since(start)/each
	x.bytes = float64(heap()-before) / float64(n)
	return x
}

// report prints what it took to make the index, a subscription.
func (x built) report(b *testing.B) {
	b.Helper()
	b.ReportMetric(x.bytes, "B/sub")
	b.ReportMetric(float64(x.parse), "parse-ns/sub")
	b.ReportMetric(float64(x.add), "add-ns/sub")
	b.ReportMetric(float64(x.renew), "renew-ns/sub")
}

// cpu is the time that this thread has run.
func cpu() time.Duration {
	var u syscall.Rusage
	const thread = 1
	if err := syscall.Getrusage(thread, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// run matches articles in turn and reports the 99th percentile and the number
// of matches beside the mean.
func run(b *testing.B, x *match.Index, articles []news.Article) {
	b.Helper()
	var ids []news.SubscriptionID
	var took []time.Duration
	found := 0
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	began := cpu()
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		ids = x.AppendIDs(ids[:0], match.NewDoc(articles[i%len(articles)]))
		took = append(took, time.Since(start))
		found += len(ids)
	}
	b.ReportMetric(float64((cpu()-began).Nanoseconds())/float64(b.N), "cpu-ns/op")
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds()), "p99-ns/op")
	b.ReportMetric(float64(took[len(took)/2].Nanoseconds()), "p50-ns/op")
	b.ReportMetric(float64(found)/float64(b.N), "matches/op")
}

func BenchmarkParse(b *testing.B) {
	w := matchtest.NewWorkload(b, "../../shared/data")
	var queries []string
	for range 1000 {
		queries = append(queries, w.Query())
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		_, _ = match.Parse(queries[i%len(queries)])
	}
}

func BenchmarkAddRemove(b *testing.B) {
	w := matchtest.NewWorkload(b, "../../shared/data")
	x := match.NewIndex()
	queries := subscriptions(w, 100_000)
	for i, q := range queries {
		x.AddQuery(subscription(i), q, nil)
	}
	more := subscriptions(w, 20_000)
	b.Run("add", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			x.AddQuery(subscription(len(queries)+i), more[i%len(more)], nil)
		}
	})
	b.Run("remove", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			x.Remove(news.SubscriptionID(i%len(queries) + 1))
		}
	})
}

func BenchmarkNewDoc(b *testing.B) {
	w := matchtest.NewWorkload(b, "../../shared/data")
	for name, articles := range map[string][]news.Article{"short": w.Short, "full": w.Long} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			began := cpu()
			for i := 0; b.Loop(); i++ {
				_ = match.NewDoc(articles[i%len(articles)])
			}
			b.ReportMetric(float64((cpu()-began).Nanoseconds())/float64(b.N), "cpu-ns/op")
		})
	}
}
