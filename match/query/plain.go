package query

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// quoted puts words in typographic quotes.
func quoted(s string) string { return "“" + s + "”" }

// Echo says in plain words which articles a settled query takes, in the order
// in which it was typed.
func Echo(root *Node) string {
	parts := []*Node{root}
	if root.Op == And {
		parts = slices.Clone(root.Kids)
		slices.SortStableFunc(parts, byTyping)
	}
	var with, filters, without, outside []string
	groups := slices.ContainsFunc(parts, func(k *Node) bool { return !k.Leaf() && k.Op != Not })
	for _, k := range parts {
		switch {
		case k.Op == Not && onlyFilters(k.Kids[0]):
			outside = append(outside, sayFilter(k.Kids[0]))
		case k.Op == Not:
			without = append(without, say(k.Kids[0], true))
		case onlyFilters(k):
			filters = append(filters, sayFilter(k))
		default:
			with = append(with, say(k, groups && len(parts) > 1))
		}
	}
	s := "all articles"
	if len(with) > 0 {
		s = "articles with " + list(with, "and")
	}
	for i, f := range filters {
		if i > 0 || len(with) > 0 {
			s += ","
		}
		s += " " + f
	}
	if len(without) > 0 {
		s += ", but without " + list(without, "or")
	}
	for _, f := range outside {
		s += ", but not " + f
	}
	return s
}

// byTyping orders plain parts before groups, then as typed.
func byTyping(a, b *Node) int {
	weight := func(n *Node) int {
		if n.Op == And || n.Op == Or {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(weight(a), weight(b)), cmp.Compare(a.col, b.col))
}

// onlyFilters tells a filter, or alternatives of one: source:a OR source:b.
func onlyFilters(n *Node) bool {
	if n.Op != Or {
		return n.Filter()
	}
	return !slices.ContainsFunc(n.Kids, func(k *Node) bool { return k.Op != n.Kids[0].Op || !k.Filter() })
}

// sayFilter says a filter or alternatives of one.
func sayFilter(n *Node) string {
	parts := []*Node{n}
	if n.Op == Or {
		parts = slices.Clone(n.Kids)
		slices.SortStableFunc(parts, byTyping)
	}
	names := make([]string, len(parts))
	for i, k := range parts {
		names[i] = k.spelled(k.Text)
		if k.Op == Lang {
			names[i] = languageName(k.Text)
		}
	}
	switch parts[0].Op {
	case Source:
		return "from " + list(names, "or")
	case Lang:
		return "in " + list(names, "or")
	case Section:
		return "in the section " + list(names, "or")
	case Native:
		return sayNative(parts[0].Text)
	default:
		return "in any language"
	}
}

// sayNative says a channel's own languages.
func sayNative(set string) string {
	var names []string
	for code := range strings.SplitSeq(set, ",") {
		names = append(names, languageName(code))
	}
	return "in " + list(names, "or") + " (this channel's languages; lang:any lifts that)"
}

// spelled is the text as typed, or folded when nobody typed it.
func (n *Node) spelled(folded string) string {
	if n.typed != "" {
		return n.typed
	}
	return folded
}

// say says one part; nested tells that it stands among others.
func say(n *Node, nested bool) string {
	switch n.Op {
	case Not:
		return "no " + say(n.Kids[0], true)
	case And, Or:
		return sayGroup(n, nested)
	case Near, Phrase, Prefix, Word:
		s := sayWords(n)
		if n.Title {
			s += " in the headline"
		}
		return s
	default:
		return "being " + sayFilter(n)
	}
}

// sayWords says a leaf that looks for words.
func sayWords(n *Node) string {
	switch n.Op {
	case Near:
		words := make([]string, len(n.Terms))
		for i, t := range n.Terms {
			words[i] = sayForm(t.Stem, t.Text)
		}
		return list(words, "and") + " within " + count(n.N, "word") + " of each other"
	case Prefix:
		return "a word that begins with " + quoted(n.spelled(n.Text))
	case Phrase:
		s := sayForm(n.Terms[0].Stem, n.spelled(phraseText(n.Terms)))
		if n.quoted {
			s = "the phrase " + s
		}
		if n.N > 0 {
			s += " with at most " + count(n.N, "word") + " between"
		}
		return s
	default:
		return sayForm(n.Terms[0].Stem, n.spelled(n.Terms[0].Text))
	}
}

func sayGroup(n *Node, nested bool) string {
	kids := slices.Clone(n.Kids)
	slices.SortStableFunc(kids, byTyping)
	title := !slices.ContainsFunc(kids, func(k *Node) bool { return !k.Title })
	parts := make([]string, len(kids))
	for i, k := range kids {
		if title {
			parts[i] = sayWords(k)
		} else {
			parts[i] = say(k, true)
		}
	}
	s := list(parts, "and")
	if n.Op == Or {
		s = list(parts, "or")
		if len(parts) == 2 {
			s = "either " + s
		} else {
			s = "any of " + s
		}
	}
	if title {
		s += " in the headline"
	}
	if nested {
		return "(" + s + ")"
	}
	return s
}

func sayForm(stem Stem, word string) string {
	switch stem {
	case StemNone:
		return "exactly " + quoted(word)
	case StemFull:
		return "any form of " + quoted(word)
	default:
		return quoted(word)
	}
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

// list writes a, b and c.
func list(parts []string, last string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	n := len(parts) - 1
	return strings.Join(parts[:n], ", ") + " " + last + " " + parts[n]
}
