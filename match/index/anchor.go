package index

import (
	"cmp"
	"math"
	"slices"
	"sync/atomic"

	"newsbell/match/query"
	"newsbell/text"
)

// A posting files an entry under a term.
type posting struct {
	entry uint32 // and two flags
	// guards are further terms that must be there or, with mustLack, must not.
	guards [2]uint32
}

const (
	proven   = 1 << 31 // anchor and guards prove the match
	several  = 1 << 30 // the entry has more than one posting
	entryNo  = several - 1
	mustLack = 1 << 31
	noGuard  = mustLack // lacks term 0, as every article does
)

// A draft is a posting before it is filed.
type draft struct {
	anchor uint32
	guards [2]uint32
	proven bool
}

// anchors drafts the postings of a settled query: under each draft's anchor,
// at least one of which every matching article has.
func (c *Core) anchors(root *query.Node) []draft {
	return c.draw(c.drafts[:0], root, nil)
}

// draw drafts postings for n where the parts in rest hold too.
func (c *Core) draw(out []draft, n *query.Node, rest []*query.Node) []draft {
	switch n.Op {
	case query.Or:
		for _, k := range n.Kids {
			out = c.draw(out, k, rest)
		}
		return out
	case query.And:
		best, cost := -1, math.Inf(1)
		for i, k := range n.Kids {
			if v := c.cost(k); v < cost {
				best, cost = i, v
			}
		}
		others := make([]*query.Node, 0, len(n.Kids)+len(rest))
		others = append(others, n.Kids[:best]...)
		others = append(others, n.Kids[best+1:]...)
		others = append(others, rest...)
		return c.draw(out, n.Kids[best], others)
	default:
		return append(out, c.guarded(n, rest))
	}
}

// A guard is a term that must be there or must not, with its frequency.
type guard struct {
	term uint32
	freq float64
}

// guarded drafts a posting under the leaf n, guarded by the parts in rest.
func (c *Core) guarded(n *query.Node, rest []*query.Node) draft {
	var room [16]guard
	guards := room[:0]
	d := draft{proven: n.Op != query.Phrase && n.Op != query.Near}
	own := c.needs(room[:0:0], n)
	d.anchor = own[0].term
	guards = append(guards, own[1:]...)
	for _, r := range rest {
		switch {
		case r.Op == query.Not && r.Kids[0].Leaf() && len(r.Kids[0].Terms) < 2:
			g := c.needs(nil, r.Kids[0])[0]
			guards = append(guards, guard{g.term | mustLack, 1 - g.freq})
		case r.Op == query.Or || r.Op == query.And || r.Op == query.Not:
			d.proven = false
		case r.Op == query.AnyLang:
		default:
			guards = c.needs(guards, r)
			d.proven = d.proven && len(r.Terms) < 2
		}
	}
	slices.SortFunc(guards, func(a, b guard) int {
		return cmp.Or(cmp.Compare(a.freq, b.freq), cmp.Compare(a.term, b.term))
	})
	d.guards = [2]uint32{noGuard, noGuard}
	kept := 0
	for _, g := range guards {
		switch {
		case g.term == d.anchor || kept > 0 && g.term == d.guards[0]:
		case kept == len(d.guards):
			d.proven = false
		default:
			d.guards[kept] = g.term
			kept++
		}
	}
	return d
}

// needs appends the terms that a leaf cannot do without, rarest first.
func (c *Core) needs(out []guard, n *query.Node) []guard {
	from := len(out)
	if len(n.Terms) == 0 {
		t := c.dict.terms[c.dict.leafForm(n)]
		return append(out, guard{t, c.freq(n, t)})
	}
	for _, w := range n.Terms {
		t := c.dict.terms[c.dict.wordForm(w, n.Title)]
		out = append(out, guard{t, c.wordFreq(w, n.Title, t)})
	}
	slices.SortFunc(out[from:], func(a, b guard) int {
		return cmp.Or(cmp.Compare(a.freq, b.freq), cmp.Compare(a.term, b.term))
	})
	return out
}

// cost is the share of articles that reach the postings of n.
func (c *Core) cost(n *query.Node) float64 {
	switch n.Op {
	case query.Not, query.AnyLang:
		return math.Inf(1)
	case query.And:
		v := math.Inf(1)
		for _, k := range n.Kids {
			v = min(v, c.cost(k))
		}
		return v
	case query.Or:
		v := 0.0
		for _, k := range n.Kids {
			v += c.cost(k)
		}
		return v
	default:
		var room [16]guard
		return c.needs(room[:0], n)[0].freq
	}
}

// trust is how many articles a guess is worth beside what was counted.
const trust = 32

// freq guesses the share of articles that have a filter or prefix.
func (c *Core) freq(n *query.Node, t uint32) float64 {
	guess := 0.01
	switch n.Op {
	case query.Lang:
		guess = 0.3
	case query.Native:
		guess = 0.8
	case query.AnyLang:
		guess = 1
	case query.Section:
		guess = 0.05
	default:
	}
	return c.blend(guess, t)
}

// wordFreq guesses the share of articles that have a word.
func (c *Core) wordFreq(w query.Term, title bool, t uint32) float64 {
	guess := 0.002
	if query.Common(w.Text) {
		guess = 0.5
	} else if text.Stop(w.Text, "en") {
		guess = 0.1
	} else if w.CJK {
		guess = 0.02
	}
	if title {
		guess /= 4
	}
	return c.blend(guess, t)
}

// blend weighs a guess against what was counted.
func (c *Core) blend(guess float64, t uint32) float64 {
	seen := float64(atomic.LoadUint32(&c.dict.seen[t]))
	return (seen + guess*trust) / (float64(atomic.LoadUint32(&c.sampled)) + trust)
}
