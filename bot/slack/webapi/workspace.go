package webapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"newsbell/news"
)

// Tokens gives the bot token of a workspace by its id; "" means that newsbell
// is not installed there.
type Tokens func(ctx context.Context, team string) (news.Secret, error)

// ErrNoToken says that newsbell is not installed in a workspace.
var ErrNoToken = errors.New("newsbell is not installed in this workspace")

// An Identity is whom a bot token belongs to.
type Identity struct {
	Team    string `json:"team_id"`
	Name    string `json:"team"`
	User    string `json:"user_id"`
	Bot     string `json:"bot_id"`
	App     string `json:"app_id"`
	Address string `json:"url"`
}

// whoami asks Slack whom the token belongs to.
func (c *Client) whoami(ctx context.Context) (Identity, error) {
	const method = "auth.test"
	r := c.Query(ctx, method, nil)
	if err := r.Fail(method); err != nil {
		return Identity{}, err
	}
	var id Identity
	if err := json.Unmarshal(r.Body, &id); err != nil || id.Team == "" {
		return Identity{}, fmt.Errorf("call slack %s: answer names no workspace", method)
	}
	return id, nil
}

// A Workspace is one team's Web API.
type Workspace struct {
	*Client

	key string // its team among many; "" for the configured token's
	me  atomic.Pointer[Identity]
}

// Key names the workspace among all that [Workspaces.Of] gives. Another
// Workspace of the same key has another token.
func (w *Workspace) Key() string { return w.key }

// Identity tells whom the workspace's token belongs to; Slack is asked once.
func (w *Workspace) Identity(ctx context.Context) (Identity, error) {
	if id := w.me.Load(); id != nil {
		return *id, nil
	}
	return w.Check(ctx)
}

// Check asks Slack anew whom the token belongs to.
func (w *Workspace) Check(ctx context.Context) (Identity, error) {
	id, err := w.whoami(ctx)
	if err != nil {
		return Identity{}, err
	}
	w.me.Store(&id)
	return id, nil
}

// Team is the id of the token's workspace; "" as long as Slack has not told.
func (w *Workspace) Team() string {
	if id := w.me.Load(); id != nil {
		return id.Team
	}
	return ""
}

// Workspaces finds the workspace that a call is for: the only one, or one of
// many by its team. It may be used from several goroutines.
type Workspaces struct {
	base   string
	http   *http.Client
	now    func() time.Time
	own    *Workspace // of the configured token; nil without one
	tokens Tokens     // nil when there is only the configured one

	mu   sync.Mutex
	many map[string]*Workspace
}

// NewWorkspaces makes the workspaces of the API at base, "" for Slack's own.
// Token is the configured one or ""; with nil tokens it is the only one. The
// client may be nil. It calls nobody yet.
func NewWorkspaces(base string, token news.Secret, tokens Tokens, client *http.Client, now func() time.Time) *Workspaces {
	w := &Workspaces{http: client, now: now, tokens: tokens, many: map[string]*Workspace{}}
	if w.http == nil {
		w.http = NewHTTP()
	}
	first := &Workspace{Client: New(base, token, w.http, now)}
	w.base = first.base
	if token != "" || tokens == nil {
		w.own = first
	}
	return w
}

// Base is the address of the API, with a slash at its end.
func (w *Workspaces) Base() string { return w.base }

// Own is the workspace of the configured token; nil without one.
func (w *Workspaces) Own() *Workspace { return w.own }

// Shared tells whether workspaces have tokens of their own.
func (w *Workspaces) Shared() bool { return w.tokens != nil }

// Of gives the workspace of a team, or [ErrNoToken]. The token is looked up each
// time, so that one that was taken back is used no more.
func (w *Workspaces) Of(ctx context.Context, team string) (*Workspace, error) {
	if w.tokens == nil {
		return w.own, nil
	}
	token, err := w.tokens(ctx, team)
	if err != nil {
		return nil, fmt.Errorf("find token of workspace %s: %w", team, err)
	}
	if token == "" {
		return w.ownOf(ctx, team)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if have := w.many[team]; have != nil && have.token == token {
		return have, nil
	}
	fresh := &Workspace{Client: New(w.base, token, w.http, w.now), key: team}
	w.many[team] = fresh
	return fresh, nil
}

// ownOf gives the workspace of the configured token if that is the team's.
func (w *Workspaces) ownOf(ctx context.Context, team string) (*Workspace, error) {
	if w.own == nil {
		return nil, ErrNoToken
	}
	id, err := w.own.Identity(ctx)
	switch {
	case err != nil:
		return nil, err
	case id.Team != team:
		return nil, ErrNoToken
	}
	return w.own, nil
}
