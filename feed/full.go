package feed

import (
	"hash/fnv"
	"time"

	"newsbell/news"
)

// fullEvery is how seldom a feed is asked without conditions: a server that
// keeps saying "unchanged" by mistake is found out.
const fullEvery = 7 * 24 * time.Hour

// fullDue reports whether a feed is to be asked without its validators. The
// time since the last such request counts, not that of the process, and a day
// on top is spread over the feeds so that they do not fall into step.
func fullDue(f news.Feed, now time.Time) bool {
	return !f.LastFull.IsZero() && now.Sub(f.LastFull) >= fullEvery+share(f.URL, 24*time.Hour)
}

// noteFull keeps when the feed was last asked without conditions. Of a feed of
// which that is not known it is taken to have been some time in the last week.
func noteFull(f news.Feed, full bool, now time.Time) news.Feed {
	switch {
	case full:
		f.LastFull = now
	case f.LastFull.IsZero():
		f.LastFull = now.Add(-share(f.URL, fullEvery))
	}
	return f
}

// share is a part of a span, always the same for one address.
func share(address string, span time.Duration) time.Duration {
	h := fnv.New32a()
	_, _ = h.Write([]byte(address))
	return time.Duration(float64(span) * float64(h.Sum32()%10000) / 10000)
}
