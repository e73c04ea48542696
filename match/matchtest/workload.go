package matchtest

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"newsbell/news"
	"newsbell/text"
)

// A Workload is articles to match and queries drawn from other articles, in
// the mix of real subscriptions.
type Workload struct {
	Short, Long []news.Article // headline and lead; full texts
	From        string         // where the text is from

	heads [][]string // words of headlines, to draw queries from
	words []string   // most frequent first
	zipf  *rand.Zipf
	rnd   *rand.Rand
}

// NewWorkload reads the articles from the folder of shared test data, or makes
// text up when there is none.
func NewWorkload(tb testing.TB, data string) *Workload {
	tb.Helper()
	w := &Workload{rnd: rand.New(rand.NewPCG(7, 11))}
	w.read(tb, data)
	freq := map[string]int{}
	for i, a := range w.Short {
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
	w.Short = odd(w.Short)
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
	for i := range w.Short {
		a := &w.Short[i]
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

func (w *Workload) one(from ...string) string { return from[w.rnd.IntN(len(from))] }

// read takes the shared news stream when it is there, else makes text up.
func (w *Workload) read(tb testing.TB, data string) {
	tb.Helper()
	f, err := os.Open(filepath.Join(data, "stories", "breaking-stream.jsonl.gz"))
	if err != nil {
		w.invent()
		return
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		tb.Fatal(err)
	}
	w.From = "breaking-stream"
	in := bufio.NewScanner(z)
	in.Buffer(nil, 1<<20)
	for in.Scan() && len(w.Short) < 16000 {
		var a struct{ Title, Text, Summary, Description, Content string }
		if err := json.Unmarshal(in.Bytes(), &a); err != nil {
			tb.Fatal(err)
		}
		lead := a.Summary + a.Description
		if lead == "" {
			lead = a.Text
		}
		w.Short = append(w.Short, news.Article{ID: 1, Title: a.Title, Lead: text.Truncate(lead, 160)})
	}
	w.readLong(tb, filepath.Join(data, "stories", "basil.jsonl"))
}

// readLong takes the full texts of BASIL as long articles.
func (w *Workload) readLong(tb testing.TB, path string) {
	tb.Helper()
	f, err := os.Open(path)
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
		w.Long = append(w.Long, news.Article{ID: 1, Title: a.Title, Text: a.Text, Language: "en"})
	}
}

// lengthen makes full articles of some short ones on end.
func (w *Workload) lengthen() {
	for i := 0; i+20 < len(w.Short) && len(w.Long) < 400; i += 20 {
		a := w.Short[i]
		var b strings.Builder
		for _, part := range w.Short[i : i+18] {
			b.WriteString(part.Title + ". " + part.Lead + "\n\n")
		}
		a.Text = b.String()
		w.Long = append(w.Long, a)
	}
}

// invent makes text of made-up words with the frequencies of real ones.
func (w *Workload) invent() {
	w.From = "made-up text"
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
		w.Short = append(w.Short, news.Article{ID: 1, Title: sentence(9), Lead: sentence(20)})
	}
	for range 400 {
		w.Long = append(w.Long, news.Article{ID: 1, Title: sentence(9), Text: sentence(460)})
	}
}

// Query draws one: 1 to 5 terms, a fifth with a phrase, a fifth with
// alternatives, 15% with an exclusion, 30% with a filter, 5% with a prefix, 5%
// in the headline, 2% with NEAR.
func (w *Workload) Query() string {
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
		var either []string
		for range 2 + w.rnd.IntN(3) {
			either = append(either, term())
		}
		parts[len(parts)-1] = "(" + strings.Join(either, " OR ") + ")"
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
