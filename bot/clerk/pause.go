package clerk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"newsbell/bot"
	"newsbell/bot/reply"
	"newsbell/news"
	"newsbell/text"
)

// heldBack is how old a held back message may be to go out on resume.
const heldBack = time.Hour

func (s *Service) pause(ctx context.Context, c call) (news.Message, error) {
	if c.ch.State == news.ChannelSuspended && strings.HasPrefix(c.ch.StateWhy, bot.PausedWhy) {
		return news.Message{}, news.Fault("duplicate", "This channel is paused already. To go on: %s", reply.Shown(bot.CmdResume))
	}
	ch := c.ch
	ch.State, ch.StateWhy = news.ChannelSuspended, bot.PausedBy(reply.Clip(text.Clean(c.Actor.Name), 60))
	if err := s.update(ctx, ch); err != nil {
		return news.Message{}, err
	}
	return reply.Note("This channel is paused", reply.Line("I post nothing here until someone types:"), reply.Command(bot.CmdResume)), nil
}

func (s *Service) resume(ctx context.Context, c call) (news.Message, error) {
	if c.ch.State == news.ChannelActive {
		return reply.Note("", reply.Line("This channel is not paused.")), nil
	}
	ch := c.ch
	ch.State, ch.StateWhy = news.ChannelActive, ""
	if err := s.update(ctx, ch); err != nil {
		return news.Message{}, err
	}
	if err := s.Store.Resume(ctx, ch.ID, c.At.Add(-heldBack), c.At); err != nil {
		return news.Message{}, fmt.Errorf("resume channel %d: %w", ch.ID, err)
	}
	return reply.Note("", reply.Line("I post here again. What the last hour brought follows; older news does not.")), nil
}

// pausedLine warns that nothing is posted here at present.
func pausedLine(ch news.Channel) []news.Line {
	if ch.State == news.ChannelActive || ch.State == "" {
		return nil
	}
	return []news.Line{reply.Line("Nothing is posted here at present: this channel is %s. To go on:", bot.StateWords(ch)), reply.Command(bot.CmdResume)}
}
