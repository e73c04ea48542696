package text

import "strings"

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
