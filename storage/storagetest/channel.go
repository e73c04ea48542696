package storagetest

import (
	"slices"

	"github.com/google/go-cmp/cmp"

	"newsbell/news"
)

func testChannels(w *world) {
	want := news.Channel{
		Target: news.Target{Platform: news.Discord, Tenant: "1", Channel: "2"}, Name: "general", Zone: "Europe/Berlin",
		Languages: []string{"de", "en"}, Budget: 3, Created: w.now,
	}
	got, err := w.s.EnsureChannel(w.ctx(), want)
	w.check(err)
	want.ID, want.State = got.ID, news.ChannelActive
	if diff := cmp.Diff(want, got); diff != "" || got.ID == 0 {
		w.Errorf("channel (-want +got):\n%s", diff)
	}
	got, err = w.s.EnsureChannel(w.ctx(), news.Channel{Target: want.Target, Name: "other"})
	w.check(err)
	if diff := cmp.Diff(want, got); diff != "" {
		w.Errorf("ensured again (-want +got):\n%s", diff)
	}
	want.Name, want.Zone, want.Languages, want.Budget = "news", "UTC", nil, -1
	want.State, want.StateWhy = news.ChannelSuspended, "permissions"
	w.check(w.s.UpdateChannel(w.ctx(), want))
	all, err := w.s.Channels(w.ctx())
	w.check(err)
	if diff := cmp.Diff([]news.Channel{want}, all); diff != "" {
		w.Errorf("updated (-want +got):\n%s", diff)
	}
	_, err = w.s.Channel(w.ctx(), 4711)
	w.wantCode(err, "not_found")
	w.wantCode(w.s.UpdateChannel(w.ctx(), news.Channel{ID: 4711}), "not_found")

	ids := make([]news.ChannelID, 8)
	w.check(together(len(ids), func(i int) error {
		c, err := w.s.EnsureChannel(w.ctx(), news.Channel{Target: news.Target{Platform: news.Slack, Tenant: "T", Channel: "C"}})
		ids[i] = c.ID
		return err
	}))
	if slices.Sort(ids); ids[0] != ids[7] {
		w.Errorf("one target became channels %v", slices.Compact(ids))
	}
}

func testSubscriptions(w *world) {
	c, other := w.channel("general"), w.channel("other")
	want := news.Subscription{
		Channel: c.ID, Query: "Iran or  Israel", Canonical: "iran OR israel", Mode: news.Breaking,
		From: []string{"example.org"}, Creator: "u1", Created: w.now,
	}
	got, err := w.s.AddSubscription(w.ctx(), want)
	w.check(err)
	want.ID, want.Number = got.ID, 1
	if diff := cmp.Diff(want, got); diff != "" || got.ID == 0 {
		w.Errorf("subscription (-want +got):\n%s", diff)
	}
	numbers := make([]int, 8)
	w.check(together(len(numbers), func(i int) error {
		sub, err := w.s.AddSubscription(w.ctx(), news.Subscription{Channel: c.ID, Query: "x", Mode: news.Every, Created: w.now})
		numbers[i] = sub.Number
		return err
	}))
	if slices.Sort(numbers); !slices.Equal(numbers, []int{2, 3, 4, 5, 6, 7, 8, 9}) {
		w.Errorf("got numbers %v", numbers)
	}
	first, err := w.s.AddSubscription(w.ctx(), news.Subscription{Channel: other.ID})
	w.check(err)
	if first.Number != 1 {
		w.Errorf("the first of another channel has number %d", first.Number)
	}
	removed, err := w.s.RemoveSubscription(w.ctx(), c.ID, 1)
	w.check(err)
	if diff := cmp.Diff(want, removed); diff != "" {
		w.Errorf("removed (-want +got):\n%s", diff)
	}
	_, err = w.s.RemoveSubscription(w.ctx(), c.ID, 1)
	w.wantCode(err, "not_found")
	_, err = w.s.AddSubscription(w.ctx(), news.Subscription{Channel: 4711})
	w.wantCode(err, "not_found")
	mine, err := w.s.ChannelSubscriptions(w.ctx(), c.ID)
	w.check(err)
	all, err := w.s.Subscriptions(w.ctx())
	w.check(err)
	if len(mine) != 8 || mine[0].Number != 2 || len(all) != 9 {
		w.Errorf("got %d of the channel, %d in all, want 8 and 9", len(mine), len(all))
	}
}
