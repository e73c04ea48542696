package summary

import (
	"cmp"
	"math"
	"slices"
)

const (
	mentions   = 3    // of a word that count
	weightPair = .9   // what a pair of words counts, beside a word
	material   = 5.5  // tokens of the articles for one of the summary
	leaning    = .1   // part of a sentence's length added when it leans on another
	perWords   = 20   // words of room for one sentence
	fewest     = 3    // sentences that a summary may always have
	shortlist  = 80   // sentences looked at
	beam       = 4    // selections followed at a time
	floor      = 1e-9 // least worth, so that it has a logarithm
)

// weigh tells what each concept is worth: the likelihood that a person's
// summary of these articles would hold it.
func (p *pool) weigh(w weights) {
	for i := range p.words {
		c := &p.words[i]
		base := p.describe(c)
		c.worth = c.worth[:0]
		for n := range mentions {
			c.worth = append(c.worth, likelihood(w.words, p.mention(c, base, n+1)))
		}
	}
	for i := range p.pairs {
		c := &p.pairs[i]
		c.worth = append(c.worth[:0], likelihood(w.pairs, p.beside(c)))
	}
}

func likelihood(w, x row) float64 {
	sum := 0.0
	for i := range w {
		sum += float64(w[i] * x[i]) // the conversion forbids a fused sum, which differs by machine
	}
	return max(floor, 1/(1+math.Exp(-sum)))
}

// A selection is some sentences, by number, in order.
type selection struct {
	at    []int
	left  int // words
	score float64
}

// choose gives the sentences that together are worth most for their length.
// It is a beam search over selections of one, two, three ... sentences: the
// value of a set is not the sum of its parts, as what is said twice counts
// once. (Maximum coverage of concepts: Gillick and Favre 2009, with learned
// weights as Hong and Nenkova 2014.)
func (p *pool) choose(words int) []int {
	list := p.candidates(words)
	most := max(fewest, words/perWords)
	several := float64(p.tokens) >= material*float64(words) || p.named() > 1
	each := p.each(list, most)
	var best selection
	front := []selection{{left: words}}
	for n := 1; n <= most; n++ {
		front = p.extend(front, list, each, words)
		if len(front) == 0 {
			break
		}
		// A single sentence is enough only where the articles are short and
		// nobody says whose they are.
		if front[0].score > best.score || several && n == 2 {
			best = front[0]
		}
	}
	return best.at
}

// candidates gives the sentences that fit, the best at first sight when there
// are very many.
func (p *pool) candidates(words int) []int {
	var list []int
	for i := range p.sentences {
		if s := &p.sentences[i]; s.words <= words {
			s.alone = p.value([]int{i}, words)
			list = append(list, i)
		}
	}
	slices.SortStableFunc(list, func(a, b int) int { return cmp.Compare(p.sentences[b].alone, p.sentences[a].alone) })
	list = list[:min(len(list), shortlist)]
	slices.Sort(list)
	return list
}

// each is how many sentences a named publisher may give, so that all are heard.
func (p *pool) each(list []int, most int) int {
	heard := make(map[int]bool)
	for _, i := range list {
		heard[p.sentences[i].source] = true
	}
	return (most + len(heard) - 1) / max(1, len(heard))
}

// extend adds one sentence to each selection in every way and gives the best.
func (p *pool) extend(front []selection, list []int, each, words int) []selection {
	var next []selection
	for _, f := range front {
		for _, i := range list {
			s := &p.sentences[i]
			if s.words > f.left || slices.Contains(f.at, i) || p.spoken(f.at, s.source) >= each {
				continue
			}
			at := append(slices.Clone(f.at), i)
			slices.Sort(at)
			next = append(next, selection{at: at, left: f.left - s.words, score: p.value(at, words)})
		}
	}
	slices.SortStableFunc(next, func(a, b selection) int {
		return cmp.Or(cmp.Compare(b.score, a.score), slices.Compare(a.at, b.at))
	})
	next = slices.CompactFunc(next, func(a, b selection) bool { return slices.Equal(a.at, b.at) })
	return next[:min(len(next), beam)]
}

// named counts the publishers that have a name.
func (p *pool) named() int {
	n := 0
	for _, name := range p.publishers {
		if name != "" {
			n++
		}
	}
	return n
}

// spoken counts the sentences of a named publisher; 0 for one without a name.
func (p *pool) spoken(at []int, source int) int {
	n := 0
	for _, i := range at {
		if p.sentences[i].source == source && p.publishers[source] != "" {
			n++
		}
	}
	return n
}

// value is the worth of the concepts that the sentences hold over their length
// and that of the summary to be expected: what F1 is to a count of hits. Short
// articles make for a short summary.
func (p *pool) value(at []int, words int) float64 {
	length := min(float64(words), float64(p.tokens)/material)
	sum := 0.0
	p.forget()
	for _, i := range at {
		s := &p.sentences[i]
		for _, w := range s.terms {
			if c := &p.words[w]; c.said < mentions {
				sum += c.worth[c.said]
				c.said++
				p.touched = append(p.touched, c)
			}
		}
		for _, w := range s.pairs {
			if c := &p.pairs[w]; c.said == 0 {
				sum += float64(weightPair * c.worth[0])
				c.said++
				p.touched = append(p.touched, c)
			}
		}
		length += float64(len(s.terms))
		if s.leans {
			length += float64(leaning * float64(len(s.terms)))
		}
	}
	return sum / max(1, length)
}

// forget clears what value has marked as said.
func (p *pool) forget() {
	for _, c := range p.touched {
		c.said = 0
	}
	p.touched = p.touched[:0]
}
