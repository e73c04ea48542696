package news

import "time"

// FeedID identifies a feed in the store.
type FeedID int64

// Origin says who asked for a feed.
type Origin string

// The origins of a feed. A feed of the operator's file may be private
// (Feed.Private); one that a person typed may not.
const (
	OriginFile      Origin = "file"
	OriginOPML      Origin = "opml"
	OriginChat      Origin = "chat"
	OriginCatalogue Origin = "catalogue"
)

// A Feed is one watched address and what is known of its rhythm and health.
type Feed struct {
	ID        FeedID
	URL       string
	Title     string // as the feed calls itself, or the operator's name for it
	Publisher string // feeds of one publisher count once
	Language  string // BCP 47 primary tag, "" when unknown
	Section   string
	Origin    Origin
	Official  bool          // may ring alone
	Private   bool          // may lie in a private network (operator's file only)
	Exact     time.Duration // the operator's poll interval; 0 means adaptive

	Seen         bool // polled with success once: what follows is news
	ETag         string
	LastModified string
	BodyHash     string        // of the last body that was parsed
	Interval     time.Duration // the present adaptive interval
	LastPoll     time.Time
	LastSuccess  time.Time
	LastNew      time.Time // when it last brought a new article
	NextPoll     time.Time

	Ill      string // code of the present ill, "" when well
	IllWhy   string // one line for people
	IllSince time.Time
	Failures int // polls failed in a row
	Ended    bool
}

// Name is what people are shown: the title, else the publisher, else the URL.
func (f Feed) Name() string {
	switch {
	case f.Title != "":
		return f.Title
	case f.Publisher != "":
		return f.Publisher
	default:
		return f.URL
	}
}

// A Poll is the result of one visit to a feed: the feed as it now stands and
// the articles that the store does not have in this form yet. It is committed
// whole or not at all.
type Poll struct {
	Feed     Feed
	Articles []Article
	At       time.Time
}
