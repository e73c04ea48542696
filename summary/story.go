package summary

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"newsbell/text"
)

// A Source is one publisher's article on a story.
type Source struct {
	Title     string
	Text      string // plain, paragraphs separated by a blank line
	Publisher string
	Language  string
}

const (
	sources      = 12  // articles read
	perSource    = 40  // sentences read of each
	diversity    = 0.3 // how much likeness to what is chosen costs (MMR)
	shortest     = 6   // words of a sentence worth choosing
	leaning      = 0.6 // what a sentence is worth that leans on another
	redundant    = 0.6 // likeness from which a sentence says nothing new
	weightCenter = 2.0
	weightPlace  = 0.5
	weightTitle  = 1.0
)

// Story tells a story from several publishers' articles in at most the given
// number of words: the sentences that are most central, stand first and speak
// of what the headlines do, with little repetition, from different publishers
// where they are equal. One article gives its [Lead].
func Story(articles []Source, words int) string {
	articles = distinct(articles)
	switch len(articles) {
	case 0:
		return ""
	case 1:
		a := articles[0]
		return Lead(a.Title, a.Text, a.Language, words)
	}
	pool := gather(articles)
	chosen := pool.choose(words)
	if len(chosen) == 0 {
		return opening(articles, words)
	}
	out := make([]string, len(chosen))
	for i, s := range chosen {
		out[i] = s.text
	}
	return strings.Join(out, " ")
}

// opening gives the first lead that there is, a whole one if possible.
func opening(articles []Source, words int) string {
	cut := ""
	for _, a := range articles {
		switch lead := Lead(a.Title, a.Text, a.Language, words); {
		case lead != "" && !strings.HasSuffix(lead, ellipsis):
			return lead
		case cut == "":
			cut = lead
		}
	}
	return cut
}

// distinct leaves out articles that repeat another's text.
func distinct(articles []Source) []Source {
	seen := make(map[string]bool)
	var out []Source
	for _, a := range articles {
		key := text.Fold(clip(a.Text, 400))
		if key == "" || seen[key] {
			continue
		}
		seen[key] = true
		if out = append(out, a); len(out) == sources {
			break
		}
	}
	return out
}

// A pool is the sentences to choose from, with what they are measured by.
type pool struct {
	sentences []sentence
	center    vector
	titles    vector
}

// gather reads the articles and weighs their words: a word counts by how often
// it stands and by how few sentences hold it.
func gather(articles []Source) pool {
	var p pool
	stems := newStemmer()
	var bags []bag
	frequency := make(map[string]int)
	for i, a := range articles {
		list := split(a.Title, a.Text, a.Language).whole
		for _, s := range list[:min(len(list), perSource)] {
			if s.words < shortest {
				continue
			}
			s.source = i
			b := stems.bag(s.text, a.Language)
			for _, w := range b {
				frequency[w.stem]++
			}
			p.sentences = append(p.sentences, s)
			bags = append(bags, b)
		}
	}
	weigh := func(b bag) vector { return b.vector(frequency, len(bags)) }
	for i := range p.sentences {
		p.sentences[i].terms = weigh(bags[i])
		p.center = p.center.plus(p.sentences[i].terms)
	}
	for _, a := range articles {
		p.titles = p.titles.plus(weigh(stems.bag(a.Title, a.Language)))
	}
	return p
}

// choose takes the best sentence that fits until none does, and puts them in
// the order of reading: by their place in their articles.
func (p pool) choose(words int) []sentence {
	score := make([]float64, len(p.sentences))
	for i, s := range p.sentences {
		score[i] = weightCenter*s.terms.cosine(p.center) +
			weightPlace/math.Sqrt(float64(1+s.place)) +
			weightTitle*s.terms.cosine(p.titles)
		if leans(s.text) {
			score[i] *= leaning
		}
	}
	var chosen []sentence
	used := make([]bool, len(p.sentences))
	for left := words; ; {
		best, high := -1, math.Inf(-1)
		for i, s := range p.sentences {
			if used[i] || s.words > left {
				continue
			}
			near := 0.0
			for _, c := range chosen {
				near = max(near, s.terms.cosine(c.terms))
			}
			if near > redundant {
				continue
			}
			if mmr := (1-diversity)*score[i] - diversity*near; mmr > high {
				best, high = i, mmr
			}
		}
		if best < 0 {
			break
		}
		used[best] = true
		chosen = append(chosen, p.sentences[best])
		left -= p.sentences[best].words
	}
	slices.SortStableFunc(chosen, func(a, b sentence) int {
		return cmp.Or(cmp.Compare(a.place, b.place), cmp.Compare(a.source, b.source))
	})
	return chosen
}
