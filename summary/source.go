package summary

import "newsbell/news"

// A Source is one publisher's article on a story.
type Source struct {
	Title     string
	Text      string // plain, paragraphs separated by a blank line
	Publisher string // "" when unknown: then it counts as one of its own
	Language  string // primary tag; "" is guessed from the text
}

// Of gives the sources that articles in a language are. An article without a
// text is what its feed says of it.
func Of(articles []news.Article, lang string) []Source {
	out := make([]Source, len(articles))
	for i, a := range articles {
		out[i] = Source{Title: a.Title, Text: a.Text, Publisher: a.Publisher, Language: lang}
		if a.Text == "" {
			out[i].Text = a.Lead
		}
	}
	return out
}
