package summary

import (
	"strings"

	"newsbell/text"
)

// Lead gives the opening of one article: its first sentences that tell
// something, whole, at most the given number of words. Datelines, bylines,
// "read more" and a repetition of the title are left out. A first sentence
// that is too long gives way to a later one. Only where no sentence fits, or
// the body is a fragment, the first is cut after a word and ends in an ellipsis.
// An empty body gives "".
func Lead(title, body, lang string, words int) string {
	if lang == "" {
		lang = guess(clip(title, guessBytes) + " " + clip(body, guessBytes))
	}
	read := split(title, body, lang, perSource)
	var out []string
	left, from := words, 0
	for _, s := range read.whole {
		switch {
		case len(out) == 0 && s.place >= leadReach,
			len(out) > 0 && (s.words > left || s.paragraph > from+leadParagraphs):
			return finish(out, read.first, lang, words) // what follows may lean on what is left out
		case s.words > left, len(out) == 0 && s.place > 0 && leans(s.text):
			continue
		case len(out) == 0:
			from = s.paragraph
		}
		out = append(out, s.text)
		left -= s.words
	}
	return finish(out, read.first, lang, words)
}

// finish joins the sentences, or cuts the first one where there is none.
func finish(sentences []string, first, lang string, words int) string {
	if len(sentences) == 0 {
		return shorten(first, lang, words)
	}
	return strings.Join(sentences, " ")
}

const (
	leadReach      = 12 // sentences looked at for the first that fits
	leadParagraphs = 3  // paragraphs that a lead may reach over
	ellipsis       = "…"
)

// shorten cuts a sentence to the given number of words, at the end of a clause
// if one ends in its second half, else after a word that can end a phrase.
func shorten(s, lang string, words int) string {
	tokens := text.Tokens(s)
	n := min(len(tokens), words)
	for n > 0 && (count(s[:tokens[n-1].End]) > words || text.Stop(tokens[n-1].Text, lang)) {
		n--
	}
	if n <= 0 {
		return ""
	}
	for i := n - 1; i > n/2 && i+1 < len(tokens); i-- {
		if strings.ContainsAny(s[tokens[i].End:tokens[i+1].Start], ",;:—–،、，；：") {
			n = i + 1
			break
		}
	}
	return strings.TrimSpace(s[:tokens[n-1].End]) + ellipsis
}

// leans says whether a sentence leans on one before it: it begins with a
// pronoun or a conjunction.
func leans(s string) bool {
	first, _, _ := strings.Cut(text.Fold(strings.TrimLeft(s, "\"'“‘«„(¿¡ ")), " ")
	switch strings.TrimRight(first, ",") {
	case "he", "she", "they", "it", "his", "her", "their", "its", "this", "that", "these", "those", "but", "and", "so", "however",
		"er", "sie", "es", "aber", "und", "doch", "il", "elle", "ils", "elles", "mais", "et", "el", "ella", "ellos", "pero", "y",
		"ele", "ela", "mas", "e", "lui", "lei", "loro", "ma", "он", "она", "они", "это", "но", "и", "він", "вона", "вони", "але":
		return true
	}
	return false
}
