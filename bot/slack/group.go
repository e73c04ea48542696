package slack

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"time"

	"newsbell/news"
)

// methodGroup lists the members of a user group; it needs the scope
// usergroups:read, which is asked for only where a rule names a group.
const methodGroup = "usergroups.users.list"

// groupFresh is how long the members of a group are remembered.
const groupFresh = time.Minute

type members struct {
	users   []string
	fetched time.Time
}

// inGroup tells whether a user is in a user group. A scope that is missing is a
// *news.Error that says how to give it.
func (p *people) inGroup(ctx context.Context, group, user string) (bool, error) {
	p.mu.Lock()
	have, ok := p.groups[group]
	p.mu.Unlock()
	if ok && p.now().Sub(have.fetched) < groupFresh {
		return slices.Contains(have.users, user), nil
	}
	r := p.api.Query(ctx, methodGroup, url.Values{"usergroup": {group}})
	switch r.Code() {
	case "missing_scope":
		return false, news.Fault("slack_scope", "I cannot see who is in the user group %s: I lack the scope usergroups:read. An admin of the workspace can give it under OAuth & Permissions of the app, and then install the app again.", group)
	case "no_such_subteam":
		return false, news.Fault("bad_group", "The user group %s, whose members may do this, is gone. Those who manage this channel can name another.", group)
	}
	var a struct {
		Users []string `json:"users"`
	}
	if r.Fail(methodGroup) != nil || json.Unmarshal(r.Body, &a) != nil {
		return false, news.Fault("unreachable", "Slack did not tell who is in the user group %s. Try again in a minute.", group)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.groups) >= manyPeople {
		clear(p.groups)
	}
	p.groups[group] = members{users: a.Users, fetched: p.now()}
	return slices.Contains(a.Users, user), nil
}
