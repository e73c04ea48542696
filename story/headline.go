package story

import (
	"strings"
	"unicode/utf8"

	"newsbell/news"
	"newsbell/text"
)

const (
	shortTitle = 30  // characters; a shorter headline says too little
	longTitle  = 120 // a longer one is no headline
	headMargin = 1.25
	leadRunes  = 320
)

// better says whether the article's headline should replace the story's: it is
// clearly more central, or cleaner. The margin keeps headlines from taking
// turns.
func (g *Grouper) better(s *state, r reading) bool {
	if r.article.Title == s.row.Title {
		return false
	}
	lang := s.row.Language
	mine, _ := Similar(g.reader.headline(lang, s.row.Title), s.center)
	other, _ := Similar(g.reader.headline(lang, r.article.Title), s.center)
	return other*clean(r.article.Title) > headMargin*mine*clean(s.row.Title)
}

// headline makes the article the one behind the story's headline.
func (s *state) headline(r reading) {
	s.row.Title, s.row.URL = r.report.Title, r.report.URL
	s.row.Lead = lead(r.article)
	s.row.Corrected = ""
	if r.article.Image != "" {
		s.row.Image = strings.Clone(r.article.Image)
	}
}

// clean rates how well a headline stands alone, from 0 to 1: questions,
// quotations, fragments and rolling coverage tell less than they promise.
func clean(title string) float64 {
	rate := 1.0
	switch n := utf8.RuneCountInString(title); {
	case n < shortTitle:
		rate *= 0.6 * max(0.1, float64(n)/shortTitle)
	case n > longTitle:
		rate *= 0.7
	}
	if strings.ContainsAny(title, "?？؟") {
		rate *= 0.6
	}
	if strings.ContainsAny(prefix(title, 3), "\"'“‘«„") {
		rate *= 0.7
	}
	if strings.HasSuffix(title, "…") || strings.HasSuffix(title, "...") {
		rate *= 0.6
	}
	if strings.Contains(title, " | ") {
		rate *= 0.8
	}
	switch folded := text.Fold(title); {
	case strings.HasPrefix(folded, "live"), strings.Contains(folded, "live updates"),
		strings.Contains(folded, "live blog"), strings.HasPrefix(folded, "watch"),
		strings.HasPrefix(folded, "opinion"), strings.HasPrefix(folded, "explained"):
		rate *= 0.5
	}
	return rate
}

// lead gives the first sentences of an article, at most leadRunes characters;
// the feed's own words when they are whole, else the text's.
func lead(a news.Article) string {
	body := a.Lead
	if body == "" {
		body = prefix(a.Text, leadBytes)
	}
	var b strings.Builder
	for _, s := range text.Sentences(prefix(body, leadBytes), Language(a)) {
		if b.Len() > 0 && utf8.RuneCountInString(b.String())+utf8.RuneCountInString(s) >= leadRunes {
			break
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(s)
	}
	return strings.Clone(text.Truncate(b.String(), leadRunes))
}
