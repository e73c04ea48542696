package storage

import (
	"context"

	"newsbell/news"
	"newsbell/storage/db"
)

// AddSubscription adds a subscription to its channel and gives it its ID and
// the channel's next number. Numbers are not given twice.
func (s *Store) AddSubscription(ctx context.Context, sub news.Subscription) (news.Subscription, error) {
	err := s.write(ctx, func(ctx context.Context, t *txn) error {
		sources, err := encode(sub.From)
		if err != nil {
			return err
		}
		number, err := t.NumberSubscription(ctx, int64(sub.Channel))
		if err != nil {
			return missing(err, "channel", sub.Channel)
		}
		id, err := t.AddSubscription(ctx, db.AddSubscriptionParams{
			Channel: int64(sub.Channel), Number: number, Query: sub.Query, Canonical: sub.Canonical,
			Mode: string(sub.Mode), Sources: sources, Creator: sub.Creator, Created: millis(sub.Created),
		})
		sub.ID, sub.Number = news.SubscriptionID(id), int(number)
		return err
	})
	return sub, wrapf(err, "add subscription to channel %d", sub.Channel)
}

// RemoveSubscription removes a subscription and gives what it was.
func (s *Store) RemoveSubscription(
	ctx context.Context, ch news.ChannelID, number int,
) (sub news.Subscription, err error) {
	err = s.write(ctx, func(ctx context.Context, t *txn) error {
		row, err := t.RemoveSubscription(ctx, db.RemoveSubscriptionParams{Channel: int64(ch), Number: int64(number)})
		if err != nil {
			return missing(err, "subscription", number)
		}
		sub, err = subscriptionOf(row)
		return err
	})
	return sub, wrapf(err, "remove subscription %d of channel %d", number, ch)
}

// Subscriptions gives all subscriptions in order of their ids.
func (s *Store) Subscriptions(ctx context.Context) ([]news.Subscription, error) {
	rows, err := s.read().Subscriptions(ctx)
	subs, err := each(rows, err, subscriptionOf)
	return subs, wrapf(err, "list subscriptions")
}

// ChannelSubscriptions gives a channel's subscriptions in order of their numbers.
func (s *Store) ChannelSubscriptions(ctx context.Context, ch news.ChannelID) ([]news.Subscription, error) {
	rows, err := s.read().ChannelSubscriptions(ctx, int64(ch))
	subs, err := each(rows, err, subscriptionOf)
	return subs, wrapf(err, "list subscriptions of channel %d", ch)
}

func subscriptionOf(r db.Subscription) (news.Subscription, error) {
	sources, err := decode[string](r.Sources)
	return news.Subscription{
		ID: news.SubscriptionID(r.ID), Channel: news.ChannelID(r.Channel), Number: int(r.Number),
		Query: r.Query, Canonical: r.Canonical, Mode: news.Mode(r.Mode), From: sources,
		Creator: r.Creator, Created: instant(r.Created),
	}, err
}
