package app

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"newsbell/feed/health"
	"newsbell/lang"
	"newsbell/news"
)

// tellFeed brings a notice of a feed to people: to the operator in the log, and
// to those who asked for the feed in a chat, in private. A feed that lies in
// the operator's own network is not named to anybody else.
func (a *App) tellFeed(ctx context.Context, f news.Feed, n health.Notice) ([]news.Delivery, error) {
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
		tag, err := a.languageOf(ctx, ch, t.Target)
		if err != nil {
			return nil, err
		}
		out = append(out, news.Delivery{
			Channel: ch.ID, Target: ch.Target, Key: n.Key(f.ID), Kind: news.KindNotice,
			Message: lang.In(tag).Message(n.Message(f, f.LastPoll)), Reason: "feed " + n.Code, Created: f.LastPoll,
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

// languageOf is the language of a conversation, or else that of the one in which
// the feed was asked for.
func (a *App) languageOf(ctx context.Context, ch news.Channel, asked news.Target) (string, error) {
	if ch.Settings.Language != "" {
		return ch.Settings.Language, nil
	}
	channels, err := a.store.Channels(ctx)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(channels, func(c news.Channel) bool { return c.Target == asked })
	if i < 0 {
		return "", nil
	}
	return channels[i].Settings.Language, nil
}

// explainIll tells the operator's page what an ill means.
func explainIll(code string) (means, advice string) {
	ill, known := health.Lookup(code)
	if !known {
		return "", ""
	}
	return ill.Means, ill.Advice
}
