package page

import (
	"bytes"
	"encoding/json"
	"time"

	"newsbell/news"
)

// The codes of the ills of a page.
const (
	IllTooLarge = "too_large" // more than MaxBody bytes
	IllEmpty    = "empty"     // nothing in it
	IllNoText   = "no_text"   // a page, but no article in it
)

// MaxBody is the size from which a page is refused, in bytes.
const MaxBody = 10 << 20

// A Page is the article that a web page holds. Everything is plain text;
// paragraphs of Text are separated by a blank line.
type Page struct {
	URL       string // as it was asked for
	Canonical string
	Title     string
	Author    string
	Published time.Time
	Language  string // primary tag
	Site      string
	Image     string
	Text      string
	Paywalled bool // the page says that it is not free to read
	Rough     bool // the page was too large or strange for the extractors
}

// News gives the page as the noun that the store keeps.
func (p Page) News(a news.ArticleID) news.Page {
	return news.Page{
		Article: a, Canonical: p.Canonical, Title: p.Title, Text: p.Text, Author: p.Author,
		Language: p.Language, Image: p.Image, Published: p.Published,
	}
}

// JSON prints a page as one object, the form that `newsbell inspect page`
// promises. summarise makes the summary of a title, a text and its language.
func JSON(p Page, summarise func(title, text, language string) string) ([]byte, error) {
	var published *string
	if !p.Published.IsZero() {
		published = opt(p.Published.UTC().Format(time.RFC3339))
	}
	summary := ""
	if p.Text != "" {
		summary = summarise(p.Title, p.Text, p.Language)
	}
	doc := struct {
		URL       *string `json:"url"`
		Canonical *string `json:"canonical"`
		Title     *string `json:"title"`
		Author    *string `json:"author"`
		Published *string `json:"published"`
		Language  *string `json:"language"`
		Site      *string `json:"site"`
		Image     *string `json:"image"`
		Text      *string `json:"text"`
		Summary   *string `json:"summary"`
	}{
		opt(p.URL), opt(p.Canonical), opt(p.Title), opt(p.Author), published,
		opt(p.Language), opt(p.Site), opt(p.Image), opt(p.Text), opt(summary),
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(doc)
	return b.Bytes(), err
}

func opt(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func ill(code, format string) *news.Error { return news.Fault(code, format) }
