package summary

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"newsbell/text"
)

// A sentence is one that may stand in a summary.
type sentence struct {
	text      string
	words     int
	place     int // among the sentences of its article
	paragraph int
	source    int     // number of its publisher
	leans     bool    // on a sentence before it
	terms     []int   // numbers of its words in the pool
	pairs     []int   // and of the words side by side
	alone     float64 // what it is worth by itself
}

// bodyBytes of an article are read; a summary never reaches further.
const bodyBytes = 24 << 10

// A reading is what a body has to offer.
type reading struct {
	whole []sentence
	first string // the first sentence, whole or not, "" when there is none
}

// split gives the sentences of a body that may stand in a summary, cleaned; at
// most so many.
func split(title, body, lang string, most int) reading {
	var r reading
	seen := map[string]bool{bare(text.Fold(title)): true}
	p := -1
	for paragraph := range strings.SplitSeq(clip(body, bodyBytes), "\n\n") {
		p++
		paragraph = undate(text.Clean(paragraph))
		if boilerplate(paragraph, text.Fold(paragraph)) {
			continue
		}
		for _, s := range joined(text.Sentences(paragraph, lang)) {
			s = strings.TrimSpace(s)
			folded := text.Fold(s)
			key := bare(folded)
			if key == "" || seen[key] || boilerplate(s, folded) {
				continue
			}
			seen[key] = true
			if r.first == "" && count(s) >= shortest {
				r.first = s
			}
			if whole(s) {
				r.whole = append(r.whole, sentence{text: s, words: count(s), place: len(r.whole), paragraph: p})
			}
			if len(r.whole) == most {
				return r
			}
		}
	}
	return r
}

// bare is a folded sentence for comparing: without what ends it.
func bare(folded string) string {
	return strings.Trim(folded, ".!?…。！？\"'”’“‘ ")
}

// Words counts words as readers do: runs between white space; scripts without
// spaces count two characters as one word.
func Words(s string) int { return count(s) }

// Whole says whether s reads as one whole sentence: begun and ended like one,
// nothing left open in it.
func Whole(s string) bool { return whole(s) }

// count counts words as readers do: runs between white space; scripts without
// spaces count two characters as one word.
func count(s string) int {
	n := len(strings.Fields(s))
	cjk := 0
	for _, r := range s {
		if r >= '\u0e00' && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) {
			cjk++
		}
	}
	return max(n, (cjk+1)/2)
}

// whole says whether s reads as a sentence: it begins like one and ends with a
// full stop or its like, not with an ellipsis that stands for a cut.
func whole(s string) bool {
	end := strings.TrimRight(s, "\"'”’»)]）」』")
	if end == "" || strings.HasSuffix(end, "...") || strings.HasSuffix(end, "…") {
		return false
	}
	if r, _ := utf8.DecodeLastRuneInString(end); !strings.ContainsRune(".!?。！？؟।", r) {
		return false
	}
	if !complete(s) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, "\"'“‘«„(¿¡「『（ "))
	return !unicode.IsLower(r) && (unicode.IsLetter(r) || unicode.IsNumber(r) || strings.ContainsRune("$€£¥", r))
}

// balanced says whether quotations and brackets that begin in s end in it. A
// German quotation ends with the mark that begins an English one.
func balanced(s string) bool {
	pairs := [...]string{"()", "[]", "«»", "「」", "『』", "（）", "“”"}
	if strings.Contains(s, "„") {
		pairs[len(pairs)-1] = "„“"
	} else if strings.Contains(s, "\"") && strings.ContainsAny(s, "“”") { // typists mix them
		return (strings.Count(s, "\"")+strings.Count(s, "“")+strings.Count(s, "”"))%2 == 0
	}
	for _, pair := range pairs {
		_, n := utf8.DecodeRuneInString(pair)
		if strings.Count(s, pair[:n]) != strings.Count(s, pair[n:]) {
			return false
		}
	}
	return strings.Count(s, "\"")%2 == 0
}

// clip gives at most n bytes of s, cut between characters.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// A quotation of several sentences is one to choose if it is not longer.
const (
	quoteWords     = 60
	quoteSentences = 3 // after the first
)

// complete says whether no quotation and no bracket of s is open, and its full
// stop is its own: one in brackets, as in "(D-Mass.)", ends only a sentence
// that is in brackets from its beginning.
func complete(s string) bool {
	if strings.HasSuffix(s, ".)") && !strings.HasPrefix(s, "(") && !strings.Contains(s, ". (") {
		return false
	}
	return balanced(s)
}

// joined joins what one sentence is: where a quotation opens in one and closes
// in a later one, and where the full stop was that of an abbreviation in
// brackets. What nothing completes stays as it is.
func joined(list []string) []string {
	var out []string
	for i := 0; i < len(list); i++ {
		unit, at := list[i], i
		for j := i + 1; !complete(unit) && j < len(list) && j <= i+quoteSentences; j++ {
			unit, at = unit+" "+list[j], j
		}
		if at > i && complete(unit) && count(unit) <= quoteWords {
			out, i = append(out, unit), at
		} else {
			out = append(out, list[i])
		}
	}
	return out
}
