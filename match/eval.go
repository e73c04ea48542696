package match

import (
	"slices"
	"strings"

	"newsbell/match/query"
)

// Matches holds the query against one article and names the words that
// matched: the query's own words, phrases and prefixes as it writes them, or
// its filters when it has no words.
func (q *Query) Matches(d *Doc) (words []string, ok bool) {
	if !holds(q.root, d) {
		return nil, false
	}
	return named(q.root, d), true
}

// Excluded tells whether an article holds something that the query leaves out,
// so that one part of a story can be checked alone.
func (q *Query) Excluded(d *Doc) bool {
	parts := []*query.Node{q.root}
	if q.root.Op == query.And {
		parts = q.root.Kids
	}
	for _, k := range parts {
		if k.Op == query.Not && !holds(k, d) {
			return true
		}
	}
	return false
}

func holds(n *query.Node, d *Doc) bool {
	switch n.Op {
	case query.Not:
		return !holds(n.Kids[0], d)
	case query.And:
		for _, k := range n.Kids {
			if !holds(k, d) {
				return false
			}
		}
		return true
	case query.Or:
		for _, k := range n.Kids {
			if holds(k, d) {
				return true
			}
		}
		return false
	case query.Prefix:
		return d.begins(n.Text, n.Title)
	case query.Source:
		return slices.Contains(d.sources, n.Text)
	case query.Section:
		return slices.Contains(d.sections, n.Text)
	case query.Lang:
		return d.lang == n.Text
	case query.Native:
		return d.lang == "" || slices.Contains(strings.Split(n.Text, ","), d.lang)
	case query.AnyLang:
		return true
	default:
		return wordsHold(n, d)
	}
}

// wordsHold tells whether a word, phrase or NEAR stands in an article.
func wordsHold(n *query.Node, d *Doc) bool {
	end := d.text.all
	if n.Title {
		end = d.text.title
	}
	var room [8]hit
	hits := room[:0]
	for _, t := range n.Terms {
		g := d.grouping(t.Stem)
		group := g.find(stemKey(t, d.lang))
		if group < 0 || g.first[group] >= end {
			return false
		}
		hits = append(hits, hit{g, group})
	}
	if len(hits) > 1 {
		for _, h := range hits {
			h.g.chain()
		}
	}
	switch n.Op {
	case query.Phrase:
		return inRow(d.text, hits, int32(n.N), end)
	case query.Near:
		return within(d.text, hits, int32(n.N), end)
	default:
		return true
	}
}

// begins tells whether a word of the article begins with prefix.
func (d *Doc) begins(prefix string, title bool) bool {
	for i, k := range d.forms.keys {
		if strings.HasPrefix(k, prefix) && (!title || d.forms.first[i] < d.text.title) {
			return true
		}
	}
	return false
}

// named gives the words of a query that holds.
func named(root *query.Node, d *Doc) []string {
	words := gather(nil, root, d, false)
	if len(words) == 0 {
		words = gather(nil, root, d, true)
	}
	return words
}

// gather appends the leaves that make n hold, each once: filters or others.
func gather(out []string, n *query.Node, d *Doc, filters bool) []string {
	switch {
	case n.Op == query.Not || n.Op == query.AnyLang || n.Op == query.Native:
		return out
	case n.Op == query.And || n.Op == query.Or:
		for _, k := range n.Kids {
			if n.Op == query.And || holds(k, d) {
				out = gather(out, k, d, filters)
			}
		}
		return out
	case n.Filter() != filters || !holds(n, d):
		return out
	}
	if s := n.Display(); !slices.Contains(out, s) {
		out = append(out, s)
	}
	return out
}
