package query

import (
	"cmp"
	"slices"
	"strings"

	"newsbell/news"
)

// Settle brings a tree to its canonical shape: groups flattened, double
// exclusions undone, an exclusion of alternatives split, kids sorted and
// repeats dropped. It sets the key of every node.
func Settle(n *Node) *Node {
	switch n.Op {
	case Not:
		return settleNot(n)
	case And, Or:
		return settleGroup(n)
	case Near:
		slices.SortFunc(n.Terms, func(a, b Term) int {
			return cmp.Or(strings.Compare(a.Text, b.Text), cmp.Compare(a.Stem, b.Stem))
		})
		n.Terms = slices.Compact(n.Terms)
		if len(n.Terms) == 1 {
			n.Op, n.N = Word, 0
		}
	default:
	}
	n.Key = n.String()
	return n
}

func settleNot(n *Node) *Node {
	kid := n.Kids[0]
	switch kid.Op {
	case Not:
		return Settle(kid.Kids[0])
	case Or: // without a or b: without a, without b
		out := &Node{Op: And, col: n.col}
		for _, k := range kid.Kids {
			out.Kids = append(out.Kids, &Node{Op: Not, Kids: []*Node{k}, col: n.col})
		}
		return Settle(out)
	default:
	}
	kid = Settle(kid)
	if kid.Op == Not || kid.Op == Or { // it changed its kind
		return settleNot(&Node{Op: Not, Kids: []*Node{kid}, col: n.col})
	}
	out := &Node{Op: Not, Kids: []*Node{kid}, col: n.col}
	out.Key = out.String()
	return out
}

func settleGroup(n *Node) *Node {
	out := &Node{Op: n.Op, col: n.col}
	for _, k := range n.Kids {
		k = Settle(k)
		if k.Op == n.Op {
			out.Kids = append(out.Kids, k.Kids...)
		} else {
			out.Kids = append(out.Kids, k)
		}
	}
	slices.SortStableFunc(out.Kids, func(a, b *Node) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), strings.Compare(a.Key, b.Key))
	})
	out.Kids = slices.CompactFunc(out.Kids, func(a, b *Node) bool { return a.Key == b.Key })
	if len(out.Kids) == 1 {
		return out.Kids[0]
	}
	out.Key = out.String()
	return out
}

// rank orders words before filters before exclusions.
func rank(n *Node) int {
	switch n.Op {
	case Not:
		return 2
	case Or, And:
		return rank(n.Kids[0])
	default:
		if n.Filter() {
			return 1
		}
		return 0
	}
}

// check refuses what cannot be filed: a query, or one of its alternatives,
// that would take nearly every article.
func check(root *Node) *Error {
	if bad := unanchored(root); bad != nil {
		return refuse(bad, bad == root)
	}
	return nil
}

// unanchored gives the part of n that no word, phrase, source or section holds
// to few articles; nil when n is held.
func unanchored(n *Node) *Node {
	switch n.Op {
	case And:
		for _, k := range n.Kids {
			if unanchored(k) == nil {
				return nil
			}
		}
		return n
	case Or:
		for _, k := range n.Kids {
			if bad := unanchored(k); bad != nil {
				return bad
			}
		}
		return nil
	case Word:
		if !n.quoted && n.Terms[0].Stem != StemNone && Common(n.Terms[0].Text) {
			return n
		}
		return nil
	case Not, Lang, AnyLang, Native:
		return n
	default:
		return nil
	}
}

// refuse says why the part n cannot stand alone; whole tells that it is the
// whole query.
func refuse(n *Node, whole bool) *Error {
	where := news.Say("the query")
	if !whole {
		where = news.Say("this side of OR")
	}
	parts := n.Kids
	if n.Op != And {
		parts = []*Node{n}
	}
	first := func(ops ...Op) *Node {
		var found *Node
		for _, k := range parts {
			if slices.Contains(ops, k.Op) && (found == nil || k.col < found.col) {
				found = k
			}
		}
		return found
	}
	if k := first(Word); k != nil {
		return fault(k.col, "", "the who concert").
			says("nearly every article has %s in it; add a word that says what the news is about", quoted(k.Terms[0].Text))
	}
	if k := first(Not); k != nil {
		return fault(k.col, "", "apple -pie").says("%s only excludes things; add at least one word, phrase, source: or section:", where)
	}
	return fault(n.col, "", "lang:en energy").says("%s only names a language; add at least one word, phrase, source: or section:", where)
}
