package headline

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"newsbell/text"
)

const (
	leastWords = 3  // of a headline whose tail is cut
	leastWide  = 8  // characters of one without spaces
	mostTail   = 50 // bytes of a tail
	mostTails  = 3  // cut off one headline
)

// Trim takes the name of the outlet off the end of a headline, and the name of
// a section before it: "Dam gives way - World | The Daily" is "Dam gives way".
// A tail is a name when it is the publisher's, its initials, or that of the host
// of the article's address, with no more than words such as news or sport
// beside it. Anything else is part of the headline and stays.
func Trim(title, publisher, address string) string {
	o := outlet{names: make([]string, 0, 3)}
	o.read(publisher, address)
	for range mostTails {
		head, tail := split(title)
		if tail == "" || !o.named(tail) && (!o.cut || !section(tail)) {
			break
		}
		title, o.cut = head, true
	}
	return title
}

// split gives a headline before and behind its last separator; the tail is
// empty when nothing can be cut.
func split(title string) (head, tail string) {
	at, behind := -1, 0
	for _, sep := range [...]string{" - ", " – ", " — ", " | ", " · ", " • ", " » ", " :: ", "｜", " ― ", " -- "} {
		if i := strings.LastIndex(title, sep); i > at {
			at, behind = i, i+len(sep)
		}
	}
	if at < 0 || len(title)-behind > mostTail {
		return title, ""
	}
	head, tail = strings.TrimRight(title[:at], " "), strings.TrimSpace(title[behind:])
	if words(head) < leastWords {
		return title, ""
	}
	return head, tail
}

// words counts the words of s; a script without spaces has one for each few
// characters.
func words(s string) int {
	n, wide := 0, 0
	for _, t := range text.Tokens(s) {
		if t.CJK {
			wide++
		} else {
			n++
		}
	}
	return n + wide*leastWords/leastWide
}

// An outlet is what the one that published an article is called.
type outlet struct {
	names    []string // letters and digits only
	initials string
	cut      bool // its name was cut off already
}

func (o *outlet) read(publisher, address string) {
	if name := squeeze(publisher); len(name) > 1 {
		o.names = append(o.names, name)
	}
	if fields := strings.Fields(publisher); len(fields) > 2 {
		for _, f := range fields {
			r, _ := utf8.DecodeRuneInString(f)
			o.initials += string(unicode.ToLower(r))
		}
	}
	if _, rest, ok := strings.Cut(address, "://"); ok {
		address = rest
	}
	host, _, _ := strings.Cut(address, "/")
	labels := strings.Split(strings.ToLower(strings.TrimPrefix(host, "www.")), ".")
	for len(labels) > 2 && len(labels[len(labels)-2]) <= 3 && len(labels[len(labels)-1]) == 2 { // co.uk, com.au
		labels = append(labels[:len(labels)-2], labels[len(labels)-1])
	}
	if len(labels) < 2 {
		return
	}
	if label := squeeze(labels[len(labels)-2]); len(label) > 1 {
		o.names = append(o.names, label, label+labels[len(labels)-1])
	}
}

// named says whether the tail is a name of the outlet.
func (o *outlet) named(tail string) bool {
	if first, _ := utf8.DecodeRuneInString(tail); unicode.IsLower(first) && !strings.Contains(tail, ".") {
		return false // a word like any other, not a name
	}
	if o.initials != "" && tail == strings.ToUpper(tail) && squeeze(tail) == o.initials {
		return true
	}
	if o.called(squeeze(tail)) {
		return true
	}
	fields := strings.Fields(tail)
	for i := range fields {
		for j := len(fields); j > i; j-- {
			if j-i < len(fields) && o.called(squeeze(strings.Join(fields[i:j], ""))) && general(fields[:i]) && general(fields[j:]) {
				return true
			}
		}
	}
	return false
}

func (o *outlet) called(name string) bool { return slices.Contains(o.names, name) }

// squeeze leaves the folded letters and digits of a name, without an article
// before and a domain behind it.
func squeeze(name string) string {
	var b strings.Builder
	for _, r := range text.Fold(name) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
		}
	}
	s := b.String()
	if rest := strings.TrimPrefix(s, "the"); len(rest) > 2 {
		s = rest
	}
	if rest := strings.TrimSuffix(s, "com"); len(rest) > 1 && strings.Contains(name, ".") {
		s = rest
	}
	return s
}

// section says whether a tail is a section's name.
func section(tail string) bool {
	fields := strings.Fields(tail)
	return len(fields) > 0 && len(fields) <= 3 && general(fields)
}

// general says whether all words are such as stand beside an outlet's name.
func general(fields []string) bool {
	for _, f := range fields {
		switch strings.Trim(text.Fold(f), ".,:;&|-") {
		case "", "the", "and", "news", "online", "live", "video", "videos", "tv", "radio", "com", "digital", "today", "latest", "breaking", "by", "on",
			"world", "politics", "business", "sport", "sports", "opinion", "tech", "technology", "science", "health", "culture", "english", "india",
			"international", "national", "local", "us", "uk", "usa", "europe", "asia", "entertainment", "football", "cricket", "magazine", "edition",
			"nachrichten", "politik", "wirtschaft", "ausland", "inland", "panorama", "noticias", "deportes", "mundo", "economia", "politica",
			"sociedad", "actualites", "monde", "politique", "economie", "societe", "notizie", "cronaca", "esteri", "noticia", "brasil",
			"новости", "новини", "политика", "політика", "общество", "світ", "мир", "اخبار", "新闻", "ニュース":
		default:
			return false
		}
	}
	return true
}
