package feed

import (
	"context"
	"maps"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/publicsuffix"
)

// What one host sees of us. A host is known by its registrable domain, so that
// the many names of one site count together.
const (
	perHost = 1           // requests at a time
	perOwn  = 2           // the same for a host in our own network
	hostGap = time.Second // between two requests
	maxGaps = 4096        // hosts whose last request is remembered
)

// gapOf is how far apart a host's requests are. Reddit refuses a client that
// asks more than about once a minute.
func gapOf(host string) time.Duration {
	switch {
	case ownHost(host):
		return 0
	case host == "reddit.com":
		return time.Minute
	default:
		return hostGap
	}
}

// lanesOf is how many requests a host sees at a time.
func lanesOf(host string) int {
	if ownHost(host) {
		return perOwn
	}
	return perHost
}

// ownHost reports whether a host lies in our own network by its very name.
func ownHost(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	if ip, err := netip.ParseAddr(strings.Trim(name, "[]")); err == nil {
		return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast()
	}
	return !strings.Contains(name, ".")
}

// hosts paces requests by host: few at a time, a gap between them, and none
// while the host asked us to stay away.
type hosts struct {
	mu    sync.Mutex
	slots map[string]*slot
	until map[string]time.Time
	next  map[string]time.Time // when a host may be asked again
}

// A slot is a host's own semaphore; it lives while somebody holds or awaits it.
type slot struct {
	free  chan struct{}
	users int
}

func newHosts() *hosts {
	return &hosts{slots: map[string]*slot{}, until: map[string]time.Time{}, next: map[string]time.Time{}}
}

// acquire waits for a place at the host; release gives it back.
func (h *hosts) acquire(ctx context.Context, host string) (release func(), err error) {
	h.mu.Lock()
	s := h.slots[host]
	if s == nil {
		s = &slot{free: make(chan struct{}, lanesOf(host))}
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

// turn takes the host's next turn and says how long it is until then.
func (h *hosts) turn(host string, now time.Time) time.Duration {
	gap := gapOf(host)
	if gap == 0 {
		return 0
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.next) >= maxGaps {
		maps.DeleteFunc(h.next, func(_ string, t time.Time) bool { return !t.After(now) })
	}
	at := h.next[host]
	if at.Before(now) {
		at = now
	}
	h.next[host] = at.Add(gap)
	return at.Sub(now)
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

// hostOf names the server of an address: its registrable domain, or host and
// port for one that has none.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	name := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	if _, err := netip.ParseAddr(name); err == nil || !strings.Contains(name, ".") {
		return strings.ToLower(u.Host)
	}
	if domain, err := publicsuffix.EffectiveTLDPlusOne(name); err == nil {
		return domain
	}
	return name
}

// sleep waits for d; false means that the context ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
