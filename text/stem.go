package text

import (
	"slices"
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/danish"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/finnish"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/romanian"
	"github.com/kljensen/snowball/english"
	"github.com/kljensen/snowball/french"
	"github.com/kljensen/snowball/hungarian"
	"github.com/kljensen/snowball/norwegian"
	"github.com/kljensen/snowball/russian"
	"github.com/kljensen/snowball/spanish"
	"github.com/kljensen/snowball/swedish"
)

// Stem gives the stem of a folded word in a language (a primary tag such as
// "en"): by Snowball where it has the language, by the light rules of this
// package for Arabic and Ukrainian, and the word itself for all others. It costs
// about half a microsecond: a caller with much text keeps a Stems.
func Stem(word, lang string) string {
	if len(word) < 3 || len(word) > 64 {
		return word
	}
	switch lang {
	case "en":
		return english.Stem(word, false)
	case "es":
		return spanish.Stem(word, false)
	case "fr":
		return french.Stem(word, false)
	case "ru", "be":
		return russian.Stem(word, false)
	case "sv":
		return swedish.Stem(word, false)
	case "no", "nb", "nn":
		return norwegian.Stem(word, false)
	case "hu":
		return hungarian.Stem(word, false)
	case "uk":
		return stemUkrainian(word)
	case "ar":
		return stemArabic(word)
	case "pt":
		word = foldedPortuguese(word)
	}
	stem := snowballOf(lang)
	if stem == nil {
		return word
	}
	env := snowballstem.NewEnv(word)
	stem(env)
	return env.Current()
}

// StemLanguages gives the languages whose words [Stem] stems, each family once.
func StemLanguages() []string {
	return []string{"en", "es", "fr", "ru", "sv", "no", "hu", "de", "it", "pt", "nl", "da", "fi", "ro", "uk", "ar"}
}

// StemFamily gives the one of [StemLanguages] by which a language is stemmed, ""
// for a language without a stemmer.
func StemFamily(lang string) string {
	switch lang {
	case "be":
		return "ru"
	case "nb", "nn":
		return "no"
	}
	if slices.Contains(StemLanguages(), lang) {
		return lang
	}
	return ""
}

// snowballOf gives the stemmer of a language that the other library lacks.
func snowballOf(lang string) func(*snowballstem.Env) bool {
	switch lang {
	case "de":
		return german.Stem
	case "it":
		return italian.Stem
	case "pt":
		return portuguese.Stem
	case "nl":
		return dutch.Stem
	case "da":
		return danish.Stem
	case "fi":
		return finnish.Stem
	case "ro":
		return romanian.Stem
	default:
		return nil
	}
}

// Stems remembers stems. The zero value is ready; it is for one goroutine.
type Stems struct {
	known map[stemKey]string
}

type stemKey struct{ word, lang string }

// maxStems bounds the memory of a Stems; it starts anew when it is full.
const maxStems = 1 << 16

// Stem is the function Stem, remembered.
func (c *Stems) Stem(word, lang string) string {
	key := stemKey{word, lang}
	if s, ok := c.known[key]; ok {
		return s
	}
	if c.known == nil || len(c.known) >= maxStems {
		c.known = make(map[stemKey]string, 1024)
	}
	s := Stem(word, lang)
	key.word = strings.Clone(word)
	c.known[key] = s
	return s
}
