package bottest

import (
	"context"

	"newsbell/news"
)

// Tenant implements clerk.TenantStore.
func (m *Memory) Tenant(_ context.Context, of news.Target) (news.Tenant, error) {
	unlock, err := m.lock()
	if err != nil {
		return news.Tenant{}, err
	}
	defer unlock()
	of.Channel = ""
	t := news.Tenant{Rules: m.rules[of]}
	for _, ch := range m.channels {
		if ch.Target.Platform != of.Platform || ch.Target.Tenant != of.Tenant {
			continue
		}
		for _, sub := range m.subs {
			if sub.Channel == ch.ID {
				t.Subscriptions++
			}
		}
	}
	return t, nil
}

// SetRules implements clerk.TenantStore.
func (m *Memory) SetRules(_ context.Context, of news.Target, r news.Rules) error {
	unlock, err := m.lock()
	if err != nil {
		return err
	}
	defer unlock()
	if m.rules == nil {
		m.rules = map[news.Target]news.Rules{}
	}
	of.Channel = ""
	m.rules[of] = r
	return nil
}
