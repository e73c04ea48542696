package summary

import (
	"strings"

	"newsbell/text"
)

// Lead gives the opening of one article: its first sentences that tell
// something, whole, at most the given number of words. Datelines, bylines,
// "read more" and a repetition of the title are left out. A first sentence
// that is too long gives way to a later one that is not; when there is none,
// it is cut at the end of a word and ends in an ellipsis. An empty body gives "".
func Lead(title, body, lang string, words int) string {
	sentences := split(title, body, lang)
	var out []string
	left := words
	for i, s := range sentences {
		if i >= leadReach && len(out) == 0 || i > 0 && len(out) > 0 && s.paragraph > sentences[0].paragraph+leadParagraphs {
			break
		}
		if s.words > left {
			if len(out) > 0 {
				break // what follows may lean on what was left out
			}
			continue
		}
		out = append(out, s.text)
		left -= s.words
	}
	if len(out) == 0 && len(sentences) > 0 {
		return shorten(sentences[0].text, words)
	}
	return strings.Join(out, " ")
}

const (
	leadReach      = 12 // sentences looked at for the first that fits
	leadParagraphs = 3  // paragraphs that a lead may reach over
)

// shorten cuts a sentence to the given number of words at the end of a clause
// if one ends in its second half, else after a word.
func shorten(s string, words int) string {
	tokens := text.Tokens(s)
	if words <= 0 || len(tokens) == 0 {
		return ""
	}
	if len(tokens) <= words {
		return s
	}
	cut := tokens[words-1].End
	for i := words - 1; i > words/2; i-- {
		if rest := s[tokens[i].End:tokens[i+1].Start]; strings.ContainsAny(rest, ",;:—–، 、，；：") && strings.TrimSpace(rest) != "" {
			cut = tokens[i].End
			break
		}
	}
	return strings.TrimSpace(s[:cut]) + "…"
}
