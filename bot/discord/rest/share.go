package rest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"newsbell/news"
)

// Shares keeps the limits of a token for all processes that use it;
// storage.Store documents the methods.
type Shares interface {
	SharePace(ctx context.Context, p news.PaceShare) (news.PaceGrant, error)
	PaceMarks(ctx context.Context, key string) ([]news.PaceMark, error)
	SetPaceMarks(ctx context.Context, key string, marks []news.PaceMark) error
}

// A share is renewed each second and lasts for four: as long may the store be
// slow, and as long do the others wait for the places of a process that died.
const (
	shareRenew = time.Second
	shareLasts = 4 * time.Second
	fewPlaces  = 8 // that an idle process keeps for what comes suddenly
)

// Share keeps this process's share of the token's limits until ctx ends. It
// returns at once when no other process shares them.
func (c *Client) Share(ctx context.Context) error {
	if c.shares == nil || c.limit.gate == nil {
		return nil
	}
	t := time.NewTicker(shareRenew)
	defer t.Stop()
	for {
		if err := c.renew(ctx); err != nil && ctx.Err() == nil && c.log != nil {
			c.log.WarnContext(ctx, "share of discord's limits not renewed", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-t.C:
		}
	}
}

// renew renews the share and follows it.
func (c *Client) renew(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, shareRenew)
	defer cancel()
	l, g := c.limit, c.limit.gate
	began := l.now()
	p := news.PaceShare{Key: c.Key(), Holder: c.holder, Limit: g.size, Lasts: shareLasts}
	p.Held, p.Want = g.needs()
	l.mu.Lock()
	p.Invalid, p.Pause = l.invalids(began), max(l.until.Sub(began), 0)
	l.mu.Unlock()
	got, err := c.shares.SharePace(ctx, p)
	if err != nil {
		return err
	}
	l.mu.Lock()
	l.others, l.until = got.Invalid, later(l.until, l.now().Add(got.Pause))
	l.mu.Unlock()
	g.resize(ctx, got.Places, began.Add(shareLasts-shareRenew/2))
	return nil
}

// Key names the token, and its limits, without giving it away.
func (c *Client) Key() string {
	sum := sha256.Sum256([]byte(c.token.Reveal()))
	return "discord/" + hex.EncodeToString(sum[:8])
}

// share makes the gate one of several.
func (g *gate) share() {
	if g == nil {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.places.TryAcquire(int64(g.size)) {
		g.shared = true
	}
}

// needs tells how many places the share has and how many are of use: all, when
// somebody waits for one.
func (g *gate) needs() (held, want int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	want = min(max(fewPlaces, 2*g.peak), g.size)
	if g.queue.Load() > 0 {
		want = g.size
	}
	g.peak = g.used
	return g.held, want
}

// resize makes the share so many places until a time. Places are given back as
// they come free; what is in use when ctx ends is left for the next time.
func (g *gate) resize(ctx context.Context, places int, until time.Time) {
	g.mu.Lock()
	g.until = until
	grow := places - g.held
	g.held = max(g.held, places)
	g.mu.Unlock()
	if grow > 0 {
		g.places.Release(int64(grow))
	}
	for ; grow < 0 && g.places.Acquire(ctx, 1) == nil; grow++ {
		g.mu.Lock()
		g.held--
		g.mu.Unlock()
	}
}

// Enter takes over, for a channel, what the process that used it before left of
// its limits.
func (c *Client) Enter(ctx context.Context, major string) error {
	if c.shares == nil {
		return nil
	}
	marks, err := c.shares.PaceMarks(ctx, c.Key()+"/"+major)
	if err != nil {
		return fmt.Errorf("enter channel %s: %w", major, err)
	}
	c.limit.recall(major, marks)
	return nil
}

// Leave tells the process that uses a channel next what is left of its limits.
func (c *Client) Leave(ctx context.Context, major string) error {
	if c.shares == nil {
		return nil
	}
	marks := c.limit.marks(major)
	if len(marks) == 0 {
		return nil
	}
	if err := c.shares.SetPaceMarks(ctx, c.Key()+"/"+major, marks); err != nil {
		return fmt.Errorf("leave channel %s: %w", major, err)
	}
	return nil
}

// markSep stands between a route and its bucket in a mark's name.
const markSep = " = "

// marks tells of the channel's buckets that are not whole.
func (l *limiter) marks(major string) (out []news.PaceMark) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	for route, name := range l.routes {
		if route.major != major {
			continue
		}
		if b := l.buckets[bucketKey{name, major}]; b != nil && b.reset.After(now) {
			out = append(out, news.PaceMark{Name: route.name + markSep + name, Limit: b.limit, Left: b.left, After: b.reset.Sub(now)})
		}
	}
	return out
}

// recall makes another process's marks this one's buckets.
func (l *limiter) recall(major string, marks []news.PaceMark) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	for _, m := range marks {
		name, bucketName, ok := strings.Cut(m.Name, markSep)
		if !ok {
			continue
		}
		l.routes[bucketKey{name, major}] = bucketName
		key := bucketKey{bucketName, major}
		b := l.buckets[key]
		if b == nil {
			b = &bucket{}
			l.buckets[key] = b
		}
		if reset := now.Add(m.After); !reset.Before(b.reset) || b.reset.Sub(reset) < resetJitter {
			b.learn(m.Limit, m.Left, now, reset)
		}
	}
}
