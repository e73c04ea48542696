package push

import (
	"context"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"time"

	"newsbell/feed"
	"newsbell/feed/fetch"
	"newsbell/news"
)

// Path is below what a Subscriber answers: it serves Path and one more element.
const Path = "/websub/"

// A Store keeps subscriptions, one a feed.
type Store interface {
	SavePush(ctx context.Context, p news.Push) error
	PushByPath(ctx context.Context, path string) (news.Push, bool, error)
	PushOf(ctx context.Context, feed news.FeedID) (news.Push, bool, error)
	// DuePushes gives those whose Next is not after now, the earliest first.
	DuePushes(ctx context.Context, now time.Time, limit int) ([]news.Push, error)
	// NextPush is the earliest Next; zero when there is none.
	NextPush(ctx context.Context) (time.Time, error)
	// Pushable gives feeds that name a hub at which they are not subscribed to.
	Pushable(ctx context.Context, limit int) ([]news.Feed, error)
	// RemovePushes forgets and gives those whose feed is gone or left the hub.
	RemovePushes(ctx context.Context) ([]news.Push, error)
	Feed(ctx context.Context, id news.FeedID) (news.Feed, error)
}

// A Client speaks to hubs; *fetch.Client is one.
type Client interface {
	Post(ctx context.Context, f fetch.Form) (*fetch.Answer, error)
	IsPrivate(ctx context.Context, address string) bool
}

// A Watcher takes what hubs deliver; *feed.Watcher is one.
type Watcher interface {
	Pushed(ctx context.Context, f news.Feed, d feed.Document) (feed.PushReason, error)
}

// An Event is something worth counting.
type Event string

// The events of a subscriber.
const (
	Asked     Event = "asked"     // a hub accepted a request
	Failed    Event = "failed"    // a hub could not be asked, or refused
	Verified  Event = "verified"  // a hub verified that we asked
	Unasked   Event = "unasked"   // somebody sought to verify what we did not ask for
	Denied    Event = "denied"    // a hub denied a subscription
	Received  Event = "received"  // a delivery was stored, or its feed is polled
	Repeated  Event = "repeated"  // a delivery came again
	Discarded Event = "discarded" // a delivery was not signed rightly, or is too large
	Lost      Event = "lost"      // a delivery could not be stored: the hub will repeat it
)

// Options set up a Subscriber. All but Log and Observe are needed.
type Options struct {
	Store   Store
	Client  Client
	Watcher Watcher
	// PublicURL is our address as hubs reach it: http or https, without a final
	// slash. See Usable.
	PublicURL string
	Now       func() time.Time
	Log       *slog.Logger
	// Observe is told of each event; it must not block.
	Observe func(Event)
}

// Usable says whether hubs can be given a callback below an address.
func Usable(publicURL string) bool {
	u, err := url.Parse(publicURL)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// A Subscriber keeps the subscriptions at hubs and answers the hubs. It is safe
// for concurrent use.
type Subscriber struct {
	o        Options
	callback string // to be followed by a path
	mark     string // of that callback
	wake     chan struct{}
	bodies   chan struct{} // a slot a delivery being read: it costs memory
	recent   recent

	mu      sync.Mutex         // held while a subscription is read and written
	hung    bool               // all subscriptions hang on our present address
	leaving map[string]leaving // subscriptions being given up, by path
}

// A leaving subscription is one that its hub may verify the end of.
type leaving struct {
	topic string
	until time.Time
}

// New makes a subscriber; it asks nobody until Run or Round.
func New(o Options) *Subscriber {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Observe == nil {
		o.Observe = func(Event) {}
	}
	callback := strings.TrimSuffix(o.PublicURL, "/") + Path
	return &Subscriber{
		o: o, callback: callback, mark: markOf(callback), wake: make(chan struct{}, 1),
		bodies: make(chan struct{}, atOnce), leaving: map[string]leaving{},
	}
}

// Wake makes Run look in a second for what hubs are to be asked: call it when a
// feed was removed, or is about to name a hub.
func (s *Subscriber) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Rest gives how long the next poll of a feed may wait because its hub delivers
// it (Pace); 0 leaves the feed's own interval.
func (s *Subscriber) Rest(ctx context.Context, f news.Feed, now time.Time) time.Duration {
	if f.Hub == "" {
		return 0
	}
	p, found, err := s.o.Store.PushOf(ctx, f.ID)
	switch {
	case err != nil:
		return 0 // polled as if there were no hub
	case !found || p.Hub != f.Hub || p.Topic != f.Topic:
		s.Wake()
		return 0
	}
	wait, _ := Pace(p, f, now)
	return wait
}

// longSleep is the time between two looks at the store, at most.
const longSleep = time.Minute

// Run asks hubs until ctx ends: for new feeds, for renewals and for ends. It
// returns nil, after the requests under way have ended.
func (s *Subscriber) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		if err := s.round(ctx, s.o.Now(), hubGap); err != nil && ctx.Err() == nil {
			s.o.Log.WarnContext(ctx, "hubs cannot be asked", "err", err)
		}
		s.sleep(ctx)
	}
	return nil
}

// Round asks once what is to be asked at now. It may be run again at any time.
// The error joins what went wrong with the store; a hub that fails is no error.
func (s *Subscriber) Round(ctx context.Context, now time.Time) error { return s.round(ctx, now, 0) }

// sleep waits until a hub is to be asked, something wakes us, or a while is
// over.
func (s *Subscriber) sleep(ctx context.Context) {
	d := longSleep
	next, err := s.o.Store.NextPush(ctx)
	if err == nil && !next.IsZero() {
		d = min(max(next.Sub(s.o.Now()), hubGap), longSleep)
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-s.wake:
		pause(ctx, hubGap) // what it is about is being committed, and more may come
	case <-t.C:
	}
}
