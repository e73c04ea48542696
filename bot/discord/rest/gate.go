package rest

import (
	"context"
	"net/http"
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
type gate struct {
	places *semaphore.Weighted // first come, first served
	free   atomic.Bool         // the server limits nothing
	warned atomic.Bool         // it did once: never free again
}

// newGate makes a gate; perSecond 0 is none.
func newGate(perSecond int) *gate {
	if perSecond <= 0 {
		return nil
	}
	return &gate{places: semaphore.NewWeighted(int64(perSecond))}
}

// enter waits for a place, up to longestQueue; then it returns a *delayedError.
func (g *gate) enter(ctx context.Context) error {
	if g == nil {
		return nil
	}
	queue, cancel := context.WithTimeout(ctx, longestQueue)
	defer cancel()
	if err := g.places.Acquire(queue, 1); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return &delayedError{After: comeBack, Global: true}
	}
	return nil
}

// leave gives a place back; sent says that a request went out from it.
func (g *gate) leave(sent bool) {
	switch {
	case g == nil:
	case sent && !g.free.Load():
		time.AfterFunc(time.Second, func() { g.places.Release(1) })
	default:
		g.places.Release(1)
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
