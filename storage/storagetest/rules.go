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
}
