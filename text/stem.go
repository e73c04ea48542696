package text

import (
	"strings"

	"github.com/kljensen/snowball/english"
	"github.com/kljensen/snowball/french"
	"github.com/kljensen/snowball/hungarian"
	"github.com/kljensen/snowball/norwegian"
	"github.com/kljensen/snowball/russian"
	"github.com/kljensen/snowball/spanish"
	"github.com/kljensen/snowball/swedish"
)

// Stem gives the Snowball stem of a folded word in a language (a primary tag
// such as "en"), or the word itself for languages without a stemmer. It costs
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
	case "ru", "uk", "be":
		return russian.Stem(word, false)
	case "sv":
		return swedish.Stem(word, false)
	case "no", "nb", "nn", "da":
		return norwegian.Stem(word, false)
	case "hu":
		return hungarian.Stem(word, false)
	default:
		return word
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

// LightStem takes the plural and the possessive off a folded word: chips and
// chip, companies and company, boxes and box have one form; university and
// universe have not. It knows English rules, which serve the -s plurals of
// other languages too, and returns everything else unchanged.
func LightStem(word string) string {
	if i := len(word) - 2; i > 0 && word[i:] == "'s" {
		word = word[:i]
	}
	n := len(word)
	if n < 3 {
		return word
	}
	switch word[n-1] {
	case 's':
		return plural(word)
	case 'e':
		return mute(word)
	case 'n':
		return irregular(word)
	default:
		return word
	}
}

// plural takes a plural s off a word that ends in s.
func plural(word string) string {
	n := len(word)
	switch {
	case n < 4, strings.HasSuffix(word, "ss"), strings.HasSuffix(word, "us"), strings.HasSuffix(word, "is"):
		return word
	case word == "news", word == "lens":
		return word
	case word == "buses", word == "gases":
		return word[:3]
	case strings.HasSuffix(word, "oes") && n > 5:
		return word[:n-2]
	default:
		return mute(word[:n-1])
	}
}

// mute brings a singular in e and what is left of a plural in es to one form:
// (bo)xe(s) and axe lose the e, (compan)ie(s) and movie end in y.
func mute(word string) string {
	n := len(word)
	end := func(suffix string, least int) bool {
		return n >= least && strings.HasSuffix(word, suffix)
	}
	switch {
	case end("ie", 4) && n > 3 && word != "brie":
		return word[:n-2] + "y"
	case end("xe", 4), end("she", 4), end("che", 5), end("sse", 5), end("zze", 5):
		return word[:n-1]
	case end("use", 5) && !vowel(word[n-4]):
		return word[:n-1]
	default:
		return word
	}
}

func irregular(word string) string {
	switch word {
	case "men":
		return "man"
	case "women":
		return "woman"
	case "children":
		return "child"
	default:
		return word
	}
}

func vowel(c byte) bool { return strings.IndexByte("aeiou", c) >= 0 }
