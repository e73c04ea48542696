package rest

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"
)

// A gate keeps requests of all routes below so many a second, strictly: a place
// is held from before a request goes out until a second after its answer came.
// Whatever the way there and back took, no second of the server's clock can see
// more requests than there are places. The price is a rate that falls with the
// way's length: 50 places and an answer in 20 ms make 49 a second.
//
// A server whose answers tell of no limits at all has none to keep; there a
// place is free again with the answer.
//
// A gate may be one of several that keep a limit together, each in its own
// process. Then it has the places that its share gives it, none at first, and
// none once the share has run out.
type gate struct {
	places *semaphore.Weighted // first come, first served
	size   int
	now    func() time.Time
	free   atomic.Bool  // the server limits nothing
	warned atomic.Bool  // it did once: never free again
	queue  atomic.Int64 // who waits for a place

	mu     sync.Mutex
	shared bool
	held   int       // places of the share
	until  time.Time // when the share runs out
	used   int       // places in use
	peak   int       // the most since the share was renewed
}

// newGate makes a gate; perSecond 0 is none.
func newGate(now func() time.Time, perSecond int) *gate {
	if perSecond <= 0 {
		return nil
	}
	return &gate{places: semaphore.NewWeighted(int64(perSecond)), size: perSecond, now: now}
}

// enter waits for a place, up to longestQueue; then it returns a *delayedError.
func (g *gate) enter(ctx context.Context) error {
	if g == nil {
		return nil
	}
	queue, cancel := context.WithTimeout(ctx, longestQueue)
	defer cancel()
	g.queue.Add(1)
	err := g.places.Acquire(queue, 1)
	g.queue.Add(-1)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return &delayedError{After: comeBack, Global: true}
	}
	if !g.use() {
		g.places.Release(1)
		return &delayedError{After: comeBack, Global: true}
	}
	return nil
}

// use counts a place that was taken; false says that the share has run out.
func (g *gate) use() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shared && !g.now().Before(g.until) {
		return false
	}
	g.used++
	g.peak = max(g.peak, g.used)
	return true
}

// release gives a place back.
func (g *gate) release() {
	g.mu.Lock()
	g.used--
	g.mu.Unlock()
	g.places.Release(1)
}

// leave gives a place back; sent says that a request went out from it.
func (g *gate) leave(sent bool) {
	switch {
	case g == nil:
	case sent && !g.free.Load():
		time.AfterFunc(time.Second, g.release)
	default:
		g.release()
	}
}

// learn takes from the answer to a successful request whether the server limits
// anything.
func (g *gate) learn(h http.Header) {
	if g == nil {
		return
	}
	if h.Get("X-RateLimit-Bucket") != "" || h.Get("X-RateLimit-Limit") != "" {
		g.limited()
		return
	}
	g.free.Store(!g.warned.Load())
}

// limited notes that the server limits requests.
func (g *gate) limited() {
	if g != nil {
		g.warned.Store(true)
		g.free.Store(false)
	}
}
