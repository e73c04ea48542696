package pulse

import (
	"slices"
	"time"

	"newsbell/alert"
	"newsbell/news"
)

// A Past is the developments that one channel could have been rung for in the
// last days, by which its threshold is chosen. It is for one goroutine.
type Past struct {
	since time.Time
	best  map[news.DevelopmentID]alert.Candidate
	// The threshold holds for a while: choosing it sorts all candidates.
	chosen time.Time
	budget int
	value  float64
}

// NewPast gives a past of nothing.
func NewPast() *Past { return &Past{best: map[news.DevelopmentID]alert.Candidate{}} }

// Begin says since when the channel has a past, when that is before the first
// candidate.
func (p *Past) Begin(at time.Time) {
	if p.since.IsZero() || at.Before(p.since) {
		p.since = at
	}
}

// Add takes note of a development's score at a moment; the highest counts.
func (p *Past) Add(id news.DevelopmentID, score float64, at time.Time) {
	p.Begin(at)
	if c, ok := p.best[id]; !ok || score > c.Score {
		p.best[id] = alert.Candidate{At: at, Score: score}
	}
}

// chooseEvery is how long a threshold holds.
const chooseEvery = time.Hour

// Threshold is the channel's at this moment, as [alert.Threshold] chooses it.
func (p *Past) Threshold(now time.Time, budget int) float64 {
	if p.value > 0 && p.budget == budget && now.Sub(p.chosen) < chooseEvery && !now.Before(p.chosen) {
		return p.value
	}
	list := make([]alert.Candidate, 0, len(p.best))
	for id, c := range p.best {
		if now.Sub(c.At) > alert.CalibrateOver {
			delete(p.best, id)
			continue
		}
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b alert.Candidate) int { return a.At.Compare(b.At) })
	since := p.since
	if since.IsZero() {
		since = now
	}
	p.chosen, p.budget, p.value = now, budget, alert.Threshold(list, since, now, budget)
	return p.value
}

// Long is how long the channel's past is.
func (p *Past) Long(now time.Time) time.Duration {
	if p.since.IsZero() {
		return 0
	}
	return now.Sub(p.since)
}
