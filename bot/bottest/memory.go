package bottest

import (
	"context"
	"fmt"
	"sync"
	"time"

	"newsbell/bot/clerk"
	"newsbell/bot/source"
	"newsbell/news"
)

// Memory is a store, an index and a world of feeds in memory, for tests of the
// conversation. Its exported fields may be changed between requests.
type Memory struct {
	AllFeeds   []news.Feed
	Articles   []news.Article
	Stories    []news.Story
	Deliveries []news.Delivery
	Judged     []news.Verdict
	Cands      []news.Candidate
	// Indexed is what is in the index.
	Indexed map[news.SubscriptionID]news.Subscription
	// Found is what discovery finds at an address; an address that is not in
	// it has no feed.
	Found map[string][]source.Found
	// Fault, when set, is what every call fails with.
	Fault error

	mu       sync.Mutex
	last     int64
	seen     map[string]bool
	channels []news.Channel
	subs     []news.Subscription
	digests  []news.Digest
	tenants  map[news.FeedID][]news.Target // who asked for a feed
	releases []news.Digest
	feedback []news.Feedback
	rules    map[news.Target]news.Rules
}

var (
	_ clerk.Store    = (*Memory)(nil)
	_ clerk.Index    = (*Memory)(nil)
	_ clerk.Feeds    = (*Memory)(nil)
	_ clerk.Digests  = (*Memory)(nil)
	_ clerk.Verdicts = (*Memory)(nil)
)

func (m *Memory) lock() (unlock func(), err error) {
	m.mu.Lock()
	if m.Fault != nil {
		m.mu.Unlock()
		return nil, m.Fault
	}
	return m.mu.Unlock, nil
}

func (m *Memory) next() int64 { m.last++; return m.last }

func absent(noun string, key any) error {
	return &news.Error{Code: "not_found", Message: fmt.Sprintf("there is no %s %v", noun, key)}
}

// EnsureChannel implements clerk.ChannelStore.
func (m *Memory) EnsureChannel(_ context.Context, ch news.Channel) (news.Channel, error) {
	unlock, err := m.lock()
	if err != nil {
		return ch, err
	}
	defer unlock()
	for _, have := range m.channels {
		if have.Target == ch.Target {
			return have, nil
		}
	}
	ch.ID = news.ChannelID(m.next())
	m.channels = append(m.channels, ch)
	return ch, nil
}

// UpdateChannel implements clerk.ChannelStore.
func (m *Memory) UpdateChannel(_ context.Context, ch news.Channel) error {
	unlock, err := m.lock()
	if err != nil {
		return err
	}
	defer unlock()
	for i := range m.channels {
		if m.channels[i].ID == ch.ID {
			m.channels[i] = ch
			return nil
		}
	}
	return absent("channel", ch.ID)
}

// Resume implements clerk.ChannelStore.
func (m *Memory) Resume(_ context.Context, ch news.ChannelID, _, _ time.Time) error {
	unlock, err := m.lock()
	if err != nil {
		return err
	}
	defer unlock()
	for i := range m.channels {
		if m.channels[i].ID == ch {
			m.channels[i].State, m.channels[i].StateWhy = news.ChannelActive, ""
			return nil
		}
	}
	return absent("channel", ch)
}

// SeenOnce implements clerk.ChannelStore.
func (m *Memory) SeenOnce(_ context.Context, key string, _ time.Time) (bool, error) {
	unlock, err := m.lock()
	if err != nil {
		return false, err
	}
	defer unlock()
	if m.seen == nil {
		m.seen = make(map[string]bool)
	}
	was := m.seen[key]
	m.seen[key] = true
	return was, nil
}

// Enqueue implements clerk.ChannelStore.
func (m *Memory) Enqueue(_ context.Context, ds []news.Delivery) error {
	unlock, err := m.lock()
	if err != nil {
		return err
	}
	defer unlock()
	for _, d := range ds {
		d.ID = news.DeliveryID(m.next())
		m.Deliveries = append(m.Deliveries, d)
	}
	return nil
}
