package storagetest

import "newsbell/news"

func testTenantRules(w *world) {
	guild := news.Target{Platform: news.Discord, Tenant: "rules-1", Channel: "5"}
	other := news.Target{Platform: news.Slack, Tenant: "rules-1", Channel: "5"}
	if got, err := w.s.Tenant(w.ctx(), guild); err != nil || got != (news.Tenant{}) {
		w.Fatalf("got %+v, %v for a tenant that is not known", got, err)
	}
	for _, want := range []news.Rules{{Subscribers: news.Admins}, {Subscribers: news.GroupOf("77"), Configurers: news.Everyone}, {}} {
		if err := w.s.SetRules(w.ctx(), guild, want); err != nil {
			w.Fatal(err)
		}
		if got, err := w.s.Tenant(w.ctx(), guild); err != nil || got.Rules != want {
			w.Errorf("got %+v, %v, want %+v", got, err, want)
		}
	}
	if got, err := w.s.Tenant(w.ctx(), other); err != nil || got != (news.Tenant{}) {
		w.Errorf("another platform's tenant of the same id has %+v, %v", got, err)
	}
	w.wantApart(guild, other, news.Target{Platform: news.Discord, Tenant: "rules-2", Channel: "5"})
}

// wantApart gives each tenant a rule, and as many subscriptions as its place in
// the list, and expects each to have its own and no other's: the first shares the
// id with the second and the platform with the third.
func (w *world) wantApart(tenants ...news.Target) {
	w.Helper()
	for i, of := range tenants {
		c, err := w.s.EnsureChannel(w.ctx(), news.Channel{Target: of, Name: "rules", Budget: -1, Created: w.now})
		w.check(err)
		for range i + 1 {
			_, err := w.s.AddSubscription(w.ctx(), news.Subscription{Channel: c.ID, Query: "x", Mode: news.Every, Created: w.now})
			w.check(err)
		}
		w.check(w.s.SetRules(w.ctx(), of, news.Rules{Subscribers: news.GroupOf(string(rune('a' + i)))}))
	}
	for i, of := range tenants {
		want := news.Tenant{Rules: news.Rules{Subscribers: news.GroupOf(string(rune('a' + i)))}, Subscriptions: i + 1}
		if got, err := w.s.Tenant(w.ctx(), of); err != nil || got != want {
			w.Errorf("%s: got %+v, %v, want %+v", of, got, err, want)
		}
	}
}
