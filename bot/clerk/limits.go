package clerk

import (
	"context"
	"fmt"
	"sync"
	"time"

	"newsbell/bot"
	"newsbell/bot/reply"
	"newsbell/news"
)

// The most that a tenant, a server or a workspace, may have in all its channels
// together, unless Limits says otherwise.
const (
	tenantSubscriptions = 2000
	tenantFeeds         = 200
	tenantLooks         = 30 // a minute
)

// Limits bound what one tenant may ask for. A zero field means the default:
// 2000 subscriptions, 200 feeds of its own, 30 previews and searches a minute.
type Limits struct {
	Subscriptions int
	Feeds         int
	Looks         int // commands that read much, a minute
}

func orDefault(n, usual int) int {
	if n > 0 {
		return n
	}
	return usual
}

// roomForSubscription says why a tenant may have no further subscription; nil
// when it may.
func (s *Service) roomForSubscription(ctx context.Context, of news.Target) error {
	t, err := s.Store.Tenant(ctx, of)
	if err != nil {
		return fmt.Errorf("count subscriptions of %s: %w", of, err)
	}
	if most := orDefault(s.Limits.Subscriptions, tenantSubscriptions); t.Subscriptions >= most {
		return news.Fault("too_many", "All channels of this server or workspace together have %d subscriptions, the most they may have. Stop one first: %s", t.Subscriptions, reply.Shown("unsubscribe 1"))
	}
	return nil
}

// roomForFeed says why a tenant may add no further feed; nil when it may.
func (s *Service) roomForFeed(ctx context.Context, of news.Target) error {
	feeds, err := s.Store.TenantFeeds(ctx, of)
	if err != nil {
		return fmt.Errorf("count feeds of %s: %w", of, err)
	}
	own := 0
	for _, f := range feeds {
		if f.Origin == news.OriginChat {
			own++
		}
	}
	if most := orDefault(s.Limits.Feeds, tenantFeeds); own >= most {
		return news.Fault("too_many", "This server or workspace added %d feeds, the most it may. Remove one first: %s", own, reply.Shown("feeds list"))
	}
	return nil
}

// mayLook says why a tenant must wait before it looks through past stories
// again; nil when it need not.
func (s *Service) mayLook(r bot.Request) error {
	wait := s.looks.take(r.Target.Tenant+"/"+string(r.Target.Platform), r.At, orDefault(s.Limits.Looks, tenantLooks))
	if wait == 0 {
		return nil
	}
	return news.Fault("too_often", "That is a lot of looking things up for one minute. Try again in %d seconds.", int((wait+time.Second-1)/time.Second))
}

// looking reports whether a command reads through the past.
func looking(command string) bool {
	switch command {
	case bot.CmdPreview, bot.CmdSearch, bot.CmdSummary:
		return true
	default:
		return false
	}
}

// A meter counts by key in windows of a minute. The zero meter is ready.
type meter struct {
	mu    sync.Mutex
	since time.Time
	used  map[string]int
}

// take counts one and gives 0, or says how long to wait.
func (m *meter) take(key string, now time.Time, most int) time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.used == nil || now.Sub(m.since) >= time.Minute || now.Before(m.since) {
		m.since, m.used = now, map[string]int{}
	}
	if m.used[key] >= most {
		return m.since.Add(time.Minute).Sub(now)
	}
	m.used[key]++
	return 0
}
