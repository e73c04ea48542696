package bottest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"newsbell/bot"
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
	Found map[string][]bot.FoundFeed
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
	_ bot.Store    = (*Memory)(nil)
	_ bot.Index    = (*Memory)(nil)
	_ bot.Feeds    = (*Memory)(nil)
	_ bot.Digests  = (*Memory)(nil)
	_ bot.Verdicts = (*Memory)(nil)
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

// EnsureChannel implements bot.ChannelStore.
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

// UpdateChannel implements bot.ChannelStore.
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

// Resume implements bot.ChannelStore.
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

// SeenOnce implements bot.ChannelStore.
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

// Enqueue implements bot.ChannelStore.
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

// AddSubscription implements bot.SubscriptionStore.
func (m *Memory) AddSubscription(_ context.Context, sub news.Subscription) (news.Subscription, error) {
	unlock, err := m.lock()
	if err != nil {
		return sub, err
	}
	defer unlock()
	sub.ID, sub.Number = news.SubscriptionID(m.next()), 1
	for _, have := range m.subs {
		if have.Channel == sub.Channel {
			sub.Number = max(sub.Number, have.Number+1)
		}
	}
	m.subs = append(m.subs, sub)
	return sub, nil
}

// RemoveSubscription implements bot.SubscriptionStore.
func (m *Memory) RemoveSubscription(_ context.Context, ch news.ChannelID, number int) (news.Subscription, error) {
	unlock, err := m.lock()
	if err != nil {
		return news.Subscription{}, err
	}
	defer unlock()
	for i, sub := range m.subs {
		if sub.Channel == ch && sub.Number == number {
			m.subs = slices.Delete(m.subs, i, i+1)
			return sub, nil
		}
	}
	return news.Subscription{}, absent("subscription", number)
}

// ChannelSubscriptions implements bot.SubscriptionStore.
func (m *Memory) ChannelSubscriptions(_ context.Context, ch news.ChannelID) ([]news.Subscription, error) {
	unlock, err := m.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	return slices.DeleteFunc(slices.Clone(m.subs), func(s news.Subscription) bool { return s.Channel != ch }), nil
}

// AddDigest implements bot.DigestStore.
func (m *Memory) AddDigest(_ context.Context, d news.Digest) (news.Digest, error) {
	unlock, err := m.lock()
	if err != nil {
		return d, err
	}
	defer unlock()
	d.ID, d.Number = news.DigestID(m.next()), 1
	for _, have := range m.digests {
		if have.Channel == d.Channel {
			d.Number = max(d.Number, have.Number+1)
		}
	}
	m.digests = append(m.digests, d)
	return d, nil
}

// RemoveDigest implements bot.DigestStore.
func (m *Memory) RemoveDigest(_ context.Context, ch news.ChannelID, number int) (news.Digest, error) {
	unlock, err := m.lock()
	if err != nil {
		return news.Digest{}, err
	}
	defer unlock()
	for i, d := range m.digests {
		if d.Channel == ch && d.Number == number {
			m.digests = slices.Delete(m.digests, i, i+1)
			return d, nil
		}
	}
	return news.Digest{}, absent("digest", number)
}

// ChannelDigests implements bot.DigestStore.
func (m *Memory) ChannelDigests(_ context.Context, ch news.ChannelID) ([]news.Digest, error) {
	unlock, err := m.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	return slices.DeleteFunc(slices.Clone(m.digests), func(d news.Digest) bool { return d.Channel != ch }), nil
}

// TenantFeeds implements bot.FeedStore. A feed of a conversation for which no
// tenant is noted belongs to all.
func (m *Memory) TenantFeeds(_ context.Context, of news.Target) ([]news.Feed, error) {
	unlock, err := m.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	return slices.DeleteFunc(slices.Clone(m.AllFeeds), func(f news.Feed) bool {
		tenants := m.tenants[f.ID]
		return f.Origin == news.OriginChat && len(tenants) > 0 && !slices.Contains(tenants, tenantOf(of))
	}), nil
}

// tenantOf is a target without its channel.
func tenantOf(t news.Target) news.Target { return news.Target{Platform: t.Platform, Tenant: t.Tenant} }

// AddFeedTenant implements bot.FeedStore.
func (m *Memory) AddFeedTenant(_ context.Context, f news.FeedTenant) error {
	unlock, err := m.lock()
	if err != nil {
		return err
	}
	defer unlock()
	if m.tenants == nil {
		m.tenants = make(map[news.FeedID][]news.Target)
	}
	if of := tenantOf(f.Target); !slices.Contains(m.tenants[f.Feed], of) {
		m.tenants[f.Feed] = append(m.tenants[f.Feed], of)
	}
	return nil
}

// RemoveFeedTenant implements bot.FeedStore.
func (m *Memory) RemoveFeedTenant(_ context.Context, id news.FeedID, of news.Target) (left int, err error) {
	unlock, err := m.lock()
	if err != nil {
		return 0, err
	}
	defer unlock()
	i := slices.Index(m.tenants[id], tenantOf(of))
	if i < 0 {
		return 0, absent("feed", id)
	}
	m.tenants[id] = slices.Delete(m.tenants[id], i, i+1)
	return len(m.tenants[id]), nil
}

// AddFeed implements bot.FeedStore.
func (m *Memory) AddFeed(_ context.Context, f news.Feed) (news.Feed, bool, error) {
	unlock, err := m.lock()
	if err != nil {
		return f, false, err
	}
	defer unlock()
	for _, have := range m.AllFeeds {
		if have.URL == f.URL {
			return have, false, nil
		}
	}
	f.ID = news.FeedID(m.next())
	m.AllFeeds = append(m.AllFeeds, f)
	return f, true, nil
}

// RemoveFeed implements bot.FeedStore.
func (m *Memory) RemoveFeed(_ context.Context, id news.FeedID) error {
	unlock, err := m.lock()
	if err != nil {
		return err
	}
	defer unlock()
	for i, f := range m.AllFeeds {
		if f.ID == id {
			m.AllFeeds = slices.Delete(m.AllFeeds, i, i+1)
			return nil
		}
	}
	return absent("feed", id)
}

// ArticleByLink implements bot.StoryStore.
func (m *Memory) ArticleByLink(_ context.Context, link string) (news.Article, error) {
	unlock, err := m.lock()
	if err != nil {
		return news.Article{}, err
	}
	defer unlock()
	for _, a := range m.Articles {
		if a.URL == link || a.Canonical == link {
			return a, nil
		}
	}
	return news.Article{}, absent("article", link)
}

// Story implements bot.StoryStore.
func (m *Memory) Story(_ context.Context, id news.StoryID) (news.Story, error) {
	unlock, err := m.lock()
	if err != nil {
		return news.Story{}, err
	}
	defer unlock()
	for _, st := range m.Stories {
		if st.ID == id {
			return st, nil
		}
	}
	return news.Story{}, absent("story", id)
}

// StoriesBetween implements bot.StoryStore.
func (m *Memory) StoriesBetween(_ context.Context, from, to time.Time, limit int) ([]news.Story, error) {
	unlock, err := m.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	found := slices.DeleteFunc(slices.Clone(m.Stories), func(st news.Story) bool {
		return !st.Updated.After(from) || st.Updated.After(to)
	})
	slices.SortFunc(found, func(a, b news.Story) int { return cmp.Or(b.Updated.Compare(a.Updated), cmp.Compare(b.ID, a.ID)) })
	return found[:min(limit, len(found))], nil
}

// Verdict implements bot.Verdicts; what is judged counts for every channel.
func (m *Memory) Verdict(_ context.Context, id news.StoryID, _ news.ChannelID) (news.Verdict, bool, error) {
	unlock, err := m.lock()
	if err != nil {
		return news.Verdict{}, false, err
	}
	defer unlock()
	i := slices.IndexFunc(m.Judged, func(v news.Verdict) bool { return v.Story == id })
	if i < 0 {
		return news.Verdict{}, false, nil
	}
	return m.Judged[i], true, nil
}

// Delivery implements bot.RecordStore.
func (m *Memory) Delivery(_ context.Context, id news.DeliveryID) (news.Delivery, error) {
	unlock, err := m.lock()
	if err != nil {
		return news.Delivery{}, err
	}
	defer unlock()
	i := slices.IndexFunc(m.Deliveries, func(d news.Delivery) bool { return d.ID == id })
	if i < 0 {
		return news.Delivery{}, absent("delivery", id)
	}
	return m.Deliveries[i], nil
}

// StoryDeliveries implements bot.RecordStore.
func (m *Memory) StoryDeliveries(_ context.Context, ids []news.StoryID) ([]news.Delivery, error) {
	unlock, err := m.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	return slices.DeleteFunc(slices.Clone(m.Deliveries), func(d news.Delivery) bool { return !slices.Contains(ids, d.Story) }), nil
}

// Candidates implements bot.RecordStore.
func (m *Memory) Candidates(_ context.Context, _ news.ChannelID, from, to time.Time) ([]news.Candidate, error) {
	unlock, err := m.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	return slices.DeleteFunc(slices.Clone(m.Cands), func(c news.Candidate) bool {
		return !c.Story.Updated.After(from) || c.Story.Updated.After(to)
	}), nil
}

// Add implements bot.Index.
func (m *Memory) Add(sub news.Subscription) error {
	unlock, err := m.lock()
	if err != nil {
		return err
	}
	defer unlock()
	if m.Indexed == nil {
		m.Indexed = make(map[news.SubscriptionID]news.Subscription)
	}
	m.Indexed[sub.ID] = sub
	return nil
}

// Remove implements bot.Index.
func (m *Memory) Remove(id news.SubscriptionID) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.Indexed, id)
}

// Discover implements bot.Feeds.
func (m *Memory) Discover(_ context.Context, address string) ([]bot.FoundFeed, error) {
	unlock, err := m.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	if strings.Contains(address, "//127.") || strings.Contains(address, "//localhost") {
		return nil, &news.Error{Code: "private_address", Message: "That address lies in a private network; I only read public feeds."}
	}
	if found, ok := m.Found[address]; ok || strings.Contains(address, "://") {
		return found, nil
	}
	return m.Found["https://"+address], nil
}

// Now implements bot.Digests.
func (m *Memory) Now(ctx context.Context, ch news.ChannelID) error {
	have, err := m.ChannelDigests(ctx, ch)
	if err != nil {
		return err
	}
	if len(have) == 0 {
		return &news.Error{Code: "no_digest", Message: "This channel has no digest yet. Try: /news digest daily at 09:00"}
	}
	return m.Enqueue(ctx, []news.Delivery{{Channel: ch, Kind: news.KindDigest, Key: "digest/now"}})
}
