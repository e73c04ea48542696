package discord

import (
	"context"
	"encoding/json"
	"time"

	"newsbell/news"
)

// justJoined is how long ago newsbell may have joined a server for its
// GUILD_CREATE to tell of that: the event comes with every connection too.
const justJoined = 5 * time.Minute

// A change is what a gateway event says of channels: of one, or of all of a
// server when the target names none.
type change struct {
	target news.Target
	state  news.ChannelState
	why    string
}

// changeOf reads an event; ok is false when it changes nothing for us.
// An active state means that writing may work again: what the channel waits for
// is tried.
func changeOf(kind string, data json.RawMessage, me string, now time.Time) (c change, ok bool) {
	var e struct {
		ID          string    `json:"id"`
		Guild       string    `json:"guild_id"`
		Unavailable bool      `json:"unavailable"`
		JoinedAt    time.Time `json:"joined_at"`
		User        struct {
			ID string `json:"id"`
		} `json:"user"`
		Thread struct {
			Archived bool `json:"archived"`
			Locked   bool `json:"locked"`
		} `json:"thread_metadata"`
	}
	if json.Unmarshal(data, &e) != nil {
		return c, false
	}
	one := func(state news.ChannelState, why string) (change, bool) {
		return change{news.Target{Platform: news.Discord, Tenant: e.Guild, Channel: e.ID}, state, why}, e.Guild != "" && e.ID != ""
	}
	all := func(guild string, state news.ChannelState, why string) (change, bool) {
		return change{news.Target{Platform: news.Discord, Tenant: guild}, state, why}, guild != ""
	}
	switch kind {
	case "CHANNEL_DELETE", "THREAD_DELETE":
		return one(news.ChannelEnded, "the channel was deleted")
	case "CHANNEL_UPDATE":
		return one(news.ChannelActive, "the channel's permissions may have changed")
	case "THREAD_UPDATE":
		if e.Thread.Archived || e.Thread.Locked {
			return c, false // a post takes it out of the archive, and a lock is found out
		}
		return one(news.ChannelActive, "the thread is open again")
	case "GUILD_ROLE_UPDATE":
		return all(e.Guild, news.ChannelActive, "the server's roles have changed")
	case "GUILD_MEMBER_UPDATE":
		if e.User.ID != me || me == "" {
			return c, false
		}
		return all(e.Guild, news.ChannelActive, "newsbell's roles have changed")
	case "GUILD_DELETE":
		if e.Unavailable {
			return c, false // an outage of Discord's
		}
		return all(e.ID, news.ChannelSuspended, "newsbell was removed from the server")
	case "GUILD_CREATE":
		if e.Unavailable || now.Sub(e.JoinedAt) > justJoined {
			return c, false
		}
		return all(e.ID, news.ChannelActive, "newsbell was invited to the server")
	}
	return c, false
}

// changed passes a change on to the worker that tells of it.
func (s *Session) changed(kind string, data json.RawMessage) {
	if s.o.Changed == nil {
		return
	}
	me := ""
	if id := s.me.Load(); id != nil {
		me = *id
	}
	c, ok := changeOf(kind, data, me, s.now())
	if !ok {
		return
	}
	select {
	case s.changes <- c:
	default:
		s.log().Warn("too many changes of channels at once, one is not heard", "target", c.target.String())
	}
}

// tell tells of changes, one after another, until ctx ends.
func (s *Session) tell(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case c := <-s.changes:
			s.o.Changed(ctx, c.target, c.state, c.why)
		}
	}
}
