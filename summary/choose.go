package summary

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

const (
	mentions   = 3    // of a word that count
	weightPair = .9   // what a pair of words counts, beside a word
	material   = 5.5  // tokens of the articles for one of the summary
	leaning    = .1   // part of a sentence's length added when it leans on another
	perWords   = 20   // words of room for one sentence
	fewest     = 3    // sentences that a summary may always have
	shortlist  = 25   // sentences looked at, and more where there is more room
	beam       = 6    // selections followed at a time
	lonely     = .07  // share of its worth that a summary loses if one publisher alone speaks
	floor      = 1e-9 // least worth, so that it has a logarithm
)

// weigh tells what each concept is worth: the likelihood that a person's
// summary of these articles would hold it.
func (p *pool) weigh(w weights) {
	for i := range p.words {
		c := &p.words[i]
		base := p.describe(c)
		for n := range c.worth {
			if n == 0 || n < c.count { // nothing is said more often than it stands there
				p.mention(c, &base, n+1)
				c.worth[n] = likelihood(&w.words, &base, c.learned)
			}
		}
	}
	for i := range p.pairs {
		c := &p.pairs[i]
		x := p.beside(c)
		c.worth[0] = likelihood(&w.pairs, &x, c.learned)
	}
}

// likelihood is a logistic regression: weights, what they weigh, and a sum to
// begin with.
func likelihood(w, x *row, sum float64) float64 {
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

// choose gives the sentences that together are worth most for their length,
// from several publishers if there are. It is a beam search over selections of
// one, two, three ... sentences: the value of a set is not the sum of its parts,
// as what is said twice counts once. (Maximum coverage of concepts: Gillick and
// Favre 2009, with learned weights as Hong and Nenkova 2014.)
//
// Several sentences are of several publishers, and none gives more than two of
// three. One sentence alone counts less by the share lonely: so it stands alone
// only where no other publisher's fits beside it, or where the best of theirs
// would take away more than that share.
func (p *pool) choose(words int) []int {
	most := max(fewest, words/perWords)
	list := p.candidates(words, max(shortlist, 8*most))
	alone := p.heard(list) < 2
	var best selection
	front := []selection{{left: words}}
	for n := 1; n <= most; n++ {
		front = p.extend(front, list, words, alone)
		if len(front) == 0 {
			break
		}
		for _, f := range front {
			if f.score > best.score && (n == 1 || alone || p.heard(f.at) > 1) {
				best = f
			}
		}
	}
	return best.at
}

// candidates gives the sentences that fit, the best at first sight when there
// are more than the given number, in the order of the articles.
func (p *pool) candidates(words, most int) []int {
	var list []int
	for i := range p.sentences {
		if s := &p.sentences[i]; s.words <= words {
			s.alone = p.value([]int{i}, words)
			list = append(list, i)
		}
	}
	slices.SortStableFunc(list, func(a, b int) int { return cmp.Compare(p.sentences[b].alone, p.sentences[a].alone) })
	list = list[:min(len(list), most)]
	slices.Sort(list)
	return list
}

// heard counts the publishers of some sentences.
func (p *pool) heard(list []int) int {
	var who uint16
	for _, i := range list {
		who |= 1 << p.sentences[i].source
	}
	return bits.OnesCount16(who)
}

// extend adds one sentence to each selection in every way and gives the best.
// Alone says that there is but one publisher to hear.
func (p *pool) extend(front []selection, list []int, words int, alone bool) []selection {
	var next []selection
	for _, f := range front {
		for _, i := range list {
			s := &p.sentences[i]
			if s.words > f.left || slices.Contains(f.at, i) || !alone && p.crowded(f.at, s.source) {
				continue
			}
			at := append(slices.Clone(f.at), i)
			slices.Sort(at)
			score := p.value(at, words)
			if !alone && p.heard(at) < 2 {
				score *= 1 - lonely
			}
			next = append(next, selection{at: at, left: f.left - s.words, score: score})
		}
	}
	slices.SortStableFunc(next, func(a, b selection) int {
		return cmp.Or(cmp.Compare(b.score, a.score), slices.Compare(a.at, b.at))
	})
	next = slices.CompactFunc(next, func(a, b selection) bool { return slices.Equal(a.at, b.at) })
	return next[:min(len(next), beam)]
}

// crowded says whether one more sentence of a publisher would make more than
// two of three its own.
func (p *pool) crowded(at []int, source int) bool {
	n := 1
	for _, i := range at {
		if p.sentences[i].source == source {
			n++
		}
	}
	return n > 1 && 3*n > 2*max(fewest, len(at)+1)
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
			if c := &p.words[w]; c.said < min(mentions, c.count) {
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
