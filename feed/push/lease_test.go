package push

import (
	"testing"
	"time"

	"newsbell/news"
)

func TestPace(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	feed := news.Feed{Interval: 10 * time.Minute, Gap: 2 * time.Hour, LastNew: now.Add(-time.Hour)}
	good := news.Push{State: news.PushVerified, Expires: now.Add(time.Hour), LastPush: now.Add(-time.Hour)}
	for _, tt := range []struct {
		name   string
		change func(p *news.Push, f *news.Feed)
		wait   time.Duration
		reason string
	}{
		{"works", func(*news.Push, *news.Feed) {}, time.Hour, "pushed"},
		{"being renewed", func(p *news.Push, _ *news.Feed) { p.State = news.PushAsked }, time.Hour, "pushed"},
		{"a feed that rests long", func(_ *news.Push, f *news.Feed) { f.Gap = 100 * time.Hour }, 6 * time.Hour, "pushed"},
		{"a feed that hardly rests", func(p *news.Push, f *news.Feed) { f.Gap, p.LastPush, f.LastNew = 10*time.Minute, now, now }, 10 * time.Minute, "pushed"},
		{"the operator's interval", func(_ *news.Push, f *news.Feed) { f.Exact = time.Minute }, 0, "exact"},
		{"never verified", func(p *news.Push, _ *news.Feed) { p.State, p.Expires = news.PushAsked, time.Time{} }, 0, "no_lease"},
		{"lease over", func(p *news.Push, _ *news.Feed) { p.Expires = now }, 0, "no_lease"},
		{"denied", func(p *news.Push, _ *news.Feed) { p.State = news.PushDenied }, 0, "no_lease"},
		{"nothing delivered yet", func(p *news.Push, _ *news.Feed) { p.LastPush = time.Time{} }, 0, "untried"},
		{"a poll was first", func(_ *news.Push, f *news.Feed) { f.LastNew = now.Add(-30 * time.Minute) }, 0, "missed"},
		{"silent for too long", func(p *news.Push, f *news.Feed) {
			p.LastPush, f.LastNew = now.Add(-3*time.Hour), now.Add(-3*time.Hour)
		}, 0, "quiet"},
		{"a rhythm not yet known", func(_ *news.Push, f *news.Feed) { f.Gap = 0 }, 0, "quiet"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, f := good, feed
			tt.change(&p, &f)
			if wait, reason := Pace(p, f, now); wait != tt.wait || reason != tt.reason {
				t.Errorf("got %v, %q, want %v, %q", wait, reason, tt.wait, tt.reason)
			}
		})
	}
}

func TestLeaseOf(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		seconds string
		lease   time.Duration
		soonest time.Duration // of the renewal
		latest  time.Duration
	}{
		{"864000", 240 * time.Hour, 180 * time.Hour, 204 * time.Hour},
		{"3600", time.Hour, 45 * time.Minute, 51 * time.Minute},
		{"1", time.Second, 5 * time.Minute, 5 * time.Minute},
		{"0", 24 * time.Hour, 18 * time.Hour, 20*time.Hour + 24*time.Minute},
		{"", 24 * time.Hour, 18 * time.Hour, 20*time.Hour + 24*time.Minute},
		{"9223372036854775807", 720 * time.Hour, 540 * time.Hour, 612 * time.Hour},
		{"-9223372036854775809", 24 * time.Hour, 18 * time.Hour, 20*time.Hour + 24*time.Minute},
		{"1e6", 24 * time.Hour, 18 * time.Hour, 20*time.Hour + 24*time.Minute},
	} {
		t.Run(tt.seconds, func(t *testing.T) {
			times := map[time.Duration]bool{}
			for _, path := range []string{"a", "b", "c", "d", "e"} {
				l := leaseOf(tt.seconds, path, now)
				renew := l.Renew.Sub(now)
				times[renew] = true
				if l.Expires.Sub(now) != tt.lease || renew < tt.soonest || renew > tt.latest {
					t.Errorf("got %v and a renewal after %v, want %v and %v to %v", l.Expires.Sub(now), renew, tt.lease, tt.soonest, tt.latest)
				}
			}
			if len(times) == 1 && tt.soonest != tt.latest {
				t.Error("all are renewed at once")
			}
		})
	}
}

func TestBackoff(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	last := time.Duration(0)
	for n := range 100 {
		d := backoff(n, "path", now)
		if d < last || d < soonest*15/16 || d > latest*17/16 {
			t.Errorf("after %d requests, got %v after %v", n, d, last)
		}
		last = d
	}
	if d := denial(50, "path", now); d > 13*24*time.Hour {
		t.Errorf("after many denials, got %v", d)
	}
}

func TestUsable(t *testing.T) {
	for address, want := range map[string]bool{
		"https://bell.example.org": true, "http://bell.example.org/base": true, "": false, "bell.example.org": false, "ftp://bell.example.org": false, "https://": false,
	} {
		if got := Usable(address); got != want {
			t.Errorf("%q: got %v, want %v", address, got, want)
		}
	}
}

func TestRecent(t *testing.T) {
	var r recent
	for n := range remembered + 10 {
		r.add([32]byte{byte(n), byte(n >> 8)})
	}
	if r.has([32]byte{9}) || !r.has([32]byte{10}) || len(r.sums) != remembered {
		t.Errorf("got %d remembered, the eldest %v", len(r.sums), r.has([32]byte{9}))
	}
}
