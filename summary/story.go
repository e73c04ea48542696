package summary

import (
	"cmp"
	"slices"
	"strings"

	"newsbell/text"
)

const (
	sources   = 12  // articles read
	perSource = 40  // sentences read of each, at most
	brief     = 100 // words of a summary up to which only the beginnings are read
	perBrief  = 6   // sentences: news begins with what matters
	readWords = 6   // words of a longer summary for each sentence read
	shortest  = 6   // words of a sentence worth choosing
)

// Story tells a story from several publishers' articles in at most the given
// number of words: the whole sentences that together hold most of what the
// publishers agree on, up to three (more where there is room for more than
// sixty words). Where the publishers are named it is two sentences at least, if
// two fit, from different ones. It is shorter where the articles are. One
// article gives its [Lead].
func Story(articles []Source, words int) string {
	articles = distinct(articles)
	switch len(articles) {
	case 0:
		return ""
	case 1:
		a := articles[0]
		return Lead(a.Title, a.Text, a.Language, words)
	}
	p := &read(articles, depth(words), lexicon).pool
	p.weigh(trained())
	chosen := p.choose(words)
	if len(chosen) == 0 {
		return opening(articles, words)
	}
	return strings.Join(p.told(chosen), " ")
}

// A Quote is a sentence and the publisher whose it is.
type Quote struct {
	Publisher string
	Sentence  string
}

// Best gives the whole sentences of the articles that are worth most each by
// itself, at most the given number and of no more than the given words each, the
// best first: what an engine of another kind may tell the story from.
func Best(articles []Source, most, words int) []Quote {
	articles = distinct(articles)
	p := &read(articles, depth(words), lexicon).pool
	p.weigh(trained())
	list := p.candidates(words, most)
	slices.SortStableFunc(list, func(a, b int) int { return cmp.Compare(p.sentences[b].alone, p.sentences[a].alone) })
	out := make([]Quote, len(list))
	for i, at := range list {
		out[i] = Quote{Publisher: p.names[p.sentences[at].source], Sentence: p.sentences[at].text}
	}
	return out
}

// depth is how many sentences of an article are read for a summary of so many
// words.
func depth(words int) int {
	if words <= brief {
		return perBrief
	}
	return min(words/readWords, perSource)
}

// told gives the chosen sentences in the order of reading: what opens an
// article first, then what says most.
func (p *pool) told(chosen []int) []string {
	slices.SortStableFunc(chosen, func(a, b int) int {
		x, y := p.sentences[a], p.sentences[b]
		return cmp.Or(cmp.Compare(min(1, x.place), min(1, y.place)), cmp.Compare(y.alone, x.alone), cmp.Compare(a, b))
	})
	out := make([]string, len(chosen))
	for i, at := range chosen {
		out[i] = p.sentences[at].text
	}
	return out
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
		if strings.TrimSpace(key) == "" || seen[key] {
			continue
		}
		seen[key] = true
		if out = append(out, a); len(out) == sources {
			break
		}
	}
	return out
}
