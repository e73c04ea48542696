package match

import (
	"cmp"
	"math"
	"slices"
	"sync/atomic"

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
func (c *core) anchors(root *node) []draft {
	return c.draw(c.drafts[:0], root, nil)
}

// draw drafts postings for n where the parts in rest hold too.
func (c *core) draw(out []draft, n *node, rest []*node) []draft {
	switch n.op {
	case opOr:
		for _, k := range n.kids {
			out = c.draw(out, k, rest)
		}
		return out
	case opAnd:
		best, cost := -1, math.Inf(1)
		for i, k := range n.kids {
			if v := c.cost(k); v < cost {
				best, cost = i, v
			}
		}
		others := make([]*node, 0, len(n.kids)+len(rest))
		others = append(others, n.kids[:best]...)
		others = append(others, n.kids[best+1:]...)
		others = append(others, rest...)
		return c.draw(out, n.kids[best], others)
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
func (c *core) guarded(n *node, rest []*node) draft {
	var room [16]guard
	guards := room[:0]
	d := draft{proven: n.op != opPhrase && n.op != opNear}
	own := c.needs(room[:0:0], n)
	d.anchor = own[0].term
	guards = append(guards, own[1:]...)
	for _, r := range rest {
		switch {
		case r.op == opNot && r.kids[0].leaf() && len(r.kids[0].terms) < 2:
			g := c.needs(nil, r.kids[0])[0]
			guards = append(guards, guard{g.term | mustLack, 1 - g.freq})
		case r.op == opOr || r.op == opAnd || r.op == opNot:
			d.proven = false
		case r.op == opAnyLang:
		default:
			guards = c.needs(guards, r)
			d.proven = d.proven && len(r.terms) < 2
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
func (c *core) needs(out []guard, n *node) []guard {
	from := len(out)
	if len(n.terms) == 0 {
		t := c.dict.forms[c.dict.leafForm(n)].term
		return append(out, guard{t, c.freq(n, t)})
	}
	for _, w := range n.terms {
		t := c.dict.forms[c.dict.wordForm(w, n.title)].term
		out = append(out, guard{t, c.wordFreq(w, n.title, t)})
	}
	slices.SortFunc(out[from:], func(a, b guard) int {
		return cmp.Or(cmp.Compare(a.freq, b.freq), cmp.Compare(a.term, b.term))
	})
	return out
}

// cost is the share of articles that reach the postings of n.
func (c *core) cost(n *node) float64 {
	switch n.op {
	case opNot, opAnyLang:
		return math.Inf(1)
	case opAnd:
		v := math.Inf(1)
		for _, k := range n.kids {
			v = min(v, c.cost(k))
		}
		return v
	case opOr:
		v := 0.0
		for _, k := range n.kids {
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
func (c *core) freq(n *node, t uint32) float64 {
	guess := 0.01
	switch n.op {
	case opLang:
		guess = 0.3
	case opNative:
		guess = 0.8
	case opAnyLang:
		guess = 1
	case opSection:
		guess = 0.05
	default:
	}
	return c.blend(guess, t)
}

// wordFreq guesses the share of articles that have a word.
func (c *core) wordFreq(w term, title bool, t uint32) float64 {
	guess := 0.002
	if common(w.text) {
		guess = 0.5
	} else if text.Stop(w.text, "en") {
		guess = 0.1
	} else if w.cjk {
		guess = 0.02
	}
	if title {
		guess /= 4
	}
	return c.blend(guess, t)
}

// blend weighs a guess against what was counted.
func (c *core) blend(guess float64, t uint32) float64 {
	seen := float64(atomic.LoadUint32(&c.dict.seen[t]))
	return (seen + guess*trust) / (float64(atomic.LoadUint32(&c.sampled)) + trust)
}
