package source

import (
	"cmp"
	"time"

	"newsbell/bot/reply"
	"newsbell/news"
	"newsbell/text"
)

// A Found is a feed found at an address that a person typed.
type Found struct {
	URL       string
	Title     string
	Publisher string // who is behind it, "" when that is not known
	Site      string // the web page that it belongs to, "" when unknown
	Language  string // primary tag, "" when unknown
	Country   string // ISO 3166, "" when unknown
	Section   string // "" when unknown
	Articles  int    // how many it holds now; 0 when it was not read
	// Newest is the time of its newest article; zero when unknown.
	Newest time.Time
}

// By is who is behind a feed: feeds of one publisher count once.
func (f Found) By() string {
	return cmp.Or(reply.Clip(text.Clean(f.Publisher), 100), Site(cmp.Or(f.Site, f.URL)))
}

// Offered describes one of several feeds of a site.
func Offered(number int, f Found, already bool, now time.Time) news.Phrase {
	entry := news.Say("%d. %s", number, news.Say("no title"))
	if title := reply.Clip(text.Clean(f.Title), 80); title != "" {
		entry = news.Say("%d. %s", number, title)
	}
	if f.Language != "" {
		entry = news.Say("%s · %s", entry, f.Language)
	}
	if f.Articles > 0 {
		entry = news.Say("%s · %s", entry, reply.Count(f.Articles, "article", "articles"))
	}
	if !f.Newest.IsZero() && !f.Newest.After(now) {
		entry = news.Say("%s, the newest %s ago", entry, reply.Duration(now.Sub(f.Newest)))
	}
	if already {
		entry = news.Say("%s · watched already", entry)
	}
	return news.Say("%s · %s", entry, f.URL)
}
