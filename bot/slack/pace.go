package slack

import (
	"context"
	"sync"
	"time"
)

// Pace says how fast the methods of one workspace may be called. The zero
// value keeps Slack's published limits; a negative duration means no limit.
type Pace struct {
	Post time.Duration // between two posts in one channel; 0 means 1 s
	Edit time.Duration // between two edits in the workspace, on average; 0 means 1.2 s
	Read time.Duration // between two reads of history, on average; 0 means 1.2 s
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
	pace Pace
	now  func() time.Time

	mu     sync.Mutex
	free   map[string]time.Time
	paused map[string]time.Time
}

func newPacer(p Pace, now func() time.Time) *pacer {
	fill := func(d *time.Duration, def time.Duration) {
		if *d == 0 {
			*d = def
		}
	}
	fill(&p.Post, time.Second)
	fill(&p.Edit, 1200*time.Millisecond)
	fill(&p.Read, 1200*time.Millisecond)
	return &pacer{pace: p, now: now, free: map[string]time.Time{}, paused: map[string]time.Time{}}
}

// wait lets one call of the method pass in the channel, as soon as the pace
// allows. When that is further away than its patience it takes no place and
// gives the time to come back.
func (p *pacer) wait(ctx context.Context, method, channel string) (after time.Duration, err error) {
	after, ok := p.reserve(method, channel)
	if !ok {
		return after, nil
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

// reserve takes the next place. It gives how far away that is, and false when
// it is too far to wait for.
func (p *pacer) reserve(method, channel string) (time.Duration, bool) {
	key, interval, ahead := method+" "+channel, p.pace.Post, time.Duration(0)
	switch method {
	case methodPost:
	case methodUpdate:
		key, interval, ahead = method, p.pace.Edit, (burst-1)*p.pace.Edit
	default:
		key, interval, ahead = "read", p.pace.Read, (burst-1)*p.pace.Read
	}
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
func (p *pacer) pause(method string, d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if until := p.now().Add(d); until.After(p.paused[method]) {
		p.paused[method] = until
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
