//go:build unix

package story

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"newsbell/news"
	"newsbell/pack"
)

const (
	benchDay  = 100_000                        // articles
	benchFull = 3 * benchDay                   // articles of a full window
	benchGap  = 24 * time.Hour / benchDay      // between two
	benchText = "https://www.%s.example/2025/" // head of an address
)

// A meter measures a grouper while its window fills.
type meter struct {
	b      *testing.B
	g      *Grouper
	before runtime.MemStats
	n      int
	cpu    time.Duration // at the start of the tenth
	start  time.Duration
	curve  []string
	full   int
}

func newMeter(b *testing.B, full int) *meter {
	b.Helper()
	m := &meter{b: b, full: full}
	runtime.GC()
	runtime.ReadMemStats(&m.before)
	m.g = New(Options{})
	m.start = cpuTime(b)
	m.cpu = m.start
	return m
}

func (m *meter) add(a news.Article) {
	m.g.Add(a)
	m.n++
	if tenth := m.full / 10; m.n%tenth == 0 {
		now := cpuTime(m.b)
		m.curve = append(m.curve, fmt.Sprintf("%d", (now-m.cpu).Microseconds()/int64(tenth)))
		m.cpu = now
	}
}

// report prints articles a CPU second, the memory held, and the curve.
func (m *meter) report() {
	b := m.b
	cpu := cpuTime(b) - m.start
	var after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(m.n)/cpu.Seconds(), "articles/CPU-s")
	b.ReportMetric(float64(after.HeapAlloc-m.before.HeapAlloc)/1e6, "MB")
	b.ReportMetric(float64(m.g.index.Live()), "stories")
	b.ReportMetric(0, "ns/op")
	b.Logf("%d articles; CPU microseconds an article in each tenth: %s", m.n, strings.Join(m.curve, " "))
	runtime.KeepAlive(m.g)
}

func cpuTime(tb testing.TB) time.Duration {
	tb.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkGrouper_stream places the shared stream as if 100,000 articles came
// a day, seven times, in languages of their own: at the end the window of three
// days is full. Then it restarts from a snapshot.
func BenchmarkGrouper_stream(b *testing.B) {
	list := sharedStories(b, "breaking-stream.jsonl.gz")
	langs := []string{"en", "x1", "x2", "x3", "x4", "x5", "x6"}
	for b.Loop() {
		m := newMeter(b, len(langs)*len(list))
		at := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
		for _, lang := range langs {
			for _, x := range list {
				a := x.article
				at = at.Add(benchGap)
				a.Arrived = at
				if a.Language == "" || a.Language == "en" {
					a.Language = lang
				}
				m.add(a)
			}
		}
		m.report()
		m.restart(list, at)
	}
}

// restart reports what it takes to take the snapshot, to restore the state from
// it and to add the articles of five minutes.
func (m *meter) restart(list []gold, at time.Time) {
	b := m.b
	start := cpuTime(b)
	frozen := m.g.Freeze()
	b.ReportMetric((cpuTime(b) - start).Seconds(), "freeze-CPU-s")
	start = cpuTime(b)
	e := &pack.Encoder{}
	frozen.Encode(e)
	taken := e.B
	b.ReportMetric((cpuTime(b) - start).Seconds(), "snapshot-CPU-s")
	b.ReportMetric(float64(len(taken))/1e6, "snapshot-MB")
	start = cpuTime(b)
	wall := time.Now()
	g := New(Options{})
	if err := g.Restore(pack.Decode(taken)); err != nil {
		b.Fatal(err)
	}
	for _, x := range list[:benchDay/288] {
		a := x.article
		at = at.Add(benchGap)
		a.Arrived = at
		g.Add(a)
	}
	b.ReportMetric((cpuTime(b) - start).Seconds(), "restart-CPU-s")
	b.ReportMetric(time.Since(wall).Seconds(), "restart-s")
}

// BenchmarkGrouper_synthetic places a made-up stream whose words follow Zipf's
// law and whose stories are as large as those that the shared stream shows at
// its own pace of 1,200 articles a day: half of all articles open a story, so
// that a window holds more of them than any real one of that size would.
func BenchmarkGrouper_synthetic(b *testing.B) {
	for b.Loop() {
		w := newWorld(1)
		m := newMeter(b, benchFull)
		for range benchFull {
			m.add(w.next())
		}
		m.report()
	}
}

// A world makes up articles.
type world struct {
	r     *rand.Rand
	words []string
	open  []affair
	now   time.Time
	n     int
}

// An affair is a story that goes on.
type affair struct {
	title, words []string
	left         int
}

const (
	worldWords = 150_000
	zipfShift  = 25
)

func newWorld(seed uint64) *world {
	w := &world{r: rand.New(rand.NewPCG(seed, 7)), now: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)}
	syllables := strings.Fields("ba ker ri mu ten lo san ni dur fe pa gol hi jun ze vo war xe ly qua cor dem fin gra hos int mar nor pre sta tri ver")
	for i := range worldWords {
		word, n := "", i+1000
		for n > 0 {
			word += syllables[n%len(syllables)]
			n /= len(syllables)
		}
		w.words = append(w.words, word)
	}
	return w
}

// word draws a word by Zipf's law; skip leaves out the commonest.
func (w *world) word(skip int) string {
	low, high := math.Log(float64(zipfShift+skip)), math.Log(worldWords)
	return w.words[int(math.Exp(low+w.r.Float64()*(high-low)))-zipfShift]
}

func (w *world) some(n, skip int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = w.word(skip)
	}
	return out
}

// size draws the size of a story as the shared stream has them.
func (w *world) size() int {
	switch p := w.r.Float64(); {
	case p < .725:
		return 1
	case p < .857:
		return 2
	case p < .914:
		return 3
	case p < .957:
		return 4 + w.r.IntN(3)
	case p < .985:
		return 6 + w.r.IntN(8)
	default: // a tail to some hundreds
		return int(12 * math.Pow(w.r.Float64()+.01, -.75))
	}
}

// next makes the next article: of an affair that goes on, or of a new one.
func (w *world) next() news.Article {
	w.n++
	w.now = w.now.Add(benchGap)
	var s *affair
	if len(w.open) > 0 && w.r.Float64() < .52 {
		i := w.r.IntN(len(w.open))
		s = &w.open[i]
		if s.left--; s.left <= 0 {
			gone := *s
			w.open[i] = w.open[len(w.open)-1]
			w.open = w.open[:len(w.open)-1]
			s = &gone
		}
	} else {
		s = &affair{title: w.some(9, 400), words: w.some(30, 40), left: w.size() - 1}
		if s.left > 0 {
			w.open = append(w.open, *s)
		}
	}
	var title, lead strings.Builder
	for _, x := range s.title {
		if w.r.Float64() < .7 {
			title.WriteString(x + " ")
		}
	}
	title.WriteString(strings.Join(w.some(3, 0), " "))
	for _, x := range s.words {
		if w.r.Float64() < .5 {
			lead.WriteString(x + " ")
		}
	}
	lead.WriteString(strings.Join(w.some(26, 0), " ") + ".")
	paper := fmt.Sprint("paper", int(math.Exp(w.r.Float64()*8)))
	return news.Article{
		ID: news.ArticleID(w.n), Title: title.String(), Lead: lead.String(), Publisher: paper, Language: "en",
		URL: fmt.Sprintf(benchText, paper) + strings.Join(w.some(6, 0), "-"), Arrived: w.now,
	}
}
