package match

import (
	"slices"
	"strings"
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
	parts := []*node{q.root}
	if q.root.op == opAnd {
		parts = q.root.kids
	}
	for _, k := range parts {
		if k.op == opNot && !holds(k, d) {
			return true
		}
	}
	return false
}

func holds(n *node, d *Doc) bool {
	switch n.op {
	case opNot:
		return !holds(n.kids[0], d)
	case opAnd:
		for _, k := range n.kids {
			if !holds(k, d) {
				return false
			}
		}
		return true
	case opOr:
		for _, k := range n.kids {
			if holds(k, d) {
				return true
			}
		}
		return false
	case opPrefix:
		return d.begins(n.text, n.title)
	case opSource:
		return slices.Contains(d.sources, n.text)
	case opSection:
		return slices.Contains(d.sections, n.text)
	case opLang:
		return d.lang == n.text
	case opNative:
		return d.lang == "" || slices.Contains(strings.Split(n.text, ","), d.lang)
	case opAnyLang:
		return true
	default:
		return wordsHold(n, d)
	}
}

// wordsHold tells whether a word, phrase or NEAR stands in an article.
func wordsHold(n *node, d *Doc) bool {
	end := d.text.all
	if n.title {
		end = d.text.title
	}
	var room [8]hit
	hits := room[:0]
	for _, t := range n.terms {
		g := d.grouping(t.stem)
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
	switch n.op {
	case opPhrase:
		return inRow(d.text, hits, int32(n.n), end)
	case opNear:
		return within(d.text, hits, int32(n.n), end)
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
func named(root *node, d *Doc) []string {
	words := gather(nil, root, d, false)
	if len(words) == 0 {
		words = gather(nil, root, d, true)
	}
	return words
}

// gather appends the leaves that make n hold, each once: filters or others.
func gather(out []string, n *node, d *Doc, filters bool) []string {
	switch {
	case n.op == opNot || n.op == opAnyLang || n.op == opNative:
		return out
	case n.op == opAnd || n.op == opOr:
		for _, k := range n.kids {
			if n.op == opAnd || holds(k, d) {
				out = gather(out, k, d, filters)
			}
		}
		return out
	case n.filter() != filters || !holds(n, d):
		return out
	}
	if s := n.display(); !slices.Contains(out, s) {
		out = append(out, s)
	}
	return out
}
