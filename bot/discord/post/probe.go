package post

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/bwmarrin/discordgo"

	"newsbell/bot/discord/card"
	"newsbell/bot/discord/rest"
	"newsbell/news"
)

const (
	probePage   = 100 // messages a request
	probePages  = 20
	probeBefore = 5 * time.Second
	probeAfter  = 2 * time.Minute
	probeClock  = 24 * time.Hour // by which the machine's clock may have been wrong
	epoch       = 1420070400000  // Discord's, in Unix milliseconds
)

// Probe looks for d in the channel's history around the times it was tried. A
// message is d's when the bot wrote it and a button of it names d.
//
// Discord answers a bot that may not read the history with an empty list. So
// absence counts only when the bot's permissions in the channel, computed from
// the roles, say that it may. An edit is stated whole by each request and may
// be repeated: it is always Absent.
func (s *Sender) Probe(ctx context.Context, d news.Delivery) (news.Finding, string) {
	if d.Kind == news.KindEdit {
		return news.Absent, ""
	}
	d, no := s.address(ctx, d)
	switch {
	case no == nil:
	case no.Class == news.OutcomeForbidden:
		return news.Unreadable, ""
	default:
		return news.Later, ""
	}
	self, err := s.me(ctx)
	if err != nil {
		return s.probeFailed(d, err), ""
	}
	id, covered, err := s.find(ctx, d, self)
	switch {
	case err != nil:
		return s.probeFailed(d, err), ""
	case id != "":
		return news.Found, id
	case !covered:
		return news.Unreadable, ""
	}
	ok, err := s.readable(ctx, d.Target.Channel, self)
	switch {
	case err != nil:
		return s.probeFailed(d, err), ""
	case !ok:
		return news.Unreadable, ""
	}
	return news.Absent, ""
}

// probeFailed tells a channel that cannot be read from a request that failed.
func (s *Sender) probeFailed(d news.Delivery, err error) news.Finding {
	if r, ok := rest.AsRefusal(err); ok && (r.Status == http.StatusForbidden || r.Status == http.StatusNotFound) {
		return news.Unreadable
	}
	s.log.Warn("history could not be read", "delivery", d.ID, "target", d.Target.String(), "err", err)
	return news.Later
}

// find looks where d may stand: in its channel, in the thread on the message
// that it answers, or among the posts of a forum.
func (s *Sender) find(ctx context.Context, d news.Delivery, self string) (id string, covered bool, err error) {
	if _, ok := s.forumOf(d.Target.Channel); !ok {
		where, _ := card.Standing(d.Target.Channel, d.ParentID)
		inner := where != d.Target.Channel
		at := d
		at.Target.Channel = where
		id, covered, err = s.search(ctx, at, self)
		if id != "" && inner {
			id = threadMessage(where, id)
		}
		r, refused := rest.AsRefusal(err)
		wrongKind := refused && r.Status == http.StatusBadRequest
		if id != "" || !covered && !wrongKind || inner {
			return id, covered, err
		}
		if d.Message.Thread && d.ParentID != "" {
			return s.findInThread(ctx, d, self)
		}
		if kind, fault := s.kind(ctx, d.Target.Channel); fault != nil || kind != discordgo.ChannelTypeGuildForum && kind != channelTypeMedia {
			return "", covered, errors.Join(err, fault)
		}
	}
	id, err = s.searchForum(ctx, d)
	return id, err == nil, err
}

// findInThread looks into the thread on the message that d answers.
func (s *Sender) findInThread(ctx context.Context, d news.Delivery, self string) (id string, covered bool, err error) {
	at := d
	at.Target.Channel = d.ParentID
	id, covered, err = s.search(ctx, at, self)
	if r, ok := rest.AsRefusal(err); ok && r.Status == http.StatusNotFound {
		return "", true, nil // no thread was started
	}
	if id != "" {
		id = threadMessage(d.ParentID, id)
	}
	return id, covered, err
}

// channelTypeMedia is a forum of pictures; discordgo does not name it.
const channelTypeMedia discordgo.ChannelType = 16

// kind asks what kind of channel it is.
func (s *Sender) kind(ctx context.Context, channel string) (discordgo.ChannelType, error) {
	var ch discordgo.Channel
	err := s.read(ctx, "/channels/", channel, "", &ch)
	return ch.Type, err
}

// search looks for d where it stands by the times of its attempts. When it is
// not there it looks through the day before as well, as far as that can be
// read: the machine's clock may have been ahead when d was tried.
func (s *Sender) search(ctx context.Context, d news.Delivery, self string) (id string, covered bool, err error) {
	from := d.FirstTry
	if now := s.client.Now(); from.After(now) {
		from = now
	}
	id, covered, err = s.pages(ctx, d, self, span{from.Add(-probeBefore), d.LastTry.Add(probeClock)})
	if id != "" || !covered || err != nil {
		return id, covered, err
	}
	id, _, err = s.pages(ctx, d, self, span{from.Add(-probeClock), from})
	return id, true, err
}

// A span is the time in question.
type span struct{ from, to time.Time }

// pages pages through the history; covered says that it reached the end of the
// time in question.
func (s *Sender) pages(ctx context.Context, d news.Delivery, self string, at span) (id string, covered bool, err error) {
	after, last := snowflake(at.from), snowflake(at.to)
	for range probePages {
		var page []card.Posted
		err := s.client.Get(ctx, rest.Call{
			Method: http.MethodGet, Route: rest.RouteMessages, Major: d.Target.Channel,
			Path: fmt.Sprintf("/channels/%s/messages?after=%d&limit=%d", url.PathEscape(d.Target.Channel), after, probePage),
		}, &page)
		if err != nil {
			return "", false, err
		}
		for _, m := range page {
			if m.Author.ID == self && names(m.Components, d.ID) {
				return m.ID, true, nil
			}
			if n, err := strconv.ParseUint(m.ID, 10, 64); err == nil {
				after = max(after, n)
			}
		}
		if len(page) < probePage || after > last {
			return "", true, nil
		}
	}
	return "", after > snowflake(d.LastTry.Add(probeAfter)), nil
}

// names tells whether a button among the components names the delivery.
func names(list []card.Component, id news.DeliveryID) bool {
	found := false
	card.Each(list, func(c card.Component) bool {
		_, n, ok := card.ParseMarker(c.CustomID)
		found = ok && n == id
		return !found
	})
	return found
}

// snowflake is the smallest id of a message of that time.
func snowflake(t time.Time) uint64 {
	return uint64(max(t.UnixMilli()-epoch, 0)) << 22
}

// me gives the bot's own user id.
func (s *Sender) me(ctx context.Context) (string, error) {
	s.mu.Lock()
	id := s.self
	s.mu.Unlock()
	if id != "" {
		return id, nil
	}
	var u discordgo.User
	if err := s.client.Get(ctx, rest.Call{Method: http.MethodGet, Route: "/users/@me", Path: "/users/@me"}, &u); err != nil {
		return "", fmt.Errorf("read own user: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.self = u.ID
	return u.ID, nil
}

// readable tells whether the bot may read the channel's history.
func (s *Sender) readable(ctx context.Context, channel, self string) (bool, error) {
	var ch discordgo.Channel
	if err := s.read(ctx, "/channels/", channel, "", &ch); err != nil {
		return false, err
	}
	if ch.GuildID == "" {
		return true, nil // a direct message
	}
	if ch.IsThread() && ch.ParentID != "" {
		var parent discordgo.Channel // a thread has the permissions of its channel
		if err := s.read(ctx, "/channels/", ch.ParentID, "", &parent); err != nil {
			return false, err
		}
		ch.PermissionOverwrites = parent.PermissionOverwrites
	}
	var guild discordgo.Guild
	if err := s.read(ctx, "/guilds/", ch.GuildID, "", &guild); err != nil {
		return false, err
	}
	var member discordgo.Member
	if err := s.read(ctx, "/guilds/", ch.GuildID, "/members/"+url.PathEscape(self), &member); err != nil {
		return false, err
	}
	const need = discordgo.PermissionViewChannel | discordgo.PermissionReadMessageHistory
	return permissions(&guild, &ch, self, member.Roles)&need == need, nil
}

// read gets a channel or what belongs to a guild.
func (s *Sender) read(ctx context.Context, kind, id, tail string, v any) error {
	route := kind + "{}"
	if tail != "" {
		route += "/members/{}"
	}
	k := rest.Call{Method: http.MethodGet, Route: route, Major: id, Path: kind + url.PathEscape(id) + tail}
	if err := s.client.Get(ctx, k, v); err != nil {
		return fmt.Errorf("read %s%s: %w", kind[1:], id, err)
	}
	return nil
}

// permissions computes a member's rights in a channel: the roles', then the
// channel's own rules for everyone, for the roles and for the member.
func permissions(g *discordgo.Guild, ch *discordgo.Channel, user string, roles []string) int64 {
	if g.OwnerID == user {
		return discordgo.PermissionAll
	}
	mine := map[string]bool{g.ID: true}
	for _, r := range roles {
		mine[r] = true
	}
	var rights int64
	for _, r := range g.Roles {
		if mine[r.ID] {
			rights |= r.Permissions
		}
	}
	if rights&discordgo.PermissionAdministrator != 0 {
		return discordgo.PermissionAll
	}
	var deny, allow int64
	for _, o := range ch.PermissionOverwrites {
		switch {
		case o.ID == g.ID:
			rights = rights&^o.Deny | o.Allow
		case o.Type == discordgo.PermissionOverwriteTypeRole && mine[o.ID]:
			deny, allow = deny|o.Deny, allow|o.Allow
		}
	}
	rights = rights&^deny | allow
	for _, o := range ch.PermissionOverwrites {
		if o.Type == discordgo.PermissionOverwriteTypeMember && o.ID == user {
			rights = rights&^o.Deny | o.Allow
		}
	}
	return rights
}
