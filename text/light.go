package text

import (
	"strings"
	"unicode/utf8"
)

// stemArabic takes the article with the particles written before it and the
// commonest endings off a folded word: the light stemming that Larkey, Ballesteros
// and Connell (2002) found to search better than whole roots do.
func stemArabic(word string) string {
	const least = 2 // letters that must be left, and one more without an article
	if rest, ok := strings.CutPrefix(word, "و"); ok && utf8.RuneCountInString(rest) > least {
		word = rest // wa-, and
	}
	for _, head := range [...]string{"بال", "كال", "فال", "ال", "لل"} {
		if rest, ok := strings.CutPrefix(word, head); ok && utf8.RuneCountInString(rest) >= least {
			word = rest
			break
		}
	}
	for _, tail := range [...]string{
		"ها", "ان", "ات", "ون", "ين",
		"يه", "ية", "ه", "ة", "ي", "ى",
	} {
		if rest, ok := strings.CutSuffix(word, tail); ok && utf8.RuneCountInString(rest) > least {
			word = rest
		}
	}
	return word
}

// stemUkrainian takes the longest ending of nouns and adjectives off a folded
// word, so that its cases are one.
func stemUkrainian(word string) string {
	const least = 3 // letters that must be left
	for n := 4; n > 0; n-- {
		at := len(word) - 2*n // each Cyrillic letter has two bytes
		if at >= 2*least && ukrainianEnding(word[at:]) {
			return word[:at]
		}
	}
	return word
}

func ukrainianEnding(s string) bool {
	switch s {
	case "ього", "ьому",
		"ого", "ому", "ими", "іми", "ами", "ями", "ові", "еві", "єві",
		"ий", "ій", "їй", "ої", "ою", "ею", "єю", "их", "іх", "їх", "им", "ім", "їм", "ах", "ях", "ам", "ям", "ом", "ем", "єм",
		"ів", "їв", "ев", "єв", "ую",
		"а", "я", "о", "е", "є", "и", "і", "ї", "у", "ю", "й", "ь":
		return true
	default:
		return false
	}
}

// foldedPortuguese gives plurals whose tilde was folded away the form of their
// singular, which Snowball knows by the tilde alone.
func foldedPortuguese(word string) string {
	for _, tail := range [...]string{"oes", "aes"} {
		if rest, ok := strings.CutSuffix(word, tail); ok && len(rest) > 2 {
			return rest + "ao"
		}
	}
	return word
}
