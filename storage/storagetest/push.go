package storagetest

import (
	"fmt"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsbell/news"
)

// hubFeed adds a feed that names a hub and its topic there.
func (w *world) hubFeed(url string) news.Feed {
	w.Helper()
	f := w.feed(url)
	f.Hub, f.Topic = "https://hub.example/", url
	w.check(w.s.UpdateFeed(w.ctx(), f))
	return f
}

// push is a subscription to a feed, every value of it its own.
func (w *world) push(f news.Feed) news.Push {
	return news.Push{
		Feed: f.ID, Hub: f.Hub, Topic: f.Topic, Path: fmt.Sprintf("path-%d", f.ID), Secret: "its secret", State: news.PushVerified,
		Asked: w.now.Add(time.Second), Expires: w.now.Add(2 * time.Hour), Next: w.now.Add(time.Hour),
		LastPush: w.now.Add(2 * time.Second), Failures: 3,
	}
}

// wantPush compares what the store has for a feed, by both ways to it.
func (w *world) wantPush(want news.Push) {
	w.Helper()
	for name, find := range map[string]func() (news.Push, bool, error){
		"path": func() (news.Push, bool, error) { return w.s.PushByPath(w.ctx(), want.Path) },
		"feed": func() (news.Push, bool, error) { return w.s.PushOf(w.ctx(), want.Feed) },
	} {
		got, found, err := find()
		w.check(err)
		if diff := cmp.Diff(want, got); !found || diff != "" {
			w.Errorf("by %s, found %v; difference (-want +got):\n%s", name, found, diff)
		}
	}
}

func testPushes(w *world) {
	if _, found, err := w.s.PushByPath(w.ctx(), "nothing"); found || err != nil {
		w.Errorf("an unknown path: found %v, %v", found, err)
	}
	if _, found, err := w.s.PushOf(w.ctx(), 7); found || err != nil {
		w.Errorf("an unknown feed: found %v, %v", found, err)
	}
	p := w.push(w.hubFeed("https://a.example/feed"))
	w.check(w.s.SavePush(w.ctx(), p))
	w.wantPush(p)

	// A feed has one: the second replaces the first, with its path.
	old := p.Path
	p.Path, p.Secret, p.State, p.Expires, p.Failures = "another", "another secret", news.PushAsked, time.Time{}, 0
	w.check(w.s.SavePush(w.ctx(), p))
	w.wantPush(p)
	if _, found, err := w.s.PushByPath(w.ctx(), old); found || err != nil {
		w.Errorf("the former path: found %v, %v", found, err)
	}
	// A path belongs to one feed.
	other := w.push(w.hubFeed("https://b.example/feed"))
	other.Path = p.Path
	if err := w.s.SavePush(w.ctx(), other); err == nil {
		w.Error("a second feed took the path of the first")
	}
	w.wantPush(p)
}

func testDuePushes(w *world) {
	wantNext := func(want time.Time) {
		w.Helper()
		if next, err := w.s.NextPush(w.ctx()); err != nil || !next.Equal(want) {
			w.Errorf("got next %v, %v, want %v", next, err, want)
		}
	}
	due := func(at time.Time, limit int) (feeds []news.FeedID) {
		w.Helper()
		pushes, err := w.s.DuePushes(w.ctx(), at, limit)
		w.check(err)
		for _, p := range pushes {
			feeds = append(feeds, p.Feed)
		}
		return feeds
	}
	wantNext(time.Time{})
	var ids []news.FeedID
	for i, in := range []time.Duration{3 * time.Hour, time.Hour, time.Hour, 5 * time.Hour} {
		p := w.push(w.hubFeed(fmt.Sprintf("https://%d.example/feed", i)))
		p.Next = w.now.Add(in)
		w.check(w.s.SavePush(w.ctx(), p))
		ids = append(ids, p.Feed)
	}
	wantNext(w.now.Add(time.Hour))
	for _, tt := range []struct {
		after time.Duration
		limit int
		want  []news.FeedID
	}{
		{time.Hour - time.Millisecond, 9, nil},
		{time.Hour, 9, []news.FeedID{ids[1], ids[2]}},
		{4 * time.Hour, 9, []news.FeedID{ids[1], ids[2], ids[0]}},
		{4 * time.Hour, 2, []news.FeedID{ids[1], ids[2]}},
		{0, 9, nil},
	} {
		if got := due(w.now.Add(tt.after), tt.limit); !slices.Equal(got, tt.want) {
			w.Errorf("after %v, at most %d: got %v, want %v", tt.after, tt.limit, got, tt.want)
		}
	}
}

func testPushable(w *world) {
	want := func(name string, limit int, want ...news.FeedID) {
		w.Helper()
		feeds, err := w.s.Pushable(w.ctx(), limit)
		w.check(err)
		var got []news.FeedID
		for _, f := range feeds {
			got = append(got, f.ID)
		}
		if !slices.Equal(got, want) {
			w.Errorf("%s: got pushable %v, want %v", name, got, want)
		}
	}
	w.feed("https://plain.example/feed")
	a, b, ended := w.hubFeed("https://a.example/feed"), w.hubFeed("https://b.example/feed"), w.hubFeed("https://c.example/feed")
	noTopic := w.hubFeed("https://d.example/feed")
	noTopic.Topic, ended.Ended = "", true
	w.check(w.s.UpdateFeed(w.ctx(), noTopic))
	w.check(w.s.UpdateFeed(w.ctx(), ended))
	want("at first", 9, a.ID, b.ID)
	want("limited", 1, a.ID)
	w.check(w.s.SavePush(w.ctx(), w.push(a)))
	want("one subscribed", 9, b.ID)
	a.Hub = "https://other-hub.example/"
	w.check(w.s.UpdateFeed(w.ctx(), a))
	want("another hub", 9, a.ID, b.ID)
}

func testRemovePushes(w *world) {
	var feeds []news.Feed
	for _, name := range []string{"stays", "removed", "ended", "other hub", "other topic", "no hub"} {
		f := w.hubFeed("https://x.example/" + name)
		w.check(w.s.SavePush(w.ctx(), w.push(f)))
		feeds = append(feeds, f)
	}
	stale := func() (paths []string) {
		w.Helper()
		gone, err := w.s.RemovePushes(w.ctx())
		w.check(err)
		for _, p := range gone {
			if p.Secret != "its secret" || p.Hub == "" || p.Topic == "" {
				w.Errorf("got %+v, want it whole", p)
			}
			paths = append(paths, p.Path)
		}
		slices.Sort(paths)
		return paths
	}
	if got := stale(); len(got) != 0 {
		w.Errorf("got %v removed, want none", got)
	}
	w.check(w.s.RemoveFeed(w.ctx(), feeds[1].ID))
	for i, change := range []func(*news.Feed){
		func(f *news.Feed) { f.Ended = true },
		func(f *news.Feed) { f.Hub = "https://other-hub.example/" },
		func(f *news.Feed) { f.Topic += "2" },
		func(f *news.Feed) { f.Hub, f.Topic = "", "" },
	} {
		f := feeds[2+i]
		change(&f)
		w.check(w.s.UpdateFeed(w.ctx(), f))
	}
	var want []string
	for _, f := range feeds[1:] {
		want = append(want, w.push(f).Path)
	}
	if got := stale(); !slices.Equal(got, want) {
		w.Errorf("got %v removed, want %v", got, want)
	}
	if got := stale(); len(got) != 0 {
		w.Errorf("removed again: %v", got)
	}
	w.wantPush(w.push(feeds[0]))
}

func testCommitPush(w *world) {
	f := w.hubFeed("https://a.example/feed")
	p := w.push(f)
	w.check(w.s.SavePush(w.ctx(), p))
	f.ETag, f.BodyHash, f.Seen, f.LastSuccess, f.NextPoll = `"1"`, "abc", true, w.now.Add(-time.Hour), w.now.Add(time.Hour)
	w.poll(f, w.article("first"))
	w.jobs.take()
	// A poll is under way while the hub delivers.
	if _, err := w.s.ClaimFeeds(w.ctx(), w.now.Add(time.Hour), 10*time.Minute, 9); err != nil {
		w.Fatal(err)
	}
	claimed, err := w.s.Feed(w.ctx(), f.ID)
	w.check(err)

	second := w.article("second")
	second.PageDue = w.now.Add(5 * time.Second)
	first := w.backlog()[0]
	first.Title, first.Hash, first.Revision = "Corrected", "another hash", 1
	at := w.now.Add(time.Minute)
	n, err := w.s.CommitPush(w.ctx(), f.ID, []news.Article{first, second, w.article("first")}, at)
	w.check(err)
	if n != 1 {
		w.Errorf("got %d new articles, want 1: one is a correction, one is known", n)
	}
	if jobs := w.jobs.take(); jobs != "page 2" {
		w.Errorf("got jobs %q, want the page of the new article", jobs)
	}
	got, err := w.s.Article(w.ctx(), first.ID)
	w.check(err)
	if got.Title != "Corrected" || got.Revision != 1 {
		w.Errorf("got %q, revision %d, want the correction", got.Title, got.Revision)
	}
	after, err := w.s.Feed(w.ctx(), f.ID)
	w.check(err)
	if diff := cmp.Diff(claimed, after); diff != "" {
		w.Errorf("the feed changed (-want +got):\n%s", diff)
	}
	p.LastPush = at
	w.wantPush(p)

	// Nothing new: that it was pushed is noted all the same.
	at = at.Add(time.Minute)
	if n, err := w.s.CommitPush(w.ctx(), f.ID, nil, at); n != 0 || err != nil {
		w.Errorf("got %d, %v", n, err)
	}
	p.LastPush = at
	w.wantPush(p)
	_, err = w.s.CommitPush(w.ctx(), f.ID+99, []news.Article{w.article("lost")}, at)
	w.wantCode(err, "not_found")
}

func testHasten(w *world) {
	f, ended := w.feed("https://a.example/feed"), w.feed("https://b.example/feed")
	f.NextPoll, ended.NextPoll, ended.Ended = w.now.Add(time.Hour), w.now.Add(time.Hour), true
	w.check(w.s.UpdateFeed(w.ctx(), f))
	w.check(w.s.UpdateFeed(w.ctx(), ended))
	for _, tt := range []struct {
		name string
		feed news.FeedID
		at   time.Time
		want time.Time
	}{
		{"later changes nothing", f.ID, w.now.Add(2 * time.Hour), w.now.Add(time.Hour)},
		{"earlier", f.ID, w.now.Add(time.Minute), w.now.Add(time.Minute)},
		{"an ended feed", ended.ID, w.now, w.now.Add(time.Hour)},
	} {
		w.check(w.s.HastenFeed(w.ctx(), tt.feed, tt.at))
		got, err := w.s.Feed(w.ctx(), tt.feed)
		w.check(err)
		if !got.NextPoll.Equal(tt.want) {
			w.Errorf("%s: got next poll %v, want %v", tt.name, got.NextPoll, tt.want)
		}
	}
	w.check(w.s.HastenFeed(w.ctx(), 999, w.now))
}
