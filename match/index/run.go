package index

import (
	"slices"

	"newsbell/match/article"
)

// holds runs code against the article and tells whether its first part holds.
func (r *Reader) holds(code []uint32) bool {
	w := code[0]
	switch w & cKind {
	case cLeaf:
		return r.has(r.dict.terms[w&cArg]) != (w&cNot != 0)
	case cPhrase, cNear:
		return r.wordsHold(code[:span(code)]) != (w&cNot != 0)
	default:
		return r.groupHolds(w&cKind == cOr, code[1:span(code)]) != (w&cNot != 0)
	}
}

// groupHolds tells whether one of the parts holds, or else all of them.
func (r *Reader) groupHolds(one bool, parts []uint32) bool {
	for len(parts) > 0 {
		w, n := parts[0], 1
		var ok bool
		if w&cKind == cLeaf {
			ok = r.has(r.dict.terms[w&cArg]) != (w&cNot != 0)
		} else {
			n, ok = span(parts), r.holds(parts)
		}
		if ok == one {
			return one
		}
		parts = parts[n:]
	}
	return !one
}

// wordsHold tells whether a phrase or NEAR stands in the article.
func (r *Reader) wordsHold(code []uint32) bool {
	var room [8]article.Hit
	hits := room[:0]
	for _, f := range code[1:] {
		t := r.dict.terms[f]
		if !r.has(t) {
			return false
		}
		hits = append(hits, article.Hit{G: r.doc.Groups(r.dict.stems[t]), Group: r.at[t]})
	}
	w := code[0]
	distance, title := int(w>>16)&0xFF, w&cTitle != 0
	if w&cKind == cNear {
		return r.doc.Within(hits, distance, title)
	}
	return r.doc.InRow(hits, distance, title)
}

// named gives the words of a query that holds, as article.Words does. They lie
// in r.words or in the dictionary.
func (r *Reader) named(code []uint32) []string {
	if w := code[0]; w&cKind == cLeaf { // nothing to collect
		id := w & cArg
		return r.dict.shown[id : id+1 : id+1]
	}
	from := len(r.words)
	r.gather(from, code, false)
	if len(r.words) == from {
		r.gather(from, code, true)
	}
	return r.words[from:len(r.words):len(r.words)]
}

// gather appends to r.words the parts that make code hold, each once: filters
// or others.
func (r *Reader) gather(from int, code []uint32, filters bool) {
	w := code[0]
	if w&cNot != 0 {
		return
	}
	kind := w & cKind
	if kind == cAnd || kind == cOr {
		for rest := code[1:span(code)]; len(rest) > 0; rest = rest[span(rest):] {
			if kind == cAnd || r.holds(rest) {
				r.gather(from, rest, filters)
			}
		}
		return
	}
	if kind == cLeaf {
		f := r.dict.forms[w&cArg]
		if f.silent() || f.filter() != filters {
			return
		}
	} else if filters {
		return
	}
	if !r.holds(code) {
		return
	}
	if word := r.dict.display(code); !slices.Contains(r.words[from:], word) {
		r.words = append(r.words, word)
	}
}
