package health

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"newsbell/news"
)

func noon() time.Time { return time.Date(2025, 2, 12, 12, 0, 0, 0, time.UTC) }

// A life is a feed that is polled, and what its people were told.
type life struct {
	feed news.Feed
	now  time.Time
	told []string
}

func newLife() *life {
	return &life{now: noon(), feed: news.Feed{ID: 3, URL: "https://quay.example/feed", Title: "Quay News", Origin: news.OriginChat, LastNew: noon()}}
}

// poll has the feed polled n times, a step apart, with an outcome: a code, "" for
// a good poll without news, "new" for one with news.
func (l *life) poll(n int, step time.Duration, outcome string) *life {
	for range n {
		l.now = l.now.Add(step)
		f := &l.feed
		switch outcome {
		case "new":
			f.LastNew = l.now
			fallthrough
		case "":
			f.Ill, f.IllSince, f.Failures = "", time.Time{}, 0
			f.WellPolls++
			f.LastSuccess = l.now
		default:
			if f.Ill == "" {
				f.IllSince = l.now
			}
			f.Ill, f.WellPolls = outcome, 0
			f.Failures++
			f.Ended = outcome == gone || Hopeless(*f, l.now)
		}
		f.LastPoll = l.now
		var notice Notice
		var ring bool
		if l.feed, notice, ring = Judge(l.feed, l.now); ring {
			word := notice.Code
			if notice.Recovered {
				word = "well after " + word
			}
			l.told = append(l.told, word)
		}
	}
	return l
}

func TestJudge(t *testing.T) {
	const quarter = 15 * time.Minute
	for _, tt := range []struct {
		name string
		live func(*life)
		want []string
	}{
		{"well", func(l *life) { l.poll(100, quarter, "") }, nil},
		{"ill for a short time", func(l *life) { l.poll(4, quarter, "not_found").poll(9, quarter, "") }, nil},
		{"ill for an hour, but two polls only", func(l *life) { l.poll(2, 5*time.Hour, "not_found") }, nil},
		{"many polls, but minutes only", func(l *life) { l.poll(300, 10*time.Second, "not_found") }, nil},
		{"ill", func(l *life) { l.poll(5, quarter, "not_found") }, []string{"not_found"}},
		{"ill for long: told once", func(l *life) { l.poll(600, quarter, "not_found") }, []string{"not_found"}},
		{"what mostly passes has more time", func(l *life) { l.poll(12, quarter, "server") }, nil},
		{"until it has not passed", func(l *life) { l.poll(13, quarter, "server") }, []string{"server"}},
		{"gone at once", func(l *life) { l.poll(1, quarter, "gone") }, []string{"gone"}},
		{"a login page at once", func(l *life) { l.poll(1, quarter, "login") }, []string{"login"}},
		{"well again", func(l *life) { l.poll(5, quarter, "not_found").poll(20, quarter, "") }, []string{"not_found", "well after not_found"}},
		{"one good poll is no recovery", func(l *life) { l.poll(5, quarter, "not_found").poll(1, quarter, "").poll(5, quarter, "not_found") }, []string{"not_found"}},
		{"good polls within seconds are none either", func(l *life) { l.poll(5, quarter, "not_found").poll(50, time.Second, "") }, []string{"not_found"}},
		{"another cause that lasts", func(l *life) { l.poll(5, quarter, "not_found").poll(5, quarter, "denied") }, []string{"not_found", "denied"}},
		{"another cause that does not", func(l *life) {
			l.poll(5, quarter, "not_found").poll(3, quarter, "denied").poll(9, quarter, "not_found")
		}, []string{"not_found"}},
		{"causes in turn", func(l *life) {
			for range 40 {
				l.poll(6, quarter, "not_found").poll(6, quarter, "denied")
			}
		}, []string{"not_found", "denied"}},
		{"causes in turn at each poll", func(l *life) {
			for range 40 {
				l.poll(1, quarter, "not_found").poll(1, quarter, "denied")
			}
		}, []string{"not_found"}},
		{"ill and well in turn within a day", func(l *life) {
			for range 5 {
				l.poll(6, quarter, "not_found").poll(6, quarter, "")
			}
		}, []string{"not_found", "well after not_found"}},
		{"ill again on another day", func(l *life) {
			l.poll(6, quarter, "not_found").poll(100, quarter, "").poll(6, quarter, "not_found")
		}, []string{"not_found", "well after not_found", "not_found"}},
		{"ill again the same day, and still the next", func(l *life) {
			l.poll(6, quarter, "not_found").poll(6, quarter, "").poll(100, quarter, "not_found").poll(9, quarter, "")
		}, []string{"not_found", "well after not_found", "not_found", "well after not_found"}},
		{"given up after a week", func(l *life) { l.poll(9, 22*time.Hour, "dns") }, []string{"dns", GivenUp}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newLife()
			tt.live(l)
			if !slices.Equal(l.told, tt.want) {
				t.Errorf("got %q, want %q (memory %q)", l.told, tt.want, l.feed.Told)
			}
			if len(l.feed.Told) > 200 {
				t.Errorf("the memory grows: %q", l.feed.Told)
			}
		})
	}
}

func TestHopeless(t *testing.T) {
	week := noon().Add(-giveUp)
	for _, tt := range []struct {
		name string
		feed news.Feed
		want bool
	}{
		{"a week", news.Feed{Origin: news.OriginChat, Failures: 20, IllSince: week}, true},
		{"not yet a week", news.Feed{Origin: news.OriginChat, Failures: 20, IllSince: week.Add(time.Minute)}, false},
		{"a week, mostly not polled", news.Feed{Origin: news.OriginChat, Failures: 2, IllSince: week}, false},
		{"the operator's own", news.Feed{Origin: news.OriginFile, Failures: 20, IllSince: week}, false},
		{"of the catalogue", news.Feed{Origin: news.OriginCatalogue, Failures: 20, IllSince: week}, false},
	} {
		if got := Hopeless(tt.feed, noon()); got != tt.want {
			t.Errorf("%s: got %t, want %t", tt.name, got, tt.want)
		}
	}
}

func TestRevive(t *testing.T) {
	l := newLife().poll(1, time.Hour, "gone")
	f, ok := Revive(l.feed, l.now)
	if !ok || f.Ended || f.Ill != "" || f.Told != "" || !f.NextPoll.Equal(l.now) {
		t.Errorf("got %+v, want it due and well", f)
	}
	if _, ok := Revive(f, l.now); ok {
		t.Error("a living feed was revived")
	}
}

func TestEvent_onceADay(t *testing.T) {
	l := newLife().poll(5, 15*time.Minute, "not_found")
	rings := 0
	for range 30 {
		var ring bool
		l.now = l.now.Add(2 * time.Hour)
		if l.feed, _, ring = Event(l.feed, Anew, l.now); ring {
			rings++
		}
	}
	if rings != 3 || Told(l.feed) != "not_found" {
		t.Errorf("got %d rings in 60 hours and %q, want 3 and the ill kept", rings, l.feed.Told)
	}
}

func TestNotice_message(t *testing.T) {
	l := newLife()
	l.feed.Ill, l.feed.IllWhy = "not_a_feed", "the address gives a web page, not a feed: it looks like a login page"
	for _, tt := range []struct {
		notice Notice
		want   []string
	}{
		{Notice{Code: "not_a_feed"}, []string{"Quay News needs a look", "web page", "In detail", "What to do", "https://quay.example/feed"}},
		{Notice{Code: "not_a_feed", Recovered: true}, []string{"Quay News is well again", "https://quay.example/feed"}},
		{Notice{Code: Silent}, []string{"nothing new", "3 days ago", "10 hours"}},
	} {
		f := l.feed
		f.LastNew, f.Gap = noon().Add(-72*time.Hour), 10*time.Hour
		m := tt.notice.Message(f, noon())
		shown := m.Text.Title + "\n" + fmt.Sprint(m.Text.Lines)
		for _, part := range tt.want {
			if !strings.Contains(shown, part) {
				t.Errorf("%s: %q is missing in %s", tt.notice.Code, part, shown)
			}
		}
	}
}

func TestNotice_key(t *testing.T) {
	ill, well := Notice{Code: "dns", Since: noon()}, Notice{Code: "dns", Recovered: true, Since: noon()}
	if ill.Key(3) == well.Key(3) || ill.Key(3) == ill.Key(4) || ill.Key(3) != "health/3/dns/1739361600" {
		t.Errorf("got keys %q, %q", ill.Key(3), well.Key(3))
	}
}
