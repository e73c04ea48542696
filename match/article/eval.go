package article

import (
	"slices"
	"strings"

	"newsbell/match/query"
)

// Holds tells whether the article answers the query or part of one.
func Holds(n *query.Node, d *Doc) bool {
	switch n.Op {
	case query.Not:
		return !Holds(n.Kids[0], d)
	case query.And:
		for _, k := range n.Kids {
			if !Holds(k, d) {
				return false
			}
		}
		return true
	case query.Or:
		for _, k := range n.Kids {
			if Holds(k, d) {
				return true
			}
		}
		return false
	case query.Prefix:
		return d.begins(n.Text, n.Title)
	case query.Source:
		return slices.Contains(d.Sources, n.Text)
	case query.Section:
		return slices.Contains(d.Sections, n.Text)
	case query.Lang:
		return d.Lang == n.Text
	case query.Native:
		return d.Lang == "" || slices.Contains(strings.Split(n.Text, ","), d.Lang)
	case query.AnyLang:
		return true
	default:
		return wordsHold(n, d)
	}
}

// wordsHold tells whether a word, phrase or NEAR stands in an article.
func wordsHold(n *query.Node, d *Doc) bool {
	var room [8]Hit
	hits := room[:0]
	for _, t := range n.Terms {
		g := d.Groups(t.Stem)
		key := stemKey(t, d.Lang)
		group := g.Find(key, Hash(key))
		if group < 0 || n.Title && !d.InTitle(g, int(group)) {
			return false
		}
		hits = append(hits, Hit{g, group})
	}
	switch n.Op {
	case query.Phrase:
		return d.InRow(hits, n.N, n.Title)
	case query.Near:
		return d.Within(hits, n.N, n.Title)
	default:
		return true
	}
}

// begins tells whether a word of the article begins with prefix.
func (d *Doc) begins(prefix string, title bool) bool {
	for i, k := range d.forms.Keys {
		if strings.HasPrefix(k, prefix) && (!title || d.InTitle(&d.forms, i)) {
			return true
		}
	}
	return false
}

// Words names the words that make a query hold: as it writes them, or its
// filters when it has no words. The query must hold.
func Words(root *query.Node, d *Doc) []string {
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
			if n.Op == query.And || Holds(k, d) {
				out = gather(out, k, d, filters)
			}
		}
		return out
	case n.Filter() != filters || !Holds(n, d):
		return out
	}
	if s := n.Display(); !slices.Contains(out, s) {
		out = append(out, s)
	}
	return out
}
