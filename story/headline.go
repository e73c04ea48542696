package story

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"newsbell/news"
	"newsbell/story/headline"
	"newsbell/text"
)

const (
	headMargin = 1.25
	followed   = 2             // publishers of a development that gives the story its headline
	newer      = 6 * time.Hour // since the beginning of the one that had given it
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

// betterFor says the same of a development's headline.
func (g *Grouper) betterFor(s *state, d *development, r reading) bool {
	lang := s.row.Language
	mine, _ := Similar(g.reader.headline(lang, d.row.Title), d.center)
	other, _ := Similar(g.reader.headline(lang, r.article.Title), d.center)
	return other*headline.Rate(r.article.Title) > headMargin*mine*headline.Rate(d.row.Title)
}

// follow gives the story the headline of a development that several publishers
// tell of, when the headline shown is of one that began hours before: a story
// of days is called by what is newest in it. A development of one publisher
// changes nothing, and none gives way to an older one.
func (s *state) follow(d *development) {
	if d.row.URL == s.row.URL || news.Independent(d.row.Reports) < followed || s.headed().Add(newer).After(d.row.Began) {
		return
	}
	s.row.Title, s.row.URL, s.row.Lead, s.row.Corrected = d.row.Title, d.row.URL, d.row.Lead, ""
	s.row.Revision++
}

// headed is when the development began whose headline the story has; one that is
// closed is as old as the story's report of it.
func (s *state) headed() time.Time {
	for _, d := range s.devs {
		if d.row.URL == s.row.URL || slices.ContainsFunc(d.row.Reports, func(r news.Report) bool { return r.URL == s.row.URL }) {
			return d.row.Began
		}
	}
	for _, r := range s.row.Reports {
		if r.URL == s.row.URL {
			return r.At
		}
	}
	return s.row.Began
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
