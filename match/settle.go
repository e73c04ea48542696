package match

import (
	"cmp"
	"slices"
	"strings"
)

// settle brings a tree to its canonical shape: groups flattened, double
// exclusions undone, an exclusion of alternatives split, kids sorted and
// repeats dropped. It sets the key of every node.
func settle(n *node) *node {
	switch n.op {
	case opNot:
		return settleNot(n)
	case opAnd, opOr:
		return settleGroup(n)
	case opNear:
		slices.SortFunc(n.terms, func(a, b term) int {
			return cmp.Or(strings.Compare(a.text, b.text), cmp.Compare(a.stem, b.stem))
		})
		n.terms = slices.Compact(n.terms)
		if len(n.terms) == 1 {
			n.op, n.n = opWord, 0
		}
	default:
	}
	n.key = n.print()
	return n
}

func settleNot(n *node) *node {
	kid := n.kids[0]
	switch kid.op {
	case opNot:
		return settle(kid.kids[0])
	case opOr: // without a or b: without a, without b
		out := &node{op: opAnd, col: n.col}
		for _, k := range kid.kids {
			out.kids = append(out.kids, &node{op: opNot, kids: []*node{k}, col: n.col})
		}
		return settle(out)
	default:
	}
	kid = settle(kid)
	if kid.op == opNot || kid.op == opOr { // it changed its kind
		return settleNot(&node{op: opNot, kids: []*node{kid}, col: n.col})
	}
	out := &node{op: opNot, kids: []*node{kid}, col: n.col}
	out.key = out.print()
	return out
}

func settleGroup(n *node) *node {
	out := &node{op: n.op, col: n.col}
	for _, k := range n.kids {
		k = settle(k)
		if k.op == n.op {
			out.kids = append(out.kids, k.kids...)
		} else {
			out.kids = append(out.kids, k)
		}
	}
	slices.SortStableFunc(out.kids, func(a, b *node) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), strings.Compare(a.key, b.key))
	})
	out.kids = slices.CompactFunc(out.kids, func(a, b *node) bool { return a.key == b.key })
	if len(out.kids) == 1 {
		return out.kids[0]
	}
	out.key = out.print()
	return out
}

// rank orders words before filters before exclusions.
func rank(n *node) int {
	switch n.op {
	case opNot:
		return 2
	case opOr, opAnd:
		return rank(n.kids[0])
	default:
		if n.filter() {
			return 1
		}
		return 0
	}
}

// check refuses what cannot be filed: a query, or one of its alternatives,
// that would take nearly every article.
func check(root *node) *ParseError {
	if bad := unanchored(root); bad != nil {
		return refuse(bad, bad == root)
	}
	return nil
}

// unanchored gives the part of n that no word, phrase, source or section holds
// to few articles; nil when n is held.
func unanchored(n *node) *node {
	switch n.op {
	case opAnd:
		for _, k := range n.kids {
			if unanchored(k) == nil {
				return nil
			}
		}
		return n
	case opOr:
		for _, k := range n.kids {
			if bad := unanchored(k); bad != nil {
				return bad
			}
		}
		return nil
	case opWord:
		if !n.quoted && n.terms[0].stem != StemNone && common(n.terms[0].text) {
			return n
		}
		return nil
	case opNot, opLang, opAnyLang, opNative:
		return n
	default:
		return nil
	}
}

// refuse says why the part n cannot stand alone; whole tells that it is the
// whole query.
func refuse(n *node, whole bool) *ParseError {
	where := "the query"
	if !whole {
		where = "this side of OR"
	}
	parts := n.kids
	if n.op != opAnd {
		parts = []*node{n}
	}
	first := func(ops ...op) *node {
		var found *node
		for _, k := range parts {
			if slices.Contains(ops, k.op) && (found == nil || k.col < found.col) {
				found = k
			}
		}
		return found
	}
	const add = "; add at least one word, phrase, source: or section:"
	if k := first(opWord); k != nil {
		return fault(k.col, "nearly every article has "+quoted(k.terms[0].text)+
			" in it; add a word that says what the news is about", "the who concert")
	}
	if k := first(opNot); k != nil {
		return fault(k.col, where+" only excludes things"+add, "apple -pie")
	}
	return fault(n.col, where+" only names a language"+add, "lang:en energy")
}
