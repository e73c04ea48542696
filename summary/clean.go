package summary

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// datelineBytes is how far into a paragraph a dateline may reach.
const datelineBytes = 70

// undate drops a dateline at the beginning: "LONDON (Reuters) - ", "(AP) —",
// "BERLIN, Feb 12 — ", "Москва. 12 февраля. ТАСС. " is not one.
func undate(p string) string {
	for {
		rest, ok := dateline(p)
		if !ok {
			return p
		}
		p = rest
	}
}

func dateline(p string) (rest string, ok bool) {
	head := clip(p, datelineBytes)
	for _, dash := range []string{" - ", " – ", " — ", "— ", " -- ", "—"} {
		at := strings.Index(head, dash)
		if at < 0 {
			continue
		}
		if place := strings.TrimSpace(head[:at]); placeLike(place) {
			return strings.TrimSpace(p[at+len(dash):]), true
		}
	}
	if strings.HasPrefix(p, "(") {
		if at := strings.Index(head, ") "); at > 0 && at < 40 && agency(head[1:at]) {
			return strings.TrimLeft(p[at+2:], " -–—"), true
		}
	}
	return p, false
}

// placeLike says whether s, before a dash, is the place and agency of a
// dateline rather than the beginning of a sentence.
func placeLike(s string) bool {
	if s == "" || strings.ContainsAny(s, "?!;:\"“”") {
		return false
	}
	if open := strings.LastIndexByte(s, '('); open >= 0 && strings.HasSuffix(s, ")") {
		return agency(s[open+1:len(s)-1]) && (open == 0 || begins(s[:open]))
	}
	// Without an agency the place itself must be in capitals.
	first, _, _ := strings.Cut(s, ",")
	return capitals(first) && len(strings.Fields(s)) <= 7
}

// agency says whether s can be the name of a news agency or outlet.
func agency(s string) bool {
	words := strings.Fields(s)
	return len(words) > 0 && len(words) <= 4 && begins(s) && !strings.ContainsAny(s, ".!?")
}

// begins says whether every longer word of s begins upper case or is a number.
func begins(s string) bool {
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }) {
		r, _ := utf8.DecodeRuneInString(w)
		if unicode.IsLower(r) && utf8.RuneCountInString(w) > 3 {
			return false
		}
	}
	return true
}

// capitals says whether s is written in capitals, as places in datelines are.
func capitals(s string) bool {
	upper := 0
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			upper++
		}
	}
	return upper >= 3
}

// boilerplate says whether a sentence belongs to the page rather than to the
// article; folded is the same, folded: invitations, credits, notices.
func boilerplate(s, folded string) bool {
	folded = strings.TrimSpace(folded)
	for _, phrase := range openings() {
		if strings.HasPrefix(folded, phrase) {
			return true
		}
	}
	for _, phrase := range anywhere() {
		if strings.Contains(folded, phrase) {
			return true
		}
	}
	return byline(s)
}

// byline says whether s names an author and nothing else.
func byline(s string) bool {
	rest, ok := strings.CutPrefix(s, "By ")
	if !ok {
		rest, ok = strings.CutPrefix(s, "BY ")
	}
	return ok && count(rest) <= 8 && begins(strings.ReplaceAll(rest, " and ", " "))
}

// openings are how a sentence of boilerplate begins, folded.
func openings() []string {
	return []string{
		"read more", "read also", "also read", "read:", "read full", "read the full", "see also", "related:", "watch:", "listen:", "click here",
		"sign up", "subscribe", "follow us", "follow @", "join our", "download the", "share this", "continue reading", "advertisement",
		"the post ", "photo:", "image:", "image credit", "photo by", "photograph:", "getty images", "file photo", "picture:",
		"copyright", "all rights reserved", "(c) ", "© ", "reporting by", "editing by", "additional reporting", "writing by",
		"get the latest", "get our", "have a tip", "contact us", "updated:", "published:", "last updated", "first published", "this story has been updated",
		"this article was originally", "this article originally", "this is a developing story", "this is a breaking news", "more to follow", "more to come",
		"lesen sie auch", "mehr zum thema", "lire aussi", "a lire aussi", "lea tambien", "lee tambien", "leia tambem", "leia mais", "leggi anche",
		"читаите также", "читаите теж", "подробнее", "подписываитесь", "фото:",
	}
}

// anywhere are phrases that no sentence of an article's own has, folded.
func anywhere() []string {
	return []string{
		"appeared first on", "sign up for our", "sign up to our", "subscribe to our", "our newsletter", "all rights reserved", "click here to",
		"accept cookies", "terms of service", "privacy policy", "enable javascript", "support our journalism", "this material may not be published",
		"affiliate commission", "abonnieren sie", "suscribete a", "inscrivez-vous a", "assine nossa",
	}
}
