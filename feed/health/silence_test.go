package health

import (
	"slices"
	"testing"
	"time"
)

// A rhythm publishes over weeks; its document shows the newest twenty.
type rhythm struct {
	*life
	all []time.Time
}

// document is what the feed shows now.
func (r *rhythm) document() []time.Time {
	n := r.count(r.now)
	return r.all[max(0, n-20):n]
}

// count is how many articles were published by then.
func (r *rhythm) count(by time.Time) int {
	n, found := slices.BinarySearchFunc(r.all, by, time.Time.Compare)
	if found {
		n++
	}
	return n
}

// run polls every half hour until then.
func (r *rhythm) run(until time.Time) {
	for r.now.Before(until) {
		doc := r.document()
		next := r.now.Add(30 * time.Minute)
		if r.count(next) == r.count(r.now) {
			r.poll(1, 30*time.Minute, "")
			continue
		}
		rested := next.Sub(r.feed.LastNew)
		if r.feed.Gap == 0 {
			rested = 0
		}
		r.feed.Gap = Learn(r.feed.Gap, doc, rested, next)
		r.poll(1, 30*time.Minute, "new")
	}
}

// times gives those of a span at which a feed publishes.
func times(from time.Time, span, step time.Duration, keep func(time.Time) bool) []time.Time {
	var out []time.Time
	for t := from; t.Before(from.Add(span)); t = t.Add(step) {
		if keep == nil || keep(t) {
			out = append(out, t)
		}
	}
	return out
}

func office(t time.Time) bool {
	return t.Weekday() != time.Saturday && t.Weekday() != time.Sunday && t.Hour() >= 9 && t.Hour() < 18
}

func TestSilence(t *testing.T) {
	const day = 24 * time.Hour
	start := noon().Add(-30 * day)
	for _, tt := range []struct {
		name  string
		all   []time.Time
		until time.Duration // after start
		want  []string
	}{
		{"steady", times(start, 40*day, 20*time.Minute, nil), 40 * day, nil},
		{"office hours of a busy site, over ten weekends", times(start, 70*day, 10*time.Minute, office), 70 * day, nil},
		{"one a day", times(start, 70*day, day, nil), 70 * day, nil},
		{"a busy site falls silent", times(start, 40*day, 20*time.Minute, nil), 46 * day, []string{Silent}},
		{"two days of silence are nothing", times(start, 40*day, 20*time.Minute, nil), 42 * day, nil},
		{"one a day falls silent", times(start, 40*day, day, nil), 52 * day, []string{Silent}},
		{"one a day rests five days", times(start, 40*day, day, nil), 45 * day, nil},
		{"it speaks again", append(times(start, 40*day, 20*time.Minute, nil), times(start.Add(50*day), 3*day, 20*time.Minute, nil)...), 53 * day, []string{Silent, "well after silent"}},
		{"too little history", times(start, 3*time.Hour, 30*time.Minute, nil), 60 * day, nil},
		{"all at once, once a week", weekly(start, 20), 20 * 7 * day, nil},
		{"no rhythm: years between", times(start.Add(-4000*day), 4000*day, 300*day, nil), 90 * day, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := &rhythm{life: newLife(), all: tt.all}
			r.now, r.feed.LastNew = start, start
			r.feed.Gap = Learn(0, r.document(), 0, r.now)
			r.run(start.Add(tt.until))
			if !slices.Equal(r.told, tt.want) {
				t.Errorf("got %q, want %q (gap %v)", r.told, tt.want, r.feed.Gap)
			}
		})
	}
}

// weekly publishes twenty articles at once, every week.
func weekly(start time.Time, weeks int) []time.Time {
	var out []time.Time
	for n := range weeks {
		for i := range 20 {
			out = append(out, start.Add(time.Duration(n)*7*24*time.Hour+time.Duration(i)*time.Second))
		}
	}
	return out
}

// TestSilence_toldRestIsLearned has a feed that rests far longer than its
// document shows, again and again: that is told once.
func TestSilence_toldRestIsLearned(t *testing.T) {
	start := noon()
	var all []time.Time
	for n := range 6 {
		all = append(all, times(start.Add(time.Duration(n)*10*24*time.Hour), 3*24*time.Hour, 20*time.Minute, nil)...)
	}
	r := &rhythm{life: newLife(), all: all}
	r.run(start.Add(52 * 24 * time.Hour))
	if want := []string{Silent, "well after silent"}; !slices.Equal(r.told, want) {
		t.Errorf("got %q, want %q", r.told, want)
	}
}

func TestLearn(t *testing.T) {
	hourly := times(noon().Add(-20*time.Hour), 20*time.Hour, time.Hour, nil)
	for _, tt := range []struct {
		name   string
		gap    time.Duration
		dates  []time.Time
		rested time.Duration
		want   time.Duration
	}{
		{"the first look is patient", 0, hourly, 0, firstGap},
		{"few dates teach nothing", 0, hourly[:8], time.Hour, 0},
		{"no dates teach nothing", 0, make([]time.Time, 20), time.Hour, 0},
		{"what came all at once teaches nothing", 0, times(noon().Add(-time.Hour), 20*time.Second, time.Second, nil), 0, 0},
		{"dates of the future do not count", 0, times(noon().Add(time.Hour), 20*time.Hour, time.Hour, nil), 0, 0},
		{"a surprise is forgotten by half in four weeks", 101 * time.Hour, hourly, halfLife, 168 * time.Hour},
		{"what the document shows counts at once", 10 * time.Minute, hourly, 0, time.Hour},
		{"a long rest is remembered", time.Hour, hourly, 40 * time.Hour, 10 * time.Hour},
	} {
		if got := Learn(tt.gap, tt.dates, tt.rested, noon()); got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
}
