package alert

import (
	"slices"
	"time"

	"newsbell/news"
)

// Needed is how many independent publishers make a story breaking where that
// many are watched: three, or two where few are.
func Needed(watched int) int {
	if watched < manyWatched {
		return 2
	}
	return 3
}

// manyWatched is the number of publishers from which three are asked for.
const manyWatched = 6

// breaks finds the reports by which the story breaks now, in its newest
// development or, while it is young, as a whole. When it does not break,
// reports is nil and the reason says why.
func (f Facts) breaks() (reports []news.Report, reason Reason, detail news.Phrase) {
	if f.Noise != "" {
		return nil, IsNoise, noiseDetail(f.Noise)
	}
	if f.Threshold > 0 {
		return f.bursts()
	}
	began := first(f.Development.Reports, f.Development.Began)
	if f.Now.Sub(began) >= freshFor {
		return nil, TooOld, oldDetail(f.Now.Sub(began))
	}
	for _, list := range [][]news.Report{f.Development.Reports, f.young()} {
		if r, ok := official(list, f.Now); ok {
			return []news.Report{r}, Official, officialDetail(r)
		}
	}
	need := Needed(f.Watched)
	if f.Said.Fewer {
		need++
	}
	best := 0
	for _, list := range [][]news.Report{f.Development.Reports, f.young()} {
		burst := burst(list, f.Now)
		if len(burst) >= need {
			return burst, Corroborated, corroboratedDetail(burst)
		}
		best = max(best, len(burst))
	}
	return nil, NotCorroborated, waitingDetail(best, need)
}

// bursts is breaks for facts that hold a score: at least two independent
// publishers, or one that is trusted, and a score above the channel's threshold.
func (f Facts) bursts() (reports []news.Report, reason Reason, detail news.Phrase) {
	list := f.Burst.Reports
	for _, r := range list {
		if r.Official {
			return []news.Report{r}, Official, officialDetail(r)
		}
	}
	switch {
	case !f.Burst.CanBreak(), len(list) == 1 && (f.Said.Fewer || f.Burst.Score <= f.Threshold):
		return nil, NotCorroborated, waitingDetail(len(list), leastPublishers)
	case len(list) == 1:
		return list, TrustedAlone, aloneDetail(list[0], f.Burst.Record)
	case f.Said.Fewer && f.Burst.Score <= fewerFactor*f.Threshold:
		return nil, FewerLikeThis, fewerDetail(list)
	case f.Burst.Score <= f.Threshold:
		return nil, BelowThreshold, belowDetail(list, f.Budget)
	}
	return list, Corroborated, corroboratedDetail(list)
}

// fewerFactor is how much more a story must score of which people said that
// they want fewer like it.
const fewerFactor = 1.5

// leastPublishers is how many independent publishers corroborate at least.
const leastPublishers = 2

// young is the story's reports while its own beginning is recent; an affair of
// days rings by its developments only.
func (f Facts) young() []news.Report {
	if f.Now.Sub(first(f.Story.Reports, f.Story.Began)) >= freshFor {
		return nil
	}
	return f.Story.Reports
}

// burst is the independent reports within the last two hours.
func burst(list []news.Report, now time.Time) []news.Report {
	var got []news.Report
	for _, r := range list {
		if !r.Copy && now.Sub(r.At) <= corroborateWithin && !r.At.After(now) {
			got = append(got, r)
		}
	}
	slices.SortStableFunc(got, func(a, b news.Report) int { return a.At.Compare(b.At) })
	return got
}

// official finds the first recent report of a source that may ring alone.
func official(list []news.Report, now time.Time) (news.Report, bool) {
	for _, r := range burst(list, now) {
		if r.Official {
			return r, true
		}
	}
	return news.Report{}, false
}

// first is the time of the earliest report.
func first(list []news.Report, began time.Time) time.Time {
	for _, r := range list {
		if r.At.Before(began) {
			began = r.At
		}
	}
	return began
}

// DefaultMode chooses the mode of a subscription made without one. Bound is
// the number of publishers that the query is bound to, 0 when it is not;
// watched is how many are watched in its languages. Why completes the sentence
// "it rings …".
func DefaultMode(bound, watched int) (mode news.Mode, why news.Phrase) {
	need := Needed(watched)
	switch {
	case bound > 0 && bound < need:
		return news.Every, news.Say("for every new story, because the query is bound to %s and breaking takes %s", count(bound, "publisher"), number(need))
	case watched < 1:
		return news.Every, news.Say("for every new story, because no publisher is watched in its languages and breaking takes %s", number(need))
	case watched < need:
		return news.Every, news.Phrase{
			Format: "for every new story, because only %d publishers are watched in its languages and breaking takes %s",
			One:    "for every new story, because only %d publisher is watched in its languages and breaking takes %s",
			Args:   []any{watched, number(need)},
		}
	default:
		return news.Breaking, news.Count(need, "when %d publisher reports it within two hours", "when %d publishers report it within two hours")
	}
}

// EditAfter says when a message that was sent or edited at last may be edited
// again, now or later: changes that come close together are shown together.
func EditAfter(last, now time.Time) time.Time {
	if due := last.Add(editGap); due.After(now) {
		return due
	}
	return now
}

const editGap = 15 * time.Second
