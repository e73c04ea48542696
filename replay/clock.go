package replay

import (
	"time"
)

const (
	readAhead = 16             // articles
	farAhead  = 36 * time.Hour // a step in time that those who follow must confirm
)

// A dataClock gives the articles their time: it never runs back, and does not
// follow a single one that is far ahead of those around it.
type dataClock struct{ now time.Time }

// tick gives the time of the first of the articles.
func (c *dataClock) tick(list []incoming) time.Time {
	at := list[0].at
	if c.now.IsZero() {
		c.now = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
		if !at.IsZero() && !ahead(at, list[1:]) {
			c.now = at
		}
		return c.now
	}
	if at.After(c.now) && (at.Sub(c.now) < farAhead || !ahead(at, list[1:])) {
		c.now = at
	}
	return c.now
}

// ahead says that most of the articles that follow are much earlier.
func ahead(at time.Time, list []incoming) bool {
	earlier, dated := 0, 0
	for _, x := range list {
		if x.at.IsZero() {
			continue
		}
		dated++
		if at.Sub(x.at) >= farAhead {
			earlier++
		}
	}
	return 2*earlier > dated
}
