package storagetest

import (
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"newsbell/news"
)

// testLedger walks a delivery through a lost answer, a probe that finds nothing
// and a second try, and one whose process died.
func testLedger(w *world) {
	c := w.channel("general")
	w.check(w.s.CommitBatch(w.ctx(), news.Batch{
		At: w.now, Stories: []news.Story{w.story(1), w.story(2)},
		Verdicts: []news.Verdict{
			{Story: 1, Channel: c.ID, Development: 1, Rang: true, Reason: "corroborated", At: w.now},
			{Story: 2, Channel: c.ID, Development: 2, Rang: true, Reason: "corroborated", At: w.now},
		},
		Deliveries: []news.Delivery{w.alert(c, "alert/1", 1)},
	}))
	id := w.lane(c)[0].ID
	at := func(s int) time.Time { return w.now.Add(time.Duration(s) * time.Second) }
	w.check(w.s.BeginSend(w.ctx(), id, []byte("body"), "n", at(1)))
	w.check(w.s.Record(w.ctx(), news.Receipt{Delivery: id, State: news.Unknown, Outcome: "timeout", At: at(2)}))
	w.check(w.s.Record(w.ctx(), news.Receipt{Delivery: id, State: news.Retry, Outcome: "absent", At: at(3)}))
	w.check(w.s.BeginSend(w.ctx(), id, nil, "n", at(4)))
	w.check(w.s.ReleaseLanes(w.ctx(), at(5)))
	w.check(w.s.Record(w.ctx(), news.Receipt{Delivery: id, State: news.Sent, MessageID: "m", Outcome: "found", At: at(6)}))
	got, err := w.s.Attempts(w.ctx(), id)
	w.check(err)
	want := []news.Attempt{
		{Number: 1, Kind: news.AttemptSend, At: at(1), Hash: "230d8358dc8e8890b4c58deeb62912ee", State: news.Unknown, Outcome: "timeout"},
		{Number: 2, Kind: news.AttemptProbe, At: at(3), State: news.Retry, Outcome: "absent"},
		{Number: 3, Kind: news.AttemptSend, At: at(4), State: news.Unknown},
		{Number: 4, Kind: news.AttemptProbe, At: at(6), State: news.Sent, Outcome: "found"},
	}
	if len(got) > 2 && got[2].Outcome == "" {
		w.Error("the attempt of the dead process says nothing of it")
	}
	inThird := cmp.FilterPath(func(p cmp.Path) bool { return p.Index(1).String() == "[2]" && p.Last().String() == ".Outcome" }, cmp.Ignore())
	if diff := cmp.Diff(want, got, inThird, cmpopts.EquateEmpty()); diff != "" {
		w.Errorf("attempts (-want +got):\n%s", diff)
	}
	rungs, err := w.s.Rungs(w.ctx(), w.now)
	w.check(err)
	if len(rungs) != 2 || rungs[0].Delivery != id || rungs[1].Delivery != 0 || rungs[1].Verdict.Story != 2 {
		w.Errorf("got rungs %+v, want one with its delivery and one without", rungs)
	}
	page, err := w.s.DeliveriesSince(w.ctx(), w.now, 0, 10)
	w.check(err)
	w.wantKeys(page, "alert/1")
	if page, err = w.s.DeliveriesSince(w.ctx(), w.now, id, 10); err != nil || len(page) != 0 {
		w.Errorf("behind the last: got %v, %v", page, err)
	}
	w.check(w.s.Prune(w.ctx(), w.now.Add(91*24*time.Hour)))
	if got, err = w.s.Attempts(w.ctx(), id); err != nil || len(got) != 0 {
		w.Errorf("after 91 days: got %v, %v, want none", got, err)
	}
}

func testReview(w *world) {
	c := w.channel("general")
	w.enqueue(w.alert(c, "a", 1), w.alert(c, "b", 2))
	ids := []news.DeliveryID{w.lane(c)[0].ID, w.lane(c)[1].ID}
	for _, id := range ids {
		w.check(w.s.BeginSend(w.ctx(), id, []byte("body"), "n", w.now))
		w.check(w.s.Record(w.ctx(), news.Receipt{Delivery: id, State: news.Review, Outcome: "no proof", At: w.now}))
	}
	w.jobs.take()
	w.check(w.s.SettleReview(w.ctx(), ids[0], true, w.now))
	if jobs, want := w.jobs.take(), "local lane 1"; jobs != want {
		w.Errorf("got jobs %q, want %q", jobs, want)
	}
	w.check(w.s.SettleReview(w.ctx(), ids[1], false, w.now))
	w.wantKeys(w.lane(c), "a")
	if d := w.delivery(ids[0]); d.State != news.Retry || string(d.Body) != "body" || !d.Finished.IsZero() {
		w.Errorf("posted again: got %+v", d)
	}
	if d := w.delivery(ids[1]); d.State != news.Dropped || d.Finished.IsZero() {
		w.Errorf("dropped: got %+v", d)
	}
	w.wantCode(w.s.SettleReview(w.ctx(), ids[1], true, w.now), "not_found")
	if got, err := w.s.Attempts(w.ctx(), ids[1]); err != nil || len(got) != 2 || got[1].Outcome != "dropped by the operator" {
		w.Errorf("got attempts %+v, %v", got, err)
	}
}
