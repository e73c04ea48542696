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
	return rate * kind(text.Fold(title))
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

// quoted rates a headline that opens with somebody's words, or is nothing else.
func quoted(title string) float64 {
	first, _ := utf8.DecodeRuneInString(title)
	last, _ := utf8.DecodeLastRuneInString(title)
	const marks = "\"'“”‘’«»„「」『』"
	switch opens, closes := strings.ContainsRune(marks, first), strings.ContainsRune(marks, last); {
	case opens && closes:
		return 0.5
	case opens:
		return 0.7
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
	for _, p := range [...]string{"i", "my", "how", "why", "what", "who", "where", "when", "this is", "here's", "here is", "here are", "meet", "warum", "wie", "pourquoi", "por que", "почему"} {
		if rest, ok := strings.CutPrefix(folded, p); ok && !startsWithLetter(rest) {
			return 0.8
		}
	}
	return 1
}

func startsWithLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}
