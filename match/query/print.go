package query

import (
	"strconv"
	"strings"
)

// Common tells words that are in nearly every English article: alone they
// ask for everything.
func Common(word string) bool {
	switch word {
	case "a", "the", "of", "to", "and", "in", "is", "for", "on", "that", "with", "by", "at", "from",
		"as", "it", "was", "are", "be", "an", "or", "but", "has", "have", "had", "were", "been",
		"its", "this", "these", "those", "his", "her", "their", "they", "which", "said":
		return true
	default:
		return false
	}
}

// String writes a settled node in the query language.
func (n *Node) String() string {
	switch n.Op {
	case Word, Phrase:
		return n.scope(n.spell())
	case Near:
		s := nearText(n)
		if n.Title {
			return "title:(" + s + ")"
		}
		return s
	case Prefix:
		return n.scope(n.Text + "*")
	case Source:
		return "source:" + plainOrQuoted(n.Text)
	case Section:
		return "section:" + plainOrQuoted(n.Text)
	case Lang, AnyLang:
		return "lang:" + n.Text
	case Native:
		return "native:" + n.Text
	case Not:
		return "-" + n.Kids[0].inside()
	case Or:
		return n.join(" OR ")
	default:
		return n.join(" ")
	}
}

func (n *Node) scope(s string) string {
	if n.Title {
		return "title:" + s
	}
	return s
}

// inside is n as it stands within another group.
func (n *Node) inside() string {
	if n.Op == And || n.Op == Or || n.Op == Near && !n.Title {
		return "(" + n.Key + ")"
	}
	return n.Key
}

func (n *Node) join(sep string) string {
	parts := make([]string, len(n.Kids))
	for i, k := range n.Kids {
		parts[i] = k.inside()
	}
	return strings.Join(parts, sep)
}

// spell writes a word or phrase with its marks.
func (n *Node) spell() string {
	mark := stemMark(n.Terms[0].Stem)
	if n.Op == Word {
		if n.quoted && Common(n.Terms[0].Text) {
			return mark + `"` + n.Terms[0].Text + `"`
		}
		return mark + n.Terms[0].Text
	}
	s := mark + `"` + phraseText(n.Terms) + `"`
	if n.N > 0 {
		s += "~" + strconv.Itoa(n.N)
	}
	return s
}

func stemMark(s Stem) string {
	switch s {
	case StemNone:
		return "="
	case StemFull:
		return "~"
	default:
		return ""
	}
}

// phraseText writes the words of a phrase; characters of scripts without
// spaces stand together.
func phraseText(terms []Term) string {
	var b strings.Builder
	for i, t := range terms {
		if i > 0 && (!t.CJK || !terms[i-1].CJK) {
			b.WriteByte(' ')
		}
		b.WriteString(t.Text)
	}
	return b.String()
}

func nearText(n *Node) string {
	var b strings.Builder
	for i, t := range n.Terms {
		if i > 0 {
			b.WriteString(" NEAR/" + strconv.Itoa(n.N) + " ")
		}
		b.WriteString(stemMark(t.Stem) + t.Text)
	}
	return b.String()
}

// plainOrQuoted puts a filter's value in quotes unless it reads back bare.
func plainOrQuoted(s string) string {
	if strings.HasPrefix(s, "-") || strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 || notHost(r) }) {
		return `"` + s + `"`
	}
	return s
}
