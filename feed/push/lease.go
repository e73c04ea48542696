package push

import (
	"hash/fnv"
	"strconv"
	"time"

	"newsbell/news"
)

// The times of a subscription.
const (
	wanted     = 10 * 24 * time.Hour // the lease that a hub is asked for
	unsaid     = 24 * time.Hour      // the lease of a hub that names none
	longest    = 30 * 24 * time.Hour // a longer lease is renewed as if it were this one
	soonest    = 5 * time.Minute     // between two requests for one feed
	latest     = 24 * time.Hour      // the longest wait after requests without effect
	deniedWait = 3 * 24 * time.Hour  // after a refusal, doubled up to four times that
	echo       = time.Hour           // for how long a hub may verify again what it verified
)

// A Lease is how long a hub will deliver, and when to ask for more.
type Lease struct{ Expires, Renew time.Time }

// leaseOf reads hub.lease_seconds. What is no positive number counts as a day.
// It is renewed when some 80 % of it is over, at a time of its own for each
// subscription, so that they do not fall into step.
func leaseOf(seconds, path string, now time.Time) Lease {
	d := unsaid
	n, err := strconv.ParseInt(seconds, 10, 64) // out of range, it gives the nearest number
	switch {
	case n > int64(longest/time.Second):
		d = longest
	case err == nil && n > 0:
		d = time.Duration(n) * time.Second
	}
	return Lease{Expires: now.Add(d), Renew: now.Add(max(spread(path, now, d*4/5), soonest))}
}

// backoff is the wait before a hub is asked once more that was asked that many
// times without effect.
func backoff(failures int, path string, now time.Time) time.Duration {
	return spread(path, now, min(soonest<<min(max(failures-1, 0), 16), latest))
}

// denial is the wait before a hub is asked once more that refused.
func denial(failures int, path string, now time.Time) time.Duration {
	return spread(path, now, deniedWait<<min(max(failures, 0), 2))
}

// spread moves a duration by up to a sixteenth, always the same for one path
// and time.
func spread(path string, now time.Time, d time.Duration) time.Duration {
	h := fnv.New32a()
	_, _ = h.Write([]byte(path))
	_, _ = h.Write([]byte(now.Format(time.RFC3339)))
	return d + time.Duration(float64(d)*(float64(h.Sum32()%2001)/1000-1)/16)
}

// live says whether a hub has promised to deliver now.
func live(p news.Push, now time.Time) bool {
	return p.State != news.PushDenied && p.Expires.After(now)
}

// slowest is the longest time between two polls of a feed that is pushed.
const slowest = 6 * time.Hour

// Pace gives how long the next poll of a feed may wait after a good one, given
// its subscription, and why. Zero leaves the feed's own interval: the operator
// set it ("exact"), the hub has not promised to deliver ("no_lease"), it has
// not delivered yet ("untried"), a poll found what it should have delivered
// ("missed"), or it has been silent for longer than the feed is ("quiet").
// Otherwise ("pushed") it is half the feed's usual rest, so that a hub that
// dies is noticed soon, and at most 6 hours.
func Pace(p news.Push, f news.Feed, now time.Time) (wait time.Duration, reason string) {
	switch {
	case f.Exact > 0:
		return 0, "exact"
	case !live(p, now):
		return 0, "no_lease"
	case p.LastPush.IsZero():
		return 0, "untried"
	case f.LastNew.After(p.LastPush):
		return 0, "missed"
	case f.Gap == 0 || now.Sub(p.LastPush) > f.Gap:
		return 0, "quiet"
	default:
		return min(max(f.Gap/2, f.Interval), slowest), "pushed"
	}
}
