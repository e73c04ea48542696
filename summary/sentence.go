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
	source    int
	terms     vector
}

// bodyBytes of an article are read; a summary never reaches further.
const bodyBytes = 24 << 10

// split gives the sentences of a body that may stand in a summary, cleaned.
func split(title, body, lang string) []sentence {
	var out []sentence
	seen := map[string]bool{text.Fold(strings.TrimSpace(title)): true}
	for p, paragraph := range strings.Split(clip(body, bodyBytes), "\n\n") {
		paragraph = undate(text.Clean(paragraph))
		if heading(paragraph) || boilerplate(paragraph) {
			continue
		}
		for _, s := range text.Sentences(paragraph, lang) {
			s = strings.TrimSpace(s)
			folded := text.Fold(strings.TrimRight(s, ".!?。！？ "))
			if seen[folded] || !whole(s) || boilerplate(s) {
				continue
			}
			seen[folded] = true
			out = append(out, sentence{text: s, words: count(s), place: len(out), paragraph: p})
		}
	}
	return out
}

// count counts words as readers do: runs between white space; scripts without
// spaces count two characters as one word.
func count(s string) int {
	n := len(strings.Fields(s))
	cjk := 0
	for _, r := range s {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) {
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
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, "\"'“‘«„(¿¡「『（ "))
	return !unicode.IsLower(r) && (unicode.IsLetter(r) || unicode.IsNumber(r) || strings.ContainsRune("$€£¥", r))
}

// heading says whether a paragraph is a heading or a caption: short, and no
// sentence.
func heading(p string) bool {
	if count(p) > 12 {
		return false
	}
	end := strings.TrimRight(p, "\"'”’»)]）」』")
	r, _ := utf8.DecodeLastRuneInString(end)
	return !strings.ContainsRune(".!。！।؟", r)
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
