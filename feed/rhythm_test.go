package feed

import (
	"testing"
	"time"

	"newsbell/feed/wire"
	"newsbell/news"
)

// every makes a document whose items are a gap apart, the newest at now.
func every(gap time.Duration, now time.Time) *wire.Feed {
	doc := &wire.Feed{}
	for n := range 20 {
		doc.Items = append(doc.Items, wire.Item{Published: now.Add(-time.Duration(n) * gap)})
	}
	return doc
}

func TestRhythm(t *testing.T) {
	now := time.Date(2025, 2, 12, 12, 0, 0, 0, time.UTC)
	const ceiling = 15 * time.Minute
	seen := news.Feed{LastNew: now.Add(-time.Hour), LastSuccess: now.Add(-time.Hour), Interval: 8 * time.Minute}
	quiet := func(d time.Duration) news.Feed { f := seen; f.LastNew = now.Add(-d); return f }
	hinted := func(d time.Duration) *wire.Feed { doc := every(6*time.Minute, now); doc.Period = d; return doc }
	for _, c := range []struct {
		name   string
		feed   news.Feed
		doc    *wire.Feed
		maxAge time.Duration
		want   time.Duration
	}{
		{"half the usual gap", seen, every(12*time.Minute, now), 0, 6 * time.Minute},
		{"not faster than the fastest", seen, every(10*time.Second, now), 0, 5 * time.Minute},
		{"not above the ceiling", seen, every(5*time.Hour, now), 0, ceiling},
		{"a hint slows it", seen, hinted(10 * time.Minute), 0, 10 * time.Minute},
		{"a stale hint does not stop it", seen, hinted(24 * time.Hour), 0, ceiling},
		{"the server's promise slows it", seen, every(4*time.Minute, now), 7 * time.Minute, 7 * time.Minute},
		{"unchanged: a little slower", seen, nil, 0, 8*time.Minute + 24*time.Second},
		{"first poll, no dates", news.Feed{LastSuccess: now}, &wire.Feed{}, 0, ceiling/2 + ceiling/8},
		{"two weeks of silence", quiet(20 * 24 * time.Hour), nil, 0, time.Hour},
		{"a month of silence", quiet(40 * 24 * time.Hour), nil, 0, 24 * time.Hour},
		{"exact goes before all", news.Feed{Exact: time.Second, LastNew: now.Add(-40 * 24 * time.Hour)}, hinted(time.Hour), time.Hour, time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := rhythm(c.feed, c.doc, c.maxAge, ceiling, now); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestBackoff(t *testing.T) {
	for _, c := range []struct {
		failures        int
		interval, exact time.Duration
		want            time.Duration
	}{
		{1, 10 * time.Minute, 0, 10 * time.Minute},
		{2, 10 * time.Minute, 0, 20 * time.Minute},
		{4, 10 * time.Minute, 0, 80 * time.Minute},
		{50, 10 * time.Minute, 0, 24 * time.Hour},
		{1, 0, 0, 15 * time.Minute},
		{3, 10 * time.Minute, time.Second, 4 * time.Second},
		{50, 0, time.Second, time.Hour},
	} {
		if got := backoff(news.Feed{Failures: c.failures, Interval: c.interval, Exact: c.exact}, 15*time.Minute); got != c.want {
			t.Errorf("%d failures of %v/%v: got %v, want %v", c.failures, c.interval, c.exact, got, c.want)
		}
	}
}

func TestSpread(t *testing.T) {
	now := time.Date(2025, 2, 12, 12, 0, 0, 0, time.UTC)
	distinct := map[time.Duration]bool{}
	for n := range 100 {
		got := spread(string(rune('a'+n)), now, 10*time.Minute)
		if got < 9*time.Minute || got > 11*time.Minute {
			t.Fatalf("got %v, want it within a tenth of ten minutes", got)
		}
		distinct[got] = true
	}
	if len(distinct) < 80 {
		t.Errorf("got %d different times for 100 feeds", len(distinct))
	}
}

func TestAwake(t *testing.T) {
	noon := time.Date(2025, 2, 12, 12, 30, 0, 0, time.UTC) // a Wednesday
	for _, c := range []struct {
		name string
		doc  *wire.Feed
		want time.Time
	}{
		{"no document", nil, noon},
		{"another hour", &wire.Feed{SkipHours: []int{3}}, noon},
		{"this hour and the next", &wire.Feed{SkipHours: []int{12, 13}}, noon.Add(90 * time.Minute)},
		{"this day", &wire.Feed{SkipDays: []time.Weekday{time.Wednesday}}, time.Date(2025, 2, 13, 0, 0, 0, 0, time.UTC)},
		{"every hour is nonsense", &wire.Feed{SkipHours: []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23}}, noon},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := awake(noon, c.doc); !got.Equal(c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}
