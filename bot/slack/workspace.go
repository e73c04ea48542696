package slack

import (
	"context"
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

// errNoToken says that newsbell is not installed in a workspace.
var errNoToken = errors.New("newsbell is not installed in this workspace")

// A workspace is one team's Web API and what is known of its people.
type workspace struct {
	api    *api
	people *people
	me     atomic.Pointer[identity]
}

// identity tells whom the workspace's token belongs to; Slack is asked once.
func (w *workspace) identity(ctx context.Context) (identity, error) {
	if id := w.me.Load(); id != nil {
		return *id, nil
	}
	id, err := w.api.whoami(ctx)
	if err != nil {
		return identity{}, err
	}
	w.me.Store(&id)
	return id, nil
}

// workspaces finds the workspace that a call is for: the only one, or one of
// many by its team.
type workspaces struct {
	base   string
	http   *http.Client
	now    func() time.Time
	own    *workspace // of the configured token; nil without one
	tokens Tokens     // nil when there is only the configured one

	mu   sync.Mutex
	many map[string]*workspace
}

func newWorkspaces(base string, token news.Secret, tokens Tokens, client *http.Client, now func() time.Time) *workspaces {
	w := &workspaces{http: client, now: now, tokens: tokens, many: map[string]*workspace{}}
	if w.http == nil {
		w.http = newClient()
	}
	first := w.workspace(base, token)
	w.base = first.api.base
	if token != "" || tokens == nil {
		w.own = first
	}
	return w
}

func (w *workspaces) workspace(base string, token news.Secret) *workspace {
	a := newAPI(base, token, w.http, w.now)
	return &workspace{api: a, people: newPeople(a, w.now)}
}

// of gives the workspace of a team, or errNoToken. The token is looked up each
// time, so that one that was taken back is used no more.
func (w *workspaces) of(ctx context.Context, team string) (*workspace, error) {
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
	if have := w.many[team]; have != nil && have.api.token == token {
		return have, nil
	}
	fresh := w.workspace(w.base, token)
	w.many[team] = fresh
	return fresh, nil
}

// ownOf gives the workspace of the configured token if that is the team's.
func (w *workspaces) ownOf(ctx context.Context, team string) (*workspace, error) {
	if w.own == nil {
		return nil, errNoToken
	}
	id, err := w.own.identity(ctx)
	switch {
	case err != nil:
		return nil, err
	case id.Team != team:
		return nil, errNoToken
	}
	return w.own, nil
}
