package schedule

import (
	"encoding/json"
	"fmt"
	"time"

	"newsbell/news"
)

// maxInspect bounds how many times Inspect lists.
const maxInspect = 100_000

// Inspect lists the next n times of a schedule after an instant, as a
// JSON array of RFC 3339 times in UTC. Its error is a *Error for the
// phrase, a *news.Error for the zone and the number.
func Inspect(phrase, zone string, from time.Time, n int) ([]byte, error) {
	s, err := Parse(phrase)
	if err != nil {
		return nil, err
	}
	location, _, err := Zone(zone)
	if err != nil {
		return nil, err
	}
	if n < 0 || n > maxInspect {
		return nil, &news.Error{Code: "bad_number", Message: fmt.Sprintf("the number of times must be from 0 to %d, not %d", maxInspect, n)}
	}
	times := make([]string, 0, n)
	for _, t := range s.Upcoming(from, location, n) {
		times = append(times, t.UTC().Format(time.RFC3339))
	}
	return json.Marshal(times)
}
