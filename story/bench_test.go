package story

import (
	"runtime"
	"testing"
	"time"
)

// BenchmarkGrouper_stream places the shared stream as if 100,000 articles came
// a day, twice, in languages of their own: with worlds = 7 the window of three
// days is full. It reports the speed and what the grouper holds in memory.
func BenchmarkGrouper_stream(b *testing.B) {
	list := sharedStories(b, "breaking-stream.jsonl.gz")
	const (
		day    = 100_000
		worlds = 2
	)
	langs := []string{"en", "x1", "x2", "x3", "x4", "x5", "x6"}[:worlds]
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		g := New(Options{})
		at := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
		n, start := 0, time.Now()
		for _, lang := range langs {
			for _, x := range list {
				a := x.article
				at = at.Add(24 * time.Hour / day)
				a.Arrived = at
				if a.Language == "" || a.Language == "en" {
					a.Language = lang
				}
				g.Add(a)
				n++
			}
		}
		speed := float64(n) / time.Since(start).Seconds()
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(speed, "articles/s")
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB")
		b.ReportMetric(float64(g.index.live), "stories")
		runtime.KeepAlive(g)
	}
}
