package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"newsbell/news"
	"newsbell/storage/db"
)

// Lane gives up to limit open deliveries of a channel in the order to send
// them, without Message and Body.
func (s *Store) Lane(ctx context.Context, ch news.ChannelID, limit int) ([]news.Delivery, error) {
	rows, err := s.read().Lane(ctx, db.LaneParams{Channel: int64(ch), Most: int64(limit)})
	heads := make([]news.Delivery, len(rows))
	for i, r := range rows {
		heads[i] = deliveryOf(r.Delivery, target(r.Platform, r.Tenant, r.Address))
		heads[i].ParentID, heads[i].ParentState = r.ParentMessage, news.DeliveryState(r.ParentState)
	}
	return heads, wrapf(err, "read lane of channel %d", ch)
}

// BeginSend writes ahead that a request is about to be made: its exact bytes
// and its nonce. A nil body keeps the bytes of the attempt before. It is an
// error when the delivery is not open.
func (s *Store) BeginSend(
	ctx context.Context, id news.DeliveryID, body []byte, nonce string, now time.Time,
) error {
	err := s.write(ctx, func(ctx context.Context, t *txn) error {
		n, err := t.BeginSend(ctx, db.BeginSendParams{ID: int64(id), Nonce: nonce, Now: millis(now)})
		if err != nil {
			return err
		}
		if n == 0 {
			return errNotToSend
		}
		if err := addAttempt(ctx, t, id, news.Attempt{Kind: news.AttemptSend, At: now, Hash: hashOf(body), State: news.Sending}); err != nil {
			return err
		}
		if body == nil {
			return nil
		}
		return t.SetBody(ctx, db.SetBodyParams{Delivery: int64(id), Body: body})
	})
	return wrapf(err, "begin delivery %d", id)
}

var errNotToSend = errors.New("it is not waiting to be sent")

// Record writes what an attempt or a probe came to. A receipt that suspends or
// ends the channel suspends what waits in its lane.
func (s *Store) Record(ctx context.Context, r news.Receipt) error {
	err := s.write(ctx, func(ctx context.Context, t *txn) error {
		finished := time.Time{}
		switch r.State {
		case news.Sent, news.Dropped, news.Review:
			finished = r.At
		default:
		}
		channel, err := t.Record(ctx, db.RecordParams{
			ID: int64(r.Delivery), State: string(r.State), MessageID: r.MessageID, Outcome: r.Outcome,
			NotBefore: millis(r.NotBefore), Probes: int64(r.Probes), Now: millis(r.At), Finished: millis(finished),
		})
		if err != nil {
			return missing(err, "delivery", r.Delivery)
		}
		if err := endAttempt(ctx, t, r); err != nil {
			return err
		}
		if r.Body != nil {
			if err := t.SetBody(ctx, db.SetBodyParams{Delivery: int64(r.Delivery), Body: r.Body}); err != nil {
				return err
			}
		}
		return setChannelState(ctx, t, channel, r.Channel, r.ChannelWhy)
	})
	return wrapf(err, "record delivery %d", r.Delivery)
}

// SettleReview carries out what a person decided about a delivery in review:
// to post it again, or to drop it. It is not_found when it is not in review.
func (s *Store) SettleReview(ctx context.Context, id news.DeliveryID, post bool, now time.Time) error {
	err := s.write(ctx, func(ctx context.Context, t *txn) error {
		p := db.SettleReviewParams{ID: int64(id), State: string(news.Dropped), Outcome: "dropped by the operator", Finished: millis(now)}
		if post {
			p.State, p.Outcome, p.Finished = string(news.Retry), "posted again by the operator", 0
		}
		channel, err := t.SettleReview(ctx, p)
		if err != nil {
			return missing(err, "delivery in review", id)
		}
		err = addAttempt(ctx, t, id, news.Attempt{Kind: news.AttemptProbe, At: now, State: news.DeliveryState(p.State), Outcome: p.Outcome})
		if err != nil || !post {
			return err
		}
		row, err := t.Channel(ctx, channel)
		t.jobs = append(t.jobs, laneJob(row.ID, row.Platform))
		return err
	})
	return wrapf(err, "settle delivery %d", id)
}

// setChannelState changes a channel's state, unless it is "", and suspends the
// lane of one that cannot be written to.
func setChannelState(ctx context.Context, t *txn, id int64, state news.ChannelState, why string) error {
	if state == "" {
		return nil
	}
	n, err := t.SetChannelState(ctx, db.SetChannelStateParams{ID: id, State: string(state), StateWhy: why})
	if err = changed(n, err, "channel", id); err != nil || state == news.ChannelActive {
		return err
	}
	return t.SuspendLane(ctx, db.SuspendLaneParams{Channel: id, Outcome: fmt.Sprintf("channel %s: %s", state, why)})
}

// Resume makes a channel active again. Of the deliveries that its suspension
// held back, those decided at since or later go out now, or one list instead of
// them (SetCatchUp); older ones are dropped.
func (s *Store) Resume(ctx context.Context, ch news.ChannelID, since, now time.Time) error {
	err := s.write(ctx, func(ctx context.Context, t *txn) error {
		if err := setChannelState(ctx, t, int64(ch), news.ChannelActive, ""); err != nil {
			return err
		}
		if err := t.DropSuspended(ctx, db.DropSuspendedParams{
			Channel: int64(ch), Since: millis(since), Now: millis(now),
			Outcome: "too old when the channel came back",
		}); err != nil {
			return err
		}
		row, err := t.Channel(ctx, int64(ch))
		if err != nil {
			return err
		}
		if err := s.shorten(ctx, t, row, since, now); err != nil {
			return err
		}
		n, err := t.ResumeLane(ctx, db.ResumeLaneParams{Channel: int64(ch), Since: millis(since)})
		if n > 0 {
			t.jobs = append(t.jobs, laneJob(row.ID, row.Platform))
		}
		return err
	})
	return wrapf(err, "resume channel %d", ch)
}

// FinishLane ends a lane's job if the lane is empty. complete completes the job
// in the transaction; it comes first, for on PostgreSQL it waits for whoever is
// adding to the lane and relies on this job. Then the lane is counted, and when
// something is left the completion is undone and FinishLane returns false.
func (s *Store) FinishLane(
	ctx context.Context, ch news.ChannelID, complete func(context.Context, *sql.Tx) error,
) (bool, error) {
	done, err := s.endJob(ctx, complete, func(ctx context.Context, q *db.Queries) (bool, error) {
		n, err := q.LaneLength(ctx, int64(ch))
		return n == 0, err
	})
	return done, wrapf(err, "finish lane of channel %d", ch)
}

// PauseLane is FinishLane for a lane whose deliveries wait: replace completes
// the job and writes one for later. It is undone, and PauseLane returns false,
// when a delivery was added behind last, the lane's end before it was worked.
func (s *Store) PauseLane(
	ctx context.Context, ch news.ChannelID, last news.DeliveryID, replace func(context.Context, *sql.Tx) error,
) (bool, error) {
	done, err := s.endJob(ctx, replace, func(ctx context.Context, q *db.Queries) (bool, error) {
		end, err := q.LaneEnd(ctx, int64(ch))
		return end <= int64(last), err
	})
	return done, wrapf(err, "pause lane of channel %d", ch)
}

// LaneEnd gives the last open delivery of a channel, 0 for none.
func (s *Store) LaneEnd(ctx context.Context, ch news.ChannelID) (news.DeliveryID, error) {
	id, err := s.read().LaneEnd(ctx, int64(ch))
	return news.DeliveryID(id), wrapf(err, "read end of lane of channel %d", ch)
}

// endJob ends a job in a transaction that holds only if what was expected of
// the lane is still so.
func (s *Store) endJob(
	ctx context.Context, end func(context.Context, *sql.Tx) error,
	holds func(context.Context, *db.Queries) (bool, error),
) (bool, error) {
	err := s.commit(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := end(ctx, tx); err != nil {
			return wrapf(err, "end job")
		}
		ok, err := holds(ctx, db.New(s.wrap(tx)))
		if err == nil && !ok {
			return errMore
		}
		return err
	})
	if errors.Is(err, errMore) {
		return false, nil
	}
	return err == nil, err
}

var errMore = errors.New("the lane has more to do")

// OpenLanes gives a lane job for every active channel with open deliveries.
func (s *Store) OpenLanes(ctx context.Context) ([]news.Job, error) {
	jobs, err := openLanes(ctx, s.read())
	return jobs, wrapf(err, "list open lanes")
}

func openLanes(ctx context.Context, q *db.Queries) ([]news.Job, error) {
	rows, err := q.OpenLanes(ctx)
	jobs := make([]news.Job, len(rows))
	for i, r := range rows {
		jobs[i] = laneJob(r.ID, r.Platform)
	}
	return jobs, err
}

// SweepLanes writes the lane job of every lane that has open deliveries and no
// job, should one ever be lost, and returns how many lanes are open.
func (s *Store) SweepLanes(ctx context.Context) (open int, err error) {
	err = s.write(ctx, func(ctx context.Context, t *txn) error {
		t.jobs, err = openLanes(ctx, t.Queries)
		open = len(t.jobs)
		return err
	})
	return open, wrapf(err, "sweep lanes")
}

// ReleaseLanes is for the start of a process that owns the store alone: what a
// dead process was sending is unknown now, and every lane has its job.
func (s *Store) ReleaseLanes(ctx context.Context, now time.Time) error {
	err := s.write(ctx, func(ctx context.Context, t *txn) (err error) {
		outcome := "the process ended during the request; found at " + now.UTC().Format(time.RFC3339)
		if err := errors.Join(t.ReleaseSending(ctx, db.ReleaseSendingParams{Outcome: outcome, Now: millis(now)}), t.ReleaseAttempts(ctx, outcome)); err != nil {
			return err
		}
		t.jobs, err = openLanes(ctx, t.Queries)
		return err
	})
	return wrapf(err, "release lanes")
}
