package summary

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
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
func rouge(got, want string) (r1, r2, rl float64) {
	g, w := rougeTokens(got), rougeTokens(want)
	return overlap(g, w, 1), overlap(g, w, 2), f1(subsequence(g, w), len(g), len(w))
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

// TestScore prints the scores of docs/quality.md and holds them to floors.
func TestScore(t *testing.T) {
	for _, set := range []struct {
		file       string
		words      int
		r1, r2, rl float64 // floors
	}{
		{"allsides.jsonl.gz", 62, .39, .17, .265},
		{"multi-news.jsonl", 232, .435, .128, .185},
		{"bbc-extracts.jsonl", 150, 0, 0, 0},
	} {
		t.Run(set.file, func(t *testing.T) {
			items := sharedSummaries(t, set.file)
			var hybrid, opening [3]float64
			for _, it := range items {
				add(&hybrid, Story(it.Articles, set.words), it.Reference)
				first := it.Articles[0]
				add(&opening, Lead(first.Title, first.Text, "en", set.words), it.Reference)
			}
			n := float64(len(items))
			t.Logf("%s (%d, %d words): R1/R2/RL %.3f/%.3f/%.3f; lead %.3f/%.3f/%.3f", set.file, len(items), set.words,
				hybrid[0]/n, hybrid[1]/n, hybrid[2]/n, opening[0]/n, opening[1]/n, opening[2]/n)
			for i, floor := range []float64{set.r1, set.r2, set.rl} {
				if hybrid[i]/n < floor {
					t.Errorf("score %d: got %.3f, want at least %.3f", i, hybrid[i]/n, floor)
				}
			}
		})
	}
}

func add(sum *[3]float64, got, want string) {
	r1, r2, rl := rouge(got, want)
	sum[0] += r1
	sum[1] += r2
	sum[2] += rl
}
