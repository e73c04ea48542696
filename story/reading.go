package story

import (
	"strings"
	"time"
	"unique"

	"newsbell/news"
	"newsbell/story/terms"
)

// A reading is an article with what was read from it once. Strings that stay
// are copies, so that they do not hold the whole article in memory.
type reading struct {
	article news.Article
	report  news.Report
	at      time.Time
	terms   terms.Terms
	print   print
	noise   string
}

func (g *Grouper) read(e Entry) reading {
	a := e.Article
	at, publisher := when(a), g.publisher(a)
	a.Title = g.tails.Trim(a.Title, publisher, a.Link())
	return reading{
		article: a,
		report: news.Report{
			Article:   a.ID,
			Publisher: unique.Make(publisher).Value(),
			Title:     strings.Clone(a.Title),
			URL:       strings.Clone(a.Link()),
			At:        at,
			Official:  a.Official,
		},
		at:    at,
		terms: g.reader.terms(a),
		print: print{a.ID, e.print},
		noise: g.noises.Class(a.Title),
	}
}

// when is the time an article counts from: that of its arrival. One that a
// feed already had at its first poll is as old as it says; if it does not say,
// a day.
func when(a news.Article) time.Time {
	switch {
	case !a.Silent:
		return a.Arrived
	case a.Published.IsZero():
		return a.Arrived.Add(-24 * time.Hour)
	case a.Published.Before(a.Arrived):
		return a.Published
	default:
		return a.Arrived
	}
}

// publisherOf is the publisher's name as the feed gives it, else the host.
func publisherOf(a news.Article) string {
	if a.Publisher != "" {
		return a.Publisher
	}
	host := a.Link()
	if _, rest, ok := strings.Cut(host, "://"); ok {
		host = rest
	}
	host, _, _ = strings.Cut(host, "/")
	return strings.TrimPrefix(host, "www.")
}

// samePublisher compares two names whatever their case.
func samePublisher(a, b string) bool { return a == b || strings.EqualFold(a, b) }
