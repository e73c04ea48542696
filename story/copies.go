package story

import (
	"iter"
	"unicode"

	"newsbell/news"
)

const (
	bins      = 64      // of a signature
	copyBytes = 8 << 10 // of a body, read for its signature
	copyWords = 15      // bodies shorter than that have no signature
	sameTitle = 6       // words of a headline whose repetition alone makes a copy
	copyLimit = 0.5     // estimated Jaccard likeness from which bodies are copies
	keepPrint = 12      // fingerprints kept for a story
)

// A fingerprint knows a text again when a few of its words were changed: one
// permutation of its three-word shingles, in bins (MinHash).
type fingerprint struct {
	article news.ArticleID
	title   uint32 // hash of the folded headline, 0 when it is short
	body    []uint16
}

// printOf reads the fingerprint of an article.
func printOf(a news.Article) fingerprint {
	var f fingerprint
	title, words := uint64(1), 0
	for w := range hashes(prefix(a.Title, headBytes)) {
		title = mix(title ^ w)
		words++
	}
	if words >= sameTitle {
		f.title = max(1, uint32(title))
	}
	body := a.Text
	if len(body) < len(a.Lead) {
		body = a.Lead
	}
	f.body = signature(prefix(body, copyBytes))
	return f
}

// signature gives the least hash of each bin over the shingles of a body, or
// nil when the body is short.
func signature(body string) []uint16 {
	var least [bins]uint32
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
	if words < copyWords {
		return nil
	}
	out := make([]uint16, bins)
	for i, v := range least {
		if v != 0 {
			out[i] = max(1, uint16(v^v>>16))
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

// copies says that one text is a copy of the other.
func (f fingerprint) copies(o fingerprint) bool {
	if f.body == nil || o.body == nil {
		return f.title != 0 && f.title == o.title
	}
	same, filled := 0, 0
	for i := range f.body {
		if f.body[i] == 0 && o.body[i] == 0 {
			continue
		}
		filled++
		if f.body[i] == o.body[i] {
			same++
		}
	}
	return float64(same) >= copyLimit*float64(filled)
}

// mix is the finaliser of splitmix64.
func mix(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}
