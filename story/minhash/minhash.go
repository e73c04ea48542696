// Package minhash belongs to stage 2: it knows a text again that was copied with
// a few words changed. Package story counts the publishers of such copies as one.
package minhash

import (
	"iter"
	"unicode"
	"unicode/utf8"
)

const (
	// Bins is the size of a signature.
	Bins = 64

	headBytes = 600
	bodyBytes = 8 << 10 // of a body, read for its signature
	bodyWords = 15      // bodies shorter than that have no signature
	sameTitle = 6       // words of a headline whose repetition alone makes a copy
)

// A Print knows a text again when a few of its words were changed: one
// permutation of its three-word shingles in bins, of whose least hash a byte is
// kept (MinHash by one permutation, Li, Owen and Zhang 2012). The zero value is
// a copy of nothing.
type Print struct {
	Title uint32 // hash of the folded headline, 0 when it is short
	Body  []byte // Bins of them, 0 for an empty bin; nil when the body is short
}

// Of reads the print of a headline and a body.
func Of(headline, body string) Print {
	var f Print
	title, words := uint64(1), 0
	for w := range hashes(prefix(headline, headBytes)) {
		title = mix(title ^ w)
		words++
	}
	if words >= sameTitle {
		f.Title = max(1, uint32(title))
	}
	f.Body = signature(prefix(body, bodyBytes))
	return f
}

// prefix gives at most n bytes of s, cut between characters.
func prefix(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// signature gives the least hash of each bin over the shingles of a body, or
// nil when the body is short.
func signature(body string) []byte {
	var least [Bins]uint32
	var x, y uint64
	words := 0
	for z := range hashes(body) {
		if words++; words > 2 {
			h := mix(mix(x*3+y) ^ z)
			bin, value := h>>58, max(1, uint32(h))
			if least[bin] == 0 || value < least[bin] {
				least[bin] = value
			}
		}
		x, y = y, z
	}
	if words < bodyWords {
		return nil
	}
	out := make([]byte, Bins)
	for i, v := range least {
		if v != 0 {
			out[i] = max(1, byte(v^v>>8^v>>16))
		}
	}
	return out
}

// hashes gives the hash of each word: a run of letters and digits in lower
// case, or one character of a script that is written without spaces.
func hashes(s string) iter.Seq[uint64] {
	return func(yield func(uint64) bool) {
		h := uint64(0)
		for _, r := range s {
			switch {
			case r >= firstCJK:
				if h != 0 && !yield(h) || !yield(mix(uint64(r))) {
					return
				}
				h = 0
			case 'A' <= r && r <= 'Z':
				h = h*wordPrime + uint64(r|0x20)
			case 'a' <= r && r <= 'z', '0' <= r && r <= '9', r >= 0xc0 && !unicode.IsPunct(r) && !unicode.IsSpace(r):
				h = h*wordPrime + uint64(r)
			case h != 0:
				if !yield(h) {
					return
				}
				h = 0
			}
		}
		if h != 0 {
			yield(h)
		}
	}
}

const (
	firstCJK  = 0x2e80
	wordPrime = 1099511628211
)

// Copies says that one text is a copy of the other: the likeness of their
// shingles (Jaccard) is about a half or more. Of two bins that differ, one in
// 256 looks the same, hence more than half of them must.
func (f Print) Copies(o Print) bool {
	if len(f.Body) != Bins || len(o.Body) != Bins {
		return f.Title != 0 && f.Title == o.Title
	}
	same, filled := 0, 0
	for i, x := range f.Body {
		y := o.Body[i]
		if x|y != 0 {
			filled++
		}
		if x == y && x != 0 {
			same++
		}
	}
	return 2*same > filled
}

// mix is the finaliser of splitmix64.
func mix(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}
