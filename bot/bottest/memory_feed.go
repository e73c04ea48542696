package bottest

import (
	"context"
	"slices"
	"strings"

	"newsbell/bot/source"
	"newsbell/news"
)

// TenantFeeds implements clerk.FeedStore. A feed of a conversation for which no
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

// AddFeedTenant implements clerk.FeedStore.
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

// RemoveFeedTenant implements clerk.FeedStore.
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

// AddFeed implements clerk.FeedStore.
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

// RemoveFeed implements clerk.FeedStore.
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

// Discover implements clerk.Feeds.
func (m *Memory) Discover(_ context.Context, address string) ([]source.Found, error) {
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
