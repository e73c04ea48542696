package digest

import (
	"time"

	"newsbell/digest/schedule"
	"newsbell/news"
)

// missedDays bounds how many days of missed slots are walked through.
const missedDays = 40

// slots finds the newest slot at or before now and the one after it. A clock
// that went backwards leaves the slot as it stands.
func slots(d news.Digest, s schedule.Schedule, zone *time.Location, now time.Time) (slot, next time.Time) {
	slot = d.Next
	// Years of missed slots need not be walked through one by one.
	if far := now.AddDate(0, 0, -missedDays); slot.Before(far) {
		if recent := s.Next(far, zone); !recent.IsZero() && !recent.After(now) {
			slot = recent
		}
	}
	for {
		next = s.Next(slot, zone)
		if next.IsZero() || next.After(now) {
			return slot.UTC(), next.UTC()
		}
		slot = next
	}
}
