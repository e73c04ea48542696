package feed

import (
	"testing"
	"time"

	"newsbell/news"
)

func TestFollow(t *testing.T) {
	now := time.Date(2025, 2, 12, 12, 0, 0, 0, time.UTC)
	const old, to = "https://old.example/feed", "https://new.example/feed"
	seen := func(polls int, ago time.Duration) news.Feed {
		return news.Feed{URL: old, ETag: `"a"`, LastModified: "then", MovedTo: to, MovedPolls: polls, MovedSince: now.Add(-ago)}
	}
	for _, tt := range []struct {
		name string
		feed news.Feed
		to   string
		want move
		url  string
	}{
		{"no redirect", news.Feed{URL: old}, "", moveNone, old},
		{"a first one", news.Feed{URL: old}, to, moveSeen, old},
		{"elsewhere than before", seen(100, 100*24*time.Hour), "https://third.example/", moveSeen, old},
		{"long enough, too few polls", seen(movePolls-2, 30*24*time.Hour), to, moveUnstable, old},
		{"many polls, not long enough", seen(1000, moveSpan-time.Second), to, moveUnstable, old},
		{"stable", seen(movePolls-1, moveSpan), to, moveAdopted, to},
		{"taken back", seen(movePolls-1, moveSpan), "", moveNone, old},
		{"from https to http", seen(1000, 365*24*time.Hour), "http://new.example/feed", moveUnsafe, old},
		{"from http to https", news.Feed{URL: "HTTP://old.example/feed", MovedTo: to, MovedPolls: 99, MovedSince: now.Add(-moveSpan)}, to, moveAdopted, to},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, m := follow(tt.feed, tt.to, now)
			if m != tt.want || got.URL != tt.url {
				t.Errorf("got %s and %s, want %s and %s", m, got.URL, tt.want, tt.url)
			}
			if m == moveAdopted && (got.ETag != "" || got.LastModified != "" || got.MovedTo != "" || got.MovedPolls != 0) {
				t.Errorf("got %+v, want no validators and no memory of the move", got)
			}
			if (m == moveNone || m == moveUnsafe) && (got.MovedTo != "" || !got.MovedSince.IsZero() || got.MovedPolls != 0) {
				t.Errorf("got %+v, want no memory of the move", got)
			}
		})
	}
}

func TestFullDue(t *testing.T) {
	now := time.Date(2025, 2, 12, 12, 0, 0, 0, time.UTC)
	if fullDue(news.Feed{URL: "https://a.example/"}, now) {
		t.Error("a feed of which nothing is known is due: a restart would ask for everything")
	}
	due := map[time.Duration]bool{}
	for n := range 200 {
		f := news.Feed{URL: "https://a.example/" + string(rune('a'+n)), LastFull: now}
		h := 0
		for !fullDue(f, now.Add(time.Duration(h)*time.Hour)) {
			h++
		}
		if h < 7*24 || h > 8*24 {
			t.Fatalf("got due after %d hours, want a week and up to a day", h)
		}
		due[time.Duration(h)] = true
	}
	if len(due) < 15 {
		t.Errorf("got %d different hours for 200 feeds, want them spread", len(due))
	}
}

func TestNoteFull(t *testing.T) {
	now := time.Date(2025, 2, 12, 12, 0, 0, 0, time.UTC)
	long := now.Add(-90 * time.Hour)
	if f := noteFull(news.Feed{LastFull: long}, true, now); !f.LastFull.Equal(now) {
		t.Errorf("got %v, want now", f.LastFull)
	}
	if f := noteFull(news.Feed{LastFull: long}, false, now); !f.LastFull.Equal(long) {
		t.Errorf("got %v, want it as it was", f.LastFull)
	}
	if f := noteFull(news.Feed{URL: "https://a.example/"}, false, now); f.LastFull.After(now) || now.Sub(f.LastFull) > fullEvery {
		t.Errorf("got %v, want a time of the last week", f.LastFull)
	}
}
