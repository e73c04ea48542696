package storage

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"newsbell/news"
	"newsbell/storage/db"
)

// A CatchUp decides what a channel gets that comes back, from the deliveries
// that were held back, with their messages and by id. When ok, the list is
// added and the replaced ones are dropped.
type CatchUp func(held []news.Delivery, now time.Time) (list news.Delivery, replaced []news.DeliveryID, ok bool)

// SetCatchUp sets what Resume makes of a backlog; without it, all that was held
// back goes out.
func (s *Store) SetCatchUp(f CatchUp) { s.catchUp.Store(&f) }

// droppedForList is the outcome of what a list replaces.
const droppedForList = "in the catch-up list"

// shorten replaces what a channel's suspension holds back by a list, when the
// rule says so.
func (s *Store) shorten(ctx context.Context, t *txn, ch db.Channel, since, now time.Time) error {
	rule := s.catchUp.Load()
	if rule == nil {
		return nil
	}
	rows, err := t.HeldDeliveries(ctx, db.HeldDeliveriesParams{Channel: ch.ID, Since: millis(since)})
	if err != nil {
		return wrapf(err, "read what was held back")
	}
	held := make([]news.Delivery, len(rows))
	for i, r := range rows {
		held[i] = deliveryOf(r.Delivery, target(ch.Platform, ch.Tenant, ch.Address))
		if err := json.Unmarshal([]byte(r.Message), &held[i].Message); err != nil {
			return wrapf(err, "read delivery %d", held[i].ID)
		}
	}
	list, replaced, ok := (*rule)(held, now)
	if !ok {
		return nil
	}
	for part := range slices.Chunk(replaced, mostKeys) {
		ids := make([]int64, len(part))
		for i, id := range part {
			ids[i] = int64(id)
		}
		if err := t.DropHeldDeliveries(ctx, db.DropHeldDeliveriesParams{Outcome: droppedForList, Now: millis(now), Ids: ids}); err != nil {
			return wrapf(err, "drop what the list replaces")
		}
	}
	list.Channel, list.State = news.ChannelID(ch.ID), news.Pending
	added, err := addDelivery(ctx, t, list)
	if added {
		t.jobs = append(t.jobs, laneJob(ch.ID, ch.Platform))
	}
	return wrapf(err, "add the list")
}
