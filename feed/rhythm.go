package feed

import (
	"hash/fnv"
	"slices"
	"time"

	"newsbell/feed/wire"
	"newsbell/news"
)

// The bounds of the time between two polls.
const (
	floor    = time.Minute         // for whatever reason
	fastest  = 5 * time.Minute     // by its own pace
	halfIdle = 14 * 24 * time.Hour // without anything new: four times the ceiling
	idle     = 30 * 24 * time.Hour // without anything new: once a day
	longest  = 24 * time.Hour
)

// rhythm gives the interval after a good poll. doc is nil when the feed was
// unchanged; maxAge is what the server promised. The feed's own pace, half the
// usual gap between its items, goes between the fastest and the ceiling; its
// hints can only slow it down, and not beyond the ceiling, because stale hints
// are common.
func rhythm(f news.Feed, doc *wire.Feed, maxAge, ceiling time.Duration, now time.Time) time.Duration {
	if f.Exact > 0 {
		return f.Exact
	}
	pace, hint := f.Interval, maxAge
	if pace == 0 {
		pace = ceiling / 2
	}
	if doc == nil {
		pace += pace / 20
	} else {
		pace, hint = ownPace(f, doc, pace, now), max(hint, doc.Period)
	}
	top := ceiling
	if quiet := now.Sub(lastSign(f, doc)); quiet > idle {
		return longest
	} else if quiet > halfIdle {
		top = min(4*ceiling, longest)
		pace = top
	}
	return min(max(pace, min(hint, ceiling), fastest), top)
}

// ownPace is half the usual gap between the feed's items; a feed without dates
// is felt for, faster while it brings something new.
func ownPace(f news.Feed, doc *wire.Feed, pace time.Duration, now time.Time) time.Duration {
	usual := usualGap(doc, now)
	switch {
	case usual > 0:
		return usual / 2
	case f.LastNew.Equal(now):
		return pace / 2
	default:
		return pace + pace/4
	}
}

// lastSign is the last time that the feed had something new: its own newest
// date, or what was seen of it.
func lastSign(f news.Feed, doc *wire.Feed) time.Time {
	last := f.LastNew
	if last.IsZero() {
		last = f.LastSuccess
	}
	if doc != nil {
		for _, i := range doc.Items {
			if i.Published.After(last) {
				last = i.Published
			}
		}
	}
	return last
}

// usualGap is the median time between the twenty newest items; 0 when too few
// are dated.
func usualGap(doc *wire.Feed, now time.Time) time.Duration {
	var times []time.Time
	for _, i := range doc.Items {
		if !i.Published.IsZero() && !i.Published.After(now) {
			times = append(times, i.Published)
		}
	}
	if len(times) < 4 {
		return 0
	}
	slices.SortFunc(times, func(a, b time.Time) int { return b.Compare(a) })
	times = times[:min(len(times), 21)]
	gaps := make([]time.Duration, 0, len(times))
	for i := 1; i < len(times); i++ {
		gaps = append(gaps, times[i-1].Sub(times[i]))
	}
	slices.Sort(gaps)
	return gaps[len(gaps)/2]
}

// backoff gives the wait after polls that failed in a row: the interval,
// doubled each time.
func backoff(f news.Feed, ceiling time.Duration) time.Duration {
	base, top := f.Interval, longest
	if f.Exact > 0 {
		base, top = f.Exact, time.Hour
	}
	if base == 0 {
		base = ceiling
	}
	return min(base<<min(max(f.Failures-1, 0), 16), top)
}

// spread moves a time by up to a tenth of the interval, always the same for
// one feed and time, so that feeds do not fall into step.
func spread(address string, now time.Time, interval time.Duration) time.Duration {
	h := fnv.New32a()
	_, _ = h.Write([]byte(address))
	_, _ = h.Write([]byte(now.Format(time.RFC3339)))
	return interval + time.Duration(float64(interval)*(float64(h.Sum32()%2001)/1000-1)/10)
}

// awake moves a time out of the hours and days in which the feed says that
// nothing appears.
func awake(t time.Time, doc *wire.Feed) time.Time {
	if doc == nil || len(doc.SkipHours) > 20 || len(doc.SkipDays) > 5 {
		return t
	}
	for range 48 {
		u := t.UTC()
		if !slices.Contains(doc.SkipHours, u.Hour()) && !slices.Contains(doc.SkipDays, u.Weekday()) {
			return t
		}
		t = u.Truncate(time.Hour).Add(time.Hour)
	}
	return t
}
