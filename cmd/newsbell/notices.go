package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"newsbell/feed/health"
	"newsbell/news"
)

// tellFeed brings a notice of a feed to people: to the operator in the log, and
// to those who asked for the feed in a chat, in private. A feed that lies in
// the operator's own network is not named to anybody else.
func (a *app) tellFeed(ctx context.Context, f news.Feed, n health.Notice) ([]news.Delivery, error) {
	known, _ := health.Lookup(n.Code)
	level, why := slog.LevelWarn, n.Code+": "+known.Means
	switch {
	case n.Recovered:
		level, why = slog.LevelInfo, "well again after "+n.Code
	case n.Code == health.Anew:
		level = slog.LevelInfo
	}
	a.log.Log(ctx, level, "feed health changed", "feed", int64(f.ID), "reason", why)
	if f.Private {
		return nil, nil
	}
	tenants, err := a.store.FeedTenants(ctx, f.ID)
	if err != nil {
		return nil, err
	}
	var out []news.Delivery
	for _, t := range tenants {
		if t.Creator == "" {
			continue
		}
		ch, err := a.store.EnsureChannel(ctx, private(t, f.LastPoll))
		if err != nil {
			return nil, fmt.Errorf("tell %s of feed %d: %w", t.Target.Tenant, f.ID, err)
		}
		out = append(out, news.Delivery{
			Channel: ch.ID, Target: ch.Target, Key: n.Key(f.ID), Kind: news.KindNotice,
			Message: n.Message(f, f.LastPoll), Reason: "feed " + n.Code, Created: f.LastPoll,
		})
	}
	return out, nil
}

// private is the conversation with the person who asked for a feed.
func private(t news.FeedTenant, now time.Time) news.Channel {
	to := t.Target
	to.Channel = news.Person(t.Creator)
	return news.Channel{Target: to, Name: to.Channel, Budget: -1, Created: now}
}

// explainIll tells the operator's page what an ill means.
func explainIll(code string) (means, advice string) {
	ill, known := health.Lookup(code)
	if !known {
		return "", ""
	}
	return ill.Means, ill.Advice
}
