package storagetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsbell/news"
)

func testDeliveryKey(w *world) {
	c, other := w.channel("general"), w.channel("other")
	d := w.alert(c, "alert/1", 1)
	d.Development, d.Revision, d.Reason, d.NotBefore = 2, 3, "4 publishers in 20 minutes", w.now.Add(time.Second)
	w.enqueue(d, d, w.alert(other, "alert/1", 1))
	if got, want := w.jobs.take(), "local lane 1, local lane 2"; got != want {
		w.Errorf("got jobs %q, want %q", got, want)
	}
	w.enqueue(d)
	if got := w.jobs.take(); got != "" {
		w.Errorf("a key that is there enqueued %q", got)
	}
	heads := w.lane(c)
	if len(heads) != 1 {
		w.Fatalf("got %d deliveries, want 1", len(heads))
	}
	got := w.delivery(heads[0].ID)
	d.ID, d.Target, d.State = got.ID, c.Target, news.Pending
	if diff := cmp.Diff(d, got); diff != "" {
		w.Errorf("delivery (-want +got):\n%s", diff)
	}
	head := got
	head.Message = news.Message{}
	if diff := cmp.Diff(head, heads[0]); diff != "" {
		w.Errorf("head (-want +got):\n%s", diff)
	}
	_, err := w.s.Delivery(w.ctx(), 4711)
	w.wantCode(err, "not_found")
}

func testEdits(w *world) {
	c := w.channel("general")
	w.enqueue(w.alert(c, "alert/1", 1))
	alert := w.lane(c)[0]
	edit := func(revision int) news.Delivery {
		d := w.alert(c, fmt.Sprintf("edit/%d/%d", alert.ID, revision), 1)
		d.Kind, d.Parent, d.Revision = news.KindEdit, alert.ID, revision
		return d
	}
	w.enqueue(edit(1), edit(2))
	w.enqueue(edit(4))
	w.enqueue(edit(3)) // came late: newer stands already
	heads := w.lane(c)
	w.wantKeys(heads, "alert/1", "edit/1/4")
	if got := w.delivery(heads[1].ID); got.Revision != 4 || got.Message.Card.Title != "edit/1/4" {
		w.Errorf("got edit %+v", got)
	}
	if heads[1].ParentID != "" || heads[1].ParentState != news.Pending {
		w.Errorf("got parent %q in state %q, want a pending one", heads[1].ParentID, heads[1].ParentState)
	}
	w.send(alert.ID, "m1")
	if head := w.lane(c)[0]; head.ParentID != "m1" || head.ParentState != news.Sent {
		w.Errorf("got parent %q in state %q, want m1, sent", head.ParentID, head.ParentState)
	}
	// One that is being sent stays, the next stands behind it.
	w.check(w.s.BeginSend(w.ctx(), heads[1].ID, []byte("b"), "n", w.now))
	w.enqueue(edit(5), edit(6))
	w.wantKeys(w.lane(c), "edit/1/4", "edit/1/6")
}

func testLaneOrder(w *world) {
	c := w.channel("general")
	kinds := []news.Kind{news.KindEdit, news.KindDigest, news.KindAlert, news.KindNotice, news.KindReply}
	for i, kind := range kinds {
		d := w.alert(c, string(kind), 0)
		d.Kind, d.Parent = kind, news.DeliveryID(1000+i)
		w.enqueue(d)
	}
	heads := w.lane(c)
	w.wantKeys(heads, "alert", "reply", "digest", "notice", "edit")
	two, err := w.s.Lane(w.ctx(), c.ID, 2)
	w.check(err)
	w.wantKeys(two, "alert", "reply")
	w.send(heads[0].ID, "m")
	w.wantKeys(w.lane(c), "reply", "digest", "notice", "edit")
	recent, err := w.s.RecentDeliveries(w.ctx(), 2)
	w.check(err)
	w.wantKeys(recent, "reply", "notice")
}

func testReceipts(w *world) {
	c := w.channel("general")
	w.enqueue(w.alert(c, "alert/1", 1))
	id := w.lane(c)[0].ID
	at := func(s int) time.Time { return w.now.Add(time.Duration(s) * time.Second) }
	w.check(w.s.BeginSend(w.ctx(), id, []byte("body"), "nonce", at(1)))
	want := w.delivery(id)
	if want.State != news.Sending || string(want.Body) != "body" || want.Nonce != "nonce" || want.Attempts != 1 {
		w.Errorf("began as %+v", want)
	}
	steps := []struct {
		name    string
		receipt news.Receipt
		change  func(*news.Delivery)
	}{
		{"unknown", news.Receipt{State: news.Unknown, Outcome: "timeout", NotBefore: at(9), At: at(2)}, func(d *news.Delivery) {
			d.State, d.Outcome, d.NotBefore, d.LastTry = news.Unknown, "timeout", at(9), at(2)
		}},
		{"a probe is no try", news.Receipt{State: news.Unknown, Outcome: "absent", Probes: 1, At: at(3)}, func(d *news.Delivery) {
			d.Outcome, d.NotBefore, d.Probes = "absent", time.Time{}, 1
		}},
		{"simpler bytes", news.Receipt{State: news.Retry, Outcome: "refused", Body: []byte("simple"), At: at(4)}, func(d *news.Delivery) {
			d.State, d.Outcome, d.Probes, d.Body = news.Retry, "refused", 0, []byte("simple")
		}},
		{"sent", news.Receipt{State: news.Sent, MessageID: "m1", At: at(5)}, func(d *news.Delivery) {
			d.State, d.Outcome, d.MessageID, d.Finished = news.Sent, "", "m1", at(5)
		}},
		{"the message's id stays", news.Receipt{State: news.Sent, At: at(6)}, func(d *news.Delivery) { d.Finished = at(6) }},
	}
	for _, step := range steps {
		step.receipt.Delivery = id
		w.check(w.s.Record(w.ctx(), step.receipt))
		step.change(&want)
		if diff := cmp.Diff(want, w.delivery(id)); diff != "" {
			w.Errorf("%s (-want +got):\n%s", step.name, diff)
		}
	}
	if err := w.s.BeginSend(w.ctx(), id, nil, "n", at(7)); err == nil {
		w.Error("began to send what is sent")
	}
	w.wantCode(w.s.Record(w.ctx(), news.Receipt{Delivery: 4711, State: news.Sent}), "not_found")
	counts, err := w.s.AlertCounts(w.ctx(), w.now)
	w.check(err)
	if counts[c.ID] != 1 {
		w.Errorf("got %v alerts, want 1", counts)
	}
	about, err := w.s.StoryDeliveries(w.ctx(), []news.StoryID{1, 2})
	w.check(err)
	w.wantKeys(about, "alert/1")
	if about[0].MessageID != "m1" || about[0].Target != c.Target {
		w.Errorf("got %+v", about[0])
	}
}

func testRings(w *world) {
	c := w.channel("general")
	kinds := []news.Kind{news.KindAlert, news.KindReply, news.KindDigest, news.KindAlert, news.KindAlert}
	for i, kind := range kinds {
		d := w.alert(c, fmt.Sprint(i), 1)
		d.Kind, d.Mode, d.Created = kind, news.Every, w.now.Add(time.Duration(i)*time.Second)
		w.enqueue(d)
	}
	dropped := w.lane(c)[3]
	w.check(w.s.Record(w.ctx(), news.Receipt{Delivery: dropped.ID, State: news.Dropped, At: w.now}))
	got, err := w.s.Rings(w.ctx(), w.now.Add(time.Second))
	w.check(err)
	want := []news.Ring{
		{Channel: c.ID, Mode: news.Every, At: w.now.Add(time.Second)},
		{Channel: c.ID, Mode: news.Every, At: w.now.Add(3 * time.Second)},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		w.Errorf("rings (-want +got):\n%s", diff)
	}
}

func testLocalHistory(w *world) {
	c := w.channel("general")
	w.enqueue(w.alert(c, "sent", 1), w.alert(c, "open", 1))
	w.send(w.lane(c)[0].ID, "m1")
	got, err := w.s.LocalHistory(w.ctx(), w.now)
	w.check(err)
	w.wantKeys(got, "sent")
	if got[0].Message.Card.Title != "sent" || got[0].MessageID != "m1" || got[0].Target != c.Target {
		w.Errorf("got %+v", got[0])
	}
	got, err = w.s.LocalHistory(w.ctx(), w.now.Add(time.Second))
	w.check(err)
	w.wantKeys(got)
}

func testSuspend(w *world) {
	c := w.channel("general")
	w.enqueue(w.alert(c, "a", 1), w.alert(c, "b", 2))
	if jobs, want := w.jobs.take(), "local lane 1"; jobs != want {
		w.Errorf("for two deliveries got jobs %q, want %q once", jobs, want)
	}
	heads := w.lane(c)
	w.check(w.s.BeginSend(w.ctx(), heads[0].ID, []byte("b"), "n", w.now))
	w.check(w.s.Record(w.ctx(), news.Receipt{
		Delivery: heads[0].ID, State: news.Suspended, At: w.now, Channel: news.ChannelSuspended, ChannelWhy: "permissions",
	}))
	got, err := w.s.Channel(w.ctx(), c.ID)
	w.check(err)
	if got.State != news.ChannelSuspended || got.StateWhy != "permissions" {
		w.Errorf("got channel %s (%s)", got.State, got.StateWhy)
	}
	w.wantKeys(w.lane(c))
	w.jobs.take()
	w.now = w.now.Add(time.Hour)
	w.enqueue(w.alert(c, "c", 3))
	if jobs := w.jobs.take(); jobs != "" {
		w.Errorf("a suspended channel got jobs %q", jobs)
	}
	if jobs, err := w.s.OpenLanes(w.ctx()); err != nil || len(jobs) != 0 {
		w.Errorf("got open lanes %v, %v", jobs, err)
	}
	w.check(w.s.Resume(w.ctx(), c.ID, w.now, w.now))
	w.wantKeys(w.lane(c), "c")
	if jobs, want := w.jobs.take(), "local lane 1"; jobs != want {
		w.Errorf("got jobs %q, want %q", jobs, want)
	}
	if d := w.delivery(heads[1].ID); d.State != news.Dropped || !d.Finished.Equal(w.now) {
		w.Errorf("the old one is %s", d.State)
	}
}

func testFinishLane(w *world) {
	c := w.channel("general")
	w.enqueue(w.alert(c, "a", 1))
	w.jobs.take()
	completed := func(key string) func(context.Context, *sql.Tx) error {
		return func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "INSERT INTO seen (key, at) VALUES ('"+key+"', 0)")
			return err
		}
	}
	if done, err := w.s.FinishLane(w.ctx(), c.ID, completed("first")); done || err != nil {
		w.Errorf("with an open delivery, got %v, %v", done, err)
	}
	w.send(w.lane(c)[0].ID, "m")
	if done, err := w.s.FinishLane(w.ctx(), c.ID, completed("second")); !done || err != nil {
		w.Errorf("with an empty lane, got %v, %v", done, err)
	}
	fault := errors.New("no such job")
	done, err := w.s.FinishLane(w.ctx(), c.ID, func(context.Context, *sql.Tx) error { return fault })
	if done || !errors.Is(err, fault) {
		w.Errorf("when the completion fails, got %v, %v", done, err)
	}
	for key, want := range map[string]bool{"first": false, "second": true} {
		if seen, err := w.s.SeenOnce(w.ctx(), key, w.now); err != nil || seen != want {
			w.Errorf("the %s completion: committed %v, %v; want %v", key, seen, err, want)
		}
	}
}

func testPauseLane(w *world) {
	c := w.channel("general")
	w.enqueue(w.alert(c, "a", 1))
	last, err := w.s.LaneEnd(w.ctx(), c.ID)
	w.check(err)
	nothing := func(context.Context, *sql.Tx) error { return nil }
	if done, err := w.s.PauseLane(w.ctx(), c.ID, last, nothing); !done || err != nil {
		w.Errorf("with nothing added, got %v, %v", done, err)
	}
	w.enqueue(w.alert(c, "b", 2))
	if done, err := w.s.PauseLane(w.ctx(), c.ID, last, nothing); done || err != nil {
		w.Errorf("with something added, got %v, %v", done, err)
	}
}

func testRelease(w *world) {
	c, idle := w.channel("general"), w.channel("idle")
	w.enqueue(w.alert(c, "a", 1), w.alert(c, "b", 2), w.alert(idle, "a", 1))
	w.send(w.lane(idle)[0].ID, "m")
	w.check(w.s.BeginSend(w.ctx(), w.lane(c)[0].ID, []byte("body"), "n", w.now))
	w.jobs.take()
	w.check(w.s.ReleaseLanes(w.ctx(), w.now))
	heads := w.lane(c)
	if heads[0].State != news.Unknown || heads[1].State != news.Pending {
		w.Errorf("got states %s, %s, want unknown, pending", heads[0].State, heads[1].State)
	}
	if jobs, want := w.jobs.take(), "local lane 1"; jobs != want {
		w.Errorf("got jobs %q, want %q", jobs, want)
	}
	if n, err := w.s.SweepLanes(w.ctx()); n != 1 || err != nil || w.jobs.take() != "local lane 1" {
		w.Errorf("swept %d, %v, want 1", n, err)
	}
}
