package app

import (
	"context"
	"time"

	"newsbell/alert"
	"newsbell/bot/past"
	"newsbell/news"
	"newsbell/storage"
)

// replayed is how far back a budget is tried on a channel's own days.
const replayed = 7 * 24 * time.Hour

// budgets tries budgets on the days that a channel had.
type budgets struct{ store *storage.Store }

// Replay implements clerk.Budgets.
func (b budgets) Replay(ctx context.Context, ch news.ChannelID, budgets []int, now time.Time) (past.Replay, error) {
	from := now.Add(-replayed)
	asked, err := b.store.Broke(ctx, ch, from.Add(-alert.CalibrateOver))
	if err != nil || len(asked) == 0 {
		return past.Replay{}, err
	}
	out := past.Replay{Since: now}
	for _, d := range asked {
		if at := d.Rises[0].At; at.Before(out.Since) {
			out.Since = at
		}
	}
	if out.Since.Before(from) {
		out.Since = from
	}
	for _, n := range budgets {
		var rung []past.Rung
		for _, r := range alert.Replay(asked, from, now, n) {
			rung = append(rung, past.Rung{Title: r.Development.Title, URL: r.Development.URL, At: r.At})
		}
		out.Rung = append(out.Rung, rung)
	}
	return out, nil
}
