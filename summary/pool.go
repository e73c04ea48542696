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
	words         [2]int            // of a pair: its words
	learned       float64           // by itself, beside what its description is worth
	worth         [mentions]float64 // of its first, second, third mention
	said          int               // mentions in the selection that is being valued
}

// A pool is the sentences to choose from and the concepts that they hold.
type pool struct {
	sentences  []sentence
	words      []concept
	pairs      []concept
	publishers []string // of each number: its name, folded, "" when unknown
	names      []string // and as it is written
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
	// lexicon tells what a word is worth by itself in the language that is being
	// read, or two words with a space between them.
	lexicon func(string) float64

	tokens []text.Token // room for those of one sentence
	list   []term
}

// read reads so many sentences of each article; lexicon tells what an English
// word is worth by itself.
func read(articles []Source, most int, lexicon func(string) float64) *reader {
	r := &reader{word: make(map[string]int), pair: make(map[[2]int]int)}
	for _, a := range articles {
		lang := language(a)
		if r.lexicon = unknown; lang == "en" {
			r.lexicon = lexicon
		}
		by := r.publisher(a.Publisher)
		for _, s := range split(a.Title, a.Text, lang, most).whole {
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

// unknown is the lexicon of a language of which nothing was learned.
func unknown(string) float64 { return 0 }

// publisher gives the number of a publisher.
func (r *reader) publisher(name string) int {
	written := strings.TrimSpace(name)
	name = strings.TrimSpace(text.Fold(name))
	for i, known := range r.pool.publishers {
		if known == name && name != "" {
			return i
		}
	}
	r.pool.publishers, r.pool.names = append(r.pool.publishers, name), append(r.pool.names, written)
	return len(r.pool.publishers) - 1
}

// terms gives the words of s, until it is called again. Where a script has no
// spaces, two characters side by side are a word.
func (r *reader) terms(s, lang string) []term {
	out := r.list[:0]
	before := text.Token{}
	r.tokens = text.AppendTokens(r.tokens[:0], s)
	for i, t := range r.tokens {
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
	r.list = out
	return out
}

// inTitle is the place of words that stand in a title.
const inTitle = -1

// note enters the words of a sentence and gives the numbers of the words and
// the pairs.
func (r *reader) note(terms []term, by, place int) (words, pairs []int) {
	words, pairs = make([]int, 0, len(terms)), make([]int, 0, len(terms))
	for i, t := range terms {
		w, ok := r.word[t.stem]
		if !ok {
			w = len(r.pool.words)
			r.word[t.stem] = w
			c := concept{number: t.number, runes: t.runes, learned: r.lexicon(t.stem)}
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
			r.pool.pairs = append(r.pool.pairs, concept{
				words: key, stop: r.pool.words[key[0]].stop + r.pool.words[w].stop, learned: r.lexicon(terms[i-1].stem + " " + t.stem),
			})
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
const features = 43

type row [features]float64

// describe gives what the worth of a concept is told from: the share of
// publishers that say it, how early, how often, in how many titles, and what
// kind of word it is; and products of these.
func (p *pool) describe(c *concept) row {
	all := float64(len(p.publishers))
	heads := float64(bits.OnesCount16(c.heads)) / all
	first, by := float64(bits.OnesCount16(c.first))/all, bits.OnesCount16(c.bodies)
	share, often := float64(by)/all, math.Log(float64(c.count)+.5)
	material := math.Log(float64(p.tokens)+1) - 5
	stop := flag(c.stop == 1 && c.runes > 0) // a stop word, not a pair with one
	name, number := flag(c.name), flag(c.number)
	return row{
		1, share, flag(by >= 2), flag(by >= 3), heads, flag(c.heads != 0),
		often, first, c.best,
		stop, stop * share, stop * often, stop * c.best, stop * material,
		number, number * share, name, name * share,
		float64(min(c.runes, 12)) / 10, material,
		flag(c.stop == 1 && c.runes == 0), flag(c.stop == 2),
		0, 0, 0, // for mention and beside
		first * heads, first * share, heads * share, first * first, name * heads, name * first, name * c.best,
		number * heads, number * first, number * c.best,
		c.best * heads, c.best * share, often * share, often * c.best, often * heads,
		flag(bits.OnesCount16(c.first) >= 2), material * share, material * often,
	}
}

// mention makes the description of a word that of its nth mention in a summary.
func (p *pool) mention(c *concept, base *row, nth int) {
	again := math.Log(float64(nth))
	base[22], base[23] = again, again*flag(c.stop == 1)
	base[24] = again * math.Log(float64(c.count)/float64(len(p.publishers))+.3)
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
