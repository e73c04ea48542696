package words

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestLexicon_Grade(t *testing.T) {
	l, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	grade := func(title string) float64 { return l.Grade(l.Read(title, "en")) }
	for _, tt := range []struct{ name, more, less string }{
		{"an act beats the thing", "Harbour master resigns", "Harbour master's resignation"},
		{"a toll", "Ferry sinks, 40 dead", "Ferry sinks"},
		{"an office", "Prime minister arrested", "Gardener arrested"},
		{"told, not feared", "Army seizes harbour", "Army could seize harbour, experts fear"},
		{"news beats a list", "Bridge collapses", "5 reasons why bridges stand"},
		{"news beats talk", "Mayor dies", "Why my mayor and I are not dead yet"},
	} {
		if m, n := grade(tt.more), grade(tt.less); m <= n {
			t.Errorf("%s: %q has %.2f, %q %.2f", tt.name, tt.more, m, tt.less, n)
		}
	}
}

func TestParseWeights_faults(t *testing.T) {
	for _, raw := range []string{"", "bias", "bias x", "bias NaN", "colour 1"} {
		if _, err := parseWeights(raw); err == nil {
			t.Errorf("%q: got no error", raw)
		}
	}
}

// An example is a headline's features and the verdict on it, from 0 to 1.
type example struct {
	has [features]bool
	y   float64
	day string
}

// examples are the headlines of alert/testdata/verdicts.tsv.
func examples(t *testing.T, l *Lexicon) []example {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "testdata", "verdicts.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	verdicts := map[string]float64{}
	for line := range strings.Lines(string(raw)) {
		id, v, _ := strings.Cut(strings.TrimSpace(line), "\t")
		n, err := strconv.Atoi(v)
		if err != nil {
			t.Fatal(err)
		}
		verdicts[id] = float64(n) / 2
	}
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", "stories", "breaking-stream.jsonl.gz"))
	if err != nil {
		t.Skip("shared test data not present")
	}
	defer func() { _ = f.Close() }()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var list []example
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var a struct{ ID, Title, Arrived string }
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		if y, ok := verdicts[a.ID]; ok {
			list = append(list, example{l.Read(strings.Join(strings.Fields(a.Title), " "), "en").vector(), y, a.Arrived[8:10]})
		}
	}
	return list
}

// learn fits a logistic regression by gradient descent, with a penalty of half
// the squared weights.
func learn(list []example) (w [features]float64) {
	for range 3000 {
		var g [features]float64
		for _, x := range list {
			d := chance(w, x) - x.y
			for i, has := range x.has {
				if has {
					g[i] += d
				}
			}
		}
		for i := range w {
			if i > 0 {
				g[i] += w[i]
			}
			w[i] -= 5 * g[i] / float64(len(list))
		}
	}
	return w
}

func chance(w [features]float64, x example) float64 {
	l := Lexicon{weights: w}
	z := 0.0
	for i, has := range x.has {
		if has {
			z += l.weights[i]
		}
	}
	return 1 / (1 + math.Exp(-z))
}

// loss is the mean logarithmic loss; without weights that of the mean.
func loss(w *[features]float64, list []example) float64 {
	mean, sum := 0.0, 0.0
	for _, x := range list {
		mean += x.y / float64(len(list))
	}
	for _, x := range list {
		p := mean
		if w != nil {
			p = chance(*w, x)
		}
		sum -= x.y*math.Log(p) + (1-x.y)*math.Log(1-p)
	}
	return sum / float64(len(list))
}

// TestScoreGrade learns the weights anew and holds those of weights.txt against
// them. With WRITE_WEIGHTS set it writes the file.
func TestScoreGrade(t *testing.T) {
	l, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	list := examples(t, l)
	var one, other []example
	for _, x := range list {
		if strings.Contains("01 05 09 17 21 25", x.day) {
			one = append(one, x)
		} else {
			other = append(other, x)
		}
	}
	w, first := learn(list), learn(one)
	t.Logf("%d headlines: loss %.3f with the weights of the file, %.3f learned anew, %.3f without; learned on half of the days %.3f on the other half, %.3f without",
		len(list), loss(&l.weights, list), loss(&w, list), loss(nil, list), loss(&first, other), loss(nil, other))
	if got, most := loss(&l.weights, list), 1.02*loss(&w, list); got > most {
		t.Errorf("the weights of the file lose %.3f, want at most %.3f", got, most)
	}
	if got, most := loss(&first, other), 0.85*loss(nil, other); got > most {
		t.Errorf("on days not learned from: %.3f, want at most %.3f", got, most)
	}
	if os.Getenv("WRITE_WEIGHTS") != "" {
		var b strings.Builder
		b.WriteString("# Weights of Lexicon.Grade; written by: WRITE_WEIGHTS=1 go test -run TestScoreGrade ./alert/words\n")
		for i, n := range names() {
			fmt.Fprintf(&b, "%s %.2f\n", n, w[i])
		}
		if err := os.WriteFile("weights.txt", []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
