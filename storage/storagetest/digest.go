package storagetest

import (
	cmpint "cmp"
	"slices"
	"sync/atomic"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsbell/news"
)

func (w *world) digest(c news.Channel, next time.Time) news.Digest {
	w.Helper()
	d, err := w.s.AddDigest(w.ctx(), news.Digest{
		Channel: c.ID, Schedule: "daily at 09:00", Zone: "Europe/Berlin", Query: "iran", Next: next,
		Covered: next.Add(-24 * time.Hour), Creator: "u1", Created: w.now,
	})
	w.check(err)
	return d
}

func testDigests(w *world) {
	c := w.channel("general")
	if next, err := w.s.NextDigest(w.ctx()); err != nil || !next.IsZero() {
		w.Errorf("without digests, got next %v, %v", next, err)
	}
	first, second := w.digest(c, w.now.Add(time.Hour)), w.digest(c, w.now)
	if first.Number != 1 || second.Number != 2 || second.ID == 0 {
		w.Errorf("got numbers %d and %d", first.Number, second.Number)
	}
	all, err := w.s.ChannelDigests(w.ctx(), c.ID)
	w.check(err)
	if diff := cmp.Diff([]news.Digest{first, second}, all); diff != "" {
		w.Errorf("digests (-want +got):\n%s", diff)
	}
	due, err := w.s.DueDigests(w.ctx(), w.now, 10)
	w.check(err)
	if len(due) != 1 || due[0].ID != second.ID {
		w.Errorf("got due %v, want the second", due)
	}
	if next, err := w.s.NextDigest(w.ctx()); err != nil || !next.Equal(w.now) {
		w.Errorf("got next %v, %v", next, err)
	}
	removed, err := w.s.RemoveDigest(w.ctx(), c.ID, 1)
	w.check(err)
	if diff := cmp.Diff(first, removed); diff != "" {
		w.Errorf("removed (-want +got):\n%s", diff)
	}
	_, err = w.s.RemoveDigest(w.ctx(), c.ID, 1)
	w.wantCode(err, "not_found")
}

func testSlotRace(w *world) {
	c := w.channel("general")
	d := w.digest(c, w.now)
	run := news.DigestRun{Digest: d.ID, Slot: d.Next, From: d.Covered, To: d.Next, Late: time.Second, Next: d.Next.Add(24 * time.Hour)}
	message := w.alert(c, "digest/1", 0)
	message.Kind = news.KindDigest
	commit := func(m *news.Delivery) (bool, error) {
		taken, err := w.s.CommitRuns(w.ctx(), []news.DigestResult{{DigestRun: run, Delivery: m}})
		return len(taken) == 1 && taken[0], err
	}
	var taken atomic.Int64
	w.check(together(8, func(int) error {
		ok, err := commit(&message)
		if ok {
			taken.Add(1)
		}
		return err
	}))
	if n := taken.Load(); n != 1 {
		w.Errorf("the slot was taken %d times", n)
	}
	w.wantKeys(w.lane(c), "digest/1")
	all, err := w.s.ChannelDigests(w.ctx(), c.ID)
	w.check(err)
	if !all[0].Next.Equal(run.Next) || !all[0].Covered.Equal(run.To) {
		w.Errorf("got next %v, covered %v", all[0].Next, all[0].Covered)
	}
	// The next one has nothing to say.
	run.Slot, run.From, run.To, run.Next = run.Next, run.To, run.Next, run.Next.Add(24*time.Hour)
	if ok, err := commit(nil); !ok || err != nil {
		w.Errorf("an empty run: got %v, %v", ok, err)
	}
	w.wantKeys(w.lane(c), "digest/1")
	// A slot that ran cannot run again, whatever the digest's row says.
	run.Next, run.Slot = run.Slot, run.Next
	if ok, err := commit(nil); !ok || err != nil {
		w.Fatalf("set the digest back: got %v, %v", ok, err)
	}
	run.Next, run.Slot = run.Slot, run.Next
	if ok, err := commit(nil); ok || err == nil {
		w.Errorf("a slot ran twice: %v, %v", ok, err)
	}
}

// Runs that are committed together: each takes its slot or not, and an error
// takes none.
func testCommitRuns(w *world) {
	c, other := w.channel("general"), w.channel("other")
	a, b := w.digest(c, w.now), w.digest(other, w.now)
	result := func(d news.Digest, key string, at news.Channel) news.DigestResult {
		m := w.alert(at, key, 0)
		m.Kind = news.KindDigest
		return news.DigestResult{
			DigestRun: news.DigestRun{Digest: d.ID, Slot: d.Next, From: d.Covered, To: d.Next, Next: d.Next.Add(time.Hour)}, Delivery: &m,
		}
	}
	lost := result(b, "digest/lost", news.Channel{ID: 1 << 40})
	if _, err := w.s.CommitRuns(w.ctx(), []news.DigestResult{result(a, "digest/a", c), lost}); err == nil {
		w.Error("a delivery to a channel that is not there was written")
	}
	w.wantKeys(w.lane(c))
	for i, want := range [][]bool{{true, true, false}, {false, false, false}} {
		taken, err := w.s.CommitRuns(w.ctx(), []news.DigestResult{result(a, "digest/a", c), result(b, "digest/b", other), result(a, "digest/again", c)})
		w.check(err)
		if diff := cmp.Diff(want, taken); diff != "" {
			w.Errorf("turn %d: taken (-want +got):\n%s", i, diff)
		}
	}
	w.wantKeys(w.lane(c), "digest/a")
	w.wantKeys(w.lane(other), "digest/b")
	// One that was removed between composing and committing is not sent.
	late := result(b, "digest/late", other)
	late.Slot, late.Next = late.Next, late.Next.Add(time.Hour)
	if d, err := w.s.Digest(w.ctx(), b.ID); err != nil || !d.Next.Equal(late.Slot) {
		w.Errorf("got digest %+v, %v", d, err)
	}
	_, err := w.s.RemoveDigest(w.ctx(), other.ID, b.Number)
	w.check(err)
	if taken, err := w.s.CommitRuns(w.ctx(), []news.DigestResult{late}); err != nil || taken[0] {
		w.Errorf("a digest that is no more: %v, %v", taken, err)
	}
	w.wantKeys(w.lane(other), "digest/b")
	if last, err := w.s.LastList(w.ctx(), other.ID); err != nil || last == 0 {
		w.Errorf("the last list: got %d, %v", last, err)
	}
	_, err = w.s.Digest(w.ctx(), b.ID)
	w.wantCode(err, "not_found")
}

func testCandidates(w *world) {
	c, other := w.channel("general"), w.channel("other")
	from, to := w.now, w.now.Add(time.Hour)
	batch := news.Batch{At: w.now}
	for i, updated := range []time.Time{from, from.Add(time.Millisecond), to, to.Add(time.Millisecond), to, to} {
		st := w.story(news.StoryID(i + 1))
		st.Updated = updated
		if i == 5 {
			st.Into = 3
		}
		batch.Stories = append(batch.Stories, st)
		v := news.Verdict{Story: st.ID, Channel: c.ID, Subscriptions: []news.SubscriptionID{1, 2}, Reason: "r", At: w.now}
		if i == 4 {
			v.Channel = other.ID
		}
		batch.Verdicts = append(batch.Verdicts, v)
	}
	batch.Deliveries = []news.Delivery{w.alert(c, "alert/3", 3), w.alert(other, "alert/2", 2)}
	w.check(w.s.CommitBatch(w.ctx(), batch))
	got, err := w.s.Candidates(w.ctx(), c.ID, from, to)
	w.check(err)
	want := []news.Candidate{
		{Story: batch.Stories[1], Matches: 2, Reason: "r"},
		{Story: batch.Stories[2], Matches: 2, Reason: "r", Rang: w.now},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		w.Errorf("candidates (-want +got):\n%s", diff)
	}
	matched, err := w.s.Matched(w.ctx(), c.ID, other.ID, from, to)
	w.check(err)
	slices.SortFunc(matched, func(a, b news.Matched) int {
		return cmpint.Or(cmpint.Compare(a.Channel, b.Channel), cmpint.Compare(a.Story, b.Story))
	})
	if diff := cmp.Diff([]news.Matched{
		{Channel: c.ID, Story: 2, Matches: 2, Reason: "r"},
		{Channel: c.ID, Story: 3, Matches: 2, Reason: "r", Rang: w.now},
		{Channel: c.ID, Story: 6, Matches: 2, Reason: "r"}, // merged
		{Channel: other.ID, Story: 5, Matches: 2, Reason: "r"},
	}, matched); diff != "" {
		w.Errorf("matched (-want +got):\n%s", diff)
	}
	if one, err := w.s.Matched(w.ctx(), other.ID, other.ID, from, to); err != nil || len(one) != 1 {
		w.Errorf("the other channel alone: got %v, %v", one, err)
	}
	stories, err := w.s.Stories(w.ctx(), []news.StoryID{3, 99, 2})
	w.check(err)
	if len(stories) != 2 {
		w.Errorf("got %d stories of 3, want the two that exist", len(stories))
	}
}
