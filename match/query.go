package match

import (
	"slices"
	"strings"
)

// A Query is a parsed query. It does not change and may be shared.
type Query struct {
	root *node
}

// Canonical gives the query in the form that equal queries share: sorted,
// flattened, without repeats. It reads back to itself.
func (q *Query) Canonical() string { return q.root.key }

// Plain says in plain words which articles the query takes.
func (q *Query) Plain() string { return echo(q.root) }

// PlainIn is Plain for a channel with these languages: they are named when the
// query itself names none.
func (q *Query) PlainIn(languages []string) string {
	return echo(restrict(q.root, languages, nil))
}

// Words gives the positive words, phrases and prefixes, as the query language
// writes them without marks.
func (q *Query) Words() []string {
	var out []string
	walk(q.root, false, func(n *node, not bool) {
		if !not && !n.filter() {
			out = append(out, n.display())
		}
	})
	slices.Sort(out)
	return slices.Compact(out)
}

// Sources gives the sites and publishers that alone can match, nil when the
// query is not bound to any.
func (q *Query) Sources() []string { return bound(q.root, opSource) }

// Languages gives the languages that alone can match: nil when the query names
// none, "any" alone when it lifts a channel's languages.
func (q *Query) Languages() []string {
	if langs := bound(q.root, opLang); langs != nil {
		return langs
	}
	lifted := false
	walk(q.root, false, func(n *node, _ bool) { lifted = lifted || n.op == opAnyLang })
	if lifted {
		return []string{"any"}
	}
	return nil
}

// Hints says what in the query may not mean what its writer thinks, in words.
func (q *Query) Hints() []string {
	var out []string
	walk(q.root, false, func(n *node, not bool) {
		if n.op != opWord || n.quoted || not {
			return
		}
		switch w := n.terms[0].text; w {
		case "or", "and", "not":
			out = append(out, quoted(w)+" is looked for as a word; as an operator it is written "+strings.ToUpper(w))
		}
	})
	return out
}

// walk visits the leaves; not tells that one stands within an exclusion.
func walk(n *node, not bool, visit func(leaf *node, not bool)) {
	if n.leaf() {
		visit(n, not)
		return
	}
	for _, k := range n.kids {
		walk(k, not != (n.op == opNot), visit)
	}
}

// bound gives the values of a filter to which every match is bound.
func bound(n *node, filter op) []string {
	switch n.op {
	case filter:
		return []string{n.text}
	case opAnd:
		for _, k := range n.kids {
			if v := bound(k, filter); v != nil {
				return v
			}
		}
		return nil
	case opOr:
		var all []string
		for _, k := range n.kids {
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

// display is a leaf as a match names it.
func (n *node) display() string {
	switch n.op {
	case opWord:
		return n.terms[0].text
	case opPhrase:
		return phraseText(n.terms)
	case opNear:
		words := make([]string, len(n.terms))
		for i, t := range n.terms {
			words[i] = t.text
		}
		return strings.Join(words, " ")
	case opPrefix:
		return n.text + "*"
	default:
		return n.key
	}
}

// restrict binds a query to sources (from) and, when it says nothing of
// languages itself, to a channel's languages.
func restrict(root *node, languages, from []string) *node {
	and := &node{op: opAnd, kids: []*node{root}}
	if len(from) > 0 {
		or := &node{op: opOr}
		for _, f := range from {
			or.kids = append(or.kids, &node{op: opSource, text: sourceKey(f)})
		}
		and.kids = append(and.kids, or)
	}
	speaks := false
	walk(root, false, func(n *node, _ bool) { speaks = speaks || n.op == opLang || n.op == opAnyLang })
	if !speaks && len(languages) > 0 {
		set := slices.Clone(languages)
		for i := range set {
			set[i] = primary(set[i])
		}
		slices.Sort(set)
		and.kids = append(and.kids, &node{op: opNative, text: strings.Join(slices.Compact(set), ",")})
	}
	if len(and.kids) == 1 {
		return root
	}
	return settle(and)
}

// primary gives the primary tag of a language tag, in lower case.
func primary(tag string) string {
	tag, _, _ = strings.Cut(strings.ReplaceAll(strings.ToLower(tag), "_", "-"), "-")
	return tag
}
