package slack

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"newsbell/news"
)

// A callback is what the Events API sends.
type callback struct {
	Type      string          `json:"type"`
	Challenge string          `json:"challenge"`
	Team      string          `json:"team_id"`
	ID        string          `json:"event_id"`
	Time      int64           `json:"event_time"` // Unix seconds
	Event     json.RawMessage `json:"event"`
}

// An inner is the part of its event that newsbell reads. The fields whose form depends
// on the type stay raw.
type inner struct {
	Type    string          `json:"type"`
	User    json.RawMessage `json:"user"`
	Channel json.RawMessage `json:"channel"`
	Tab     string          `json:"tab"`
	Tokens  struct {
		Bot []string `json:"bot"`
	} `json:"tokens"`
}

func word(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// event follows an event and acknowledges it when that is done, so that Slack
// sends it again if newsbell dies, or when it takes long.
func (s *Session) event(ctx context.Context, ack ack, raw json.RawMessage) {
	done := make(chan struct{})
	go func() { // ends before event does
		defer close(done)
		s.workspaceEvent(ctx, raw)
	}()
	late := time.NewTimer(s.ackWithin)
	defer late.Stop()
	select {
	case <-done:
	case <-late.C:
	}
	ack(nil)
	<-done
}

// workspaceEvent follows an event: a channel opened or closed, the Home tab was
// looked at, newsbell was thrown out. An event that comes twice counts once.
func (s *Session) workspaceEvent(ctx context.Context, raw json.RawMessage) {
	var c callback
	var e inner
	err := json.Unmarshal(raw, &c)
	if err == nil {
		err = json.Unmarshal(c.Event, &e)
	}
	if err != nil {
		s.lg.Warn("slack event refused", "reason", "unreadable", "err", err)
		return
	}
	if c.ID != "" {
		id := eventID("event", c.Team, c.ID)
		if first, _ := s.seen.take(id); !first {
			return
		}
		s.seen.finish(id)
	}
	switch {
	case e.Type == "app_home_opened":
		if e.Tab == "home" {
			s.showHome(ctx, c.Team, word(e.User), word(e.Channel))
		}
	case e.Type == "app_uninstalled", e.Type == "tokens_revoked" && len(e.Tokens.Bot) > 0:
		s.uninstalled(ctx, c)
	default:
		s.channelEvent(ctx, c.Team, e)
	}
}

// uninstalled tells that a workspace wants no more of newsbell. Its channels
// are suspended, not ended: a new installation brings them back.
func (s *Session) uninstalled(ctx context.Context, c callback) {
	team, at := c.Team, time.Time{}
	if c.Time > 0 {
		at = time.Unix(c.Time, 0)
	}
	if s.o.Uninstalled != nil && !s.o.Uninstalled(ctx, team, at) {
		return
	}
	s.lg.Info("slack workspace gone", "target", s.target(team, "").String())
	if s.o.Changed != nil {
		s.o.Changed(ctx, s.target(team, ""), news.ChannelSuspended, "newsbell was removed from the workspace")
	}
}

// channelEvent passes on what opens or closes a channel.
func (s *Session) channelEvent(ctx context.Context, team string, e inner) {
	channel := word(e.Channel)
	state, why, ok := channelChange(e.Type)
	if !ok || channel == "" || s.o.Changed == nil {
		return
	}
	if e.Type == "member_joined_channel" && !s.isMe(ctx, team, word(e.User)) {
		return
	}
	s.o.Changed(ctx, s.target(team, channel), state, why)
}

// channelChange reads the type of an event; ok is false when it changes no
// channel.
func channelChange(kind string) (state news.ChannelState, why string, ok bool) {
	switch kind {
	case "channel_archive", "group_archive":
		return news.ChannelSuspended, "the channel was archived", true
	case "channel_unarchive", "group_unarchive":
		return news.ChannelActive, "the channel was taken out of the archive", true
	case "channel_deleted", "group_deleted":
		return news.ChannelEnded, "the channel was deleted", true
	case "channel_left", "group_left":
		return news.ChannelSuspended, "newsbell was removed from the channel", true
	case "member_joined_channel":
		return news.ChannelActive, "newsbell was invited to the channel", true
	}
	return "", "", false
}

// botEvents are the events that the app listens to.
func botEvents() []string {
	events := []string{
		"app_home_opened", "app_uninstalled", "tokens_revoked", "channel_archive", "channel_unarchive", "channel_deleted",
		"channel_left", "group_archive", "group_unarchive", "group_deleted", "group_left", "member_joined_channel",
	}
	slices.Sort(events)
	return events
}

// isMe tells whether a user is newsbell itself.
func (s *Session) isMe(ctx context.Context, team, user string) bool {
	w, err := s.spaces.Of(ctx, team)
	if err != nil {
		return false
	}
	me, err := w.Identity(ctx)
	return err == nil && user != "" && me.User == user
}
