package clerk

import (
	"context"
	"fmt"
	"time"

	"newsbell/bot/past"
	"newsbell/bot/setting"
	"newsbell/news"
)

// Budgets tries budgets on the days that a channel had.
type Budgets interface {
	// Replay tells what the channel would have been rung for, at each of some
	// budgets, in the days up to now.
	Replay(ctx context.Context, ch news.ChannelID, budgets []int, now time.Time) (past.Replay, error)
}

// replay tells what the channel would have had at its budget, and how much at
// others; with named, the newest by their headlines.
func (s *Service) replay(ctx context.Context, c call, ch news.Channel, named bool) ([]news.Line, error) {
	if s.Budgets == nil {
		return nil, nil
	}
	budgets := past.Compared(s.budgetOf(ch))
	r, err := s.Budgets.Replay(ctx, ch.ID, budgets, c.At)
	if err != nil {
		return nil, fmt.Errorf("try budgets on the last days: %w", err)
	}
	return r.Lines(budgets, setting.Zone(ch), named), nil
}
