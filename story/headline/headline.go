// Package headline belongs to stage 2: it rates how well a headline stands
// alone, and takes the name of the outlet off its end. Package story shows the
// best headline of a story's reports.
package headline

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"newsbell/text"
)

const (
	shortTitle = 30  // characters; a shorter headline says too little
	longTitle  = 120 // a longer one is no headline
)

// Rate rates how well a headline stands alone, from 0 to 1: questions,
// quotations, fragments and rolling coverage tell less than they promise.
func Rate(title string) float64 {
	title = strings.TrimSpace(title)
	rate := length(title)
	if strings.ContainsAny(title, "?？؟") {
		rate *= 0.6
	}
	rate *= quoted(title)
	if strings.HasSuffix(title, "…") || strings.HasSuffix(title, "...") {
		rate *= 0.6
	}
	if strings.ContainsAny(title, "!！#") {
		rate *= 0.8
	}
	if strings.Contains(title, " | ") {
		rate *= 0.8
	}
	if shouted(title) {
		rate *= 0.7
	}
	folded := text.Fold(title)
	return rate * kind(folded) * rubric(title) * listed(folded) * personal(folded)
}

func length(title string) float64 {
	n := 0
	for _, r := range title {
		if n++; r >= 0x2e80 { // a Han character says as much as two letters
			n++
		}
	}
	switch {
	case n < shortTitle:
		return 0.6 * max(0.1, float64(n)/shortTitle)
	case n > longTitle:
		return 0.7
	default:
		return 1
	}
}

// quoted rates a headline that opens or ends with somebody's words, or is
// nothing else.
func quoted(title string) float64 {
	first, _ := utf8.DecodeRuneInString(title)
	last, _ := utf8.DecodeLastRuneInString(title)
	const marks = "\"'“”‘’«»„「」『』"
	switch opens, closes := strings.ContainsRune(marks, first), strings.ContainsRune(marks, last); {
	case opens && closes:
		return 0.5
	case opens:
		return 0.7
	case closes && last != '\'' && last != '’':
		return 0.8
	default:
		return 1
	}
}

// shouted tells a headline in capitals.
func shouted(title string) bool {
	upper, lower := 0, 0
	for _, r := range title {
		switch {
		case unicode.IsUpper(r):
			upper++
		case unicode.IsLower(r):
			lower++
		}
	}
	return upper > 12 && upper > 2*lower
}

// kind rates rolling coverage, opinion and explanation by the words that mark
// them.
func kind(folded string) float64 {
	for _, p := range [...]string{
		"live", "watch", "opinion", "explained", "video", "photos", "in pics", "in pictures", "podcast", "analysis", "editorial", "factbox",
		"kommentar", "en directo", "en direct", "ao vivo", "in diretta", "онлайн", "видео", "відео", "مباشر", "فيديو",
	} {
		if rest, ok := strings.CutPrefix(folded, p); ok && !startsWithLetter(rest) {
			return 0.5
		}
	}
	for _, p := range [...]string{"live updates", "live blog", "liveblog", "liveticker", "as it happened", "minuto a minuto"} {
		if strings.Contains(folded, p) {
			return 0.5
		}
	}
	for _, p := range [...]string{"how", "why", "what", "who", "where", "when", "this is", "here's", "here is", "here are", "meet", "warum", "wie", "pourquoi", "por que", "почему"} {
		if rest, ok := strings.CutPrefix(folded, p); ok && !startsWithLetter(rest) {
			return 0.8
		}
	}
	return 1
}

// rubric rates a headline behind a word that names a column, a place of
// publication or an institute: "Market Report: ..." A short name before a colon
// is mostly one; who said something mostly stands behind it or before a
// quotation.
func rubric(title string) float64 {
	head, rest, ok := strings.Cut(title, ": ")
	if !ok {
		if head, rest, ok = strings.Cut(title, "："); !ok {
			return 1
		}
	}
	first, _ := utf8.DecodeRuneInString(rest)
	if n := words(head); n > 4 || words(rest) < leastWords || strings.ContainsRune("\"'“‘«„「", first) {
		return 1
	}
	return 0.85
}

// listed rates lists, service and advertising: "7 ways to ...", "Best ... deals".
func listed(folded string) float64 {
	digits, rest := 0, folded
	for rest != "" && rest[0] >= '0' && rest[0] <= '9' {
		digits, rest = digits+1, rest[1:]
	}
	if digits > 0 && digits <= 2 {
		for word := range strings.FieldsSeq(firstWords(rest)) {
			switch strings.Trim(word, ".,:") {
			case "ways", "things", "tips", "reasons", "best", "facts", "signs", "recipes", "places", "books", "movies", "films", "shows", "ideas", "steps",
				"takeaways", "stocks", "questions", "foods", "benefits", "grunde", "tipps", "dinge", "raisons", "choses", "cosas", "razones", "claves",
				"coisas", "cose", "motivi", "причин", "фактов", "советов":
				return 0.5
			}
		}
	}
	for _, p := range [...]string{"where to", "how to", "should you", "everything you need", "all you need", "die besten", "les meilleurs", "los mejores"} {
		if rest, ok := strings.CutPrefix(folded, p); ok && !startsWithLetter(rest) {
			return 0.5
		}
	}
	if shopping(folded) {
		return 0.6
	}
	return 1
}

// firstWords gives the first words behind a number, where what it counts stands.
func firstWords(s string) string {
	n := 0
	for i, r := range s {
		if r == ' ' {
			if n++; n > 4 {
				return s[:i]
			}
		}
	}
	return s
}

// shopping says whether a headline speaks of buying or of what is good for one.
func shopping(folded string) bool {
	for _, p := range [...]string{
		" deals", "discount code", "promo code", "coupon", "on sale now", "buy now", "gift guide", "you can buy", "to buy ", "% off", "weight loss", "horoscope",
		"home remedies", "health benefits", "gutschein", "rabattcode", "code promo", "ofertas", "купить ",
	} {
		if strings.Contains(folded, p) {
			return true
		}
	}
	return false
}

// personal rates a headline that speaks for the one who wrote it, or to the
// reader.
func personal(folded string) float64 {
	for word := range strings.FieldsFuncSeq(folded, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' }) {
		switch word {
		case "i", "i'm", "i’m", "i've", "i’ve", "my", "me", "our", "we", "you", "your", "you're", "you’re", "ich", "mein", "meine",
			"je", "j'ai", "votre", "vous", "yo", "usted", "voce", "мои", "моя", "вам", "вас", "ваш":
			return 0.75
		}
	}
	return 1
}

func startsWithLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}
