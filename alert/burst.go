package alert

import (
	"slices"
	"time"

	"newsbell/news"
)

// A Burst is how hard a development breaks at a moment.
type Burst struct {
	// Score has no unit: the root of the odds that it is breaking news. That of a
	// grave event told by two publishers within half an hour is about 2.
	Score float64
	// Reports are those of the independent publishers of the last two hours, in
	// order of time: the first of each.
	Reports []news.Report
	// Title is the headline that tells the event best, and Grade how likely it
	// tells of one, as the logarithm of the odds.
	Title string
	Grade float64
	// Record is that of the publisher when there is only one.
	Record Record
}

// A Record is how often at least two others took up what a publisher told of.
type Record struct {
	Told   int // developments that it told of lately
	Shared int // those of them that two others told of, too
}

const (
	aloneGrade  = 0.2 // of a headline that can ring alone: more likely an event than not
	aloneTold   = 20  // developments from which a record counts
	aloneShared = 0.2 // share that others must have taken up: the usual one
)

// Trusted says that a report may ring though nobody else tells of it yet: its
// headline is clear, and what its publisher tells of is taken up by others at
// least as often as is usual.
func (b Burst) Trusted() bool {
	r := b.Record
	return len(b.Reports) == 1 && b.Grade >= aloneGrade && r.Told >= aloneTold && float64(r.Shared) >= aloneShared*float64(r.Told)
}

// CanBreak says that the development may ring, if its score is high enough: two
// independent publishers tell of it, or one that is trusted.
func (b Burst) CanBreak() bool { return len(b.Reports) >= leastPublishers || b.Trusted() }

// A Candidate is a development that a channel asked for, and the highest score
// it reached.
type Candidate struct {
	At    time.Time // when it reached it
	Score float64
}

const (
	// Settled is how long a channel's past must be before its budget sets a
	// threshold; until then the number of publishers alone decides.
	Settled = 24 * time.Hour
	// CalibrateOver is how far back candidates count for a threshold.
	CalibrateOver = 72 * time.Hour
	// usual is the threshold of a channel without a past: what would have rung
	// five times a day on a stream of 1,300 articles a day.
	usual = 1.5
	// usualFor is how long a past the usual threshold stands for.
	usualFor = 12 * time.Hour
	// aim is how many candidates a channel is given room for, by its budget:
	// some of them fall into its cool-down or on a day that is full.
	aim = 2
	// lowest is the least threshold: more likely breaking than not. A quiet day
	// stays quiet, which leaves room on a busy one.
	lowest = 1.05
)

// Threshold chooses the score from which a development rings a channel, so
// that it would have rung about budget times a day over its candidates of the
// last days. Since is when the channel's past began; while that is short, the
// usual threshold counts too. A negative budget has no limit.
func Threshold(past []Candidate, since, now time.Time, budget int) float64 {
	if budget < 0 {
		return lowest
	}
	from := now.Add(-CalibrateOver)
	if since.After(from) {
		from = since
	}
	var scores []float64
	for _, c := range past {
		if c.At.After(from) && !c.At.After(now) {
			scores = append(scores, c.Score)
		}
	}
	slices.Sort(scores)
	span := max(0, now.Sub(from))
	room := int(aim*float64(budget)*span.Hours()/24 + 0.5)
	own := lowest
	if i := len(scores) - room; i > 0 {
		own = scores[i-1] // as many as there is room for are above it
	}
	share := float64(span) / float64(span+usualFor)
	return max(lowest, share*own+(1-share)*usual)
}
