package storage

import (
	"context"
	"errors"
	"slices"
	"time"

	"newsbell/news"
	"newsbell/storage/db"
)

// Broke gives the developments with rises that changed after a time and that a
// channel's standing breaking subscriptions matched, in order of their last change.
// Story is the standing one; Memory is left out.
func (s *Store) Broke(ctx context.Context, ch news.ChannelID, after time.Time) ([]news.Development, error) {
	fail := func(err error) ([]news.Development, error) {
		return nil, wrapf(err, "read what broke for channel %d", ch)
	}
	subs, err := s.ChannelSubscriptions(ctx, ch)
	if err != nil {
		return nil, err
	}
	var breaking []news.SubscriptionID
	for _, sub := range subs {
		if sub.Mode == news.Breaking {
			breaking = append(breaking, sub.ID)
		}
	}
	if len(breaking) == 0 {
		return nil, nil
	}
	rows, err := s.read().Broke(ctx, db.BrokeParams{After: millis(after), Channel: int64(ch)})
	if err != nil {
		return fail(err)
	}
	var broke []news.Development
	for _, r := range rows {
		matched, err := decode[news.SubscriptionID](r.Subscriptions)
		d, more := developmentOf(r.Development)
		if err := errors.Join(err, more); err != nil {
			return fail(err)
		}
		if !slices.ContainsFunc(matched, func(id news.SubscriptionID) bool { return slices.Contains(breaking, id) }) {
			continue
		}
		if r.MergedInto != 0 {
			d.Story = news.StoryID(r.MergedInto)
		}
		d.Memory = nil
		broke = append(broke, d)
	}
	return broke, nil
}
