package app

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"newsbell/storage"
	"newsbell/web"
)

// Handler is everything that is served over HTTP.
func (a *App) Handler() (http.Handler, error) {
	o := web.Options{
		Status: status{a.store}, Now: a.now, Log: a.log, Version: a.version, Metrics: a.metrics,
		Token: a.cfg.HTTP.AdminToken, Checks: a.checks(), Review: a.settle,
		Explain: explainIll,
	}
	if a.room != nil {
		chat, err := a.room.Handler()
		if err != nil {
			return nil, fmt.Errorf("make the chat page: %w", err)
		}
		o.Chat = chat
	}
	if a.push != nil {
		o.Push = a.push
	}
	if a.roles.decides() {
		o.Mounts = a.mounts()
	}
	return web.New(o)
}

func (a *App) checks() []web.Check {
	checks := []web.Check{{Name: "store", Run: func(ctx context.Context) error { return a.store.DB().PingContext(ctx) }}}
	notYet := errors.New("not connected")
	add := func(name string, ready func() bool) {
		checks = append(checks, web.Check{Name: name, Run: func(context.Context) error {
			if !ready() {
				return notYet
			}
			return nil
		}})
	}
	if !a.roles.decides() {
		return checks
	}
	if a.discord != nil {
		add("discord", a.discord.Ready)
	}
	if a.slack != nil {
		add("slack", a.slack.Ready)
	}
	return checks
}

// status is the store as the operator's page sees it.
type status struct{ *storage.Store }

// Stats counts what the store holds.
func (s status) Stats(ctx context.Context, now time.Time) (web.Stats, error) {
	st, err := s.Store.Stats(ctx, now)
	return web.Stats(st), err
}
