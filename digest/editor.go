package digest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

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
	// CommitRun takes the slot if the digest's Next is still run.Slot: it sets
	// Next and Covered (to run.To), and writes the run and the delivery. It is
	// false when another took the slot.
	CommitRun(ctx context.Context, run news.DigestRun, d *news.Delivery) (bool, error)
}

// Stories is where the editor reads what a digest may carry.
type Stories interface {
	Channel(ctx context.Context, id news.ChannelID) (news.Channel, error)
	// Candidates gives the channel's matched stories updated in (from, to].
	Candidates(ctx context.Context, ch news.ChannelID, from, to time.Time) ([]news.Candidate, error)
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

// A Store is all that the editor needs of package storage.
type Store interface {
	Slots
	Stories
	Releases
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
	takeLimit   = 500              // due digests read at once
	takers      = 16               // channels worked on at once, so that commits can be grouped
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

// Round takes every digest that is due. For each it finds the newest slot that
// has come, composes what the window since the last one holds, and commits run,
// delivery and next slot together, by compare-and-set on the slot: a second
// round, here or elsewhere, finds nothing left to take. Digests of one channel
// go in the order of their slots. Faults of single digests are joined; the
// others go on.
func (e *Editor) Round(ctx context.Context, now time.Time) error {
	now = now.UTC()
	r := &round{Editor: e, now: now, failed: map[news.DigestID]bool{}, reading: reading{store: e.Store, matches: e.Matches}}
	for {
		due, err := e.Store.DueDigests(ctx, now.Add(-e.Settle), takeLimit)
		if err != nil {
			return fmt.Errorf("read due digests: %w", err)
		}
		todo := slices.DeleteFunc(slices.Clone(due), func(d news.Digest) bool { return r.failed[d.ID] })
		if len(todo) == 0 {
			return errors.Join(r.errs...)
		}
		r.take(ctx, todo)
		if err := ctx.Err(); err != nil {
			return err
		}
		if len(due) < takeLimit {
			return errors.Join(r.errs...)
		}
	}
}

// A round is the work of one call of Round.
type round struct {
	*Editor
	now     time.Time
	reading reading

	mu     sync.Mutex
	failed map[news.DigestID]bool
	errs   []error
}

// take works on some digests, several channels at once.
func (r *round) take(ctx context.Context, due []news.Digest) {
	byChannel := map[news.ChannelID][]news.Digest{}
	var order []news.ChannelID
	for _, d := range due {
		if byChannel[d.Channel] == nil {
			order = append(order, d.Channel)
		}
		byChannel[d.Channel] = append(byChannel[d.Channel], d)
	}
	var group sync.WaitGroup
	free := make(chan struct{}, takers)
	for _, ch := range order {
		free <- struct{}{}
		group.Go(func() {
			defer func() { <-free }()
			for _, d := range byChannel[ch] {
				if err := r.digest(ctx, d); err != nil {
					r.mu.Lock()
					r.failed[d.ID] = true
					r.errs = append(r.errs, fmt.Errorf("take digest %d: %w", d.ID, err))
					r.mu.Unlock()
				}
			}
		})
	}
	group.Wait()
}

// digest takes one digest.
func (r *round) digest(ctx context.Context, d news.Digest) error {
	ch, err := r.Store.Channel(ctx, d.Channel)
	if err != nil {
		return err
	}
	run := news.DigestRun{Digest: d.ID, Slot: d.Next, From: d.Covered}
	p, err := r.plan(d, ch)
	if err != nil {
		return r.commit(ctx, r.unreadable(d, &run, err), run, ch)
	}
	if p.once {
		run.To = r.now.Add(-r.Settle)
	} else {
		run.To, run.Next = slots(d, p.schedule, p.zone, r.now.Add(-r.Settle))
		run.Late = r.now.Sub(run.To)
	}
	if !run.To.After(run.From) || ch.State == news.ChannelEnded {
		run.To = latest(run.From, run.To)
		return r.commit(ctx, nil, run, ch)
	}
	m, err := r.compose(ctx, d, ch, run, p.zone)
	if err != nil {
		return err
	}
	return r.commit(ctx, m, run, ch)
}

// compose makes a run's message; nil when there is nothing to say.
func (r *round) compose(ctx context.Context, d news.Digest, ch news.Channel, run news.DigestRun, zone *time.Location) (*news.Message, error) {
	gather := r.reading.candidates
	if d.Kind != news.DigestScheduled {
		gather = r.held
	}
	candidates, err := gather(ctx, d, run.From, run.To)
	if err != nil {
		return nil, err
	}
	if len(candidates) == 0 {
		return quietDay(d, ch, run.To.In(zone)), nil
	}
	feedback, err := r.Store.ChannelFeedback(ctx, d.Channel, r.now)
	if err != nil {
		return nil, err
	}
	m, some := Compose(Input{
		About: d.Query, From: run.From, To: run.To, Zone: zone, Candidates: candidates, Late: run.Late,
		Max: d.Length, Kind: d.Kind, Style: d.Style, Feedback: feedback,
	})
	if !some {
		return quietDay(d, ch, run.To.In(zone)), nil
	}
	return &m, nil
}

// quietDay is what an empty digest says where the channel wants to hear of it.
func quietDay(d news.Digest, ch news.Channel, at time.Time) *news.Message {
	if !ch.Settings.QuietDay || d.Kind != news.DigestScheduled {
		return nil
	}
	about := ""
	if d.Query != "" {
		about = " about " + d.Query
	}
	return &news.Message{Kind: news.KindDigest, Silent: true, Text: &news.Note{
		Lines: []news.Line{{Text: fmt.Sprintf("A quiet day: no news%s since the last digest, %s.", about, at.Format("Mon 2 Jan 15:04"))}},
	}}
}

// unreadable makes the notice for a digest that cannot run, because the zone
// database changed or the row was written by another version. Its window stays
// open and it is looked at again later.
func (r *round) unreadable(d news.Digest, run *news.DigestRun, err error) *news.Message {
	run.To = run.From
	run.Next = r.now.Add(mendWait)
	return &news.Message{Kind: news.KindNotice, Text: &news.Note{
		Title: fmt.Sprintf("Digest %d cannot run", d.Number),
		Error: true,
		Lines: []news.Line{
			{Text: err.Error()},
			{Text: fmt.Sprintf("Remove it and set it again; until then nothing is lost. Schedule: %s; zone: %s.", d.Schedule, d.Zone)},
		},
	}}
}

// commit takes the slot with its message, if there is one.
func (r *round) commit(ctx context.Context, m *news.Message, run news.DigestRun, ch news.Channel) error {
	var delivery *news.Delivery
	if m != nil {
		delivery = &news.Delivery{
			Channel: ch.ID, Target: ch.Target, Kind: m.Kind, Message: *m, State: news.Pending, Created: r.now,
			Key: fmt.Sprintf("digest/%d/%d", run.Digest, run.Slot.UnixMilli()), Reason: "scheduled",
		}
	}
	taken, err := r.Store.CommitRun(ctx, run, delivery)
	if err != nil || !taken || m == nil {
		return err
	}
	count := 0
	if m.List != nil {
		count = len(m.List.Items)
	}
	r.Log.Info("digest composed", "channel", ch.ID, "target", ch.Target.String(), "count", count)
	return nil
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
	zone, _, err := Zone(last.Zone)
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
		OnDemand: true, Max: last.Length, Style: last.Style, Feedback: feedback,
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
