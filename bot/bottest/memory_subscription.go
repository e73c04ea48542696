package bottest

import (
	"context"
	"slices"

	"newsbell/news"
)

// AddSubscription implements clerk.SubscriptionStore.
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

// RemoveSubscription implements clerk.SubscriptionStore.
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

// ChannelSubscriptions implements clerk.SubscriptionStore.
func (m *Memory) ChannelSubscriptions(_ context.Context, ch news.ChannelID) ([]news.Subscription, error) {
	unlock, err := m.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	return slices.DeleteFunc(slices.Clone(m.subs), func(s news.Subscription) bool { return s.Channel != ch }), nil
}

// Add implements clerk.Index.
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

// Remove implements clerk.Index.
func (m *Memory) Remove(id news.SubscriptionID) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.Indexed, id)
}
