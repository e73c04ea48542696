package summary

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"newsbell/text"
)

// An item is a row of the shared summaries.
type item struct {
	Articles  []Source
	Reference string
}

// sharedSummaries reads a file of the shared summaries, or skips the test.
func sharedSummaries(tb testing.TB, name string) []item {
	tb.Helper()
	if testing.Short() {
		tb.Skip("the sets are long")
	}
	f, err := os.Open(filepath.Join("..", "..", "shared", "data", "summaries", name))
	if err != nil {
		tb.Skip("shared test data not present")
	}
	defer func() { _ = f.Close() }()
	var r io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			tb.Fatal(err)
		}
	}
	var list []item
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 8<<20)
	for lines.Scan() {
		var row item
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			tb.Fatal(err)
		}
		for i := range row.Articles {
			row.Articles[i].Language = "en"
		}
		list = append(list, row)
	}
	if err := lines.Err(); err != nil {
		tb.Fatal(err)
	}
	return list
}

// rouge gives ROUGE-1, ROUGE-2 and ROUGE-L F1 of a summary.
func rouge(got, want string) score {
	g, w := rougeTokens(got), rougeTokens(want)
	return score{overlap(g, w, 1), overlap(g, w, 2), f1(subsequence(g, w), len(g), len(w))}
}

func rougeTokens(s string) []string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i, w := range words {
		if len(w) > 3 {
			words[i] = text.Stem(w, "en")
		}
	}
	return words
}

func overlap(got, want []string, n int) float64 {
	have := make(map[string]int)
	for i := 0; i+n <= len(want); i++ {
		have[strings.Join(want[i:i+n], " ")]++
	}
	both := 0
	for i := 0; i+n <= len(got); i++ {
		if key := strings.Join(got[i:i+n], " "); have[key] > 0 {
			have[key]--
			both++
		}
	}
	return f1(both, max(0, len(got)-n+1), max(0, len(want)-n+1))
}

func subsequence(a, b []string) int {
	row := make([]int, len(b)+1)
	for i := range a {
		diagonal := 0
		for j := range b {
			above := row[j+1]
			if a[i] == b[j] {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(row[j+1], row[j])
			}
			diagonal = above
		}
	}
	return row[len(b)]
}

func f1(both, got, want int) float64 {
	if both == 0 {
		return 0
	}
	p, r := float64(both)/float64(got), float64(both)/float64(want)
	return 2 * p * r / (p + r)
}

// halfOf gives the items of even (0) or odd (1) number.
func halfOf(items []item, odd int) []item {
	var out []item
	for i := odd; i < len(items); i += 2 {
		out = append(out, items[i])
	}
	return out
}

// TestScore prints the scores of docs/quality.md and holds them to the bars, in
// the form of the product: each article of a publisher that has a name. The
// weights and the constants were chosen on the even halves.
func TestScore(t *testing.T) {
	for _, set := range []struct {
		file  string
		words int
		bars  score // 0: none
	}{
		{"allsides.jsonl.gz", 62, score{.40, .178, .273}},
		{"multi-news.jsonl", 232, score{.44, .13, 0}},
		{"bbc-extracts.jsonl", 150, score{}}, // one article: the lead
	} {
		t.Run(set.file, func(t *testing.T) {
			items := sharedSummaries(t, set.file)
			named := withPublishers(items)
			even, leadEven := measure(halfOf(named, 0), set.words)
			odd, leadOdd := measure(halfOf(named, 1), set.words)
			share := float64(len(halfOf(items, 0))) / float64(len(items))
			got, lead := even.with(odd, share), leadEven.with(leadOdd, share)
			nameless, _ := measure(items, set.words)
			t.Logf("%s (%d, %d words), from named publishers: R1/R2/RL %v, even half %v, odd half %v; nameless %v; lead %v",
				set.file, len(items), set.words, got, even, odd, nameless, lead)
			t.Log(voices(named, set.words))
			for i, bar := range set.bars {
				if got[i] < bar {
					t.Errorf("%s: got %.4f, want at least %.3f", []string{"R1", "R2", "RL"}[i], got[i], bar)
				}
			}
		})
	}
}

// voices tells how many publishers and sentences the summaries have.
func voices(items []item, words int) string {
	var sentences, publishers [4]int // none, one, two, three or more
	able := 0
	for _, it := range items {
		p := &read(distinct(it.Articles), depth(words), lexicon).pool
		p.weigh(trained())
		at := p.choose(words)
		sentences[min(3, len(at))]++
		publishers[min(3, p.heard(at))]++
		if p.several(words) {
			able++
		}
	}
	return fmt.Sprintf("summaries of one, two, three or more sentences %v, of so many publishers %v; two sentences of different publishers fit in %d of %d",
		sentences[1:], publishers[1:], able, len(items))
}

// several says whether sentences of two publishers fit into the given words.
func (p *pool) several(words int) bool {
	for _, a := range p.sentences {
		for _, b := range p.sentences {
			if a.source != b.source && a.words+b.words <= words {
				return true
			}
		}
	}
	return false
}

// withPublishers names a publisher for each article, which the sets do not.
func withPublishers(items []item) []item {
	out := make([]item, len(items))
	for i, it := range items {
		out[i] = item{Articles: slices.Clone(it.Articles), Reference: it.Reference}
		for j := range out[i].Articles {
			out[i].Articles[j].Publisher = fmt.Sprint("publisher ", j)
		}
	}
	return out
}

// A score is ROUGE-1, ROUGE-2 and ROUGE-L F1.
type score [3]float64

func (s score) String() string { return fmt.Sprintf("%.4f/%.4f/%.4f", s[0], s[1], s[2]) }

// with gives the mean of two halves of which s is the given share.
func (s score) with(o score, share float64) score {
	for i := range s {
		s[i] = s[i]*share + o[i]*(1-share)
	}
	return s
}

// measure gives the mean scores of Story and of the first article's Lead.
func measure(items []item, words int) (story, lead score) {
	for _, it := range items {
		first := it.Articles[0]
		for i, r := range rouge(Story(it.Articles, words), it.Reference) {
			story[i] += r / float64(len(items))
		}
		for i, r := range rouge(Lead(first.Title, first.Text, "en", words), it.Reference) {
			lead[i] += r / float64(len(items))
		}
	}
	return story, lead
}

// TestScore_extractive holds every sentence of every summary to the sources.
func TestScore_extractive(t *testing.T) {
	for file, words := range map[string]int{"allsides.jsonl.gz": 60, "multi-news.jsonl": 60} {
		for n, it := range sharedSummaries(t, file) {
			var all strings.Builder
			for _, a := range it.Articles {
				all.WriteString(text.Clean(a.Text) + "\n")
			}
			got := Story(it.Articles, words)
			if count(got) > words {
				t.Errorf("%s item %d: %d words", file, n, count(got))
			}
			for _, s := range text.Sentences(strings.TrimSuffix(got, ellipsis), "en") {
				if !stands(all.String(), s) {
					t.Errorf("%s item %d: a sentence stands in no source: %q", file, n, s)
				}
			}
		}
	}
}

// stands says whether s stands in the sources, or two sentences of which it is
// made: behind an abbreviation, as in "of the U.S. He left", nothing tells that
// one ends.
func stands(sources, s string) bool {
	if strings.Contains(sources, s) {
		return true
	}
	for at := range s {
		if strings.HasPrefix(s[at:], ". ") && strings.Contains(sources, s[:at+1]) && strings.Contains(sources, s[at+2:]) {
			return true
		}
	}
	return false
}
