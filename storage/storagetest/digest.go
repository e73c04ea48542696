package storagetest

import (
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
	var taken atomic.Int64
	w.check(together(8, func(int) error {
		ok, err := w.s.CommitRun(w.ctx(), run, &message)
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
	if ok, err := w.s.CommitRun(w.ctx(), run, nil); !ok || err != nil {
		w.Errorf("an empty run: got %v, %v", ok, err)
	}
	w.wantKeys(w.lane(c), "digest/1")
	// A slot that ran cannot run again, whatever the digest's row says.
	run.Next, run.Slot = run.Slot, run.Next
	if ok, err := w.s.CommitRun(w.ctx(), run, nil); !ok || err != nil {
		w.Fatalf("set the digest back: got %v, %v", ok, err)
	}
	run.Next, run.Slot = run.Slot, run.Next
	if ok, err := w.s.CommitRun(w.ctx(), run, nil); ok || err == nil {
		w.Errorf("a slot ran twice: %v, %v", ok, err)
	}
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
}
