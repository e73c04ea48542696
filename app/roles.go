package app

import (
	"context"
	"errors"
	"slices"
	"strings"

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

// Roles are the parts of newsbell that a process runs; nil means all.
type Roles []role

// ReadRoles reads the words of --roles: one of poll, desk, gateway, web and
// deliver each. No word, and all of them, give nil.
func ReadRoles(words []string) (Roles, error) {
	var out Roles
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
func (r Roles) decides() bool { return r == nil || slices.Contains(r, roleDesk) }

// delivers says that the process works lanes.
func (r Roles) delivers() bool { return r == nil || slices.Contains(r, roleDeliver) }

// allowed refuses what several processes cannot share.
func (r Roles) allowed(engine string, cfg config.Config) error {
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
func (a *App) join(ctx context.Context) (leave func(), err error) {
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
