package summary

import (
	"math"
	"math/bits"
	"strings"
	"unicode/utf8"

	"newsbell/text"
)

// A concept is a word, or two that stand side by side, and who says it where.
type concept struct {
	count         int    // in the bodies
	bodies, heads uint16 // publishers that say it in a body, in a title: a bit each
	first         uint16 // publishers that say it in a first sentence
	best          float64
	stop          int // of its words, how many are stop words
	number, name  bool
	runes         int
	words         [2]int    // of a pair: its words
	worth         []float64 // of its first, second, third mention
	said          int       // mentions in the selection that is being valued
}

// A pool is the sentences to choose from and the concepts that they hold.
type pool struct {
	sentences  []sentence
	words      []concept
	pairs      []concept
	publishers []string // of each number: its name, "" when unknown
	tokens     int      // in all bodies
	touched    []*concept
}

// A term is a word as it is compared.
type term struct {
	stem               string
	stop, number, name bool
	runes              int
}

// A reader reads articles into a pool.
type reader struct {
	pool  pool
	stems text.Stems
	word  map[string]int
	pair  map[[2]int]int
}

// read reads the articles.
func read(articles []Source) *reader {
	r := &reader{word: make(map[string]int), pair: make(map[[2]int]int)}
	for _, a := range articles {
		lang := language(a)
		by := r.publisher(a.Publisher)
		list := split(a.Title, a.Text, lang).whole
		for _, s := range list[:min(len(list), perSource)] {
			s.source, s.leans = by, leans(s.text)
			s.terms, s.pairs = r.note(r.terms(s.text, lang), by, s.place)
			r.pool.tokens += len(s.terms)
			if s.words >= shortest {
				r.pool.sentences = append(r.pool.sentences, s)
			}
		}
		r.note(r.terms(a.Title, lang), by, inTitle)
	}
	return r
}

// publisher gives the number of a publisher.
func (r *reader) publisher(name string) int {
	name = strings.TrimSpace(text.Fold(name))
	for i, known := range r.pool.publishers {
		if known == name && name != "" {
			return i
		}
	}
	r.pool.publishers = append(r.pool.publishers, name)
	return len(r.pool.publishers) - 1
}

// terms gives the words of s. Where a script has no spaces, two characters
// side by side are a word.
func (r *reader) terms(s, lang string) []term {
	var out []term
	before := text.Token{}
	for i, t := range text.Tokens(s) {
		n := utf8.RuneCountInString(t.Text)
		switch {
		case !t.CJK:
			out = append(out, term{
				stem: r.stems.Stem(t.Text, lang), number: t.Num, name: t.Upper && i > 0, runes: n,
				stop: text.Stop(t.Text, lang) || n < 2 && !t.Num,
			})
		case before.CJK && before.End == t.Start:
			out = append(out, term{stem: before.Text + t.Text, runes: 2})
		}
		before = t
	}
	return out
}

// inTitle is the place of words that stand in a title.
const inTitle = -1

// note enters the words of a sentence and gives the numbers of the words and
// the pairs.
func (r *reader) note(terms []term, by, place int) (words, pairs []int) {
	for i, t := range terms {
		w, ok := r.word[t.stem]
		if !ok {
			w = len(r.pool.words)
			r.word[t.stem] = w
			c := concept{number: t.number, runes: t.runes}
			if t.stop {
				c.stop = 1
			}
			r.pool.words = append(r.pool.words, c)
		}
		words = append(words, w)
		c := &r.pool.words[w]
		c.name = c.name || t.name && place != inTitle
		c.saw(by, place)
		if i == 0 {
			continue
		}
		key := [2]int{words[i-1], w}
		p, ok := r.pair[key]
		if !ok {
			p = len(r.pool.pairs)
			r.pair[key] = p
			r.pool.pairs = append(r.pool.pairs, concept{words: key, stop: r.pool.words[key[0]].stop + r.pool.words[w].stop})
		}
		pairs = append(pairs, p)
		r.pool.pairs[p].saw(by, place)
	}
	return words, pairs
}

// saw enters one mention.
func (c *concept) saw(by, place int) {
	bit := uint16(1) << by
	if place == inTitle {
		c.heads |= bit
		return
	}
	c.count++
	c.bodies |= bit
	c.best = max(c.best, 1/float64(1+place))
	if place == 0 {
		c.first |= bit
	}
}

// features is how many numbers describe a concept; their order is that of the
// weights.
const features = 25

type row [features]float64

// describe gives what the worth of a concept is told from: the share of
// publishers that say it, how early, how often, in how many titles, and what
// kind of word it is.
func (p *pool) describe(c *concept) row {
	all := float64(len(p.publishers))
	by, heads := float64(bits.OnesCount16(c.bodies)), float64(bits.OnesCount16(c.heads))
	share, often := by/all, math.Log(float64(c.count)+.5)
	material := math.Log(float64(p.tokens)+1) - 5
	stop := flag(c.stop == 1 && c.runes > 0) // a stop word, not a pair with one
	return row{
		1, share, flag(by >= 2), flag(by >= 3), heads / all, flag(heads > 0),
		often, float64(bits.OnesCount16(c.first)) / all, c.best,
		stop, stop * share, stop * often, stop * c.best, stop * material,
		flag(c.number), flag(c.number) * share, flag(c.name), flag(c.name) * share,
		float64(min(c.runes, 12)) / 10, material,
		flag(c.stop == 1 && c.runes == 0), flag(c.stop == 2),
	}
}

// mention describes the nth mention of a word in a summary.
func (p *pool) mention(c *concept, base row, nth int) row {
	again := math.Log(float64(nth))
	base[22], base[23] = again, again*flag(c.stop == 1)
	base[24] = again * math.Log(float64(c.count)/float64(len(p.publishers))+.3)
	return base
}

// beside describes a pair by the worth of its words as well.
func (p *pool) beside(c *concept) row {
	base := p.describe(c)
	a, b := p.words[c.words[0]].worth[0], p.words[c.words[1]].worth[0]
	base[22], base[23] = math.Log(a*b), math.Log(min(a, b))
	return base
}

func flag(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
