package page_test

import (
	"testing"
	"time"

	"newsbell/feed/page"
)

// BenchmarkExtract reads the pages of the shared data, one an operation, and
// prints the CPU time of a page and the share of the slowest.
func BenchmarkExtract(b *testing.B) {
	for _, list := range []string{"full-text.jsonl", "chunks.jsonl"} {
		b.Run(list, func(b *testing.B) {
			type one struct {
				address string
				body    []byte
			}
			var pages []one
			size := 0
			cases(b, list, func(c pageCase, body []byte) {
				pages = append(pages, one{c.URL, body})
				size += len(body)
			})
			b.SetBytes(int64(size / len(pages)))
			b.ReportAllocs()
			var slowest time.Duration
			n := 0
			before := spent()
			for b.Loop() {
				p := pages[n%len(pages)]
				start := spent()
				_, _ = page.Extract(p.body, p.address)
				slowest = max(slowest, spent()-start)
				n++
			}
			b.ReportMetric(float64((spent()-before).Microseconds())/1000/float64(n), "cpu-ms/page")
			b.ReportMetric(float64(slowest.Microseconds())/1000, "cpu-ms/slowest")
		})
	}
}
