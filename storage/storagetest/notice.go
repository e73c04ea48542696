package storagetest

import (
	"errors"

	"newsbell/news"
)

// testPollNotices holds that what people are told of a feed is decided with
// the poll that shows it, once.
func testPollNotices(w *world) {
	f, c := w.feed("https://example.org/feed"), w.channel("@7")
	notice := news.Delivery{
		Channel: c.ID, Key: "health/1/gone/5", Kind: news.KindNotice, Created: w.now,
		Message: news.Message{Kind: news.KindNotice, Text: &news.Note{Title: "It is gone."}},
	}
	f.Ended, f.Told = true, "gone@5"
	poll := news.Poll{Feed: f, Deliveries: []news.Delivery{notice}, At: w.now}

	w.jobs.fail = errors.New("no queue")
	if _, err := w.s.CommitPoll(w.ctx(), poll); err == nil {
		w.Error("got no error from a queue that fails")
	}
	w.jobs.fail = nil
	w.jobs.take()
	if stored, err := w.s.Feed(w.ctx(), f.ID); err != nil || stored.Told != "" || len(w.lane(c)) != 0 {
		w.Errorf("got told %q and %d deliveries of a poll that failed, %v; want neither", stored.Told, len(w.lane(c)), err)
	}
	for range 2 { // a second process that comes to the same judgement
		_, err := w.s.CommitPoll(w.ctx(), poll)
		w.check(err)
	}
	w.wantKeys(w.lane(c), notice.Key)
	stored, err := w.s.Feed(w.ctx(), f.ID)
	w.check(err)
	if got := w.jobs.take(); stored.Told != f.Told || got == "" {
		w.Errorf("got told %q and jobs %q, want the mark and the lane's job", stored.Told, got)
	}
}
