package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"newsbell/news"
	"newsbell/storage/db"
)

// Enqueue writes deliveries and the lane jobs for them. One whose key its
// channel already has is skipped without an error. An edit takes the place of
// a pending edit of the same message. What goes to a channel that cannot be
// written to is suspended at once.
func (s *Store) Enqueue(ctx context.Context, deliveries []news.Delivery) error {
	err := s.write(ctx, func(ctx context.Context, t *txn) error { return enqueue(ctx, t, deliveries) })
	return wrapf(err, "enqueue deliveries")
}

func enqueue(ctx context.Context, t *txn, deliveries []news.Delivery) error {
	channels := make(map[news.ChannelID]db.Channel)
	for _, d := range deliveries {
		ch, known := channels[d.Channel]
		if !known {
			var err error
			if ch, err = t.Channel(ctx, int64(d.Channel)); err != nil {
				return missing(err, "channel", d.Channel)
			}
			channels[d.Channel] = ch
		}
		d.State = news.Pending
		if news.ChannelState(ch.State) != news.ChannelActive {
			d.State = news.Suspended
		}
		added, err := addDelivery(ctx, t, d)
		if err != nil {
			return wrapf(err, "add delivery %s to channel %d", d.Key, d.Channel)
		}
		if added && d.State == news.Pending {
			t.jobs = append(t.jobs, laneJob(ch.ID, ch.Platform))
		}
	}
	return nil
}

func laneJob(id int64, platform string) news.Job {
	return news.Job{Kind: news.JobLane, Channel: news.ChannelID(id), Platform: news.Platform(platform)}
}

// addDelivery reports whether there is something new to send.
func addDelivery(ctx context.Context, t *txn, d news.Delivery) (bool, error) {
	message, err := json.Marshal(d.Message)
	if err != nil {
		return false, err
	}
	if d.Kind == news.KindEdit && d.State == news.Pending {
		if done, err := replaceEdit(ctx, t, d, string(message)); err != nil || done {
			return done, err
		}
	}
	id, err := t.AddDelivery(ctx, db.AddDeliveryParams{
		Channel: int64(d.Channel), Key: d.Key, Kind: string(d.Kind), Class: int64(d.Kind.Class()),
		Story: int64(d.Story), Development: int64(d.Development), Revision: int64(d.Revision),
		Parent: int64(d.Parent), Reason: d.Reason, Mode: string(d.Mode), State: string(d.State), NotBefore: millis(d.NotBefore),
		Created: millis(d.Created),
	})
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, t.AddContent(ctx, db.AddContentParams{Delivery: id, Message: string(message), Body: []byte{}})
}

// replaceEdit puts d in the place of a pending edit of the same message and
// reports whether nothing is left to add.
func replaceEdit(ctx context.Context, t *txn, d news.Delivery, message string) (bool, error) {
	pending, err := t.PendingEdit(ctx, db.PendingEditParams{Channel: int64(d.Channel), Parent: int64(d.Parent)})
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil || pending.Revision >= int64(d.Revision) {
		return true, err
	}
	_, err = t.KeyedDelivery(ctx, db.KeyedDeliveryParams{Channel: int64(d.Channel), Key: d.Key})
	if !errors.Is(err, sql.ErrNoRows) {
		return true, err // decided before
	}
	n, err := t.ReplaceEdit(ctx, db.ReplaceEditParams{
		ID: pending.ID, Key: d.Key, Revision: int64(d.Revision), Development: int64(d.Development), Reason: d.Reason,
	})
	if err != nil || n == 0 {
		return false, err // taken up between the two statements, on PostgreSQL
	}
	return true, t.SetMessage(ctx, db.SetMessageParams{Delivery: pending.ID, Message: message})
}

// Delivery gives one delivery with all it holds.
func (s *Store) Delivery(ctx context.Context, id news.DeliveryID) (news.Delivery, error) {
	row, err := s.read().Delivery(ctx, int64(id))
	if err != nil {
		return news.Delivery{}, wrapf(missing(err, "delivery", id), "read delivery %d", id)
	}
	d := deliveryOf(row.Delivery, target(row.Platform, row.Tenant, row.Address))
	d.ParentID, d.ParentState = row.ParentMessage, news.DeliveryState(row.ParentState)
	if len(row.Body) > 0 {
		d.Body = row.Body
	}
	settings, err := decodeOne[news.Settings](row.Settings)
	if err != nil {
		return news.Delivery{}, wrapf(err, "read settings for delivery %d", id)
	}
	d.Duplicates = settings.Duplicates
	err = json.Unmarshal([]byte(row.Message), &d.Message)
	return d, wrapf(err, "read delivery %d", id)
}

// DeliveryByKey gives the delivery that a channel has under a key.
func (s *Store) DeliveryByKey(ctx context.Context, ch news.ChannelID, key string) (news.Delivery, error) {
	id, err := s.read().KeyedDelivery(ctx, db.KeyedDeliveryParams{Channel: int64(ch), Key: key})
	if err != nil {
		return news.Delivery{}, wrapf(missing(err, "delivery", key), "find delivery %s of channel %d", key, ch)
	}
	return s.Delivery(ctx, news.DeliveryID(id))
}

// StoryDeliveries gives the alerts, replies and edits about these stories that
// were not dropped, in the order of their decision, without Message and Body.
func (s *Store) StoryDeliveries(ctx context.Context, stories []news.StoryID) ([]news.Delivery, error) {
	var deliveries []news.Delivery
	for part := range slices.Chunk(stories, mostKeys) {
		ids := make([]int64, len(part))
		for i, id := range part {
			ids[i] = int64(id)
		}
		rows, err := s.read().StoryDeliveries(ctx, ids)
		if err != nil {
			return nil, wrapf(err, "read deliveries of stories")
		}
		for _, r := range rows {
			deliveries = append(deliveries, deliveryOf(r.Delivery, target(r.Platform, r.Tenant, r.Address)))
		}
	}
	return deliveries, nil
}

// RecentDeliveries gives the last limit deliveries, latest first, without
// Message and Body.
func (s *Store) RecentDeliveries(ctx context.Context, limit int) ([]news.Delivery, error) {
	rows, err := s.read().RecentDeliveries(ctx, int64(limit))
	deliveries := make([]news.Delivery, len(rows))
	for i, r := range rows {
		deliveries[i] = deliveryOf(r.Delivery, target(r.Platform, r.Tenant, r.Address))
	}
	return deliveries, wrapf(err, "read recent deliveries")
}

// ReviewDeliveries gives up to limit deliveries that a person must decide about,
// latest first, without Message and Body.
func (s *Store) ReviewDeliveries(ctx context.Context, limit int) ([]news.Delivery, error) {
	rows, err := s.read().ReviewDeliveries(ctx, int64(limit))
	deliveries := make([]news.Delivery, len(rows))
	for i, r := range rows {
		deliveries[i] = deliveryOf(r.Delivery, target(r.Platform, r.Tenant, r.Address))
	}
	return deliveries, wrapf(err, "read deliveries in review")
}

// Rings gives the alerts and replies decided since then that were not dropped,
// in order of time.
func (s *Store) Rings(ctx context.Context, since time.Time) ([]news.Ring, error) {
	rows, err := s.read().Rings(ctx, millis(since))
	rings := make([]news.Ring, len(rows))
	for i, r := range rows {
		rings[i] = news.Ring{Channel: news.ChannelID(r.Channel), Mode: news.Mode(r.Mode), At: instant(r.Created)}
	}
	return rings, wrapf(err, "read alerts")
}

// LocalHistory gives what was sent to the local chat since then, in the order
// of its decision, with the messages: the chat itself keeps nothing.
func (s *Store) LocalHistory(ctx context.Context, since time.Time) ([]news.Delivery, error) {
	rows, err := s.read().LocalHistory(ctx, millis(since))
	deliveries := make([]news.Delivery, len(rows))
	for i, r := range rows {
		d := deliveryOf(r.Delivery, target(r.Platform, r.Tenant, r.Address))
		d.ParentID, d.ParentState = r.ParentMessage, news.DeliveryState(r.ParentState)
		if err := json.Unmarshal([]byte(r.Message), &d.Message); err != nil {
			return nil, wrapf(err, "read delivery %d", d.ID)
		}
		deliveries[i] = d
	}
	return deliveries, wrapf(err, "read history of the local chat")
}

// AlertCounts counts the alerts decided since then that were not dropped, by
// channel.
func (s *Store) AlertCounts(ctx context.Context, since time.Time) (map[news.ChannelID]int, error) {
	rows, err := s.read().AlertCounts(ctx, millis(since))
	counts := make(map[news.ChannelID]int, len(rows))
	for _, r := range rows {
		counts[news.ChannelID(r.Channel)] = int(r.Alerts)
	}
	return counts, wrapf(err, "count alerts")
}

func deliveryOf(r db.Delivery, to news.Target) news.Delivery {
	return news.Delivery{
		ID: news.DeliveryID(r.ID), Channel: news.ChannelID(r.Channel), Target: to, Key: r.Key,
		Kind: news.Kind(r.Kind), Story: news.StoryID(r.Story), Development: news.DevelopmentID(r.Development),
		Revision: int(r.Revision), Parent: news.DeliveryID(r.Parent), Reason: r.Reason, Mode: news.Mode(r.Mode),
		State: news.DeliveryState(r.State), Nonce: r.Nonce, Attempts: int(r.Attempts), Probes: int(r.Probes),
		FirstTry: instant(r.FirstTry), LastTry: instant(r.LastTry), NotBefore: instant(r.NotBefore),
		Outcome: r.Outcome, MessageID: r.MessageID, Created: instant(r.Created), Finished: instant(r.Finished),
	}
}
