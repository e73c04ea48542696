package storage

import (
	"context"
	"database/sql"
	"errors"

	"newsbell/news"
	"newsbell/storage/db"
)

// AddFeedTenant notes that a tenant asked for a feed; who asked first stays.
func (s *Store) AddFeedTenant(ctx context.Context, f news.FeedTenant) error {
	err := s.write(ctx, func(ctx context.Context, t *txn) error {
		return t.AddFeedTenant(ctx, db.AddFeedTenantParams{
			Feed: int64(f.Feed), Platform: string(f.Target.Platform), Tenant: f.Target.Tenant, Channel: f.Target.Channel,
			Creator: f.Creator, Created: millis(f.Created),
		})
	})
	return wrapf(err, "note feed %d for %s", f.Feed, f.Target)
}

// RemoveFeedTenant takes a feed from a tenant's list and says how many tenants
// still ask for it.
func (s *Store) RemoveFeedTenant(ctx context.Context, feed news.FeedID, of news.Target) (left int, err error) {
	err = s.write(ctx, func(ctx context.Context, t *txn) error {
		n, err := t.RemoveFeedTenant(ctx, db.RemoveFeedTenantParams{Feed: int64(feed), Platform: string(of.Platform), Tenant: of.Tenant})
		if err := changed(n, err, "feed", feed); err != nil {
			return err
		}
		rest, err := t.CountFeedTenants(ctx, int64(feed))
		left = int(rest)
		return err
	})
	return left, wrapf(err, "take feed %d from %s", feed, of)
}

// FeedTenants gives those who asked for a feed, the first of them first.
func (s *Store) FeedTenants(ctx context.Context, feed news.FeedID) ([]news.FeedTenant, error) {
	rows, err := s.read().FeedTenants(ctx, int64(feed))
	tenants := make([]news.FeedTenant, len(rows))
	for i, r := range rows {
		tenants[i] = news.FeedTenant{
			Feed: news.FeedID(r.Feed), Target: target(r.Platform, r.Tenant, r.Channel), Creator: r.Creator, Created: instant(r.Created),
		}
	}
	return tenants, wrapf(err, "list tenants of feed %d", feed)
}

// TenantFeeds gives the feeds that a tenant may see: the operator's, the
// catalogue's and its own.
func (s *Store) TenantFeeds(ctx context.Context, of news.Target) ([]news.Feed, error) {
	rows, err := s.read().TenantFeeds(ctx, db.TenantFeedsParams{Platform: string(of.Platform), Tenant: of.Tenant})
	return feedsOf(rows), wrapf(err, "list feeds of %s", of)
}

// Tenant gives what is kept of a server or workspace; one of which nothing is
// kept has no rules.
func (s *Store) Tenant(ctx context.Context, of news.Target) (t news.Tenant, err error) {
	rules, err := s.read().TenantRules(ctx, db.TenantRulesParams{Platform: string(of.Platform), Tenant: of.Tenant})
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return t, wrapf(err, "read rules of %s", of)
	}
	t.Rules = news.Rules{Subscribers: news.Who(rules.Subscribers), Configurers: news.Who(rules.Configurers)}
	n, err := s.read().CountTenantSubscriptions(ctx, db.CountTenantSubscriptionsParams{Platform: string(of.Platform), Tenant: of.Tenant})
	t.Subscriptions = int(n)
	return t, wrapf(err, "count subscriptions of %s", of)
}

// SetRules writes the rules of a server or workspace.
func (s *Store) SetRules(ctx context.Context, of news.Target, r news.Rules) error {
	err := s.write(ctx, func(ctx context.Context, t *txn) error {
		return t.SetTenantRules(ctx, db.SetTenantRulesParams{
			Platform: string(of.Platform), Tenant: of.Tenant, Subscribers: string(r.Subscribers), Configurers: string(r.Configurers),
		})
	})
	return wrapf(err, "set rules of %s", of)
}
