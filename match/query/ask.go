package query

import (
	"slices"
	"strings"

	"newsbell/news"
)

// Words gives the positive words, phrases and prefixes, as the query language
// writes them without marks.
func (n *Node) Words() []string {
	var out []string
	walk(n, false, func(k *Node, not bool) {
		if !not && !k.Filter() {
			out = append(out, k.Display())
		}
	})
	slices.Sort(out)
	return slices.Compact(out)
}

// Sources gives the sites and publishers that alone can match, nil when the
// query is not bound to any.
func (n *Node) Sources() []string { return bound(n, Source) }

// Languages gives the languages that alone can match: nil when the query names
// none, "any" alone when it lifts a channel's languages.
func (n *Node) Languages() []string {
	if langs := bound(n, Lang); langs != nil {
		return langs
	}
	lifted := false
	walk(n, false, func(k *Node, _ bool) { lifted = lifted || k.Op == AnyLang })
	if lifted {
		return []string{"any"}
	}
	return nil
}

// Hints says what in the query may not mean what its writer thinks, in words.
func (n *Node) Hints() []news.Phrase {
	var out []news.Phrase
	walk(n, false, func(k *Node, not bool) {
		if k.Op != Word || k.quoted || not {
			return
		}
		switch w := k.Terms[0].Text; w {
		case "or", "and", "not":
			out = append(out, news.Say("%s is looked for as a word; as an operator it is written %s", quoted(w), strings.ToUpper(w)))
		}
	})
	return out
}

// walk visits the leaves; not tells that one stands within an exclusion.
func walk(n *Node, not bool, visit func(leaf *Node, not bool)) {
	if n.Leaf() {
		visit(n, not)
		return
	}
	for _, k := range n.Kids {
		walk(k, not != (n.Op == Not), visit)
	}
}

// bound gives the values of a filter to which every match is bound.
func bound(n *Node, filter Op) []string {
	switch n.Op {
	case filter:
		return []string{n.Text}
	case And:
		for _, k := range n.Kids {
			if v := bound(k, filter); v != nil {
				return v
			}
		}
		return nil
	case Or:
		var all []string
		for _, k := range n.Kids {
			v := bound(k, filter)
			if v == nil {
				return nil
			}
			all = append(all, v...)
		}
		slices.Sort(all)
		return slices.Compact(all)
	default:
		return nil
	}
}

// Display is a leaf as a match names it.
func (n *Node) Display() string {
	switch n.Op {
	case Word:
		return n.Terms[0].Text
	case Phrase:
		return phraseText(n.Terms)
	case Near:
		words := make([]string, len(n.Terms))
		for i, t := range n.Terms {
			words[i] = t.Text
		}
		return strings.Join(words, " ")
	case Prefix:
		return n.Text + "*"
	default:
		return n.String()
	}
}

// Restrict binds a query to sources (from) and, when it says nothing of
// languages itself, to a channel's languages.
func Restrict(root *Node, languages, from []string) *Node {
	and := &Node{Op: And, Kids: []*Node{root}}
	if len(from) > 0 {
		or := &Node{Op: Or}
		for _, f := range from {
			or.Kids = append(or.Kids, &Node{Op: Source, Text: SourceKey(f)})
		}
		and.Kids = append(and.Kids, or)
	}
	speaks := false
	walk(root, false, func(n *Node, _ bool) { speaks = speaks || n.Op == Lang || n.Op == AnyLang })
	if !speaks && len(languages) > 0 {
		set := slices.Clone(languages)
		for i := range set {
			set[i] = Primary(set[i])
		}
		slices.Sort(set)
		and.Kids = append(and.Kids, &Node{Op: Native, Text: strings.Join(slices.Compact(set), ",")})
	}
	if len(and.Kids) == 1 {
		return root
	}
	return Settle(and)
}

// Primary gives the primary tag of a language tag, in lower case.
func Primary(tag string) string {
	tag, _, _ = strings.Cut(strings.ReplaceAll(strings.ToLower(tag), "_", "-"), "-")
	return tag
}
