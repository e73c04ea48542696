package schedule

import (
	"strings"
	"time"

	"newsbell/news"
)

// A Error says what of a phrase was not understood and shows one that
// is.
type Error struct {
	Message string
	Example string
	Says    news.Phrase // the message, when it has parts
}

// wrong makes an error from a phrase.
func wrong(example, format string, args ...any) *Error {
	p := news.Say(format, args...)
	return &Error{Message: p.String(), Example: example, Says: p}
}

// Phrase is the message as a phrase.
func (e *Error) Phrase() news.Phrase {
	if e.Says.Format == "" {
		return news.ReadPhrase(e.Message)
	}
	return e.Says
}

// Error gives both in one line.
func (e *Error) Error() string { return e.Message + "; for example: " + e.Example }

// A Schedule is a set of times on the wall clock, without a zone. Its zero
// value never comes due.
type Schedule struct {
	rules []rule
}

// A rule is the times of a day on which it runs and the days on which it does.
type rule struct {
	times []int // minutes after midnight, ascending

	// days matches a date; sets are bits, empty sets match nothing.
	monthDays uint32 // bits 1..31
	lastDay   bool   // also the last day of the month
	months    uint16 // bits 1..12
	weekdays  uint8  // bits 0 (Sunday)..6
	either    bool   // day of month or day of week, instead of both

	spelt bool   // its times were written one by one
	words string // canonical form
}

// The sets that leave nothing out.
const (
	allMonthDays uint32 = 1<<32 - 2
	allMonths    uint16 = 1<<13 - 2
	allWeekdays  uint8  = 1<<7 - 1
)

// horizon bounds the search for a day that matches: 29 February may be eight
// years away.
const horizon = 9 * 366

// String writes the schedule in a form that Parse reads as the same.
func (s Schedule) String() string {
	words := make([]string, len(s.rules))
	for i, r := range s.rules {
		words[i] = r.words
	}
	return join(words)
}

// Next is the first instant after the given one at which the schedule is due in
// the zone; the zero time when there is none.
func (s Schedule) Next(after time.Time, zone *time.Location) time.Time {
	var first time.Time
	for _, r := range s.rules {
		t := r.next(after, zone)
		if !t.IsZero() && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	return first
}

// Upcoming is the next n instants after the given one, fewer when there are no
// more.
func (s Schedule) Upcoming(after time.Time, zone *time.Location, n int) []time.Time {
	var times []time.Time
	for range n {
		after = s.Next(after, zone)
		if after.IsZero() {
			break
		}
		times = append(times, after)
	}
	return times
}

// TooOften reports whether two runs lie closer than 15 minutes. Times that were
// written out one by one do not count: whoever writes 09:00 and 09:05 means it.
func (s Schedule) TooOften() bool {
	const closest = 15 * time.Minute
	var patterns Schedule
	for _, r := range s.rules {
		if !r.spelt {
			patterns.rules = append(patterns.rules, r)
		}
	}
	// A leap year has every day of month and, four times over, of week; UTC has
	// no clock changes.
	start := time.Date(2023, time.December, 31, 23, 59, 0, 0, time.UTC)
	end := start.AddDate(1, 0, 1)
	last := patterns.Next(start, time.UTC)
	for !last.IsZero() && last.Before(end) {
		next := patterns.Next(last, time.UTC)
		if !next.IsZero() && next.Sub(last) < closest {
			return true
		}
		last = next
	}
	return false
}

// next is the first instant after the given one at which the rule is due. Wall
// time never maps to an earlier instant than the wall time before it, so it is
// the first later wall time whose instant is later too.
func (r rule) next(after time.Time, zone *time.Location) time.Time {
	local := after.In(zone)
	year, month, day := local.Date()
	from := local.Hour()*60 + local.Minute() + 1
	for offset := range horizon {
		date := time.Date(year, month, day+offset, 0, 0, 0, 0, time.UTC)
		if r.on(date) {
			for _, minute := range r.times {
				if minute < from {
					continue
				}
				if t := instant(date.Add(time.Duration(minute)*time.Minute), zone); t.After(after) {
					return t
				}
			}
		}
		from = 0
	}
	return time.Time{}
}

// on reports whether the rule runs on a date.
func (r rule) on(date time.Time) bool {
	if r.months&(1<<date.Month()) == 0 {
		return false
	}
	monthDay := r.monthDays&(1<<date.Day()) != 0 || r.lastDay && date.AddDate(0, 0, 1).Day() == 1
	weekday := r.weekdays&(1<<date.Weekday()) != 0
	if r.either {
		return monthDay || weekday
	}
	return monthDay && weekday
}

// instant maps a wall time, given as if it were UTC, to the instant at which a
// clock in the zone shows it first, or at which the gap that skips it ends. It
// walks over the stretches of constant offset, from one that is surely too
// early: no offset exceeds 16 hours.
func instant(wall time.Time, zone *time.Location) time.Time {
	if zone == time.UTC {
		return wall
	}
	at := wall.Add(-17 * time.Hour).In(zone)
	for {
		_, offset := at.Zone()
		start, end := at.ZoneBounds()
		t := wall.Add(-time.Duration(offset) * time.Second).In(zone)
		switch {
		case !start.IsZero() && t.Before(start):
			return start
		case end.IsZero() || t.Before(end):
			return t
		}
		at = end
	}
}

// join writes a list as people do: a, b and c.
func join(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
