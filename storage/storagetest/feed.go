package storagetest

import (
	"strconv"
	"sync"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsbell/news"
)

func testFeeds(w *world) {
	want := news.Feed{
		URL: "https://example.org/feed", Title: "Feed", Publisher: "Example", Language: "en", Section: "world",
		Origin: news.OriginFile, Official: true, Private: true, Exact: 5 * time.Minute, Seen: true, ETag: `"1"`,
		LastModified: "yesterday", BodyHash: "abc", Interval: 90 * time.Second, LastPoll: w.now,
		LastSuccess: w.now.Add(time.Second), LastNew: w.now.Add(2 * time.Second), NextPoll: w.now.Add(3 * time.Second),
		Ill: "http_500", IllWhy: "the server is at fault", IllSince: w.now.Add(time.Millisecond), Failures: 3, Ended: true,
	}
	first, added, err := w.s.AddFeed(w.ctx(), want)
	w.check(err)
	want.ID = first.ID
	if !added || first.ID == 0 {
		w.Errorf("got added %v, id %d", added, first.ID)
	}
	second, added, err := w.s.AddFeed(w.ctx(), news.Feed{URL: want.URL, Title: "Other"})
	w.check(err)
	if diff := cmp.Diff(want, second); added || diff != "" {
		w.Errorf("added again %v; difference (-want +got):\n%s", added, diff)
	}

	want.Title, want.Ended, want.Ill, want.IllSince = "Renamed", false, "", time.Time{}
	w.check(w.s.UpdateFeed(w.ctx(), want))
	got, err := w.s.Feed(w.ctx(), want.ID)
	w.check(err)
	if diff := cmp.Diff(want, got); diff != "" {
		w.Errorf("after update, difference (-want +got):\n%s", diff)
	}
	w.check(w.s.RemoveFeed(w.ctx(), want.ID))
	_, err = w.s.Feed(w.ctx(), want.ID)
	w.wantCode(err, "not_found")
	w.wantCode(w.s.RemoveFeed(w.ctx(), want.ID), "not_found")
	w.wantCode(w.s.UpdateFeed(w.ctx(), want), "not_found")
	feeds, err := w.s.Feeds(w.ctx())
	w.check(err)
	if len(feeds) != 0 {
		w.Errorf("got %d feeds after removal", len(feeds))
	}
}

func testClaim(w *world) {
	if next, err := w.s.NextPoll(w.ctx()); err != nil || !next.IsZero() {
		w.Errorf("without feeds, got next poll %v, %v", next, err)
	}
	due, later, ended := w.feed("https://due.example"), w.feed("https://later.example"), w.feed("https://ended.example")
	later.NextPoll = w.now.Add(time.Minute)
	ended.Ended = true
	w.check(w.s.UpdateFeed(w.ctx(), later))
	w.check(w.s.UpdateFeed(w.ctx(), ended))
	if next, err := w.s.NextPoll(w.ctx()); err != nil || !next.Equal(time.UnixMilli(0)) {
		w.Errorf("for a feed never polled, got next poll %v, %v", next, err)
	}
	claim := func(at time.Time) (ids []news.FeedID) {
		w.Helper()
		feeds, err := w.s.ClaimFeeds(w.ctx(), at, 2*time.Minute, 10)
		w.check(err)
		for _, f := range feeds {
			ids = append(ids, f.ID)
		}
		return ids
	}
	if got := claim(w.now); !cmp.Equal(got, []news.FeedID{due.ID}) {
		w.Errorf("got claimed %v, want %v", got, due.ID)
	}
	if got := claim(w.now); len(got) != 0 {
		w.Errorf("claimed again: %v", got)
	}
	if next, err := w.s.NextPoll(w.ctx()); err != nil || !next.Equal(later.NextPoll) {
		w.Errorf("got next poll %v, %v, want %v", next, err, later.NextPoll)
	}
	// The lease of the first ends: its claimer died.
	if got := claim(w.now.Add(2 * time.Minute)); len(got) != 2 {
		w.Errorf("after the lease, got %v, want both", got)
	}
}

func testClaimRace(w *world) {
	const feeds = 60
	for i := range feeds {
		w.feed("https://example.org/" + strconv.Itoa(i))
	}
	var mu sync.Mutex
	claimed := make(map[news.FeedID]int)
	w.check(together(6, func(int) error {
		for {
			got, err := w.s.ClaimFeeds(w.ctx(), w.now, time.Minute, 7)
			if err != nil || len(got) == 0 {
				return err
			}
			mu.Lock()
			for _, f := range got {
				claimed[f.ID]++
			}
			mu.Unlock()
		}
	}))
	for id, n := range claimed {
		if n != 1 {
			w.Errorf("feed %d was claimed %d times", id, n)
		}
	}
	left, err := w.s.ClaimFeeds(w.ctx(), w.now, time.Minute, feeds)
	w.check(err)
	if len(claimed)+len(left) != feeds {
		w.Errorf("got %d claimed and %d left of %d feeds", len(claimed), len(left), feeds)
	}
}

func testReleaseFeeds(w *world) {
	polled, dead := w.feed("https://polled.example"), w.feed("https://dead.example")
	claimed, err := w.s.ClaimFeeds(w.ctx(), w.now, time.Minute, 10)
	w.check(err)
	if len(claimed) != 2 {
		w.Fatalf("got %d claimed, want both", len(claimed))
	}
	polled.NextPoll = w.now.Add(time.Hour)
	w.poll(polled)
	w.check(w.s.ReleaseFeeds(w.ctx(), w.now))
	claimed, err = w.s.ClaimFeeds(w.ctx(), w.now, time.Minute, 10)
	w.check(err)
	if len(claimed) != 1 || claimed[0].ID != dead.ID {
		w.Errorf("got %v due, want the one that a dead process was polling", claimed)
	}
}
