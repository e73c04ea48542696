package index

import (
	"slices"

	"newsbell/match/query"
)

// A query is compiled to words of 32 bits in prefix order: one bit says that
// the part is excluded, three bits its kind, the rest its argument. A leaf's
// argument is its form; a group's the number of words that follow it; a
// phrase's or NEAR's its distance, whether it looks at the headline only, and
// how many forms follow.
const (
	cLeaf = iota << 28
	cPhrase
	cNear
	cAnd
	cOr

	cKind  = 7 << 28
	cNot   = 1 << 31
	cArg   = 1<<28 - 1
	cTitle = 1 << 27 // of a phrase's argument
)

// span gives the length of the part that begins at code[0].
func span(code []uint32) int {
	switch w := code[0]; w & cKind {
	case cLeaf:
		return 1
	case cPhrase, cNear:
		return 1 + int(w&0xFFFF)
	default:
		return 1 + int(w&cArg)
	}
}

// compile appends the code of a node.
func (d *dict) compile(code []uint32, n *query.Node) []uint32 {
	at := len(code)
	switch n.Op {
	case query.Not:
		code = d.compile(code, n.Kids[0])
		code[at] ^= cNot
		return code
	case query.And, query.Or:
		kind := uint32(cAnd)
		if n.Op == query.Or {
			kind = cOr
		}
		code = append(code, 0)
		for _, k := range n.Kids {
			code = d.compile(code, k)
		}
		code[at] = kind | uint32(len(code)-at-1)
		return code
	case query.Word:
		return append(code, cLeaf|d.wordForm(n.Terms[0], n.Title))
	case query.Phrase, query.Near:
		kind := uint32(cPhrase)
		if n.Op == query.Near {
			kind = cNear
		}
		if n.Title {
			kind |= cTitle
		}
		code = append(code, kind|uint32(n.N)<<16|uint32(len(n.Terms)))
		for _, t := range n.Terms {
			code = append(code, d.wordForm(t, n.Title))
		}
		return code
	default:
		return append(code, cLeaf|d.leafForm(n))
	}
}

// decompile gives back the node that was compiled.
func (d *dict) decompile(code []uint32) *query.Node {
	w := code[0]
	if w&cNot != 0 {
		bare := slices.Clone(code[:span(code)])
		bare[0] ^= cNot
		return &query.Node{Op: query.Not, Kids: []*query.Node{d.decompile(bare)}}
	}
	switch w & cKind {
	case cLeaf:
		return d.leafNode(w & cArg)
	case cPhrase, cNear:
		n := &query.Node{Op: query.Phrase, N: int(w>>16) & 0xFF, Title: w&cTitle != 0}
		if w&cKind == cNear {
			n.Op = query.Near
		}
		for _, f := range code[1:span(code)] {
			n.Terms = append(n.Terms, d.wordTerm(f))
		}
		return n
	default:
		n := &query.Node{Op: query.And}
		if w&cKind == cOr {
			n.Op = query.Or
		}
		for rest := code[1:span(code)]; len(rest) > 0; rest = rest[span(rest):] {
			n.Kids = append(n.Kids, d.decompile(rest))
		}
		return n
	}
}

func (d *dict) wordTerm(id uint32) query.Term {
	f := d.forms[id]
	return query.Term{Text: d.shown[id], Stem: f.stem(), CJK: f.cjk}
}

func (d *dict) leafNode(id uint32) *query.Node {
	f := d.forms[id]
	n := &query.Node{Title: f.title, Text: d.bare(id)}
	switch f.space {
	case inPrefix:
		n.Op = query.Prefix
	case inSource:
		n.Op = query.Source
	case inSection:
		n.Op = query.Section
	case inLang:
		n.Op = query.Lang
	case inNative:
		n.Op = query.Native
	case inAlways:
		n.Op = query.AnyLang
	default:
		n.Op, n.Text, n.Terms = query.Word, "", []query.Term{d.wordTerm(id)}
	}
	return n
}

// bare is the text of a prefix or filter without what show adds.
func (d *dict) bare(id uint32) string {
	s := d.shown[id]
	switch d.forms[id].space {
	case inPrefix:
		return s[:len(s)-1]
	case inSource:
		return unquoted(s[len("source:"):])
	case inSection:
		return unquoted(s[len("section:"):])
	case inLang:
		return s[len("lang:"):]
	default:
		return s
	}
}

func unquoted(s string) string {
	if len(s) > 1 && s[0] == '"' {
		return s[1 : len(s)-1]
	}
	return s
}

// display is a leaf as a match names it.
func (d *dict) display(code []uint32) string {
	if code[0]&cKind == cLeaf {
		return d.shown[code[0]&cArg]
	}
	return d.decompile(code).Display()
}
