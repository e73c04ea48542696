package app

import (
	"context"
	"time"

	"newsbell/bot"
	"newsbell/news"
	"newsbell/storage"
)

// visits is the store as the watcher sees it: each visit is counted.
type visits struct {
	*storage.Store
	app *App
}

// CommitPoll is Store.CommitPoll, counted with the time since the answer came.
func (v visits) CommitPoll(ctx context.Context, p news.Poll) (int, error) {
	inserted, err := v.Store.CommitPoll(ctx, p)
	if err == nil {
		v.app.metrics.Polled(p.Feed.Ill, inserted, v.app.now().Sub(p.At))
	}
	return inserted, err
}

// CommitPush is Store.CommitPush, counted.
func (v visits) CommitPush(ctx context.Context, feed news.FeedID, articles []news.Article, at time.Time) (int, error) {
	inserted, err := v.Store.CommitPush(ctx, feed, articles, at)
	if err == nil {
		v.app.metrics.Inserted(inserted)
	}
	return inserted, err
}

// counted is the clerk with each known command counted.
type counted struct {
	bot.Clerk
	app *App
}

// Answer is Clerk.Answer.
func (c counted) Answer(ctx context.Context, r bot.Request) news.Message {
	began := c.app.now()
	if direct(r.Target) {
		c.app.personWrote(ctx, r)
	}
	m := c.Clerk.Answer(ctx, r)
	for _, cmd := range bot.Commands() {
		if cmd.Name == r.Command {
			c.app.metrics.Answered(r.Target.Platform, r.Command, c.app.now().Sub(began))
		}
	}
	return m
}
