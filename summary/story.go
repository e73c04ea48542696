package summary

import (
	"cmp"
	"slices"
	"strings"

	"newsbell/text"
)

// A Source is one publisher's article on a story.
type Source struct {
	Title     string
	Text      string // plain, paragraphs separated by a blank line
	Publisher string // "" when unknown: then it counts as one of its own
	Language  string // primary tag; "" is guessed from the text
}

const (
	sources   = 12 // articles read
	perSource = 40 // sentences read of each
	shortest  = 6  // words of a sentence worth choosing
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
	p := &read(articles).pool
	p.weigh(trained())
	chosen := p.choose(words)
	if len(chosen) == 0 {
		return opening(articles, words)
	}
	return strings.Join(p.told(chosen), " ")
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
