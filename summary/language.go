package summary

import "newsbell/text"

// guessBytes of a text tell its language.
const guessBytes = 2 << 10

// language gives the language of an article: what it says, else a guess.
func language(a Source) string {
	if a.Language != "" {
		return a.Language
	}
	return guess(clip(a.Title, guessBytes) + " " + clip(a.Text, guessBytes))
}

// Guess names the language that has the most of its common words in s, "" when
// none of the few that are known has any.
func Guess(s string) string { return guess(clip(s, guessBytes)) }

// guess names the language that has the most of its common words in s, "" when
// none has any. It serves where nobody says what the language is; package feed
// asks better means.
func guess(s string) string {
	tokens := text.Tokens(s)
	best, most := "", 0
	for _, lang := range []string{"en", "es", "fr", "de", "it", "pt", "nl", "ru", "sv", "no", "hu"} {
		n := 0
		for _, t := range tokens {
			if text.Stop(t.Text, lang) {
				n++
			}
		}
		if n > most {
			best, most = lang, n
		}
	}
	return best
}
