package feed_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"newsbell/feed"
	"newsbell/feed/fetch"
	"newsbell/news"
)

// A newsstand serves many feeds, each on a loopback address of its own: 50 kB,
// twenty items, full texts, and one item more after each edition.
type newsstand struct {
	edition atomic.Int64
	port    string
	start   time.Time
}

func newNewsstand(b *testing.B) *newsstand {
	b.Helper()
	l, err := net.Listen("tcp4", "0.0.0.0:0")
	if err != nil {
		b.Skip("no loopback network")
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	n := &newsstand{port: port, start: time.Now().Add(-time.Hour)}
	srv := &http.Server{Handler: n}
	go func() { _ = srv.Serve(l) }()
	b.Cleanup(func() { _ = srv.Close() })
	return n
}

func (n *newsstand) address(i int) string {
	return fmt.Sprintf("http://127.1.%d.%d:%s/feed", i/250, 1+i%250, n.port)
}

func (n *newsstand) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e := n.edition.Load()
	tag := fmt.Sprintf(`"%d"`, e)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("ETag", tag)
	var s strings.Builder
	s.WriteString(`<?xml version="1.0"?><rss version="2.0"><channel><title>` + r.Host + `</title><link>http://` + r.Host + `/</link>`)
	text := strings.Repeat("&lt;p&gt;The harbour council of this town met on a rainy day and decided what was to be done about the bridge.&lt;/p&gt; ", 19)
	for i := e + 20; i > e; i-- {
		fmt.Fprintf(&s, `<item><guid>%s-%d</guid><link>http://%s/%d</link><title>Edition %d of the paper at %s tells of the bridge</title><pubDate>%s</pubDate><description>%s</description></item>`,
			r.Host, i, r.Host, i, i, r.Host, n.start.Add(time.Duration(i)*time.Minute).Format(time.RFC1123Z), text)
	}
	s.WriteString(`</channel></rss>`)
	_, _ = w.Write([]byte(s.String()))
}

func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkWatcher polls a thousand feeds at once; the CPU is the server's,
// too.
func BenchmarkWatcher(b *testing.B) {
	for _, kind := range []string{"changed", "unchanged"} {
		b.Run(kind, func(b *testing.B) {
			const feeds = 1000
			n := newNewsstand(b)
			var list []news.Feed
			for i := range feeds {
				list = append(list, news.Feed{URL: n.address(i), Private: true, Exact: time.Second})
			}
			client := fetch.New(fetch.Options{})
			defer client.Close()
			now := time.Now()
			store := newMemory(list...)
			w := feed.New(feed.Options{Store: &fast{memory: store, byKey: map[news.FeedID]map[string]news.Article{}}, Client: client, Now: func() time.Time { return now }})
			if _, err := w.Round(b.Context(), now); err != nil {
				b.Fatal(err)
			}
			peak := watchHeap(b)
			before := cpu()
			b.ResetTimer()
			for b.Loop() {
				if kind == "changed" {
					n.edition.Add(1)
				}
				now = now.Add(2 * time.Second)
				if _, err := w.Round(b.Context(), now); err != nil {
					b.Fatal(err)
				}
			}
			b.StopTimer()
			b.ReportMetric(float64((cpu()-before).Microseconds())/float64(b.N*feeds), "cpu-µs/feed")
			b.ReportMetric(float64(b.N*feeds)/b.Elapsed().Seconds(), "feeds/s")
			b.ReportMetric(float64(peak.Load()>>20), "peak-MB")
		})
	}
}

// watchHeap samples the memory in use until the benchmark ends.
func watchHeap(b *testing.B) *atomic.Uint64 {
	b.Helper()
	var peak atomic.Uint64
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				peak.Store(max(peak.Load(), m.HeapInuse+m.StackInuse))
			}
		}
	}()
	b.Cleanup(func() { close(stop); <-done })
	return &peak
}

// fast looks articles up by key, as a real store does, and forgets their texts.
type fast struct {
	*memory
	mu    sync.Mutex
	byKey map[news.FeedID]map[string]news.Article
}

func (f *fast) KnownArticles(_ context.Context, feed news.FeedID, keys []string) (map[string]news.Article, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	known := map[string]news.Article{}
	for _, k := range keys {
		if a, ok := f.byKey[feed][k]; ok {
			known[k] = a
		}
	}
	return known, nil
}

func (f *fast) CommitPoll(_ context.Context, p news.Poll) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.feeds[p.Feed.ID] = p.Feed
	if f.byKey[p.Feed.ID] == nil {
		f.byKey[p.Feed.ID] = map[string]news.Article{}
	}
	for n, a := range p.Articles {
		a.ID = news.ArticleID(len(f.byKey[p.Feed.ID]) + n + 1)
		a.Text, a.Lead = "", ""
		for _, k := range a.Keys {
			f.byKey[p.Feed.ID][k] = a
		}
	}
	return len(p.Articles), nil
}
