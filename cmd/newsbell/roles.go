package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"newsbell/bot"
	"newsbell/bot/slack"
	"newsbell/config"
	"newsbell/news"
	"newsbell/storage"
)

// A role is a part of newsbell that a process may run without the others.
type role string

// The roles. All but roleDeliver tell each other of changes in memory, and so
// run in one process; there may be any number of processes that deliver.
const (
	rolePoll    role = "poll"
	roleDesk    role = "desk"
	roleGateway role = "gateway"
	roleWeb     role = "web"
	roleDeliver role = "deliver"
)

// roles are those of a process; nil means all.
type roles []role

// readRoles reads the words of --roles.
func readRoles(words []string) (roles, error) {
	var out roles
	for _, word := range words {
		r := role(strings.TrimSpace(word))
		switch r {
		case rolePoll, roleDesk, roleGateway, roleWeb, roleDeliver:
		default:
			return nil, &news.Error{Code: "roles", Message: "--roles knows poll, desk, gateway, web and deliver."}
		}
		if !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	deciding := len(out)
	if slices.Contains(out, roleDeliver) {
		deciding--
	}
	switch {
	case len(out) == 5:
		return nil, nil // all
	case deciding != 0 && deciding != 4:
		return nil, &news.Error{Code: "roles", Message: "The roles poll, desk, gateway and web run in one process: name all four, or deliver alone."}
	default:
		return out, nil
	}
}

// decides says that the process polls, decides and converses.
func (r roles) decides() bool { return r == nil || slices.Contains(r, roleDesk) }

// delivers says that the process works lanes.
func (r roles) delivers() bool { return r == nil || slices.Contains(r, roleDeliver) }

// allowed refuses what several processes cannot share.
func (r roles) allowed(engine string, cfg config.Config) error {
	switch {
	case r == nil:
		return nil
	case engine != storage.Postgres:
		return &news.Error{Code: "roles", Message: "SQLite is for one process: leave --roles out, or set storage.url to a PostgreSQL database."}
	case cfg.Local.Enabled:
		return &news.Error{Code: "roles", Message: "The local chat lives in one process: set local.enabled to false, or leave --roles out."}
	default:
		return nil
	}
}

// join makes the process one of those that share the store, and releases what
// the dead held of its roles, where no living process can hold it.
func (a *app) join(ctx context.Context) (leave func(), err error) {
	leave, decides, released := func() {}, a.roles.decides(), false
	if a.roles.delivers() {
		leave, err = a.store.Join(ctx, func(ctx context.Context) error {
			released = true
			return errors.Join(a.store.ReleaseLanes(ctx, a.now()), a.queue.Release(ctx, true, decides))
		})
		if err != nil {
			return nil, err
		}
	}
	if !decides {
		return leave, nil
	}
	err = a.store.ReleaseFeeds(ctx, a.now())
	if err == nil && !released {
		err = a.queue.Release(ctx, false, true)
	}
	if err != nil {
		leave()
	}
	return leave, err
}

// turns keeps Slack's pace together with the other processes, of which there
// may be some on PostgreSQL only.
func (a *app) turns() slack.Turns {
	if a.store.Engine() != storage.Postgres {
		return nil
	}
	return a.store
}

// holder names this process among those that share the platforms' limits.
func holder() string {
	name, err := os.Hostname()
	if err != nil {
		name = "newsbell"
	}
	return fmt.Sprintf("%s-%d-%s", name, os.Getpid(), rand.Text()[:8])
}

// direct says whether a target is one person's. Who writes there takes messages
// again.
func direct(t news.Target) bool {
	return t.Platform == news.Discord && t.Tenant == "dm" || t.Platform == news.Slack && strings.HasPrefix(t.Channel, "D")
}

// personWrote resumes the conversations with a person who could not be written
// to: the one that they wrote in, and those that newsbell began for a server or
// workspace that they share. On Discord a person is the same everywhere.
func (a *app) personWrote(ctx context.Context, r bot.Request) {
	const why = "the person wrote to newsbell"
	a.channelChanged(ctx, r.Target, news.ChannelActive, why)
	channels, err := a.store.Channels(ctx)
	if err != nil {
		a.log.ErrorContext(ctx, "channel change lost", "target", r.Target.String(), "err", err)
		return
	}
	for _, ch := range channels {
		of := ch.Target
		if user, ok := of.Person(); ok && user == r.Actor.ID && of.Platform == r.Target.Platform &&
			(of.Platform == news.Discord || of.Tenant == r.Target.Tenant) {
			a.channelChanged(ctx, of, news.ChannelActive, why)
		}
	}
}
