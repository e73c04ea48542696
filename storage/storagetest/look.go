package storagetest

import (
	"fmt"
	"time"

	"newsbell/news"
)

// A look moves itself and its digests, whole or not at all.
func testLooks(w *world) {
	c := w.channel("@ann")
	d := w.digest(c, w.now.Add(time.Hour))
	if at, err := w.s.LookedUntil(w.ctx(), c.ID); err != nil || !at.IsZero() {
		w.Errorf("before the first look: %v, %v", at, err)
	}
	look := func(was, to time.Time, d news.Digest) news.Look {
		m := w.alert(c, fmt.Sprintf("look/%d", to.UnixMilli()), 0)
		m.Kind = news.KindDigest
		return news.Look{Channel: c.ID, Was: was, To: to, Digests: []news.Digest{d}, Delivery: m}
	}
	want := func(name string, l news.Look, done bool) {
		w.Helper()
		if got, err := w.s.CommitLook(w.ctx(), l); err != nil || got != done {
			w.Errorf("%s: got %v, %v, want %v", name, got, err, done)
		}
	}
	first, second := w.now.Add(time.Minute), w.now.Add(2*time.Minute)
	moved := d
	moved.Covered = first
	want("the first look", look(time.Time{}, first, d), true)
	want("one that was first too", look(time.Time{}, second, moved), false)
	want("one that did not see the first", look(w.now, second, moved), false)
	want("one that saw the digest as it was", look(first, second, d), false)
	if at, err := w.s.LookedUntil(w.ctx(), c.ID); err != nil || !at.Equal(first) {
		w.Errorf("looked until %v, %v, want %v", at, err, first)
	}
	if got, err := w.s.Digest(w.ctx(), d.ID); err != nil || !got.Covered.Equal(first) || !got.Next.Equal(d.Next) {
		w.Errorf("digest %+v, %v", got, err)
	}
	want("the second look", look(first, second, moved), true)
	w.wantKeys(w.lane(c), fmt.Sprintf("look/%d", first.UnixMilli()), fmt.Sprintf("look/%d", second.UnixMilli()))
	if all, err := w.s.ChannelDigests(w.ctx(), c.ID); err != nil || len(all) != 1 {
		w.Errorf("people see %d digests, %v, want their own alone", len(all), err)
	}
	if next, err := w.s.NextDigest(w.ctx()); err != nil || !next.Equal(d.Next) {
		w.Errorf("next digest %v, %v", next, err)
	}
}

// What broke is kept with its rises and found by the channels that asked.
func testBroke(w *world) {
	c := w.channel("general")
	breaking, err := w.s.AddSubscription(w.ctx(), news.Subscription{Channel: c.ID, Query: "a", Mode: news.Breaking, Created: w.now})
	w.check(err)
	every, err := w.s.AddSubscription(w.ctx(), news.Subscription{Channel: c.ID, Query: "b", Mode: news.Every, Created: w.now})
	w.check(err)
	rises := []news.Rise{{At: w.now, Score: 1.25}, {At: w.now.Add(time.Minute), Score: 2.5}}
	dev := func(id news.DevelopmentID, story news.StoryID, rises []news.Rise) news.Development {
		return news.Development{ID: id, Story: story, Title: "D", URL: "u", Began: w.now, Updated: w.now, Rises: rises}
	}
	merged := w.story(3)
	merged.Into = 1
	batch := news.Batch{
		At: w.now, Stories: []news.Story{w.story(1), w.story(2), merged},
		Developments: []news.Development{dev(1, 1, rises), dev(2, 2, rises), dev(3, 3, rises), dev(4, 1, nil)},
		Verdicts: []news.Verdict{
			{Story: 1, Channel: c.ID, Subscriptions: []news.SubscriptionID{every.ID, breaking.ID}, At: w.now},
			{Story: 2, Channel: c.ID, Subscriptions: []news.SubscriptionID{every.ID}, At: w.now},
			{Story: 3, Channel: c.ID, Subscriptions: []news.SubscriptionID{breaking.ID}, At: w.now},
		},
	}
	w.check(w.s.CommitBatch(w.ctx(), batch))
	// An article that joins later and scores nothing leaves what was reached.
	w.check(w.s.CommitBatch(w.ctx(), news.Batch{At: w.now, Developments: []news.Development{dev(1, 1, nil)}}))
	broke, err := w.s.Broke(w.ctx(), c.ID, w.now.Add(-time.Hour))
	w.check(err)
	if len(broke) != 2 || broke[0].ID != 1 || broke[1].ID != 3 || broke[1].Story != 1 {
		w.Fatalf("got %+v, want developments 1 and 3, both of story 1", broke)
	}
	if got := broke[0].Rises; len(got) != 2 || got[1].Score != 2.5 || !got[1].At.Equal(rises[1].At) {
		w.Errorf("rises %+v, want %+v", got, rises)
	}
	for name, got := range map[string]func() ([]news.Development, error){
		"later": func() ([]news.Development, error) { return w.s.Broke(w.ctx(), c.ID, w.now) },
		"other channel": func() ([]news.Development, error) {
			return w.s.Broke(w.ctx(), w.channel("other").ID, w.now.Add(-time.Hour))
		},
	} {
		if broke, err := got(); err != nil || len(broke) != 0 {
			w.Errorf("%s: got %+v, %v", name, broke, err)
		}
	}
}
