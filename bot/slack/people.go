package slack

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"sync"
	"time"

	"newsbell/bot"
	"newsbell/bot/slack/webapi"
)

const (
	// rightsFresh is how long what a person may do is believed without asking: it
	// counts when they press. Slack answers over 100 such questions a minute.
	rightsFresh = 10 * time.Second
	peopleFresh = 5 * time.Minute // while Slack does not answer
	manyPeople  = 10_000
)

// people knows who may configure what: it asks Slack and remembers the
// answer for some seconds.
type people struct {
	api *webapi.Client
	now func() time.Time

	mu    sync.Mutex
	users map[string]person
	rooms map[string]room
	// groups are the members of user groups, by group.
	groups map[string]members
}

type person struct {
	Name    string
	Admin   bool
	Guest   bool
	Zone    string
	Locale  string
	fetched time.Time
}

type room struct {
	Name    string
	Creator string
	Direct  bool   // a conversation of one person with newsbell
	With    string // that person
	Member  bool   // newsbell can post in it
	Known   bool   // Slack told; otherwise nothing is known but the name
	fetched time.Time
}

// A userAnswer is the answer of users.info.
type userAnswer struct {
	User struct {
		Name       string `json:"name"`
		RealName   string `json:"real_name"`
		Admin      bool   `json:"is_admin"`
		Owner      bool   `json:"is_owner"`
		Primary    bool   `json:"is_primary_owner"`
		Restricted bool   `json:"is_restricted"`
		Ultra      bool   `json:"is_ultra_restricted"`
		Deleted    bool   `json:"deleted"`
		Zone       string `json:"tz"`
		Locale     string `json:"locale"`
	} `json:"user"`
}

// A roomAnswer is the answer of conversations.info.
type roomAnswer struct {
	Channel struct {
		Name    string `json:"name"`
		Creator string `json:"creator"`
		Member  bool   `json:"is_member"`
		IM      bool   `json:"is_im"`
		User    string `json:"user"`
	} `json:"channel"`
}

func newPeople(a *webapi.Client, now func() time.Time) *people {
	return &people{api: a, now: now, users: map[string]person{}, rooms: map[string]room{}, groups: map[string]members{}}
}

// A crowd holds the people of each workspace, as long as its token is the same.
type crowd struct {
	now func() time.Time

	mu   sync.Mutex
	many map[string]*people // by the key of the workspace
}

func newCrowd(now func() time.Time) *crowd {
	return &crowd{now: now, many: map[string]*people{}}
}

// of gives the people of a workspace.
func (c *crowd) of(w *webapi.Workspace) *people {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := c.many[w.Key()]
	if p == nil || p.api != w.Client {
		p = newPeople(w.Client, c.now)
		c.many[w.Key()] = p
	}
	return p
}

// actor describes who acts in a channel. Admins and owners of the workspace,
// the channel's creator, and everyone in a direct message may configure;
// guests may not. When Slack does not answer, the person has no rights.
func (p *people) actor(ctx context.Context, user, name, channel string) (bot.Actor, room) {
	who, where := p.person(ctx, user), p.room(ctx, channel)
	a := bot.Actor{ID: user, Name: name, Zone: who.Zone, Locale: strings.ReplaceAll(who.Locale, "_", "-")}
	if who.Name != "" {
		a.Name = who.Name
	}
	owns := where.Direct || where.Creator != "" && where.Creator == user
	a.Admin = who.Admin || owns && !who.Guest && !who.fetched.IsZero()
	a.Owner = who.Admin
	a.In = func(ctx context.Context, group string) (bool, error) { return p.inGroup(ctx, group, user) }
	return a, where
}

func (p *people) person(ctx context.Context, id string) person {
	p.mu.Lock()
	who, ok := p.users[id]
	p.mu.Unlock()
	age := p.now().Sub(who.fetched)
	if ok && age < rightsFresh {
		return who
	}
	r := p.api.Query(ctx, "users.info", url.Values{"user": {id}, "include_locale": {"true"}})
	var a userAnswer
	if r.Fail("users.info") != nil || json.Unmarshal(r.Body, &a) != nil {
		if ok && age < peopleFresh && r.Code() != "user_not_found" {
			return who
		}
		return person{}
	}
	u := a.User
	who = person{
		Name: u.RealName, Admin: (u.Admin || u.Owner || u.Primary) && !u.Deleted,
		Guest: u.Restricted || u.Ultra || u.Deleted, Zone: u.Zone, Locale: u.Locale, fetched: p.now(),
	}
	if who.Name == "" {
		who.Name = u.Name
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.users) >= manyPeople {
		clear(p.users)
	}
	p.users[id] = who
	return who
}

func (p *people) room(ctx context.Context, id string) room {
	p.mu.Lock()
	where, ok := p.rooms[id]
	p.mu.Unlock()
	// A channel without newsbell is asked again each time: the answer to
	// "invite me" is to invite it and try again.
	if ok && where.Member && p.now().Sub(where.fetched) < peopleFresh {
		return where
	}
	r := p.api.Query(ctx, "conversations.info", url.Values{"channel": {id}})
	if code := r.Code(); code == "channel_not_found" {
		return room{Known: true}
	}
	var a roomAnswer
	if r.Fail("conversations.info") != nil || json.Unmarshal(r.Body, &a) != nil {
		return room{}
	}
	c := a.Channel
	where = room{Name: c.Name, Creator: c.Creator, Direct: c.IM, With: c.User, Member: c.Member || c.IM, Known: true, fetched: p.now()}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.rooms) >= manyPeople {
		clear(p.rooms)
	}
	p.rooms[id] = where
	return where
}
