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

	Site    string // the web page that the feed belongs to
	Country string // ISO 3166, "" when unknown
	Hub     string // WebSub: where the feed's publisher announces what is new
	Topic   string // WebSub: the address under which the hub knows the feed
	// Gap is how long it usually rests between two articles at the most (their
	// 95th percentile, learned); 0 while unknown.
	Gap time.Duration
	// LastFull is when it was last asked for without conditions.
	LastFull time.Time
	// MovedTo is where permanent redirects point since MovedSince, in
	// MovedPolls polls; it becomes the URL when that has been stable.
	MovedTo    string
	MovedSince time.Time
	MovedPolls int
	// WellPolls counts the good polls in a row. Told is what its admins were told
	// of it lately, as package feed/health writes it: it keeps notices from
	// flapping.
	WellPolls int
	Told      string
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
	// Deliveries tell people what became of the feed; they are enqueued in the
	// same transaction.
	Deliveries []Delivery
	At         time.Time
}

// A FeedTenant says that a tenant asked for a feed in its chat.
type FeedTenant struct {
	Feed    FeedID
	Target  Target // the conversation in which it was asked for
	Creator string // platform user id
	Created time.Time
}

// A PushState is where a WebSub subscription stands.
type PushState string

// The states of a push subscription.
const (
	PushAsked    PushState = "asked"    // the hub has not verified it yet
	PushVerified PushState = "verified" // the hub delivers
	PushDenied   PushState = "denied"   // the hub refused
)

// A Push is a WebSub subscription to a feed.
type Push struct {
	Feed     FeedID
	Hub      string
	Topic    string
	Path     string // the last element of its callback; cannot be guessed
	Secret   Secret // signs what the hub delivers
	State    PushState
	Asked    time.Time // when the hub was last asked
	Expires  time.Time // the lease's end; zero until verified
	Next     time.Time // when the hub is asked again
	LastPush time.Time // when it last delivered
	Failures int       // requests to the hub failed in a row
}
