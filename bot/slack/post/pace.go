package post

import (
	"context"
	"sync"
	"time"

	"newsbell/news"
)

// Pace says how fast the methods of one workspace may be called. The zero
// value keeps Slack's published limits; a negative duration means no limit.
type Pace struct {
	Post time.Duration // between two posts in one channel; 0 means 1 s
	Edit time.Duration // between two edits in the workspace, on average; 0 means 1.2 s
	Read time.Duration // between two reads of history, on average; 0 means 1.2 s
}

// Turns keeps the pace of workspaces for all processes that call Slack together;
// storage.Store documents the methods.
type Turns interface {
	TakeTurn(ctx context.Context, p news.PaceTurn) (after time.Duration, taken bool, err error)
	PausePace(ctx context.Context, method string, after time.Duration) error
}

const (
	burst       = 10 // edits or reads that may come at once
	patience    = 2 * time.Second
	manyEntries = 4096
)

// A pacer lets the calls of one workspace pass at its pace. It holds when
// each key (a channel for posts, else a method) is free again, and until when
// Slack paused a method.
type pacer struct {
	pace  Pace
	now   func() time.Time
	turns Turns  // nil: no other process calls Slack
	team  string // for turns

	mu     sync.Mutex
	free   map[string]time.Time
	paused map[string]time.Time
}

func newPacer(p Pace, now func() time.Time, turns Turns, team string) *pacer {
	fill := func(d *time.Duration, def time.Duration) {
		if *d == 0 {
			*d = def
		}
	}
	fill(&p.Post, time.Second)
	fill(&p.Edit, 1200*time.Millisecond)
	fill(&p.Read, 1200*time.Millisecond)
	return &pacer{pace: p, now: now, turns: turns, team: team, free: map[string]time.Time{}, paused: map[string]time.Time{}}
}

// wait lets one call of the method pass in the channel, as soon as the pace
// allows. When that is further away than its patience it takes no place and
// gives the time to come back.
func (p *pacer) wait(ctx context.Context, method, channel string) (after time.Duration, err error) {
	after, ok, err := p.next(ctx, method, channel)
	if !ok || err != nil {
		return after, err
	}
	if after <= 0 {
		return 0, nil
	}
	t := time.NewTimer(after)
	defer t.Stop()
	select {
	case <-t.C:
		return 0, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// A turn is how a method's calls follow each other.
func (p *pacer) turn(method, channel string) (key string, interval, ahead time.Duration) {
	switch method {
	case methodPost:
		return method + " " + channel, p.pace.Post, 0
	case methodUpdate:
		return method, p.pace.Edit, (burst - 1) * p.pace.Edit
	default:
		return "read", p.pace.Read, (burst - 1) * p.pace.Read
	}
}

// next takes the next place, from the store where processes share the pace. It
// gives how far away that is, and false when it is too far to wait for.
func (p *pacer) next(ctx context.Context, method, channel string) (time.Duration, bool, error) {
	if p.turns == nil {
		after, ok := p.reserve(method, channel)
		return after, ok, nil
	}
	p.mu.Lock()
	paused := p.paused[method].Sub(p.now())
	p.mu.Unlock()
	if paused > patience {
		return paused, false, nil
	}
	key, interval, ahead := p.turn(method, channel)
	return p.turns.TakeTurn(ctx, news.PaceTurn{
		Key: p.shared(key), Method: p.shared(method), Every: interval, Ahead: ahead, Patience: patience,
	})
}

// shared is the name of a limit among all workspaces.
func (p *pacer) shared(key string) string { return "slack/" + p.team + "/" + key }

// reserve takes the next place. It gives how far away that is, and false when
// it is too far to wait for.
func (p *pacer) reserve(method, channel string) (time.Duration, bool) {
	key, interval, ahead := p.turn(method, channel)
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	pause := p.paused[method].Sub(now)
	if interval < 0 {
		return pause, pause <= patience
	}
	p.prune(now)
	at := p.free[key]
	if at.Before(now) {
		at = now
	}
	after := max(at.Sub(now)-ahead, pause)
	if after > patience {
		return after, false
	}
	if start := now.Add(max(after, 0)); at.Before(start) {
		at = start
	}
	p.free[key] = at.Add(interval)
	return after, true
}

// pause stops a method until Slack takes calls of it again.
func (p *pacer) pause(ctx context.Context, method string, d time.Duration) {
	p.mu.Lock()
	if until := p.now().Add(d); until.After(p.paused[method]) {
		p.paused[method] = until
	}
	p.mu.Unlock()
	if p.turns != nil {
		_ = p.turns.PausePace(ctx, p.shared(method), d) // else Slack tells the others itself
	}
}

// slackness is how much closer than the pace two posts may come: what the network
// does to their distance anyway.
const slackness = 50 * time.Millisecond

// goes notes that a post goes out now. When that is later than its turn, as in
// the rush of a start, the next one keeps its distance from this one. Processes
// that share the pace keep it by their turns alone.
func (p *pacer) goes(method, channel string) {
	if method != methodPost || p.pace.Post < 0 || p.turns != nil {
		return
	}
	key, interval, _ := p.turn(method, channel)
	p.mu.Lock()
	defer p.mu.Unlock()
	if next := p.now().Add(interval - slackness); next.After(p.free[key]) {
		p.free[key] = next
	}
}

// prune forgets channels that are free again, once there are many.
func (p *pacer) prune(now time.Time) {
	if len(p.free) < manyEntries {
		return
	}
	for k, at := range p.free {
		if !at.After(now) {
			delete(p.free, k)
		}
	}
}
