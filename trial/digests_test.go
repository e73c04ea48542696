package trial

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"newsbell/digest"
	"newsbell/news"
	"newsbell/storage"
)

// The size of BenchmarkDigests.
const (
	dueChannels = 10_000
	candidates  = 300
	dayStories  = 3_000
)

// timed notes when the runs of digests were committed.
type timed struct {
	*storage.Store
	start   time.Time
	first   time.Duration
	longest time.Duration
	commits int
	written int
	most    int
}

func (s *timed) CommitRuns(ctx context.Context, runs []news.DigestResult) ([]bool, error) {
	began := time.Now()
	taken, err := s.Store.CommitRuns(ctx, runs)
	if s.commits++; s.commits == 1 {
		s.first = time.Since(s.start)
	}
	s.longest, s.most = max(s.longest, time.Since(began)), max(s.most, len(runs))
	for i, t := range taken {
		if t && runs[i].Delivery != nil {
			s.written++
		}
	}
	return taken, err
}

// BenchmarkDigests has 10,000 channels due at nine, each with 300 candidates of
// its own among the day's 3,000 stories, on one core and a real SQLite file,
// while alerts go on being committed. On a machine that does other work too,
// s/cpu says how long the round takes.
func BenchmarkDigests(b *testing.B) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	slot := time.Date(2025, time.February, 12, 8, 0, 0, 0, time.UTC)
	for b.Loop() {
		b.StopTimer()
		store, err := storage.Open(b.Context(), storage.Options{URL: filepath.Join(b.TempDir(), "newsbell.db")})
		if err != nil {
			b.Fatal(err)
		}
		stock(b, store, slot)
		s := &timed{Store: store}
		ctx, stop := context.WithCancel(b.Context())
		slowest := make(chan time.Duration)
		b.StartTimer()
		used := cpuTime()
		s.start = time.Now()
		go func() { slowest <- ring(ctx, b, store, slot) }()
		err = digest.NewEditor(digest.Options{Store: s}).Round(b.Context(), slot.Add(7*time.Second))
		took := time.Since(s.start)
		used = cpuTime() - used
		b.StopTimer()
		stop()
		b.ReportMetric(took.Seconds(), "s/round")
		b.ReportMetric(used.Seconds(), "s/cpu")
		b.ReportMetric(s.first.Seconds(), "s/first-posts")
		b.ReportMetric(s.longest.Seconds(), "s/longest-commit")
		b.ReportMetric((<-slowest).Seconds(), "s/slowest-alert")
		b.ReportMetric(float64(s.commits), "commits")
		if err != nil || s.written != dueChannels || s.most > 100 {
			b.Errorf("%v, %d digests written, %d in one transaction", err, s.written, s.most)
		}
		if err := store.Close(); err != nil {
			b.Error(err)
		}
		b.StartTimer()
	}
}

// ring commits an alert after another until told to stop, and gives the time of
// the slowest.
func ring(ctx context.Context, b *testing.B, store *storage.Store, now time.Time) (slowest time.Duration) {
	b.Helper()
	for n := 1; ; n++ {
		select {
		case <-ctx.Done():
			return slowest
		case <-time.After(20 * time.Millisecond):
		}
		began := time.Now()
		err := store.Enqueue(context.WithoutCancel(ctx), []news.Delivery{{
			Channel: news.ChannelID(1 + n%dueChannels), Key: fmt.Sprintf("alert/%d", n), Kind: news.KindAlert,
			Story: news.StoryID(1 + n%dayStories), State: news.Pending, Created: now,
		}})
		if err != nil {
			b.Error(err)
		}
		slowest = max(slowest, time.Since(began))
	}
}

// stock fills a store with channels, their digests, stories and what each
// channel matched.
func stock(b *testing.B, store *storage.Store, slot time.Time) {
	b.Helper()
	var group sync.WaitGroup
	for n := range 64 {
		group.Go(func() {
			for i := n; i < dueChannels; i += 64 {
				ch, err := store.EnsureChannel(b.Context(), news.Channel{
					Target: news.Target{Platform: news.Local, Channel: fmt.Sprint(i)}, Zone: "Europe/Berlin", State: news.ChannelActive,
				})
				if err == nil {
					_, err = store.AddDigest(b.Context(), news.Digest{
						Channel: ch.ID, Schedule: "daily at 09:00", Zone: "Europe/Berlin", Next: slot, Covered: slot.AddDate(0, 0, -1),
					})
				}
				if err != nil {
					b.Error(err)
				}
			}
		})
	}
	group.Wait()
	writer := NewWriter(10)
	batch := news.Batch{At: slot}
	for i := range dayStories {
		item := writer.Write(fmt.Sprint(i), "news", 40, slot)
		st := news.Story{
			ID: news.StoryID(i + 1), Title: item.Title, Lead: item.HTML, URL: "https://example.org/" + item.ID, Language: "en",
			Began: slot.Add(-12 * time.Hour), Updated: slot.Add(-time.Duration(i) * 20 * time.Second), Memory: make([]byte, 2000),
		}
		for p := range 1 + i%9 {
			st.Reports = append(st.Reports, news.Report{
				Article: news.ArticleID(i*10 + p + 1), Publisher: fmt.Sprint("Paper ", p), Title: item.Title, URL: fmt.Sprint(st.URL, "?", p), At: st.Updated,
			})
		}
		batch.Stories = append(batch.Stories, st)
	}
	if err := store.CommitBatch(b.Context(), batch); err != nil {
		b.Fatal(err)
	}
	_, err := store.DB().ExecContext(b.Context(), `
		WITH RECURSIVE k(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM k WHERE n < ? - 1)
		INSERT INTO verdict (story, channel, development, subscriptions, words, rang, reason, detail, decided)
		SELECT (c.id * 7919 + k.n * (? / ?)) % ? + 1, c.id, 0, '[' || c.id || ']', '[]', 0, 'digest_mode', '', 0
		FROM channel c CROSS JOIN k ORDER BY 1, 2`, candidates, dayStories, candidates, dayStories)
	if err != nil {
		b.Fatal(err)
	}
}
