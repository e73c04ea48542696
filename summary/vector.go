package summary

import (
	"math"
	"sort"
	"unicode/utf8"

	"newsbell/text"
)

// A bag is the stems of a text, each once, in the order of the alphabet.
type bag []stemCount

type stemCount struct {
	stem string
	n    int
}

// A vector is a text's stems and their weights, sorted by stem, so that sums
// always run in one order.
type vector struct {
	stems   []string
	weights []float64
	norm    float64
}

// A stemmer remembers stems while one summary is made.
type stemmer struct{ known map[string]string }

func newStemmer() *stemmer { return &stemmer{known: make(map[string]string)} }

// bag counts the stems of s without stop words.
func (m *stemmer) bag(s, lang string) bag {
	counts := make(map[string]int)
	before := text.Token{}
	for _, t := range text.Tokens(s) {
		stem := ""
		switch {
		case t.CJK && before.CJK && before.End == t.Start:
			stem = before.Text + t.Text
		case !t.CJK:
			stem = m.stem(t.Text, lang)
		}
		if stem != "" {
			counts[stem]++
		}
		before = t
	}
	b := make(bag, 0, len(counts))
	for stem, n := range counts {
		b = append(b, stemCount{stem, n})
	}
	sort.Slice(b, func(i, j int) bool { return b[i].stem < b[j].stem })
	return b
}

// stem gives the stem of a word, "" for one that tells nothing.
func (m *stemmer) stem(word, lang string) string {
	if stem, ok := m.known[word]; ok {
		return stem
	}
	stem := ""
	if utf8.RuneCountInString(word) > 1 && !text.Stop(word, lang) {
		stem = text.Stem(word, lang)
	}
	m.known[word] = stem
	return stem
}

// rareness is what a word weighs that stands in every sentence. Few sentences
// tell little of what is rare, and the words they share are what it is about,
// so it is large.
const rareness = 3

// vector weighs the stems: how often they stand here, and in how few of the
// total sentences.
func (b bag) vector(frequency map[string]int, total int) vector {
	v := vector{stems: make([]string, len(b)), weights: make([]float64, len(b))}
	for i, w := range b {
		v.stems[i] = w.stem
		rare := math.Log(float64(total+1) / (float64(frequency[w.stem]) + 0.5))
		v.weights[i] = math.Log1p(float64(w.n)) * (rareness + max(0, rare))
	}
	v.norm = length(v.weights)
	return v
}

// plus gives the sum of two vectors.
func (v vector) plus(o vector) vector {
	var sum vector
	i, j := 0, 0
	for i < len(v.stems) || j < len(o.stems) {
		switch {
		case j == len(o.stems) || i < len(v.stems) && v.stems[i] < o.stems[j]:
			sum.push(v.stems[i], v.weights[i])
			i++
		case i == len(v.stems) || v.stems[i] > o.stems[j]:
			sum.push(o.stems[j], o.weights[j])
			j++
		default:
			sum.push(v.stems[i], v.weights[i]+o.weights[j])
			i++
			j++
		}
	}
	sum.norm = length(sum.weights)
	return sum
}

func (v *vector) push(stem string, weight float64) {
	v.stems = append(v.stems, stem)
	v.weights = append(v.weights, weight)
}

// cosine is the likeness of two vectors, from 0 to 1.
func (v vector) cosine(o vector) float64 {
	if v.norm == 0 || o.norm == 0 {
		return 0
	}
	dot := 0.0
	for i, j := 0, 0; i < len(v.stems) && j < len(o.stems); {
		switch {
		case v.stems[i] < o.stems[j]:
			i++
		case v.stems[i] > o.stems[j]:
			j++
		default:
			dot += v.weights[i] * o.weights[j]
			i++
			j++
		}
	}
	return dot / (v.norm * o.norm)
}

func length(weights []float64) float64 {
	sum := 0.0
	for _, w := range weights {
		sum += w * w
	}
	return math.Sqrt(sum)
}
