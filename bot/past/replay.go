package past

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"newsbell/bot/reply"
	"newsbell/news"
	"newsbell/text"
)

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

// Compared gives a budget and those that it is compared with.
func Compared(budget int) []int {
	return append([]int{budget}, slices.DeleteFunc(otherBudgets(), func(n int) bool { return n == budget })...)
}

// Lines tell what the first of the budgets (alerts a day) would have brought and how
// much the others; with named, the newest alerts by their headlines.
func (r Replay) Lines(budgets []int, loc *time.Location, named bool) []news.Line {
	if r.Since.IsZero() || len(r.Rung) != len(budgets) {
		if !named {
			return nil
		}
		return []news.Line{reply.Line("What it would have brought in the last days is shown here once breaking news has come by.")}
	}
	var lines []news.Line
	since := reply.Moment(r.Since, loc)
	if budget := budgets[0]; budget > 0 {
		lines = append(lines, reply.Says(news.Say("At %d a day you would have had %s since %s.", budget, reply.Count(len(r.Rung[0]), "alert", "alerts"), since)))
	}
	if named {
		rung := r.Rung[0]
		for _, x := range slices.Backward(rung[max(0, len(rung)-rungShown):]) {
			lines = append(lines, news.Line{Text: reply.Moment(x.At, loc).String() + " · " + text.Clean(x.Title), URL: x.URL})
		}
		if n := len(rung) - rungShown; n > 0 {
			lines = append(lines, reply.Line("and %d more before.", n))
		}
	}
	var others []string
	for i, n := range budgets[1:] {
		others = append(others, fmt.Sprintf("%d → %d", n, len(r.Rung[i+1])))
	}
	return append(lines, reply.Says(news.Say("At other budgets since %s (alerts a day → alerts): %s.", since, strings.Join(others, ", "))))
}
