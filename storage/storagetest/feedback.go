package storagetest

import (
	"time"

	"github.com/google/go-cmp/cmp"

	"newsbell/news"
)

func testFeedback(w *world) {
	c, other := w.channel("general"), w.channel("random")
	add := func(f news.Feedback) news.Feedback {
		w.Helper()
		f.Channel, f.Creator, f.Created = c.ID, "u1", w.now
		f, err := w.s.AddFeedback(w.ctx(), f)
		w.check(err)
		return f
	}
	add(news.Feedback{Kind: news.Follow, Story: 1, Title: "Talks"})
	muted := add(news.Feedback{Kind: news.Mute, Story: 1, Title: "Talks", Until: w.now.Add(time.Hour)})
	fewer := add(news.Feedback{Kind: news.Fewer, Story: 2, Title: "Cup", Words: []string{"cup", "final"}})
	got, err := w.s.ChannelFeedback(w.ctx(), c.ID, w.now)
	w.check(err)
	if diff := cmp.Diff([]news.Feedback{muted, fewer}, got); diff != "" {
		w.Errorf("feedback (-want +got):\n%s", diff)
	}
	later := w.now.Add(2 * time.Hour)
	all, err := w.s.Feedback(w.ctx(), later)
	w.check(err)
	if diff := cmp.Diff([]news.Feedback{fewer}, all); diff != "" {
		w.Errorf("what still holds (-want +got):\n%s", diff)
	}
	w.check(w.s.Prune(w.ctx(), later))
	if got, err = w.s.ChannelFeedback(w.ctx(), c.ID, w.now); err != nil || len(got) != 1 {
		w.Errorf("after pruning: got %v, %v, want one", got, err)
	}
	w.wantCode(w.s.RemoveFeedback(w.ctx(), other.ID, fewer.ID), "not_found")
	w.check(w.s.RemoveFeedback(w.ctx(), c.ID, fewer.ID))
	if got, err = w.s.ChannelFeedback(w.ctx(), c.ID, w.now); err != nil || len(got) != 0 {
		w.Errorf("after removal: got %v, %v, want none", got, err)
	}
}

func testReleases(w *world) {
	c := w.channel("general")
	from := w.now.Add(-time.Hour)
	stories := []news.Story{w.story(1), w.story(2), w.story(3)}
	verdict := func(story news.StoryID, reason string, at time.Time) news.Verdict {
		return news.Verdict{Story: story, Channel: c.ID, Subscriptions: []news.SubscriptionID{7}, Reason: reason, At: at}
	}
	w.check(w.s.CommitBatch(w.ctx(), news.Batch{At: w.now, Stories: stories, Verdicts: []news.Verdict{
		verdict(1, "quiet_hours", w.now), verdict(2, "budget_spent", w.now), verdict(3, "budget_spent", from),
	}}))
	held, err := w.s.Held(w.ctx(), c.ID, "budget_spent", from, w.now)
	w.check(err)
	if len(held) != 1 || held[0].Story.ID != 2 || held[0].Matches != 1 || held[0].Reason != "budget_spent" {
		w.Errorf("got held %+v, want story 2", held)
	}
	need, err := w.s.HeldChannels(w.ctx(), from)
	w.check(err)
	if diff := cmp.Diff([]news.ChannelID{c.ID}, need); diff != "" {
		w.Errorf("channels without a list (-want +got):\n%s", diff)
	}
	next := w.now.Add(time.Hour)
	w.check(w.s.SetRelease(w.ctx(), c.ID, news.DigestDay, from, next.Add(time.Hour)))
	w.check(w.s.SetRelease(w.ctx(), c.ID, news.DigestDay, w.now, next))
	w.check(w.s.SetRelease(w.ctx(), c.ID, news.DigestQuiet, from, time.Time{}))
	due, err := w.s.DueDigests(w.ctx(), next, 10)
	w.check(err)
	if len(due) != 1 || due[0].Kind != news.DigestDay || !due[0].Covered.Equal(from) || !due[0].Next.Equal(next) {
		w.Errorf("got due %+v, want the day's list from the first time on", due)
	}
	if need, err = w.s.HeldChannels(w.ctx(), from); err != nil || len(need) != 0 {
		w.Errorf("got channels without a list %v, %v", need, err)
	}
	// They are not the people's.
	if own, err := w.s.ChannelDigests(w.ctx(), c.ID); err != nil || len(own) != 0 {
		w.Errorf("got digests %v, %v", own, err)
	}
	_, err = w.s.RemoveDigest(w.ctx(), c.ID, 0)
	w.wantCode(err, "not_found")
}
