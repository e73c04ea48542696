package storagetest

import (
	"time"

	"newsbell/news"
)

func testCatchUp(w *world) {
	c := w.channel("general")
	w.check(w.s.UpdateChannel(w.ctx(), suspended(c)))
	edit := w.alert(c, "edit/9/2", 9)
	edit.Kind, edit.Parent = news.KindEdit, 9
	w.enqueue(w.alert(c, "alert/1", 1), w.alert(c, "alert/2", 2), edit)
	w.jobs.take()
	rule := func(held []news.Delivery, now time.Time) (news.Delivery, []news.DeliveryID, bool) {
		if len(held) != 3 || held[1].Message.Card == nil || held[1].Message.Card.Title != "alert/2" {
			w.Errorf("the rule got %+v", held)
		}
		list := news.Delivery{Key: "catchup/1", Kind: news.KindDigest, Created: now, Message: news.Message{Kind: news.KindDigest, List: &news.List{Heading: "Since then"}}}
		return list, []news.DeliveryID{held[0].ID, held[1].ID}, true
	}
	w.s.SetCatchUp(rule)
	w.check(w.s.Resume(w.ctx(), c.ID, w.now.Add(-time.Hour), w.now))
	heads := w.lane(c)
	w.wantKeys(heads, "catchup/1", "edit/9/2")
	if got := w.delivery(heads[0].ID); got.Message.List == nil || got.Message.List.Heading != "Since then" {
		w.Errorf("got list %+v", got.Message)
	}
	if d, err := w.s.DeliveryByKey(w.ctx(), c.ID, "alert/1"); err != nil || d.State != news.Dropped || d.Outcome != "in the catch-up list" {
		w.Errorf("what the list replaces is %s (%s), %v", d.State, d.Outcome, err)
	}
	if jobs, want := w.jobs.take(), "local lane 1"; jobs != want {
		w.Errorf("got jobs %q, want %q", jobs, want)
	}
	w.s.SetCatchUp(func([]news.Delivery, time.Time) (news.Delivery, []news.DeliveryID, bool) {
		return news.Delivery{}, nil, false
	})
	w.check(w.s.UpdateChannel(w.ctx(), suspended(c)))
	w.enqueue(w.alert(c, "alert/3", 3))
	w.check(w.s.Resume(w.ctx(), c.ID, w.now.Add(-time.Hour), w.now))
	w.wantKeys(w.lane(c), "alert/3", "catchup/1", "edit/9/2")
}

func suspended(c news.Channel) news.Channel {
	c.State, c.StateWhy = news.ChannelSuspended, "archived"
	return c
}

func testDuplicates(w *world) {
	c := w.channel("general")
	w.enqueue(w.alert(c, "alert/1", 1))
	id := w.lane(c)[0].ID
	if w.delivery(id).Duplicates {
		w.Error("by default a duplicate is preferred")
	}
	c.Settings.Duplicates = true
	w.check(w.s.UpdateChannel(w.ctx(), c))
	if !w.delivery(id).Duplicates {
		w.Error("the channel's preference is not known")
	}
}
