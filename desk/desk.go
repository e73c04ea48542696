package desk

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"newsbell/match"
	"newsbell/news"
)

// A Backlog holds the articles to handle and takes what was decided.
type Backlog interface {
	Backlog(ctx context.Context, now time.Time, limit int) ([]news.Article, error)
	CommitBatch(ctx context.Context, b news.Batch) error
}

// An Archive holds what was decided before.
type Archive interface {
	RecentStories(ctx context.Context, since time.Time) ([]news.Story, []news.Development, error)
	StoryArticles(ctx context.Context, id news.StoryID, limit int) ([]news.Article, error)
	Verdicts(ctx context.Context, id news.StoryID) ([]news.Verdict, error)
	// StoryDeliveries gives the alerts, replies and edits of these stories.
	StoryDeliveries(ctx context.Context, ids []news.StoryID) ([]news.Delivery, error)
	Rings(ctx context.Context, since time.Time) ([]news.Ring, error)
	DeliveryByKey(ctx context.Context, ch news.ChannelID, key string) (news.Delivery, error)
}

// A Registry holds who asked for what, and what is watched.
type Registry interface {
	Channels(ctx context.Context) ([]news.Channel, error)
	Subscriptions(ctx context.Context) ([]news.Subscription, error)
	Feeds(ctx context.Context) ([]news.Feed, error)
	// Feedback gives what people said of stories and holds at now.
	Feedback(ctx context.Context, now time.Time) ([]news.Feedback, error)
}

// A Store is all that the desk needs of the storage.
type Store interface {
	Backlog
	Archive
	Registry
	Memory
}

// Options set up a desk.
type Options struct {
	Log   *slog.Logger
	Store Store
	Now   func() time.Time
	// Budget is the breaking alerts a day of channels that set none.
	Budget int
	// Link gives the address of a message on its platform, "" when it has none.
	Link func(to news.Target, messageID string) string
	// Judged, when set, is told the named reason of each verdict.
	Judged func(reason string)
}

// batchSize bounds the articles of one transaction.
const batchSize = 250

// window is how far back the desk remembers.
const window = 72 * time.Hour

// A Desk turns articles into decisions. Round and Run are for one goroutine;
// the other methods are safe for all.
type Desk struct {
	o     Options
	index *match.Index
	rings rings
	wake  chan struct{}
	memory

	// Of the journal and the snapshots; see freeze.
	journals bool      // the batches write the journal
	entry    int64     // the last one
	since    int       // articles since the last snapshot
	frozen   time.Time // when that was
	scribe   scribe

	mu       sync.Mutex
	channels map[news.ChannelID]news.Channel
	subs     map[news.SubscriptionID]news.Subscription
	said     map[news.ChannelID][]news.Feedback
	watched  map[string]int // publishers by language; "" counts them all
	fresh    time.Time      // when watched was counted
}

// Open gives a desk with its memory restored from the store.
func Open(ctx context.Context, o Options) (*Desk, error) {
	d := &Desk{
		o: o, index: match.NewIndex(), wake: make(chan struct{}, 1),
		channels: map[news.ChannelID]news.Channel{},
		said:     map[news.ChannelID][]news.Feedback{},
	}
	d.index.Doubt(match.Shadow{Every: doubtEvery, Queries: doubtQueries, Asked: d.standing})
	channels, err := o.Store.Channels(ctx)
	if err != nil {
		return nil, fmt.Errorf("read channels: %w", err)
	}
	for _, ch := range channels {
		d.channels[ch.ID] = ch
	}
	subs, err := o.Store.Subscriptions(ctx)
	if err != nil {
		return nil, fmt.Errorf("read subscriptions: %w", err)
	}
	d.subs = make(map[news.SubscriptionID]news.Subscription, len(subs))
	for _, s := range subs {
		d.subs[s.ID] = s
	}
	d.index.AddAll(subs, func(ch news.ChannelID) []string { return languages(d.channels[ch]) }, func(s news.Subscription, err error) {
		o.Log.ErrorContext(ctx, "subscription cannot be read any more", "sub", int64(s.ID), "err", err)
		delete(d.subs, s.ID)
	})
	said, err := o.Store.Feedback(ctx, o.Now())
	if err != nil {
		return nil, fmt.Errorf("read feedback: %w", err)
	}
	for _, f := range said {
		d.said[f.Channel] = append(d.said[f.Channel], f)
	}
	return d, d.recall(ctx)
}

// Of so many articles one is held against so many queries by the plain
// evaluator too; see [Desk.Doubted].
const (
	doubtEvery   = 1000
	doubtQueries = 500
)

// standing gives a subscription and the languages of its channel.
func (d *Desk) standing(id news.SubscriptionID) (news.Subscription, []string, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	s, ok := d.subs[id]
	return s, languages(d.channels[s.Channel]), ok
}

// Doubted counts the pairs of query and article for which the index was held
// against the plain evaluator, and those on which they differ: always 0, or the
// index is wrong.
func (d *Desk) Doubted() (pairs, differences int64) { return d.index.Doubted() }

// recall restores the memory from the snapshot and the journal, or, when that is
// not possible, as much of it as the rows tell; and the alerts of the last day.
func (d *Desk) recall(ctx context.Context) error {
	d.scribe.stop()
	whole, newest, err := d.o.Store.Snapshots(ctx)
	if err != nil {
		return fmt.Errorf("recall: %w", err)
	}
	d.journals = false
	if whole != 0 {
		m, last, articles, err := d.restore(ctx, whole)
		if err != nil {
			d.o.Log.WarnContext(ctx, "snapshot cannot be used; the rows are read instead", "err", err)
		} else {
			d.memory, d.journals, d.entry, d.since, d.frozen = m, true, last, articles, d.o.Now()
		}
	}
	if !d.journals {
		d.entry, d.since = newest, 0
		if err := d.recallRows(ctx); err != nil {
			return err
		}
	}
	all, err := d.o.Store.Rings(ctx, d.o.Now().Add(-ringMemory))
	if err != nil {
		return fmt.Errorf("recall alerts: %w", err)
	}
	d.rings = rings{}
	for _, r := range all {
		d.rings.add(r)
	}
	return nil
}

// recallRows restores from the rows of the window what they tell: all of the
// grouping but the habits of outlets, and of the pulse the first report of each
// publisher. What quiet stories in two languages have in common is forgotten.
func (d *Desk) recallRows(ctx context.Context) error {
	now := d.o.Now()
	stories, developments, err := d.o.Store.RecentStories(ctx, now.Add(-window))
	if err != nil {
		return fmt.Errorf("recall stories: %w", err)
	}
	if d.memory, err = newMemory(); err != nil {
		return err
	}
	d.grouper.Load(stories, developments)
	for _, s := range stories {
		if s.Into != 0 {
			root := d.grouper.Find(s.ID)
			d.merged[root] = append(d.merged[root], s.ID)
		}
	}
	d.recallPulse(stories, developments)
	return nil
}

// Add makes a subscription count from the next article on. A query that cannot
// be read is an error.
func (d *Desk) Add(s news.Subscription) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.index.AddIn(s, languages(d.channels[s.Channel])); err != nil {
		return err
	}
	d.subs[s.ID] = s
	return nil
}

// Remove makes a subscription count no more.
func (d *Desk) Remove(id news.SubscriptionID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.index.Remove(id)
	delete(d.subs, id)
}

// Tend keeps the index of subscriptions fast: call it every few minutes.
func (d *Desk) Tend() { d.index.Tend() }

// SetChannel takes note of a new channel or of changed settings; subscriptions
// of a channel whose languages changed are read anew.
func (d *Desk) SetChannel(ch news.Channel) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.channels[ch.ID] = ch
	for _, s := range d.subs {
		if s.Channel != ch.ID {
			continue
		}
		d.index.Remove(s.ID)
		if err := d.index.AddIn(s, languages(ch)); err != nil {
			return fmt.Errorf("read subscription %d again: %w", s.ID, err)
		}
	}
	return nil
}

// SetFeedback takes note of all that people of a channel said of stories.
func (d *Desk) SetFeedback(ch news.ChannelID, said []news.Feedback) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.said[ch] = said
}

// languages are those of a channel's readers.
func languages(ch news.Channel) []string {
	if len(ch.Languages) == 0 {
		return []string{"en"}
	}
	return ch.Languages
}

// Watched counts the publishers watched in any of these languages, those of
// feeds without a language included. No language counts all.
func (d *Desk) Watched(ctx context.Context, langs ...string) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if now := d.o.Now(); d.watched == nil || now.Sub(d.fresh) > time.Minute || now.Before(d.fresh) {
		feeds, err := d.o.Store.Feeds(ctx)
		if err != nil {
			return 0, fmt.Errorf("count publishers: %w", err)
		}
		d.watched, d.fresh = publishers(feeds), now
	}
	if len(langs) == 0 {
		return d.watched[""], nil
	}
	n := d.watched[unnamed]
	for _, l := range langs {
		n += d.watched[l]
	}
	return n, nil
}

// unnamed counts the publishers of feeds that name no language.
const unnamed = "-"

// publishers counts the publishers of feeds by language.
func publishers(feeds []news.Feed) map[string]int {
	type key struct{ language, publisher string }
	seen := map[key]bool{}
	out := map[string]int{"": 0}
	for _, f := range feeds {
		name := f.Publisher
		if name == "" {
			name = f.URL
		}
		lang := f.Language
		if lang == "" {
			lang = unnamed
		}
		for _, k := range []key{{"", name}, {lang, name}} {
			if !f.Ended && !seen[k] {
				seen[k] = true
				out[k.language]++
			}
		}
	}
	return out
}

// Forget drops what the desk remembers of the feeds, after they changed.
func (d *Desk) Forget() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.watched = nil
}

// Wake says that there may be articles to handle.
func (d *Desk) Wake() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// Run handles articles until the context ends: at once when woken, and every
// second in case a wake-up was lost or an article waited for its page.
func (d *Desk) Run(ctx context.Context) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	defer d.scribe.stop()
	for {
		n, err := d.Round(ctx, d.o.Now())
		if err != nil && ctx.Err() == nil {
			d.o.Log.ErrorContext(ctx, "desk round failed; its articles are tried again", "err", err)
		}
		if err == nil {
			d.writeDown(ctx)
		}
		if err == nil && n > 0 {
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case <-d.wake:
		case <-tick.C:
		}
	}
}

// A scribe writes a snapshot while the desk goes on.
type scribe struct {
	cancel context.CancelFunc
	done   chan struct{} // closed at its end; nil when none is at work
}

// stop ends the writing, if there is any, and waits for that.
func (s *scribe) stop() {
	if s.done != nil {
		s.cancel()
		<-s.done
		s.done = nil
	}
}

// writeDown has a snapshot written when one is due and none is being written.
func (d *Desk) writeDown(ctx context.Context) {
	if s := &d.scribe; s.done != nil {
		select {
		case <-s.done:
			s.stop()
		default:
			return
		}
	}
	now := d.o.Now()
	if !d.due(now) {
		return
	}
	f, done := d.freeze(now), make(chan struct{})
	ctx, cancel := context.WithCancel(ctx)
	d.scribe = scribe{cancel, done}
	go func() {
		defer close(done)
		if err := d.write(ctx, f); err != nil && ctx.Err() == nil {
			d.o.Log.WarnContext(ctx, "snapshot of the desk not written; the next one is tried later", "err", err)
		}
	}()
}

// Save writes a snapshot of what the desk knows after the last round, and waits
// for it. [Desk.Run] does so by itself; it is for whoever calls Round.
func (d *Desk) Save(ctx context.Context) error {
	d.scribe.stop()
	return d.write(ctx, d.freeze(d.o.Now()))
}
