package match

import (
	"strconv"
	"strings"
)

// common tells words that are in nearly every English article: alone they
// ask for everything.
func common(word string) bool {
	switch word {
	case "the", "of", "to", "and", "in", "is", "for", "on", "that", "with", "by", "at", "from",
		"as", "it", "was", "are", "be", "an", "or", "but", "has", "have", "had", "were", "been",
		"its", "this", "these", "those", "his", "her", "their", "they", "which", "said":
		return true
	default:
		return false
	}
}

// print writes a settled node in the query language.
func (n *node) print() string {
	switch n.op {
	case opWord, opPhrase:
		return n.scope(n.spell())
	case opNear:
		s := nearText(n)
		if n.title {
			return "title:(" + s + ")"
		}
		return s
	case opPrefix:
		return n.scope(n.text + "*")
	case opSource:
		return "source:" + plainOrQuoted(n.text)
	case opSection:
		return "section:" + plainOrQuoted(n.text)
	case opLang, opAnyLang:
		return "lang:" + n.text
	case opNative:
		return "native:" + n.text
	case opNot:
		return "-" + n.kids[0].inside()
	case opOr:
		return n.join(" OR ")
	default:
		return n.join(" ")
	}
}

func (n *node) scope(s string) string {
	if n.title {
		return "title:" + s
	}
	return s
}

// inside is n as it stands within another group.
func (n *node) inside() string {
	if n.op == opAnd || n.op == opOr || n.op == opNear && !n.title {
		return "(" + n.key + ")"
	}
	return n.key
}

func (n *node) join(sep string) string {
	parts := make([]string, len(n.kids))
	for i, k := range n.kids {
		parts[i] = k.inside()
	}
	return strings.Join(parts, sep)
}

// spell writes a word or phrase with its marks.
func (n *node) spell() string {
	mark := stemMark(n.terms[0].stem)
	if n.op == opWord {
		if n.quoted && common(n.terms[0].text) {
			return mark + `"` + n.terms[0].text + `"`
		}
		return mark + n.terms[0].text
	}
	s := mark + `"` + phraseText(n.terms) + `"`
	if n.n > 0 {
		s += "~" + strconv.Itoa(n.n)
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
func phraseText(terms []term) string {
	var b strings.Builder
	for i, t := range terms {
		if i > 0 && (!t.cjk || !terms[i-1].cjk) {
			b.WriteByte(' ')
		}
		b.WriteString(t.text)
	}
	return b.String()
}

func nearText(n *node) string {
	var b strings.Builder
	for i, t := range n.terms {
		if i > 0 {
			b.WriteString(" NEAR/" + strconv.Itoa(n.n) + " ")
		}
		b.WriteString(stemMark(t.stem) + t.text)
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
