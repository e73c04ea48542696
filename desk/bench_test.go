//go:build unix

package desk

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"newsbell/news"
	"newsbell/storage"
	"newsbell/story"
)

// benchGap lies between two articles at 100,000 a day.
const benchGap = 24 * time.Hour / 100_000

// stream gives the articles of the shared stream.
func stream(b *testing.B) (list []news.Article) {
	b.Helper()
	f, err := os.Open("../../shared/data/stories/breaking-stream.jsonl.gz")
	if err != nil {
		b.Skip("shared test data not present")
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		b.Fatal(err)
	}
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var x struct{ Title, Text, URL, Publisher, Language string }
		if err := json.Unmarshal(lines.Bytes(), &x); err != nil {
			b.Fatal(err)
		}
		list = append(list, news.Article{Title: x.Title, Lead: x.Text, URL: x.URL, Publisher: x.Publisher, Language: x.Language})
	}
	return list
}

// BenchmarkStart fills the desk's memory with 72 hours at 100,000 articles a day
// (the shared stream seven times, in languages of their own), writes the
// snapshot, then a journal as long as one becomes, and starts from both. The
// times are of the processor.
func BenchmarkStart(b *testing.B) {
	list := stream(b)
	store, err := storage.Open(b.Context(), storage.Options{URL: filepath.Join(b.TempDir(), "start.db")})
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close() //nolint:errcheck // the test is over
	now := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	d := &Desk{o: Options{Log: slog.New(slog.DiscardHandler), Store: store, Now: func() time.Time { return now }}}
	if d.memory, err = newMemory(); err != nil {
		b.Fatal(err)
	}
	id := news.ArticleID(0)
	add := func(lang string, a news.Article) story.Entry {
		now, id = now.Add(benchGap), id+1
		a.ID, a.Arrived = id, now
		if a.Language == "" || a.Language == "en" {
			a.Language = lang
		}
		e := story.Take(a)
		d.place(e)
		return e
	}
	for b.Loop() {
		for lang := range strings.FieldsSeq("en x1 x2 x3 x4 x5 x6") {
			for _, a := range list {
				add(lang, a)
			}
		}
		b.ReportMetric(float64(held())/1e6, "MB")
		start := used(b)
		f := d.freeze(now)
		b.ReportMetric((used(b) - start).Seconds(), "freeze-s")
		start = used(b)
		if err := d.write(b.Context(), f); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric((used(b) - start).Seconds(), "write-s")
		b.ReportMetric(size(b, store, f.entry)/1e6, "snapshot-MB")
		n := 0
		for d.since < d.grouper.Stories()/dueShare {
			t := &turn{desk: d, now: now}
			for range 20 {
				t.journal.entries = append(t.journal.entries, add("en", list[d.since]))
				d.since++
			}
			if err := t.saveJournal(); err != nil {
				b.Fatal(err)
			}
			if err := store.CommitBatch(b.Context(), t.batch); err != nil {
				b.Fatal(err)
			}
			d.entry = t.batch.Journal.Entry
			n += len(t.batch.Journal.Body)
		}
		b.ReportMetric(float64(n)/float64(d.since), "journal-bytes/article")
		want, entry := d.grouper.Stories(), f.entry
		d.memory = memory{} // what a dead process held is gone
		runtime.GC()
		start = used(b)
		m, _, articles, err := d.restore(b.Context(), entry)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric((used(b) - start).Seconds(), "start-s")
		b.ReportMetric(float64(articles), "replayed")
		if got := m.grouper.Stories(); got != want {
			b.Errorf("%d stories after the start, want %d", got, want)
		}
	}
	b.ReportMetric(0, "ns/op")
}

func held() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func size(b *testing.B, store *storage.Store, entry int64) float64 {
	b.Helper()
	n := 0
	for p := (news.SnapshotPart{Part: -1}); !p.Last; {
		var err error
		if p, err = store.SnapshotPart(b.Context(), entry, p.Part+1); err != nil {
			b.Fatal(err)
		}
		n += len(p.Body)
	}
	return float64(n)
}

func used(tb testing.TB) time.Duration {
	tb.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
