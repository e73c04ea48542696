package feed

import (
	"context"
	"net/url"
	"strings"
	"sync"
	"time"
)

// perHost is how many requests one host sees from us at a time.
const perHost = 2

// hosts paces requests by host: few at a time, and none while the host asked
// us to stay away.
type hosts struct {
	mu    sync.Mutex
	slots map[string]*slot
	until map[string]time.Time
}

// A slot is a host's own semaphore; it lives while somebody holds or awaits it.
type slot struct {
	free  chan struct{}
	users int
}

func newHosts() *hosts {
	return &hosts{slots: map[string]*slot{}, until: map[string]time.Time{}}
}

// acquire waits for a place at the host; release gives it back.
func (h *hosts) acquire(ctx context.Context, host string) (release func(), err error) {
	h.mu.Lock()
	s := h.slots[host]
	if s == nil {
		s = &slot{free: make(chan struct{}, perHost)}
		h.slots[host] = s
	}
	s.users++
	h.mu.Unlock()
	leave := func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if s.users--; s.users == 0 {
			delete(h.slots, host)
		}
	}
	select {
	case s.free <- struct{}{}:
		return func() { <-s.free; leave() }, nil
	case <-ctx.Done():
		leave()
		return nil, context.Cause(ctx)
	}
}

// hold keeps us away from a host until then.
func (h *hosts) hold(host string, until time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if until.After(h.until[host]) {
		h.until[host] = until
	}
}

// held gives the time until which a host is to be left alone; zero when it may
// be asked.
func (h *hosts) held(host string, now time.Time) time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	until, ok := h.until[host]
	if ok && !until.After(now) {
		delete(h.until, host)
		return time.Time{}
	}
	return until
}

// hostOf names the server of an address: host and port.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Host)
}
