package page

import (
	"context"
	"sync/atomic"
	"time"
)

// An Extractor reads pages that come from strangers, a few at a time, and
// gives its callers back within a bound whatever a page does to the libraries.
// It is safe for concurrent use.
//
// A library cannot be interrupted. When its time is over, the caller gets a
// rough text from the pass over the page that was made before, and the library
// is adrift: it goes on in its goroutine and keeps its place until it ends. So
// there are never more of those goroutines than places; while all places are
// kept that way, every page is read roughly.
type Extractor struct {
	places chan struct{}
	budget time.Duration
	adrift atomic.Int32
	late   atomic.Int64
	agreed func(stop stopper, doc []byte, address string) result
}

// NewExtractor makes an extractor that reads at most places pages at a time and
// gives the libraries at most budget for one; 5 s when zero. A page costs some
// ten milliseconds, and no page that is let through as much as a second.
func NewExtractor(places int, budget time.Duration) *Extractor {
	if budget <= 0 {
		budget = 5 * time.Second
	}
	return &Extractor{places: make(chan struct{}, max(places, 1)), budget: budget, agreed: agreed}
}

// Adrift counts the readings that were given up and have not ended.
func (x *Extractor) Adrift() int { return int(x.adrift.Load()) }

// Late counts the pages that were read roughly because the libraries took too
// long, since the start.
func (x *Extractor) Late() int64 { return x.late.Load() }

// Extract is [Extract] within the extractor's bounds. contentType is the HTTP
// header, "" when not known. Beyond Extract's errors it gives ctx's own.
func (x *Extractor) Extract(ctx context.Context, body []byte, contentType, address string) (Page, error) {
	limit := time.NewTimer(x.budget)
	defer limit.Stop()
	select {
	case x.places <- struct{}{}:
	case <-limit.C: // every place is kept by a reading adrift
		r, err := open(body, contentType, address)
		if err != nil {
			return Page{}, err
		}
		x.late.Add(1)
		return r.finish()
	case <-ctx.Done():
		return Page{}, context.Cause(ctx)
	}
	r, err := open(body, contentType, address)
	if err != nil || !r.light() {
		<-x.places
		if err != nil {
			return Page{}, err
		}
		return r.finish()
	}
	return x.watch(ctx, r, address)
}

// watch runs the libraries and gives them up when their time is over. The
// place is theirs until they end.
func (x *Extractor) watch(ctx context.Context, r *reading, address string) (Page, error) {
	within, cancel := context.WithTimeout(ctx, x.budget)
	defer cancel()
	found := make(chan result, 1)
	var parted atomic.Bool // set by whichever side ends first
	go func() {
		out := x.contained(within, r.doc, address)
		if !parted.CompareAndSwap(false, true) {
			x.adrift.Add(-1)
		}
		<-x.places
		found <- out
	}()
	select {
	case out := <-found:
		if out.whole {
			r.take(out.text)
		}
		return r.finish()
	case <-within.Done():
	}
	if parted.CompareAndSwap(false, true) {
		x.adrift.Add(1)
	}
	if ctx.Err() != nil {
		return Page{}, context.Cause(ctx)
	}
	x.late.Add(1)
	return r.finish()
}

// contained reads and ends a panic of whatever reads.
func (x *Extractor) contained(stop stopper, doc []byte, address string) (out result) {
	defer func() {
		if recover() != nil {
			out = result{}
		}
	}()
	return x.agreed(stop, doc, address)
}
