package post

import (
	"context"

	"newsbell/news"
)

// Share keeps this process's share of the token's limits until ctx ends, when
// other processes use the token too (Options.Shares); else it returns at once.
func (s *Sender) Share(ctx context.Context) error { return s.client.Share(ctx) }

// Enter takes a lane over from the process that drained it before: it learns
// what is left of the channel's limits.
func (s *Sender) Enter(ctx context.Context, t news.Target) error {
	return s.client.Enter(ctx, t.Channel)
}

// Leave tells the process that drains the lane next what is left of the
// channel's limits.
func (s *Sender) Leave(ctx context.Context, t news.Target) error {
	return s.client.Leave(ctx, t.Channel)
}
