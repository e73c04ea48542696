package health

import (
	"math"
	"slices"
	"time"

	"newsbell/news"
)

// The measures of silence.
const (
	minTimes   = 9                   // different times that make a history
	together   = 5 * time.Minute     // articles that come within it came at once
	firstGap   = 16 * time.Hour      // the least that a new history is taken for
	halfLife   = 28 * 24 * time.Hour // in which half of a surprise is forgotten
	tooSlow    = 60 * 24 * time.Hour // a gap that tells nothing
	unusual    = 6                   // gaps of silence that are not usual
	minSilence = 48 * time.Hour      // that is never told
)

// silent reports whether a feed that answers rests for unusually long. Nothing
// is said of a feed whose rhythm is not known.
func silent(f news.Feed, now time.Time) bool {
	if f.Gap <= 0 || f.Gap > tooSlow || f.LastNew.IsZero() {
		return false
	}
	return now.Sub(f.LastNew) > max(unusual*f.Gap, minSilence)
}

// Learn gives a feed's Gap after a poll that brought something new. dates are
// those of the document's articles, rested is how long the feed had brought
// nothing new before; 0 when that is not known, as after an outage.
//
// The gap follows the 95th percentile of what the document shows. It rises at
// once and falls by half in four weeks, so that a rest that was longer than the
// document reaches back, such as a weekend of a busy feed, is remembered. A
// rest that was told as silence, or nearly, raises it so far that the same rest
// will not be told again.
func Learn(gap time.Duration, dates []time.Time, rested time.Duration, now time.Time) time.Duration {
	shown, ok := longGap(dates, now)
	switch {
	case ok && gap == 0:
		gap = max(shown, firstGap)
	case ok && shown >= gap:
		gap = shown
	case ok:
		gap = shown + time.Duration(float64(gap-shown)*math.Exp2(-float64(rested)/float64(halfLife)))
	}
	if gap == 0 {
		return 0
	}
	return max(gap, rested*3/2/unusual)
}

// longGap is the 95th percentile of the times between articles; false when
// there are too few.
func longGap(dates []time.Time, now time.Time) (time.Duration, bool) {
	var times []time.Time
	for _, t := range dates {
		if !t.IsZero() && !t.After(now) {
			times = append(times, t)
		}
	}
	slices.SortFunc(times, time.Time.Compare)
	var gaps []time.Duration
	for i := 1; i < len(times); i++ {
		if gap := times[i].Sub(times[i-1]); gap > together {
			gaps = append(gaps, gap)
		}
	}
	if len(gaps)+1 < minTimes {
		return 0, false
	}
	slices.Sort(gaps)
	return gaps[(95*len(gaps)+99)/100-1], true
}
