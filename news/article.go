package news

import "time"

// ArticleID identifies an article in the store; ids grow in order of arrival.
type ArticleID int64

// An Article is one text of one publisher, read from a feed or pushed by it.
type Article struct {
	ID   ArticleID
	Feed FeedID

	// Keys identify the article within its feed over time, strongest first
	// (guid, canonical link, folded title); none rests on a date.
	Keys []string
	// Hash changes when headline or text change: the article is corrected.
	Hash string

	URL       string // as the feed links it
	Canonical string // without tracking, AMP or mobile forms; "" when not known
	Title     string // plain text, one line
	Lead      string // plain text: the feed's own summary or first sentences
	Text      string // plain text, paragraphs separated by a blank line; may be empty
	Author    string
	Language  string // primary tag, "" when unknown
	Section   string
	Image     string
	Publisher string // copied from the feed
	Official  bool   // copied from the feed

	Published time.Time // zero when the feed does not say
	Updated   time.Time
	Arrived   time.Time // when newsbell first saw it; order and alerts rest on it

	Silent   bool      // known, but not news: a first poll, a flood of old items
	PageDue  time.Time // the page is read until then; zero when no page is needed
	Revision int       // counts corrections, from 0

	Story       StoryID // 0 until grouped
	Development DevelopmentID
}

// A Page is what an article's own web page said.
type Page struct {
	Article   ArticleID
	Canonical string
	Title     string
	Lead      string
	Text      string
	Author    string
	Language  string
	Image     string
	Published time.Time
}

// Link is the address to show: canonical when known.
func (a Article) Link() string {
	if a.Canonical != "" {
		return a.Canonical
	}
	return a.URL
}
