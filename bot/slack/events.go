package slack

import (
	"context"

	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"newsbell/news"
)

// workspaceEvent passes on what opens or closes a channel.
func (s *Session) workspaceEvent(ctx context.Context, e socketmode.Event) {
	outer, ok := e.Data.(slackevents.EventsAPIEvent)
	if !ok || s.o.Changed == nil {
		return
	}
	channel, state, why := s.channelChange(outer.InnerEvent.Data)
	if channel == "" {
		return
	}
	s.o.Changed(ctx, s.target(outer.TeamID, channel), state, why)
}

// channelChange reads an event; channel is "" when it changes none.
func (s *Session) channelChange(data any) (channel string, state news.ChannelState, why string) {
	switch e := data.(type) {
	case *slackevents.ChannelArchiveEvent:
		return e.Channel, news.ChannelSuspended, "the channel was archived"
	case *slackevents.GroupArchiveEvent:
		return e.Channel, news.ChannelSuspended, "the channel was archived"
	case *slackevents.ChannelUnarchiveEvent:
		return e.Channel, news.ChannelActive, "the channel was taken out of the archive"
	case *slackevents.GroupUnarchiveEvent:
		return e.Channel, news.ChannelActive, "the channel was taken out of the archive"
	case *slackevents.ChannelDeletedEvent:
		return e.Channel, news.ChannelEnded, "the channel was deleted"
	case *slackevents.ChannelLeftEvent:
		return e.Channel, news.ChannelSuspended, "newsbell was removed from the channel"
	case *slackevents.GroupLeftEvent:
		return e.Channel, news.ChannelSuspended, "newsbell was removed from the channel"
	case *slackevents.MemberJoinedChannelEvent:
		if id := s.me.Load(); id != nil && e.User == id.User {
			return e.Channel, news.ChannelActive, "newsbell was invited to the channel"
		}
	}
	return "", "", ""
}
