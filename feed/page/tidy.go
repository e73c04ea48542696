package page

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"newsbell/text"
)

// tidy cleans the lines and separates paragraphs by one blank line. It drops
// the headline where it is repeated at the beginning, lines that are no part
// of any article, and what follows the last sentence: the headlines of other
// articles, labels, credits.
func tidy(s, title string) string {
	var out []string
	last, size := 0, 0 // lines up to the last one that reads as a sentence
	for line := range strings.SplitSeq(s, "\n") {
		line = text.Clean(line)
		if line == "" || furniture(line) || len(out) == 0 && text.Fold(line) == text.Fold(title) {
			continue
		}
		if size == 0 {
			line = clip(line, maxText)
		}
		if size += len(line); size > maxText {
			break
		}
		out = append(out, line)
		if sentence(line) {
			last = len(out)
		}
	}
	if last > 0 && words(strings.Join(out[last:], " ")) < 60 {
		out = out[:last]
	}
	return strings.Join(out, "\n\n")
}

// sentence says whether a line ends as running text does, or is too long to be
// anything else.
func sentence(line string) bool {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(line, "\"'”’»)]」』 "))
	return strings.ContainsRune(".!?…:;。！？।؟", r) && !strings.HasSuffix(line, "...") || words(line) > 20
}

// furniture says whether a line belongs to the page and not to the article: a
// bare address, an instruction in capitals, the gap of an advertisement.
func furniture(line string) bool {
	if strings.HasPrefix(line, "http") && !strings.Contains(line, " ") {
		return true
	}
	switch strings.Trim(text.Fold(line), ".:…[]() -–—") {
	case "advertisement", "continue reading below", "story continues below", "story continues below advertisement", "article continues below",
		"continue reading", "read more", "read also", "also read", "related", "related articles", "related stories", "share this", "share", "tags",
		"anzeige", "werbung", "publicite", "publicidad", "publicidade", "pubblicita", "reklama", "реклама", "広告", "广告":
		return true
	}
	return shouted(line)
}

// shouted says that a line is four words or more in capitals and no sentence.
func shouted(line string) bool {
	if strings.Count(line, " ") < 3 || sentence(line) {
		return false
	}
	upper := 0
	for _, r := range line {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			upper++
		}
	}
	return upper >= 12
}
