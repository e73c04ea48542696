package app

import (
	"context"
	"fmt"
	"time"

	"newsbell/feed/push"
	"newsbell/news"
)

// buildPush makes the WebSub subscriber, if http.public_url says how hubs reach
// this process.
func (a *App) buildPush() {
	if !push.Usable(a.cfg.HTTP.PublicURL) {
		return
	}
	a.push = push.New(push.Options{
		Store: a.store, Client: a.client, Watcher: a.watcher, PublicURL: a.cfg.HTTP.PublicURL, Now: a.now, Log: a.log,
		Observe: func(e push.Event) { a.metrics.Pushed(string(e)) },
	})
}

// runPush keeps the subscriptions at hubs until ctx ends.
func (a *App) runPush(ctx context.Context) error {
	if a.push != nil {
		return a.push.Run(ctx)
	}
	if _, err := a.store.RemovePushes(ctx); err != nil && ctx.Err() == nil {
		return fmt.Errorf("forget pushes: %w", err)
	}
	return nil
}

// rest is how long the next poll of a feed may wait because a hub delivers it.
func (a *App) rest(ctx context.Context, f news.Feed, now time.Time) time.Duration {
	if a.push == nil {
		return 0
	}
	return a.push.Rest(ctx, f, now)
}
