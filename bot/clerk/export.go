package clerk

import (
	"context"
	"fmt"

	"newsbell/bot/reply"
	"newsbell/bot/rule"
	"newsbell/bot/setting"
	"newsbell/news"
)

// export gives the channel's rules as lines that can be typed back.
func (s *Service) export(ctx context.Context, c call) (news.Message, error) {
	subs, err := s.Store.ChannelSubscriptions(ctx, c.ch.ID)
	if err != nil {
		return news.Message{}, fmt.Errorf("list subscriptions: %w", err)
	}
	digests, err := s.Store.ChannelDigests(ctx, c.ch.ID)
	if err != nil {
		return news.Message{}, fmt.Errorf("list digests: %w", err)
	}
	var lines []news.Line
	for _, one := range setting.All() {
		if value := one.Typed(c.ch); value != "" {
			lines = append(lines, reply.Command("set %s %s", one.Key, value))
		}
	}
	if q := c.ch.Settings.Quiet; q.From != q.To {
		lines = append(lines, reply.Command("%s", setting.QuietTyped(q)))
	}
	for _, sub := range subs {
		lines = append(lines, reply.Command("%s", rule.Subscription(sub)))
	}
	for _, d := range digests {
		lines = append(lines, reply.Command("%s", rule.Digest(d)))
	}
	return reply.Note("The rules of this channel", lines...), nil
}
