package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"newsbell/news"
)

// Budgets tries budgets on the days that a channel had.
type Budgets interface {
	// Replay tells what the channel would have been rung for, at each of some
	// budgets, in the days up to now.
	Replay(ctx context.Context, ch news.ChannelID, budgets []int, now time.Time) (Replay, error)
}

// A Replay is what a channel would have been rung for.
type Replay struct {
	// Since is from when on that is known; zero when nothing is.
	Since time.Time
	// Rung has a row for each budget, in order of time.
	Rung [][]Rung
}

// A Rung is one alert of a replay.
type Rung struct {
	Title string
	URL   string
	At    time.Time
}

// rungShown is how many alerts of a replay are named.
const rungShown = 5

// otherBudgets are those that a replay is compared with.
func otherBudgets() []int { return []int{3, 5, 10} }

// replay tells what the channel would have had at its budget, and how much at
// others; with named, the newest by their headlines.
func (s *Service) replay(ctx context.Context, c call, ch news.Channel, named bool) ([]news.Line, error) {
	if s.Budgets == nil {
		return nil, nil
	}
	budget := s.budgetOf(ch)
	all := append([]int{budget}, slices.DeleteFunc(otherBudgets(), func(n int) bool { return n == budget })...)
	r, err := s.Budgets.Replay(ctx, ch.ID, all, c.At)
	if err != nil {
		return nil, fmt.Errorf("try budgets on the last days: %w", err)
	}
	if r.Since.IsZero() || len(r.Rung) != len(all) {
		if !named {
			return nil, nil
		}
		return []news.Line{plain("What it would have brought in the last days is shown here once breaking news has come by.")}, nil
	}
	var lines []news.Line
	loc := zoneOf(ch)
	since := moment(r.Since, loc)
	if budget > 0 {
		lines = append(lines, line(say("At %d a day you would have had %s since %s.", budget, count(len(r.Rung[0]), "alert", "alerts"), since)))
	}
	if named {
		rung := r.Rung[0]
		for _, x := range slices.Backward(rung[max(0, len(rung)-rungShown):]) {
			lines = append(lines, news.Line{Text: moment(x.At, loc).String() + " · " + oneLine(x.Title), URL: x.URL})
		}
		if n := len(rung) - rungShown; n > 0 {
			lines = append(lines, plain("and %d more before.", n))
		}
	}
	var others []string
	for i, n := range all[1:] {
		others = append(others, fmt.Sprintf("%d → %d", n, len(r.Rung[i+1])))
	}
	return append(lines, line(say("At other budgets since %s (alerts a day → alerts): %s.", since, strings.Join(others, ", ")))), nil
}
