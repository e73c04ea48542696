package page_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"newsbell/feed/page"
	"newsbell/news"
)

// shared finds the folder of shared test data beside the checkout, or skips.
func shared(tb testing.TB, parts ...string) string {
	tb.Helper()
	dir := filepath.Join(append([]string{"..", "..", "..", "shared", "data"}, parts...)...)
	if _, err := os.Stat(dir); err != nil {
		tb.Skip("shared test data not present")
	}
	return dir
}

type pageCase struct {
	ID, URL, HTML, Text string
	With, Without       []string
}

// cases calls each for every page of a list, with its bytes.
func cases(tb testing.TB, list string, each func(c pageCase, body []byte)) {
	tb.Helper()
	if testing.Short() {
		tb.Skip("takes long")
	}
	dir := shared(tb, "pages")
	f, err := os.Open(filepath.Join(dir, list))
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	s := bufio.NewScanner(f)
	s.Buffer(nil, 16<<20)
	for s.Scan() {
		var c pageCase
		if err := json.Unmarshal(s.Bytes(), &c); err != nil {
			tb.Fatal(err)
		}
		each(c, unzipped(tb, filepath.Join(dir, c.HTML)))
	}
}

func unzipped(tb testing.TB, file string) []byte {
	tb.Helper()
	f, err := os.Open(file)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	z, err := gzip.NewReader(f)
	if err != nil {
		tb.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func extract(tb testing.TB, c pageCase, body []byte) string {
	tb.Helper()
	p, err := page.Extract(body, c.URL)
	var ill *news.Error
	if err != nil && !errors.As(err, &ill) {
		tb.Fatalf("%s: got %v, want a named ill", c.ID, err)
	}
	return p.Text
}

// TestScore_fullText prints the F1 of four-word shingles, as the makers of the
// set score it.
func TestScore_fullText(t *testing.T) {
	const bar = 0.965
	word := regexp.MustCompile(`[\p{L}\p{N}_]+`)
	shingles := func(s string) map[string]int {
		m := map[string]int{}
		w := word.FindAllString(s, -1)
		for i := range w {
			m[strings.Join(w[i:min(i+4, len(w))], " ")]++
			if i+4 >= len(w) {
				break
			}
		}
		return m
	}
	n, precision, recall := 0, 0.0, 0.0
	start := time.Now()
	cases(t, "full-text.jsonl", func(c pageCase, body []byte) {
		got, want := shingles(extract(t, c, body)), shingles(c.Text)
		hit, all, gold := 0, 0, 0
		for k, v := range got {
			hit += min(v, want[k])
			all += v
		}
		for _, v := range want {
			gold += v
		}
		n++
		p, r := 0.0, float64(hit)/float64(gold)
		if all > 0 {
			p = float64(hit) / float64(all)
		}
		if 2*p*r/(p+r) < 0.9 {
			t.Logf("%s: precision %.3f recall %.3f", c.ID, p, r)
		}
		precision += p
		recall += r
	})
	took := time.Since(start)
	p, r := precision/float64(n), recall/float64(n)
	f1 := 2 * p * r / (p + r)
	t.Logf("full text: F1 %.4f, precision %.4f, recall %.4f over %d pages, %v a page", f1, p, r, n, took/time.Duration(n))
	if f1 < bar {
		t.Errorf("got F1 %.4f, want at least %.3f", f1, bar)
	}
}

// TestScore_chunks prints the F1 over strings that must and must not be in the
// text.
func TestScore_chunks(t *testing.T) {
	const bar = 0.90
	squeeze := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	n, tp, fn, fp, empty := 0, 0, 0, 0, 0
	start := time.Now()
	cases(t, "chunks.jsonl", func(c pageCase, body []byte) {
		got := squeeze(extract(t, c, body))
		n++
		if got == "" {
			empty++
		}
		for _, w := range c.With {
			if strings.Contains(got, squeeze(w)) {
				tp++
			} else {
				fn++
			}
		}
		for _, w := range c.Without {
			if strings.Contains(got, squeeze(w)) {
				fp++
			}
		}
	})
	took := time.Since(start)
	p, r := float64(tp)/float64(tp+fp), float64(tp)/float64(tp+fn)
	f1 := 2 * p * r / (p + r)
	t.Logf("chunks: F1 %.4f, precision %.4f, recall %.4f over %d pages, %d empty, %v a page", f1, p, r, n, empty, took/time.Duration(n))
	if f1 < bar {
		t.Errorf("got F1 %.4f, want at least %.2f", f1, bar)
	}
}
