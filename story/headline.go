package story

import (
	"strings"
	"unicode/utf8"

	"newsbell/news"
	"newsbell/story/headline"
	"newsbell/text"
)

const (
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
	return other*headline.Rate(r.article.Title) > headMargin*mine*headline.Rate(s.row.Title)
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
