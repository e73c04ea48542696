package rest

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// A limiter keeps requests below what Discord allows: the buckets that its
// headers tell of, the pace over all routes, pauses after a refusal, and the
// number of invalid requests that would have the address blocked.
type limiter struct {
	now  func() time.Time
	gate *gate // over all routes; nil means no pace of our own

	mu      sync.Mutex
	routes  map[bucketKey]string // route of a channel -> its bucket's name
	buckets map[bucketKey]*bucket
	until   time.Time    // nothing goes out before
	invalid [10]invalids // by minute
	others  int          // invalid requests of other processes
}

// bucketKey is a route (or a bucket's name) within one channel.
type bucketKey struct{ name, major string }

type bucket struct {
	limit, left, flying int
	reset               time.Time
}

type invalids struct {
	minute int64
	count  int
}

// A delayed error says that a request may not go out yet.
type delayedError struct {
	After  time.Duration
	Global bool // the wait is for all channels
}

func (e *delayedError) Error() string { return "must wait " + e.After.String() }

func newLimiter(now func() time.Time, perSecond int) *limiter {
	return &limiter{
		now: now, gate: newGate(now, perSecond),
		routes: map[bucketKey]string{}, buckets: map[bucketKey]*bucket{},
	}
}

// admit waits for a place in the route's bucket and at the gate. It
// returns a *delayedError, at once, when the wait would be longer than
// longestWait. Who was admitted calls guard just before the request, and settle
// after it, or release when there is none.
func (l *limiter) admit(ctx context.Context, route bucketKey) error {
	if err := l.waitFor(ctx, func(now time.Time) (time.Duration, bool) { return l.enter(route, now) }); err != nil {
		return err
	}
	if err := l.gate.enter(ctx); err != nil {
		l.leave(route)
		return err
	}
	return nil
}

// waitFor sleeps until ready says zero. ready is called with the lock held.
func (l *limiter) waitFor(ctx context.Context, ready func(time.Time) (wait time.Duration, global bool)) error {
	for {
		l.mu.Lock()
		wait, global := ready(l.now())
		l.mu.Unlock()
		if wait <= 0 {
			return ctx.Err()
		}
		if wait > longestWait {
			return &delayedError{After: wait, Global: global}
		}
		if err := Sleep(ctx, wait); err != nil {
			return err
		}
	}
}

// enter takes a place in the route's bucket, or tells how long there is none.
func (l *limiter) enter(route bucketKey, now time.Time) (wait time.Duration, global bool) {
	if wait = l.until.Sub(now); wait > 0 {
		return wait, true
	}
	if wait = l.exhausted(now); wait > 0 {
		return wait, true
	}
	b := l.bucket(route)
	if b == nil {
		return 0, false
	}
	if !now.Before(b.reset) {
		b.left = max(b.limit-b.flying, 0)
	}
	if b.left <= 0 {
		if wait = b.reset.Sub(now); wait > 0 {
			return wait, false
		}
		return 10 * time.Millisecond, false // all places are under way; their answers tell more
	}
	b.left--
	b.flying++
	return 0, false
}

// guard lets a request out after the global pause.
func (l *limiter) guard(ctx context.Context) error {
	return l.waitFor(ctx, func(now time.Time) (time.Duration, bool) { return l.until.Sub(now), true })
}

// release gives the place back of a request that did not go out.
func (l *limiter) release(route bucketKey) {
	l.gate.leave(false)
	l.leave(route)
}

// leave gives a place in the route's bucket back.
func (l *limiter) leave(route bucketKey) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if b := l.bucket(route); b != nil {
		b.flying = max(b.flying-1, 0)
		b.left = min(b.left+1, b.limit)
	}
}

// settle ends a request and learns from its answer's headers; nil when there
// was no answer.
func (l *limiter) settle(route bucketKey, h http.Header) {
	l.gate.leave(true)
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if b := l.bucket(route); b != nil {
		b.flying = max(b.flying-1, 0)
	}
	name := h.Get("X-RateLimit-Bucket")
	after, err := seconds(h.Get("X-RateLimit-Reset-After"))
	if name == "" || err != nil {
		return
	}
	if l.routes[route] != name {
		l.prune(now)
		l.routes[route] = name
	}
	b := l.bucket(route)
	if b == nil {
		b = &bucket{}
		l.buckets[bucketKey{name, route.major}] = b
	}
	limit, errL := strconv.Atoi(h.Get("X-RateLimit-Limit"))
	left, errR := strconv.Atoi(h.Get("X-RateLimit-Remaining"))
	if errL != nil || errR != nil {
		return
	}
	b.learn(limit, left, now, now.Add(after))
}

// learn takes what an answer tells. Answers may come in another order than
// their requests, so within one window the number left only falls.
func (b *bucket) learn(limit, left int, now, reset time.Time) {
	b.limit, left = max(limit, 1), max(left-b.flying, 0)
	if now.Before(b.reset) && reset.Sub(b.reset) < resetJitter {
		b.left, b.reset = min(b.left, left), later(b.reset, reset)
		return
	}
	b.left, b.reset = left, reset
}

// refuse notes an answer of 429: for one bucket, or for all.
func (l *limiter) refuse(route bucketKey, after time.Duration, global bool) {
	l.gate.limited()
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if global {
		l.until = later(l.until, now.Add(after))
		return
	}
	b := l.bucket(route)
	if b == nil {
		name := route.name
		l.routes[route] = name
		b = &bucket{limit: 1}
		l.buckets[bucketKey{name, route.major}] = b
	}
	b.left, b.reset = 0, later(b.reset, now.Add(after))
}

// invalidRequest counts an answer of 401, 403 or 429.
func (l *limiter) invalidRequest() {
	l.mu.Lock()
	defer l.mu.Unlock()
	minute := l.now().Unix() / 60
	slot := &l.invalid[minute%int64(len(l.invalid))]
	if slot.minute != minute {
		*slot = invalids{minute: minute}
	}
	slot.count++
}

// exhausted tells how long to rest because too many requests of the last ten
// minutes were invalid.
func (l *limiter) exhausted(now time.Time) time.Duration {
	if l.invalids(now)+l.others < invalidBudget {
		return 0
	}
	return time.Unix((now.Unix()/60+1)*60, 0).Sub(now)
}

// invalids counts the invalid requests of the last ten minutes.
func (l *limiter) invalids(now time.Time) (total int) {
	for _, s := range l.invalid {
		if age := now.Unix()/60 - s.minute; age >= 0 && age < int64(len(l.invalid)) {
			total += s.count
		}
	}
	return total
}

func (l *limiter) bucket(route bucketKey) *bucket {
	name, ok := l.routes[route]
	if !ok {
		return nil
	}
	return l.buckets[bucketKey{name, route.major}]
}

// prune forgets buckets that no longer say anything, once there are many.
func (l *limiter) prune(now time.Time) {
	if len(l.routes) < 4096 {
		return
	}
	for route, name := range l.routes {
		key := bucketKey{name, route.major}
		if b := l.buckets[key]; b == nil || b.flying == 0 && now.After(b.reset) {
			delete(l.routes, route)
			delete(l.buckets, key)
		}
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// seconds reads a number of seconds as Discord writes it, such as "1.25".
func seconds(s string) (time.Duration, error) {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f < 0 || f > 1e6 {
		return 0, strconv.ErrRange
	}
	return time.Duration(f * float64(time.Second)), nil
}

// Sleep waits for d, or returns the context's error.
func Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
