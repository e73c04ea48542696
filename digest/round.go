package digest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"newsbell/lang"
	"newsbell/news"
)

// Round takes every digest that is due, a hundred at a time. For each it finds
// the newest slot that has come and composes what the window since the last one
// holds; run, delivery and next slot are committed together, by compare-and-set
// on the slot: a second round, here or elsewhere, finds nothing left to take.
// Digests of one channel go in the order of their slots. Faults of single
// digests are joined; the others go on.
func (e *Editor) Round(ctx context.Context, now time.Time) error {
	now = now.UTC()
	r := &round{Editor: e, now: now, failed: map[news.DigestID]bool{}, reading: reading{store: e.Store, matches: e.Matches}}
	for {
		most := takeLimit + len(r.failed)
		due, err := e.Store.DueDigests(ctx, now.Add(-e.Settle), most)
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
		if len(due) < most {
			return errors.Join(r.errs...)
		}
	}
}

// A round is the work of one call of Round.
type round struct {
	*Editor
	now     time.Time
	reading reading
	memo    memo
	failed  map[news.DigestID]bool
	errs    []error
}

// A job is one digest on its way through a round.
type job struct {
	digest  news.Digest
	channel news.Channel
	run     news.DigestRun
	zone    *time.Location
	message *news.Message
	open    bool // there may be something to list
	err     error
}

// take works on some digests and commits them together.
func (r *round) take(ctx context.Context, due []news.Digest) {
	jobs := make([]job, len(due))
	for i, d := range due {
		jobs[i] = job{digest: d, run: news.DigestRun{Digest: d.ID, Slot: d.Next, From: d.Covered}}
		jobs[i].err = r.prepare(ctx, &jobs[i])
	}
	r.reading.prefetch(ctx, jobs)
	var group sync.WaitGroup
	free := make(chan struct{}, composers)
	for i := range jobs {
		j := &jobs[i]
		if j.err != nil || !j.open {
			continue
		}
		free <- struct{}{}
		group.Go(func() {
			defer func() { <-free }()
			j.message, j.err = r.compose(ctx, j.digest, j.channel, j.run, j.zone)
		})
	}
	group.Wait()
	ready := make([]job, 0, len(jobs))
	for _, j := range jobs {
		if j.err != nil {
			r.fail(j)
			continue
		}
		ready = append(ready, j)
	}
	r.commit(ctx, ready)
}

// fail remembers that a digest could not be taken: this round leaves it alone.
func (r *round) fail(j job) {
	r.failed[j.digest.ID] = true
	r.errs = append(r.errs, fmt.Errorf("take digest %d: %w", j.digest.ID, j.err))
}

// prepare finds the run of a digest.
func (r *round) prepare(ctx context.Context, j *job) (err error) {
	d, run := j.digest, &j.run
	if j.channel, err = r.Store.Channel(ctx, d.Channel); err != nil {
		return err
	}
	p, err := r.plan(d, j.channel)
	if err != nil {
		j.message = r.unreadable(d, run, err, lang.In(j.channel.Settings.Language))
		return nil
	}
	j.zone = p.zone
	if p.once {
		run.To = r.now.Add(-r.Settle)
	} else {
		run.To, run.Next = slots(d, p.times, p.zone, r.now.Add(-r.Settle))
		run.Late = r.now.Sub(run.To)
	}
	j.open = run.To.After(run.From) && j.channel.State != news.ChannelEnded
	if !j.open {
		run.To = latest(run.From, run.To)
	}
	return nil
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
		return quietDay(d, ch, run, zone), nil
	}
	feedback, err := r.Store.ChannelFeedback(ctx, d.Channel, r.now)
	if err != nil {
		return nil, err
	}
	m, some := Compose(Input{
		About: d.Query, From: run.From, To: run.To, Zone: zone, Candidates: candidates, Late: run.Late,
		Max: d.Length, Kind: d.Kind, Style: d.Style, Feedback: feedback, memo: &r.memo,
		Chart: ch.Settings.Chart, Voice: lang.In(ch.Settings.Language),
	})
	if !some {
		return quietDay(d, ch, run, zone), nil
	}
	return &m, nil
}

// quietDay is what an empty digest says where the channel wants to hear of it.
func quietDay(d news.Digest, ch news.Channel, run news.DigestRun, zone *time.Location) *news.Message {
	if !ch.Settings.QuietDay || d.Kind != news.DigestScheduled {
		return nil
	}
	in := Input{Zone: zone, Voice: lang.In(ch.Settings.Language)}
	quiet := in.Voice.Text("A quiet day: no news from %s to %s.", in.full(run.From), in.full(run.To))
	if d.Query != "" {
		quiet = in.Voice.Text("A quiet day: no news about %s from %s to %s.", d.Query, in.full(run.From), in.full(run.To))
	}
	m := in.Voice.Message(news.Message{Kind: news.KindDigest, Silent: true, Text: &news.Note{Lines: []news.Line{{Text: quiet}}}})
	return &m
}

// unreadable makes the notice for a digest that cannot run, because the zone
// database changed or the row was written by another version. Its window stays
// open and it is looked at again later.
func (r *round) unreadable(d news.Digest, run *news.DigestRun, err error, voice lang.Voice) *news.Message {
	run.To = run.From
	run.Next = r.now.Add(mendWait)
	m := voice.Message(news.Message{Kind: news.KindNotice, Text: &news.Note{
		Title: voice.Text("Digest %d cannot run", d.Number),
		Error: true,
		Lines: []news.Line{
			{Text: err.Error()},
			{Text: voice.Text("Remove it and set it again; until then nothing is lost. Schedule: %s; zone: %s.", d.Schedule, d.Zone)},
		},
	}})
	return &m
}

// commit takes the slots of some digests with their messages. When that fails
// for one of them, each is tried alone.
func (r *round) commit(ctx context.Context, ready []job) {
	if len(ready) == 0 {
		return
	}
	results := make([]news.DigestResult, len(ready))
	for i, j := range ready {
		results[i] = news.DigestResult{DigestRun: j.run, Delivery: r.delivery(j)}
	}
	taken, err := r.Store.CommitRuns(ctx, results)
	switch {
	case err != nil && len(ready) == 1:
		ready[0].err = err
		r.fail(ready[0])
	case err != nil:
		for _, j := range ready {
			r.commit(ctx, []job{j})
		}
	default:
		for i, j := range ready {
			if !taken[i] || j.message == nil {
				continue
			}
			count := 0
			if j.message.List != nil {
				count = len(j.message.List.Items)
			}
			r.Log.Info("digest composed", "channel", j.channel.ID, "target", j.channel.Target.String(), "count", count)
		}
	}
}

// delivery makes a job's message ready to be sent; nil when it has none.
func (r *round) delivery(j job) *news.Delivery {
	if j.message == nil {
		return nil
	}
	return &news.Delivery{
		Channel: j.channel.ID, Target: j.channel.Target, Kind: j.message.Kind, Message: *j.message, State: news.Pending,
		Created: r.now, Key: fmt.Sprintf("digest/%d/%d", j.run.Digest, j.run.Slot.UnixMilli()), Reason: "scheduled",
	}
}
