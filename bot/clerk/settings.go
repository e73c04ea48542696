package clerk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"newsbell/bot"
	"newsbell/bot/reply"
	"newsbell/bot/setting"
	"newsbell/news"
)

// view is what the settings of a channel are told by.
func (s *Service) view(ch news.Channel, now time.Time) setting.View {
	return setting.View{Channel: ch, Now: now, Budget: s.Defaults.Budget}
}

// settings shows the channel's settings and what people said of stories.
func (s *Service) settings(ctx context.Context, c call) (news.Message, error) {
	var lines []news.Line
	for _, one := range setting.All() {
		lines = append(lines, reply.Line("%s: %s", one.Key, one.Words(s.view(c.ch, c.At))))
	}
	lines = append(lines, reply.Line("quiet hours: %s", setting.QuietWords(c.ch)), reply.Line("state: %s", bot.StateWords(c.ch)))
	said, err := s.Store.ChannelFeedback(ctx, c.ch.ID, c.At)
	if err != nil {
		return news.Message{}, fmt.Errorf("list feedback: %w", err)
	}
	if len(said) > 0 {
		head := reply.Line("What was said of stories:")
		head.Bold = true
		lines = append(lines, head)
		lines = append(lines, feedbackLines(said, c.ch)...)
		lines = append(lines, reply.Line("To take one back:"), reply.Command("forget %d", said[0].ID))
	}
	if c.Actor.Admin {
		tried, err := s.replay(ctx, c, c.ch, false)
		if err != nil {
			return news.Message{}, err
		}
		lines = append(lines, tried...)
		lines = append(lines, reply.Line("To change one:"), reply.Command("set zone Europe/Berlin"))
	}
	return reply.Note("Settings of this channel", lines...), nil
}

// set changes one setting of the channel.
func (s *Service) set(ctx context.Context, c call) (news.Message, error) {
	one, ok := setting.Named(c.Args[bot.ArgKey])
	if !ok {
		return news.Message{}, fmt.Errorf("set %s: no such setting", c.Args[bot.ArgKey]) // checkArgs lets none through
	}
	value := strings.TrimSpace(c.Args[bot.ArgValue])
	if most, ok := setting.Everywhere(one.Key, value); ok {
		return s.setEverywhere(ctx, c, one.Key, most)
	}
	ch := c.ch
	if err := one.Set(&ch, value); err != nil {
		return news.Message{}, err
	}
	if err := s.update(ctx, ch); err != nil {
		return news.Message{}, err
	}
	if q := ch.Settings.Quiet; one.Key == "zone" && q.From != q.To && q.Zone == "" {
		if err := s.setQuiet(ctx, ch, c.At); err != nil {
			return news.Message{}, err
		}
	}
	lines := []news.Line{reply.Line("%s is set: %s.", one.Key, one.Words(s.view(ch, c.At)))}
	if one.Key == "budget" {
		tried, err := s.replay(ctx, c, ch, true)
		if err != nil {
			return news.Message{}, err
		}
		lines = append(lines, tried...)
	}
	return reply.Note("", lines...), nil
}

// budgetOf is the breaking alerts a day that a channel takes.
func (s *Service) budgetOf(ch news.Channel) int {
	if ch.Budget < 0 {
		return s.Defaults.Budget
	}
	return ch.Budget
}

func (s *Service) update(ctx context.Context, ch news.Channel) error {
	if err := s.Store.UpdateChannel(ctx, ch); err != nil {
		return fmt.Errorf("update channel %d: %w", ch.ID, err)
	}
	return nil
}

// help shows all commands, or one in detail.
func (*Service) help(_ context.Context, c call) (news.Message, error) {
	return bot.Help(c.Args[bot.ArgCommand])
}
