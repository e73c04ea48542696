package alert

import (
	"slices"
	"time"

	"newsbell/news"
)

// Quiet says whether now lies in a channel's quiet hours. They are hours of the
// wall clock of zone: over midnight, they belong to the day on which they begin.
func Quiet(q news.Quiet, zone *time.Location, now time.Time) bool {
	if q.From == q.To {
		return false
	}
	local := now.In(zone)
	minute, day := local.Hour()*60+local.Minute(), local.Weekday()
	began := func(d time.Weekday) bool { return len(q.Days) == 0 || slices.Contains(q.Days, d) }
	if q.From < q.To {
		return minute >= q.From && minute < q.To && began(day)
	}
	return minute >= q.From && began(day) || minute < q.To && began((day+6)%7)
}
