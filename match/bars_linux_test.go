package match_test

import (
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"newsbell/match"
	"newsbell/match/matchtest"
	"newsbell/news"
)

// BenchmarkBars prints what matching costs at 1,000,000 subscriptions and at
// 10,000, beside what it may cost ("of" so much), all in processor time of one
// thread. The ratios to other ways of matching are printed by BenchmarkRatio of
// match/index and by the benchmarks of package trial, those of several readers
// by BenchmarkLoad.
func BenchmarkBars(b *testing.B) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	w := matchtest.NewWorkload(b, "../../shared/data")
	micro := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 }
	for b.Loop() {
		few := build(b, w, 10_000)
		mean, _ := costs(few.Index, w.Short, 20_000)
		b.ReportMetric(micro(mean), "µs/10k-short(of-12)")

		x := build(b, w, 1_000_000)
		b.ReportMetric(x.bytes, "B/sub(of-64)")
		mean, p99 := costs(x.Index, w.Short, 8000)
		b.ReportMetric(micro(mean), "µs/1M-short(of-250)")
		b.ReportMetric(micro(p99), "µs/1M-short-p99(of-800)")
		mean, _ = costs(x.Index, w.Long, 1200)
		b.ReportMetric(micro(mean), "µs/1M-full(of-2000)")

		more := subscriptions(w, 50_000)
		start := threadTime()
		for i, q := range more {
			x.AddQuery(subscription(1_000_000+i), q, nil)
		}
		b.ReportMetric(micro(threadTime()-start)/float64(len(more)), "µs/add(of-5)")
		start = threadTime()
		for i := range 500_000 {
			x.Remove(news.SubscriptionID(2*i + 1))
		}
		b.ReportMetric(micro(threadTime()-start)/500_000, "µs/remove(of-1)")
	}
}

// threadTime is the time that this thread has run, to the nanosecond: what
// getrusage says is as coarse as the kernel's tick.
func threadTime() time.Duration {
	const clock = 3 // CLOCK_THREAD_CPUTIME_ID
	var t syscall.Timespec
	if _, _, err := syscall.Syscall(syscall.SYS_CLOCK_GETTIME, clock, uintptr(unsafe.Pointer(&t)), 0); err != 0 {
		return 0
	}
	return time.Duration(t.Nano())
}

// costs matches n articles, after as many to warm up as there are, and gives the
// mean of the whole, garbage collection on this thread included, and the 99th
// percentile of single articles.
func costs(x *match.Index, articles []news.Article, n int) (mean, p99 time.Duration) {
	var ids []news.SubscriptionID
	for _, a := range articles[:min(len(articles), n)] {
		ids = x.AppendIDs(ids[:0], match.NewDoc(a))
	}
	start := threadTime()
	for i := range n {
		ids = x.AppendIDs(ids[:0], match.NewDoc(articles[i%len(articles)]))
	}
	mean = (threadTime() - start) / time.Duration(n)
	took := make([]time.Duration, n)
	for i := range took {
		start := threadTime()
		ids = x.AppendIDs(ids[:0], match.NewDoc(articles[i%len(articles)]))
		took[i] = threadTime() - start
	}
	slices.Sort(took)
	return mean, took[n*99/100]
}
