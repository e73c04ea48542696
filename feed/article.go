package feed

import (
	"path"
	"slices"
	"strings"
	"time"
	"unicode"

	"newsbell/feed/link"
	"newsbell/feed/wire"
	"newsbell/news"
	"newsbell/text"
)

// pageWait is how long the desk waits for an article's page.
const pageWait = 5 * time.Second

// newArticle makes an article of an entry that is not known.
func newArticle(e Entry, r Reading, l *linguist) news.Article {
	a := news.Article{
		Feed:      r.Feed.ID,
		Hash:      e.Fingerprint(),
		URL:       e.URL,
		Canonical: link.Canonical(e.Address()),
		Author:    e.Author,
		Section:   r.Feed.Section,
		Image:     e.Picture(),
		Publisher: r.Feed.Publisher,
		Official:  r.Feed.Official,
		Published: e.Published,
		Updated:   e.Updated,
		Arrived:   r.Now,
	}
	if a.URL == "" {
		a.URL = e.Address()
	}
	if a.URL == "" {
		a.URL = r.Link
	}
	if a.Section == "" && len(e.Categories) > 0 {
		a.Section = text.Truncate(e.Categories[0], 40)
	}
	if a.Published.IsZero() {
		a.Published = e.Updated
	}
	fill(&a, e.Item)
	a.Language = l.language(e.Item, a)
	if NeedsPage(a) {
		a.PageDue = r.Now.Add(pageWait)
	}
	return a
}

// fill sets the texts of an article from its item.
func fill(a *news.Article, i wire.Item) {
	a.Lead, a.Text = i.Texts()
	if a.Lead == "" {
		a.Lead = opening(a.Text, 2)
	}
	a.Title = i.Title
	if a.Title == "" {
		a.Title = text.Truncate(opening(a.Lead, 1), 120)
	}
	if a.Title == "" && len(i.Enclosures) > 0 {
		a.Title = text.Clean(path.Base(i.Enclosures[0].URL))
	}
}

// opening gives the first sentences of a text as one line.
func opening(s string, sentences int) string {
	para, _, _ := strings.Cut(s, "\n\n")
	list := text.Sentences(text.Clean(text.Truncate(para, 2000)), "")
	return strings.Join(list[:min(sentences, len(list))], " ")
}

// NeedsPage says that an article carries only a teaser, so that its page is
// worth reading.
func NeedsPage(a news.Article) bool {
	return a.Text == "" && a.Canonical != "" && !strings.HasSuffix(a.URL, ".mp3") && !strings.HasSuffix(a.URL, ".mp4")
}

// correct gives a known article as an entry now tells it. A change that only
// touches figures below the headline, such as a counter of comments, or nothing
// that is read, is none; a figure in a headline is news.
func correct(old news.Article, e Entry, r Reading) (news.Article, bool) {
	hash := e.Fingerprint()
	if old.Hash == hash {
		return old, false
	}
	a := old
	fill(&a, e.Item)
	if a.Title == "" {
		a.Title = old.Title
	}
	if a.Text == "" {
		a.Text = old.Text
	}
	if a.Title == old.Title && letters(a.Lead) == letters(old.Lead) && letters(a.Text) == letters(old.Text) {
		return old, false
	}
	a.Hash = hash
	a.Revision++
	a.Updated = r.Now
	if !e.Updated.IsZero() {
		a.Updated = e.Updated
	}
	for _, k := range free(e.Keys, r.Known) {
		if !slices.Contains(a.Keys, k) {
			a.Keys = append(a.Keys, k)
		}
	}
	return a, true
}

// letters is a text without its figures, signs and spaces.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, s)
}
