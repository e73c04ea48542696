package storagetest

import (
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsbell/news"
)

// chatFeed adds a feed that was asked for in a chat.
func (w *world) chatFeed(url string) news.Feed {
	w.Helper()
	f, _, err := w.s.AddFeed(w.ctx(), news.Feed{URL: url, Origin: news.OriginChat})
	w.check(err)
	return f
}

func (w *world) wantTenants(feed news.FeedID, want ...news.FeedTenant) {
	w.Helper()
	got, err := w.s.FeedTenants(w.ctx(), feed)
	w.check(err)
	if diff := cmp.Diff(append([]news.FeedTenant{}, want...), got); diff != "" {
		w.Errorf("tenants of feed %d (-want +got):\n%s", feed, diff)
	}
}

func testFeedTenants(w *world) {
	f, other := w.chatFeed("https://a.example/feed"), w.chatFeed("https://b.example/feed")
	ask := func(p news.Platform, tenant, channel string, after time.Duration) news.FeedTenant {
		return news.FeedTenant{
			Feed: f.ID, Target: news.Target{Platform: p, Tenant: tenant, Channel: channel}, Creator: "ann", Created: w.now.Add(after),
		}
	}
	late, early := ask(news.Discord, "guild", "1", time.Hour), ask(news.Slack, "team", "2", time.Minute)
	same := ask(news.Discord, "team", "3", time.Hour) // the same name elsewhere, at the same time
	w.wantTenants(f.ID)
	for _, t := range []news.FeedTenant{late, early, same} {
		w.check(w.s.AddFeedTenant(w.ctx(), t))
	}
	w.wantTenants(f.ID, early, late, same)
	w.wantTenants(other.ID)

	// Who asks again, from another channel, changes nothing.
	again := late
	again.Target.Channel, again.Creator, again.Created = "9", "bob", w.now
	w.check(w.s.AddFeedTenant(w.ctx(), again))
	w.wantTenants(f.ID, early, late, same)

	remove := func(of news.Target, want int) {
		w.Helper()
		if left, err := w.s.RemoveFeedTenant(w.ctx(), f.ID, of); err != nil || left != want {
			w.Errorf("remove %s: got %d left, %v, want %d", of, left, err, want)
		}
	}
	from := late.Target
	from.Channel = "any channel of the tenant"
	remove(from, 2)
	_, err := w.s.RemoveFeedTenant(w.ctx(), f.ID, late.Target)
	w.wantCode(err, "not_found")
	w.wantTenants(f.ID, early, same)
	remove(early.Target, 1)
	remove(same.Target, 0)
	w.wantTenants(f.ID)
}

func testTenantFeeds(w *world) {
	own, shared, foreign := w.chatFeed("https://own.example"), w.chatFeed("https://shared.example"), w.chatFeed("https://foreign.example")
	nobody := w.chatFeed("https://nobody.example")
	here := news.Target{Platform: news.Discord, Tenant: "guild", Channel: "1"}
	there := news.Target{Platform: news.Slack, Tenant: "guild", Channel: "1"}
	for feed, targets := range map[news.FeedID][]news.Target{own.ID: {here}, shared.ID: {here, there}, foreign.ID: {there}} {
		for _, t := range targets {
			w.check(w.s.AddFeedTenant(w.ctx(), news.FeedTenant{Feed: feed, Target: t, Created: w.now}))
		}
	}
	var all []news.FeedID // what everyone sees
	for _, o := range []news.Origin{news.OriginFile, news.OriginOPML, news.OriginCatalogue} {
		f, _, err := w.s.AddFeed(w.ctx(), news.Feed{URL: "https://" + string(o) + ".example", Origin: o})
		w.check(err)
		all = append(all, f.ID)
	}
	want := func(name string, of news.Target, want ...news.FeedID) {
		w.Helper()
		feeds, err := w.s.TenantFeeds(w.ctx(), of)
		w.check(err)
		var got []news.FeedID
		for _, f := range feeds {
			got = append(got, f.ID)
		}
		if want = slices.Concat(want, all); !slices.Equal(got, want) {
			w.Errorf("%s: got feeds %v, want %v (%d is nobody's)", name, got, want, nobody.ID)
		}
	}
	want("one tenant", here, own.ID, shared.ID)
	want("another channel of it", news.Target{Platform: news.Discord, Tenant: "guild", Channel: "2"}, own.ID, shared.ID)
	want("the same name elsewhere", there, shared.ID, foreign.ID)
	want("a stranger", news.Target{Platform: news.Local, Tenant: "local", Channel: "1"})

	// A feed that goes takes its tenants along.
	w.check(w.s.RemoveFeed(w.ctx(), shared.ID))
	w.wantTenants(shared.ID)
	want("after a removal", here, own.ID)
}
