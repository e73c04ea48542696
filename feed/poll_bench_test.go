package feed_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"newsbell/feed"
	"newsbell/feed/fetch"
	"newsbell/news"
	"newsbell/storage"
)

// stallMark in the environment makes the test binary a server of feeds.
const stallMark = "NEWSBELL_TEST_STALL"

// TestStall is no test: the benchmarks start it in a process of its own, so
// that the server's CPU is told apart from newsbell's. It serves until its
// standard input ends.
func TestStall(t *testing.T) {
	if os.Getenv(stallMark) == "" {
		t.Skip("only the benchmarks' server")
	}
	l, err := net.Listen("tcp4", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	n := &newsstand{start: time.Now().Add(-time.Hour)}
	mux := http.NewServeMux()
	mux.Handle("/feed", n)
	mux.HandleFunc("/next", func(http.ResponseWriter, *http.Request) { n.edition.Add(1) })
	mux.HandleFunc("/cpu", func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, int64(cpu())) })
	srv := &http.Server{Handler: mux}
	go func() { _ = srv.Serve(l) }()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	_, _ = os.Stdout.WriteString("port " + port + "\n")
	_, _ = io.Copy(io.Discard, os.Stdin)
	_ = srv.Close()
}

// A stall is that process.
type stall struct{ newsstand }

func newStall(b *testing.B) *stall {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), os.Args[0], "-test.run=^TestStall$")
	cmd.Env = append(os.Environ(), stallMark+"=1")
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = in.Close(); _ = cmd.Wait() })
	s := &stall{}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if port, ok := strings.CutPrefix(lines.Text(), "port "); ok {
			s.port = port
			return s
		}
	}
	b.Fatal("the server did not start")
	return nil
}

// ask gets one of the stall's own pages.
func (s *stall) ask(b *testing.B, path string) string {
	b.Helper()
	req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, "http://127.0.0.1:"+s.port+path, nil)
	if err != nil {
		b.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		b.Fatal(err)
	}
	return string(text)
}

func (s *stall) cpu(b *testing.B) time.Duration {
	b.Helper()
	n, err := strconv.ParseInt(s.ask(b, "/cpu"), 10, 64)
	if err != nil {
		b.Fatal(err)
	}
	return time.Duration(n)
}

// A poller is a watcher over SQLite whose feeds lie on loopback addresses of
// their own; each has been polled once.
type poller struct {
	*feed.Watcher
	now     time.Time
	arrived atomic.Int64
}

func newPoller(b *testing.B, s *stall, feeds int) *poller {
	b.Helper()
	store, err := storage.Open(b.Context(), storage.Options{URL: filepath.Join(b.TempDir(), "feeds.db")})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = store.Close() })
	for i := range feeds {
		if _, _, err := store.AddFeed(b.Context(), news.Feed{URL: s.address(i), Origin: news.OriginFile, Private: true, Exact: time.Second}); err != nil {
			b.Fatal(err)
		}
	}
	client := fetch.New(fetch.Options{})
	b.Cleanup(client.Close)
	p := &poller{now: time.Now()}
	p.Watcher = feed.New(feed.Options{Store: store, Client: client, Now: func() time.Time { return p.now }, Arrived: func() { p.arrived.Add(1) }})
	p.round(b, feeds)
	return p
}

// round polls every feed once.
func (p *poller) round(b *testing.B, feeds int) {
	b.Helper()
	p.now = p.now.Add(2 * time.Second)
	n, err := p.Round(b.Context(), p.now)
	if err != nil || n != feeds {
		b.Fatalf("got %d feeds polled and %v, want %d", n, err, feeds)
	}
}

// BenchmarkPoll polls a thousand feeds a round into SQLite. cpu-µs/feed is
// newsbell's, server-µs/feed is the server's in its own process; both run on
// the same cores.
func BenchmarkPoll(b *testing.B) {
	const feeds = 1000
	for _, kind := range []string{"unchanged", "changed"} {
		b.Run(kind, func(b *testing.B) {
			s := newStall(b)
			p := newPoller(b, s, feeds)
			p.arrived.Store(0)
			own, its := cpu(), s.cpu(b)
			b.ResetTimer()
			for b.Loop() {
				if kind == "changed" {
					s.ask(b, "/next")
				}
				p.round(b, feeds)
			}
			b.StopTimer()
			polls := float64(b.N * feeds)
			b.ReportMetric(polls/b.Elapsed().Seconds(), "feeds/s")
			b.ReportMetric(float64((cpu()-own).Microseconds())/polls, "cpu-µs/feed")
			b.ReportMetric(float64((s.cpu(b)-its).Microseconds())/polls, "server-µs/feed")
			if got := p.arrived.Load(); kind == "changed" && got != int64(polls) {
				b.Errorf("got new articles in %d polls, want in each of %.0f", got, polls)
			}
		})
	}
}

// BenchmarkPoll_memory prints the heap in use on the way through many polls, a
// few of them with something new: NEWSBELL_BENCH_POLLS of them, 20,000 when
// that is not set; 1,000,000 is the full measure.
func BenchmarkPoll_memory(b *testing.B) {
	const feeds = 1000
	polls := 20_000
	if n, err := strconv.Atoi(os.Getenv("NEWSBELL_BENCH_POLLS")); err == nil {
		polls = max(n, 10*feeds)
	}
	s := newStall(b)
	p := newPoller(b, s, feeds)
	for b.Loop() {
		for done := feeds; done <= polls; done += feeds {
			if done%(50*feeds) == 0 && done < polls/2 {
				s.ask(b, "/next")
			}
			p.round(b, feeds)
			switch done {
			case polls / 10 / feeds * feeds, polls / 2 / feeds * feeds, polls / feeds * feeds:
				b.Logf("after %d polls: %.1f MB of heap in use, %d goroutines", done, float64(heap())/(1<<20), runtime.NumGoroutine())
			}
		}
	}
	b.ReportMetric(float64(b.N*polls)/b.Elapsed().Seconds(), "feeds/s")
	b.ReportMetric(float64(heap())/(1<<20), "heap-MB")
}

// heap is what is in use after a collection.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse
}
