package match_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"newsbell/match"
	"newsbell/news"
	"newsbell/text"
)

// A workload is articles to match and queries drawn from other articles, in
// the mix of real subscriptions.
type workload struct {
	short, long []news.Article
	heads       [][]string // words of headlines, to draw queries from
	words       []string   // most frequent first
	zipf        *rand.Zipf
	rnd         *rand.Rand
	from        string // where the text is from
}

func newWorkload(tb testing.TB) *workload {
	tb.Helper()
	w := &workload{rnd: rand.New(rand.NewPCG(7, 11))}
	w.read(tb)
	freq := map[string]int{}
	for i, a := range w.short {
		if i%2 == 1 {
			continue
		}
		var head []string
		for _, t := range text.Tokens(a.Title) {
			head = append(head, t.Text)
			freq[t.Text]++
		}
		if len(head) > 3 {
			w.heads = append(w.heads, head)
		}
	}
	w.short = odd(w.short)
	for word := range freq {
		w.words = append(w.words, word)
	}
	slices.SortFunc(w.words, func(a, b string) int {
		if freq[a] != freq[b] {
			return freq[b] - freq[a]
		}
		return strings.Compare(a, b)
	})
	w.zipf = rand.NewZipf(w.rnd, 1.05, 1, uint64(len(w.words)-1))
	for i := range w.short {
		a := &w.short[i]
		a.URL = fmt.Sprintf("https://www.site%d.com/x", w.rnd.Uint64N(1900))
		a.Language, a.Section = w.one("en", "en", "en", "de", "fr"), w.one(sections()...)
	}
	return w
}

func odd[T any](in []T) []T {
	var out []T
	for i, v := range in {
		if i%2 == 1 {
			out = append(out, v)
		}
	}
	return out
}

func sections() []string {
	return []string{"world", "business", "technology", "sport", "health", "science", "politics", "culture"}
}

func (w *workload) one(from ...string) string { return from[w.rnd.IntN(len(from))] }

// read takes the shared news stream when it is there, else makes text up.
func (w *workload) read(tb testing.TB) {
	tb.Helper()
	root, err := filepath.Abs("../../shared/data/stories/breaking-stream.jsonl.gz")
	if err != nil {
		tb.Fatal(err)
	}
	f, err := os.Open(root)
	if err != nil {
		w.invent()
		return
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		tb.Fatal(err)
	}
	w.from = "breaking-stream"
	in := bufio.NewScanner(z)
	in.Buffer(nil, 1<<20)
	for in.Scan() && len(w.short) < 16000 {
		var a struct{ Title, Text, Summary, Description, Content string }
		if err := json.Unmarshal(in.Bytes(), &a); err != nil {
			tb.Fatal(err)
		}
		lead := a.Summary + a.Description
		if lead == "" {
			lead = a.Text
		}
		w.short = append(w.short, news.Article{ID: 1, Title: a.Title, Lead: text.Truncate(lead, 160)})
	}
	w.readLong(tb)
}

// readLong takes the full texts of BASIL as long articles.
func (w *workload) readLong(tb testing.TB) {
	tb.Helper()
	f, err := os.Open("../../shared/data/stories/basil.jsonl")
	if err != nil {
		w.lengthen()
		return
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		var a struct{ Title, Text string }
		if err := json.Unmarshal(in.Bytes(), &a); err != nil {
			tb.Fatal(err)
		}
		w.long = append(w.long, news.Article{ID: 1, Title: a.Title, Text: a.Text, Language: "en"})
	}
}

// lengthen makes full articles of some short ones on end.
func (w *workload) lengthen() {
	for i := 0; i+20 < len(w.short) && len(w.long) < 400; i += 20 {
		a := w.short[i]
		var b strings.Builder
		for _, part := range w.short[i : i+18] {
			b.WriteString(part.Title + ". " + part.Lead + "\n\n")
		}
		a.Text = b.String()
		w.long = append(w.long, a)
	}
}

// invent makes text of made-up words with the frequencies of real ones.
func (w *workload) invent() {
	w.from = "made-up text"
	var words []string
	for i := range 14000 {
		words = append(words, fmt.Sprintf("w%s%d", string(rune('a'+i%26)), i))
	}
	zipf := rand.NewZipf(w.rnd, 1.05, 6, uint64(len(words)-1))
	sentence := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteString(words[zipf.Uint64()] + " ")
		}
		return b.String()
	}
	for range 8000 {
		w.short = append(w.short, news.Article{ID: 1, Title: sentence(9), Lead: sentence(20)})
	}
	for range 400 {
		w.long = append(w.long, news.Article{ID: 1, Title: sentence(9), Text: sentence(460)})
	}
}

// query draws one: 1 to 5 terms, a fifth with a phrase, a fifth with
// alternatives, 15% with an exclusion, 30% with a filter, 5% with a prefix, 5%
// in the headline, 2% with NEAR.
func (w *workload) query() string {
	head := w.heads[w.rnd.IntN(len(w.heads))]
	term := func() string {
		if w.rnd.IntN(10) < 7 {
			return head[w.rnd.IntN(len(head))]
		}
		return w.words[w.zipf.Uint64()]
	}
	chance := func(percent int) bool { return w.rnd.IntN(100) < percent }
	var parts []string
	for range 1 + w.rnd.IntN(5) {
		parts = append(parts, term())
	}
	if chance(20) {
		i, n := w.rnd.IntN(len(head)-2), 2+w.rnd.IntN(2)
		parts[0] = `"` + strings.Join(head[i:i+n], " ") + `"`
	}
	if chance(20) {
		var any []string
		for range 2 + w.rnd.IntN(3) {
			any = append(any, term())
		}
		parts[len(parts)-1] = "(" + strings.Join(any, " OR ") + ")"
	}
	if chance(5) {
		parts[0] = "title:" + term()
	}
	if t := term(); chance(5) && len(t) > 4 {
		parts[0] = t[:4] + "*"
	}
	if chance(2) {
		parts[0] = term() + " NEAR/8 " + term()
	}
	if chance(15) {
		parts = append(parts, "-"+term())
	}
	if chance(30) {
		parts = append(parts, w.one(
			fmt.Sprintf("source:site%d.com", w.rnd.Uint64N(1900)),
			"lang:"+w.one("en", "de", "fr"), "section:"+w.one(sections()...)))
	}
	return strings.Join(parts, " ")
}

// subscriptions draws n that can be read.
func (w *workload) subscriptions(n int) []*match.Query {
	out := make([]*match.Query, 0, n)
	for len(out) < n {
		if q, err := match.Parse(w.query()); err == nil {
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
	w := newWorkload(b)
	sizes := []int{10_000, 100_000}
	if os.Getenv("NEWSBELL_BENCH") == "full" {
		sizes = append(sizes, 1_000_000)
	}
	for _, n := range sizes {
		x := w.build(b, n)
		b.Run(fmt.Sprintf("short/%d", n), func(b *testing.B) { run(b, x, w.short) })
		b.Run(fmt.Sprintf("full/%d", n), func(b *testing.B) { run(b, x, w.long) })
		b.Run(fmt.Sprintf("words/%d", n), func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				_ = x.Match(match.NewDoc(w.short[i%len(w.short)]))
			}
		})
	}
}

// build makes an index of n subscriptions, learns from some articles and
// prints what it took.
func (w *workload) build(b *testing.B, n int) *match.Index {
	b.Helper()
	x := match.NewIndex()
	before := heap()
	var parse, add time.Duration
	for done := 0; done < n; {
		var texts []string
		for range 10_000 {
			texts = append(texts, w.query())
		}
		var queries []*match.Query
		start := time.Now()
		for _, t := range texts {
			if q, err := match.Parse(t); err == nil && done+len(queries) < n {
				queries = append(queries, q)
			}
		}
		parse += time.Since(start)
		start = time.Now()
		for _, q := range queries {
			x.AddQuery(subscription(done), q, nil)
			done++
		}
		add += time.Since(start)
	}
	for i := range 2000 {
		x.AppendIDs(nil, match.NewDoc(w.short[i%len(w.short)]))
	}
	start := time.Now()
	x.Tend()
	b.Logf("%d subscriptions of %s: parse %v, add %v, rebuild %v each; %d bytes each",
		n, w.from, parse/time.Duration(n), add/time.Duration(n), time.Since(start)/time.Duration(n), (heap()-before)/uint64(n))
	return x
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

// BenchmarkNaive runs every query on every article, for comparison.
func BenchmarkNaive(b *testing.B) {
	w := newWorkload(b)
	queries := w.subscriptions(10_000)
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		d := match.NewDoc(w.short[i%len(w.short)])
		for _, q := range queries {
			_, _ = q.Matches(d)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	w := newWorkload(b)
	var queries []string
	for range 1000 {
		queries = append(queries, w.query())
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		_, _ = match.Parse(queries[i%len(queries)])
	}
}

func BenchmarkAddRemove(b *testing.B) {
	w := newWorkload(b)
	x := match.NewIndex()
	queries := w.subscriptions(100_000)
	for i, q := range queries {
		x.AddQuery(subscription(i), q, nil)
	}
	more := w.subscriptions(20_000)
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
	w := newWorkload(b)
	for name, articles := range map[string][]news.Article{"short": w.short, "full": w.long} {
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
