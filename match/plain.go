package match

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// quoted puts words in typographic quotes.
func quoted(s string) string { return "“" + s + "”" }

// echo says in plain words which articles a settled query takes, in the order
// in which it was typed.
func echo(root *node) string {
	parts := []*node{root}
	if root.op == opAnd {
		parts = slices.Clone(root.kids)
		slices.SortStableFunc(parts, byTyping)
	}
	var with, filters, without, outside []string
	groups := slices.ContainsFunc(parts, func(k *node) bool { return !k.leaf() && k.op != opNot })
	for _, k := range parts {
		switch {
		case k.op == opNot && onlyFilters(k.kids[0]):
			outside = append(outside, sayFilter(k.kids[0]))
		case k.op == opNot:
			without = append(without, say(k.kids[0], true))
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
func byTyping(a, b *node) int {
	weight := func(n *node) int {
		if n.op == opAnd || n.op == opOr {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(weight(a), weight(b)), cmp.Compare(a.col, b.col))
}

// onlyFilters tells a filter, or alternatives of one: source:a OR source:b.
func onlyFilters(n *node) bool {
	if n.op != opOr {
		return n.filter()
	}
	return !slices.ContainsFunc(n.kids, func(k *node) bool { return k.op != n.kids[0].op || !k.filter() })
}

// sayFilter says a filter or alternatives of one.
func sayFilter(n *node) string {
	parts := []*node{n}
	if n.op == opOr {
		parts = slices.Clone(n.kids)
		slices.SortStableFunc(parts, byTyping)
	}
	names := make([]string, len(parts))
	for i, k := range parts {
		names[i] = k.spelled(k.text)
		if k.op == opLang {
			names[i] = languageName(k.text)
		}
	}
	switch parts[0].op {
	case opSource:
		return "from " + list(names, "or")
	case opLang:
		return "in " + list(names, "or")
	case opSection:
		return "in the section " + list(names, "or")
	case opNative:
		return sayNative(parts[0].text)
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
func (n *node) spelled(folded string) string {
	if n.typed != "" {
		return n.typed
	}
	return folded
}

// say says one part; nested tells that it stands among others.
func say(n *node, nested bool) string {
	switch n.op {
	case opNot:
		return "no " + say(n.kids[0], true)
	case opAnd, opOr:
		return sayGroup(n, nested)
	case opNear, opPhrase, opPrefix, opWord:
		s := sayWords(n)
		if n.title {
			s += " in the headline"
		}
		return s
	default:
		return "being " + sayFilter(n)
	}
}

// sayWords says a leaf that looks for words.
func sayWords(n *node) string {
	switch n.op {
	case opNear:
		words := make([]string, len(n.terms))
		for i, t := range n.terms {
			words[i] = sayForm(t.stem, t.text)
		}
		return list(words, "and") + " within " + count(n.n, "word") + " of each other"
	case opPrefix:
		return "a word that begins with " + quoted(n.spelled(n.text))
	case opPhrase:
		s := sayForm(n.terms[0].stem, n.spelled(phraseText(n.terms)))
		if n.quoted {
			s = "the phrase " + s
		}
		if n.n > 0 {
			s += " with at most " + count(n.n, "word") + " between"
		}
		return s
	default:
		return sayForm(n.terms[0].stem, n.spelled(n.terms[0].text))
	}
}

func sayGroup(n *node, nested bool) string {
	kids := slices.Clone(n.kids)
	slices.SortStableFunc(kids, byTyping)
	title := !slices.ContainsFunc(kids, func(k *node) bool { return !k.title })
	parts := make([]string, len(kids))
	for i, k := range kids {
		if title {
			parts[i] = sayWords(k)
		} else {
			parts[i] = say(k, true)
		}
	}
	s := list(parts, "and")
	if n.op == opOr {
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
