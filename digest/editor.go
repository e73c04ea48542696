package digest

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"newsbell/digest/schedule"
	"newsbell/lang"
	"newsbell/news"
)

// Slots is where digests stand with their schedules.
type Slots interface {
	// DueDigests gives up to limit digests with Next at or before now.
	DueDigests(ctx context.Context, now time.Time, limit int) ([]news.Digest, error)
	// NextDigest is the earliest Next of all; zero when there is no digest.
	NextDigest(ctx context.Context) (time.Time, error)
	// ChannelDigests lists the digests of a channel.
	ChannelDigests(ctx context.Context, ch news.ChannelID) ([]news.Digest, error)
	// Digest gives one digest, also one that newsbell keeps itself.
	Digest(ctx context.Context, id news.DigestID) (news.Digest, error)
	// CommitRuns takes, in one transaction, each slot whose digest's Next is
	// still run.Slot: it sets Next and Covered (to run.To), and writes the run
	// and its delivery. It is false for those that another took.
	CommitRuns(ctx context.Context, runs []news.DigestResult) ([]bool, error)
}

// Stories is where the editor reads what a digest may carry.
type Stories interface {
	Channel(ctx context.Context, id news.ChannelID) (news.Channel, error)
	// Matched gives what the channels with ids from first to last made of the
	// stories updated in (from, to]; those merged into others may be among them.
	Matched(ctx context.Context, first, last news.ChannelID, from, to time.Time) ([]news.Matched, error)
	// Stories gives the stories with these ids that exist.
	Stories(ctx context.Context, ids []news.StoryID) ([]news.Story, error)
	// Held gives the stories that the channel was not rung for, for this reason
	// of the verdict, decided in (from, to].
	Held(ctx context.Context, ch news.ChannelID, reason string, from, to time.Time) ([]news.Candidate, error)
	// ChannelFeedback gives what holds in the channel at now, oldest first.
	ChannelFeedback(ctx context.Context, ch news.ChannelID, now time.Time) ([]news.Feedback, error)
	// StoriesBetween gives all stories updated in (from, to], at most limit.
	StoriesBetween(ctx context.Context, from, to time.Time, limit int) ([]news.Story, error)
}

// Releases is where the lists of what was held back stand.
type Releases interface {
	// HeldChannels gives the channels whose budget held something back since
	// then and that have no list for it.
	HeldChannels(ctx context.Context, since time.Time) ([]news.ChannelID, error)
	// SetRelease has a channel's list come at next; what it covers begins at
	// since when it is new.
	SetRelease(ctx context.Context, ch news.ChannelID, kind news.DigestKind, since, next time.Time) error
}

// Looks is where the looks of people in private stand.
type Looks interface {
	// LookedUntil gives until when a person has seen everything; zero before the
	// first look.
	LookedUntil(ctx context.Context, ch news.ChannelID) (time.Time, error)
	// CommitLook writes, in one transaction, a look with its delivery, and moves
	// Covered of its digests to look.To. It is false, and nothing is written,
	// when another look or a digest came between.
	CommitLook(ctx context.Context, look news.Look) (bool, error)
}

// A Store is all that the editor needs of package storage.
type Store interface {
	Slots
	Stories
	Releases
	Looks
}

// Options are what an Editor works with.
type Options struct {
	Store Store
	// Matches decides for a digest with a query of its own.
	Matches func(query string, s news.Story) bool
	// Settle is how long after its slot a digest is taken, so that what arrived
	// before the slot has been grouped. It does not move the window.
	Settle time.Duration
	Clock  func() time.Time // tells Run the time; the other methods are told
	Log    *slog.Logger     // nil discards
}

// An Editor takes due digests, composes them and hands them to deliver. Any
// number of them may work on one store.
type Editor struct {
	Options
	wake chan struct{}
}

// The rhythm of an Editor.
const (
	takeLimit   = 100              // due digests read at once and committed together
	composers   = 4                // of them composed at once
	storyLimit  = 5000             // stories looked through for a query
	longestWait = 30 * time.Second // catches lost wake-ups and clocks that jump
	errorWait   = 5 * time.Second
	mendWait    = 24 * time.Hour // before a digest that cannot run is looked at again
)

// NewEditor makes an Editor.
func NewEditor(o Options) *Editor {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Editor{Options: o, wake: make(chan struct{}, 1)}
}

// Wake makes Run look at once: a digest was added or changed.
func (e *Editor) Wake() {
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

// Run takes what is due, round after round, until the context ends. A round
// that fails is logged and tried again.
func (e *Editor) Run(ctx context.Context) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-e.wake:
		case <-timer.C:
		}
		now := e.Clock()
		wait := longestWait
		err := e.Round(ctx, now)
		if err == nil {
			wait, err = e.untilNext(ctx, now)
		}
		if err != nil && ctx.Err() == nil {
			e.Log.Warn("digest round failed", "err", err)
			wait = errorWait
		}
		timer.Reset(wait)
	}
}

// untilNext is how long nothing will be due, within bounds.
func (e *Editor) untilNext(ctx context.Context, now time.Time) (time.Duration, error) {
	next, err := e.Store.NextDigest(ctx)
	if err != nil || next.IsZero() {
		return longestWait, err
	}
	return min(max(next.Add(e.Settle).Sub(now), 0), longestWait), nil
}

// Now composes on demand what came since the channel's last digest, or in the
// last day when it has none, without moving any slot. It is false when there is
// nothing.
func (e *Editor) Now(ctx context.Context, channel news.ChannelID, now time.Time) (news.Message, bool, error) {
	fail := func(err error) (news.Message, bool, error) {
		return news.Message{}, false, fmt.Errorf("compose digest of channel %d: %w", channel, err)
	}
	ch, err := e.Store.Channel(ctx, channel)
	if err != nil {
		return fail(err)
	}
	digests, err := e.Store.ChannelDigests(ctx, channel)
	if err != nil {
		return fail(err)
	}
	last := news.Digest{Channel: channel, Zone: ch.Zone, Covered: now.Add(-24 * time.Hour)}
	if len(digests) > 0 {
		last = slices.MaxFunc(digests, func(a, b news.Digest) int { return a.Covered.Compare(b.Covered) })
	}
	zone, _, err := schedule.Zone(last.Zone)
	if err != nil {
		return fail(err)
	}
	reading := reading{store: e.Store, matches: e.Matches}
	candidates, err := reading.candidates(ctx, last, last.Covered, now)
	if err != nil {
		return fail(err)
	}
	feedback, err := e.Store.ChannelFeedback(ctx, channel, now)
	if err != nil {
		return fail(err)
	}
	message, some := Compose(Input{
		About: last.Query, From: last.Covered, To: now, Zone: zone, Candidates: candidates,
		OnDemand: true, Max: last.Length, Style: last.Style, Feedback: feedback, Chart: ch.Settings.Chart,
		Voice: lang.In(ch.Settings.Language),
	})
	return message, some, nil
}

// latest is the later of two times.
func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
