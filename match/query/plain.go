package query

import (
	"cmp"
	"slices"
	"strings"

	"newsbell/news"
)

// quoted puts words in typographic quotes.
func quoted(s string) news.Phrase { return news.Say("“%s”", s) }

// Echo says in plain words which articles a settled query takes, in the order
// in which it was typed.
func Echo(root *Node) news.Phrase {
	parts := []*Node{root}
	if root.Op == And {
		parts = slices.Clone(root.Kids)
		slices.SortStableFunc(parts, byTyping)
	}
	var with, filters, without, outside []news.Phrase
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
	s := news.Say("all articles")
	if len(with) > 0 {
		s = news.Say("articles with %s", list(with, "and"))
	}
	for i, f := range filters {
		if i > 0 || len(with) > 0 {
			s = news.Say("%s, %s", s, f)
		} else {
			s = news.Say("%s %s", s, f)
		}
	}
	if len(without) > 0 {
		s = news.Say("%s, but without %s", s, list(without, "or"))
	}
	for _, f := range outside {
		s = news.Say("%s, but not %s", s, f)
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
func sayFilter(n *Node) news.Phrase {
	parts := []*Node{n}
	if n.Op == Or {
		parts = slices.Clone(n.Kids)
		slices.SortStableFunc(parts, byTyping)
	}
	names := make([]news.Phrase, len(parts))
	for i, k := range parts {
		names[i] = news.Say("%s", k.spelled(k.Text))
		if k.Op == Lang {
			names[i] = news.Say(languageName(k.Text))
		}
	}
	switch parts[0].Op {
	case Source:
		return news.Say("from %s", list(names, "or"))
	case Lang:
		return news.Say("in %s", list(names, "or"))
	case Section:
		return news.Say("in the section %s", list(names, "or"))
	case Native:
		return sayNative(parts[0].Text)
	default:
		return news.Say("in any language")
	}
}

// sayNative says a channel's own languages.
func sayNative(set string) news.Phrase {
	var names []news.Phrase
	for code := range strings.SplitSeq(set, ",") {
		names = append(names, news.Say(languageName(code)))
	}
	return news.Say("in %s (this channel's languages; lang:any lifts that)", list(names, "or"))
}

// spelled is the text as typed, or folded when nobody typed it.
func (n *Node) spelled(folded string) string {
	if n.typed != "" {
		return n.typed
	}
	return folded
}

// say says one part; nested tells that it stands among others.
func say(n *Node, nested bool) news.Phrase {
	switch n.Op {
	case Not:
		return news.Say("no %s", say(n.Kids[0], true))
	case And, Or:
		return sayGroup(n, nested)
	case Near, Phrase, Prefix, Word:
		s := sayWords(n)
		if n.Title {
			s = news.Say("%s in the headline", s)
		}
		return s
	default:
		return news.Say("being %s", sayFilter(n))
	}
}

// sayWords says a leaf that looks for words.
func sayWords(n *Node) news.Phrase {
	switch n.Op {
	case Near:
		words := make([]news.Phrase, len(n.Terms))
		for i, t := range n.Terms {
			words[i] = sayForm(t.Stem, t.Text)
		}
		return news.Say("%s within %s of each other", list(words, "and"), count(n.N))
	case Prefix:
		return news.Say("a word that begins with %s", quoted(n.spelled(n.Text)))
	case Phrase:
		s := sayForm(n.Terms[0].Stem, n.spelled(phraseText(n.Terms)))
		if n.quoted {
			s = news.Say("the phrase %s", s)
		}
		if n.N > 0 {
			s = news.Say("%s with at most %s between", s, count(n.N))
		}
		return s
	default:
		return sayForm(n.Terms[0].Stem, n.spelled(n.Terms[0].Text))
	}
}

func sayGroup(n *Node, nested bool) news.Phrase {
	kids := slices.Clone(n.Kids)
	slices.SortStableFunc(kids, byTyping)
	title := !slices.ContainsFunc(kids, func(k *Node) bool { return !k.Title })
	parts := make([]news.Phrase, len(kids))
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
			s = news.Say("either %s", s)
		} else {
			s = news.Say("any of %s", s)
		}
	}
	if title {
		s = news.Say("%s in the headline", s)
	}
	if nested {
		return news.Say("(%s)", s)
	}
	return s
}

func sayForm(stem Stem, word string) news.Phrase {
	switch stem {
	case StemNone:
		return news.Say("exactly %s", quoted(word))
	case StemFull:
		return news.Say("any form of %s", quoted(word))
	default:
		return quoted(word)
	}
}

func count(n int) news.Phrase { return news.Count(n, "%d word", "%d words") }

// list says a, b and c.
func list(parts []news.Phrase, last string) news.Phrase {
	n := len(parts) - 1
	if n < 1 {
		return row(parts)
	}
	return news.Say("%s "+last+" %s", row(parts[:n]), parts[n])
}

// row says phrases with commas between.
func row(parts []news.Phrase) news.Phrase {
	args := make([]any, len(parts))
	for i, p := range parts {
		args[i] = p
	}
	return news.Say(strings.TrimPrefix(strings.Repeat(", %s", len(parts)), ", "), args...)
}
