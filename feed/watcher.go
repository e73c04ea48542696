package feed

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"newsbell/feed/fetch"
	"newsbell/feed/health"
	"newsbell/news"
)

// The measures of the watcher.
const (
	lease     = 10 * time.Minute // for how long a claimed feed is ours
	batch     = 1024             // feeds claimed at a time
	longSleep = time.Minute      // between two looks at the store, at most
)

// A Store keeps feeds and articles.
type Store interface {
	// ClaimFeeds takes up to limit feeds whose NextPoll is not after now and
	// moves their NextPoll to the lease's end.
	ClaimFeeds(ctx context.Context, now time.Time, lease time.Duration, limit int) ([]news.Feed, error)
	// NextPoll is the earliest NextPoll of all; zero when there is no feed.
	NextPoll(ctx context.Context) (time.Time, error)
	// KnownArticles gives the articles of a feed that have one of the keys.
	KnownArticles(ctx context.Context, feed news.FeedID, keys []string) (map[string]news.Article, error)
	// CommitPoll writes a poll whole and says how many articles were new.
	CommitPoll(ctx context.Context, p news.Poll) (inserted int, err error)
}

// A Fetcher gets addresses; *fetch.Client is one.
type Fetcher interface {
	Get(ctx context.Context, r fetch.Request) (*fetch.Answer, error)
}

// Options set up a Watcher. Store, Client and Now are needed.
type Options struct {
	Store  Store
	Client Fetcher
	// Pushes is needed by Pushed only.
	Pushes PushStore
	Log    *slog.Logger
	Now    func() time.Time
	// Arrived is called after each commit that brought new articles. It must
	// not block.
	Arrived func()
	// Ceiling is the longest interval of a feed that is not dormant; 15 min
	// when zero.
	Ceiling time.Duration
	// Polls bounds the polls under way; 64 when zero.
	Polls int
	// Tell makes the deliveries that bring a notice to the people who asked for
	// the feed. They are committed with the poll, so once. An error has the
	// notice decided anew at the next poll. Nil tells nobody.
	Tell func(ctx context.Context, f news.Feed, n health.Notice) ([]news.Delivery, error)
	// Rest gives how long the next poll of a feed may wait after a good one,
	// because its hub delivers it; 0 leaves the feed's own interval. Nil always
	// does.
	Rest func(ctx context.Context, f news.Feed, now time.Time) time.Duration
}

// A Watcher polls feeds. It is safe for concurrent use.
type Watcher struct {
	o     Options
	hosts *hosts
	polls chan struct{} // a slot a poll under way
	parse chan struct{} // a slot a document being parsed: it costs memory
	wake  chan struct{}

	network outlook
}

// New makes a watcher; it does nothing until Run or Round.
func New(o Options) *Watcher {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Arrived == nil {
		o.Arrived = func() {}
	}
	if o.Ceiling == 0 {
		o.Ceiling = 15 * time.Minute
	}
	if o.Polls == 0 {
		o.Polls = 64
	}
	if o.Tell == nil {
		o.Tell = func(context.Context, news.Feed, health.Notice) ([]news.Delivery, error) { return nil, nil }
	}
	if o.Rest == nil {
		o.Rest = func(context.Context, news.Feed, time.Time) time.Duration { return 0 }
	}
	return &Watcher{
		o:     o,
		hosts: newHosts(),
		polls: make(chan struct{}, o.Polls),
		parse: make(chan struct{}, runtime.GOMAXPROCS(0)),
		wake:  make(chan struct{}, 1),
	}
}

// Wake makes Run look at once for feeds that are due: call it when one was
// added.
func (w *Watcher) Wake() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// Round claims every feed that is due at now and polls it, and returns when all
// are done. It may be run again at any time: what a poll found is committed
// whole or not at all. The error joins what went wrong with the store; a feed
// that is ill is no error.
func (w *Watcher) Round(ctx context.Context, now time.Time) (polled int, err error) {
	for {
		due, err := w.o.Store.ClaimFeeds(ctx, now, lease, batch)
		if err != nil {
			return polled, err
		}
		err = w.all(ctx, due, func() time.Time { return now }, false)
		polled += len(due)
		if err != nil || len(due) < batch {
			return polled, err
		}
	}
}

// Run polls until ctx ends. Rounds overlap: a feed that hangs holds up no
// other. It returns nil, after the polls under way have ended.
func (w *Watcher) Run(ctx context.Context) error {
	var rounds sync.WaitGroup
	defer rounds.Wait()
	for ctx.Err() == nil {
		due, err := w.o.Store.ClaimFeeds(ctx, w.o.Now(), lease, batch)
		if err != nil && ctx.Err() == nil {
			w.o.Log.Warn("feeds cannot be claimed", "err", err)
		}
		if len(due) > 0 {
			rounds.Go(func() {
				if err := w.all(ctx, due, w.o.Now, true); err != nil && ctx.Err() == nil {
					w.o.Log.Warn("polls cannot be stored", "err", err)
				}
				w.Wake()
			})
		}
		if len(due) < batch {
			w.sleep(ctx)
		}
	}
	return nil
}

// sleep waits until a feed is due, something wakes us, or a while is over.
func (w *Watcher) sleep(ctx context.Context) {
	d := longSleep
	next, err := w.o.Store.NextPoll(ctx)
	if err == nil && !next.IsZero() {
		d = min(max(next.Sub(w.o.Now()), 10*time.Millisecond), longSleep)
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-w.wake:
	case <-t.C:
	}
}

// all polls feeds, those of one host in as many lanes as it may see requests
// at a time. paced keeps a gap between two of its requests; a clock that stands
// still, as in simulated time, has none. A host with many feeds has goroutines
// of its own; the many with one share as many as there may be polls, for a
// goroutine that waits costs memory.
func (w *Watcher) all(ctx context.Context, due []news.Feed, clock func() time.Time, paced bool) error {
	r := round{w: w, clock: clock, expires: clock().Add(lease), paced: paced}
	var single []lane
	for host, feeds := range byHost(due) {
		width := min(lanesOf(host), len(feeds))
		if len(feeds) == 1 {
			single = append(single, lane{host, feeds})
			continue
		}
		for n := range width {
			var own []news.Feed
			for i := n; i < len(feeds); i += width {
				own = append(own, feeds[i])
			}
			r.lanes.Go(func() { r.follow(ctx, lane{host, own}) })
		}
	}
	var next atomic.Int64
	for range min(cap(w.polls), len(single)) {
		r.lanes.Go(func() {
			for n := next.Add(1); n <= int64(len(single)); n = next.Add(1) {
				r.follow(ctx, single[n-1])
			}
		})
	}
	r.lanes.Wait()
	return errors.Join(r.faults...)
}

// A lane is feeds of one host that are polled one after the other.
type lane struct {
	host  string
	feeds []news.Feed
}

// A round polls feeds that were claimed together.
type round struct {
	w       *Watcher
	clock   func() time.Time
	expires time.Time // when the feeds are no longer ours
	paced   bool

	lanes  sync.WaitGroup
	mu     sync.Mutex
	faults []error
}

// follow polls the feeds of a lane.
func (r *round) follow(ctx context.Context, l lane) {
	for _, f := range l.feeds {
		if r.paced && !sleep(ctx, r.w.hosts.turn(l.host, r.clock())) || r.clock().After(r.expires) || ctx.Err() != nil {
			return // no longer ours
		}
		if err := r.w.one(ctx, l.host, f, r.clock); err != nil && ctx.Err() == nil {
			r.mu.Lock()
			r.faults = append(r.faults, err)
			r.mu.Unlock()
		}
	}
}

func byHost(feeds []news.Feed) map[string][]news.Feed {
	m := map[string][]news.Feed{}
	for _, f := range feeds {
		h := hostOf(f.URL)
		m[h] = append(m[h], f)
	}
	return m
}

// one polls a feed within the bounds of its host and of the watcher.
func (w *Watcher) one(ctx context.Context, host string, f news.Feed, clock func() time.Time) error {
	release, err := w.hosts.acquire(ctx, host)
	if err != nil {
		return nil // stopping: the lease runs out
	}
	defer release()
	select {
	case w.polls <- struct{}{}:
		defer func() { <-w.polls }()
	case <-ctx.Done():
		return nil
	}
	return w.poll(ctx, host, f, clock)
}
