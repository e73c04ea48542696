package index

import (
	"slices"
	"testing"
	"time"

	"newsbell/match/article"
	"newsbell/match/matchtest"
	"newsbell/match/query"
	"newsbell/news"
)

// everyEntry finds the entries that an article answers by running the code of
// all, for comparison.
func (r *Reader) everyEntry() (found []uint32) {
	for e := uint32(1); e < r.core.entries.n; e++ {
		if r.holds(r.core.code.at(r.core.entries.at(e).code)) {
			found = append(found, e)
		}
	}
	return found
}

// BenchmarkRatio holds articles against the same 100,000 subscriptions three
// ways: by the index, by running the code of every query, and by walking the
// tree of every query. The slow ways take fewer articles, each from the start
// of the same list, and must find what the index finds.
func BenchmarkRatio(b *testing.B) {
	w := matchtest.NewWorkload(b, "../../../shared/data")
	c, roots := New(), []*query.Node{}
	for len(roots) < 100_000 {
		root, err := query.Parse(w.Query(), query.StemLight)
		if err != nil {
			continue
		}
		roots = append(roots, root)
		c.Add(root, news.Subscription{ID: news.SubscriptionID(len(roots))})
	}
	articles := w.Short[:2000]
	var r Reader
	for _, a := range articles {
		r.Find(c, article.New(a))
		r.Done()
	}
	c = c.Renew(nobody{})
	var ids []news.SubscriptionID
	byIndex := each(b, articles, func(a news.Article) {
		r.Find(c, article.New(a))
		ids = r.AppendIDs(ids[:0])
		r.Done()
	})
	byScan := each(b, articles[:60], func(a news.Article) {
		r.Find(c, article.New(a))
		defer r.Done()
		if found := slices.Sorted(slices.Values(r.found)); !slices.Equal(found, r.everyEntry()) {
			b.Fatalf("the index finds %d entries, the scan others", len(found))
		}
	})
	byTree := each(b, articles[:10], func(a news.Article) {
		d := article.New(a)
		r.Find(c, d)
		defer r.Done()
		found := len(r.AppendIDs(nil))
		for _, root := range roots {
			if article.Holds(root, d) {
				found--
			}
		}
		if found != 0 {
			b.Fatalf("the index finds %d more than the trees", found)
		}
	})
	for b.Loop() {
		byIndex()
		byScan()
		byTree()
	}
	b.ReportMetric(byIndex(), "index-ns/article")
	b.ReportMetric(byScan()/byIndex(), "x-scan")
	b.ReportMetric(byTree()/byIndex(), "x-naive")
}

// each times use for each of the articles, every time that it is called, and
// gives the mean over all calls in nanoseconds.
func each(b *testing.B, articles []news.Article, use func(news.Article)) func() float64 {
	b.Helper()
	var took time.Duration
	n := 0
	return func() float64 {
		start := time.Now()
		for _, a := range articles {
			use(a)
		}
		took += time.Since(start)
		n += len(articles)
		return float64(took) / float64(n)
	}
}

// nobody locks nothing.
type nobody struct{}

func (nobody) Lock()   {}
func (nobody) Unlock() {}
