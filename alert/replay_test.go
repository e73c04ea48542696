package alert_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"newsbell/alert"
	"newsbell/news"
)

// broke is a development of a story of its own that reached some scores, a
// minute apart, told by three publishers.
func broke(id int, at time.Time, scores ...float64) news.Development {
	d := news.Development{ID: news.DevelopmentID(id), Story: news.StoryID(id), Title: fmt.Sprint("Event ", id), Began: at}
	for i := range 3 {
		d.Reports = append(d.Reports, news.Report{Publisher: fmt.Sprint("p", i), At: at.Add(time.Duration(i-2) * time.Minute)})
	}
	for i, s := range scores {
		d.Rises = append(d.Rises, news.Rise{At: at.Add(time.Duration(i) * time.Minute), Score: s})
	}
	return d
}

// days has one candidate every half hour, the scores spread evenly and in no
// order of size.
func days(from time.Time, n int) (all []news.Development) {
	for i := range 48 * n {
		all = append(all, broke(i+1, from.Add(time.Duration(i)*30*time.Minute), 0.5+float64(i*37%48)/16))
	}
	return all
}

func TestReplay_followsTheBudget(t *testing.T) {
	from := time.Date(2025, time.March, 1, 0, 0, 0, 0, time.UTC)
	all := days(from.AddDate(0, 0, -3), 10)
	now := from.AddDate(0, 0, 7)
	last := 0
	for _, budget := range []int{0, 1, 3, 5, 10} {
		rung := alert.Replay(all, from, now, budget)
		if n := len(rung); n > 7*2*budget || n < budget*7*7/10 || budget > 0 && n <= last {
			t.Errorf("at %d a day: %d alerts in a week, after %d", budget, n, last)
		}
		last = len(rung)
		if !slices.IsSortedFunc(rung, func(a, b alert.Rung) int { return a.At.Compare(b.At) }) {
			t.Errorf("at %d a day: not in order of time", budget)
		}
		for _, r := range rung {
			if !r.At.After(from) || r.At.After(now) {
				t.Errorf("at %d a day: %v is outside the week", budget, r.At)
			}
		}
	}
	if without := alert.Replay(all, from, now, -1); len(without) < last {
		t.Errorf("without a limit: %d alerts, at 10 a day %d", len(without), last)
	}
}

func TestReplay(t *testing.T) {
	from := time.Date(2025, time.March, 1, 12, 0, 0, 0, time.UTC)
	now := from.AddDate(0, 0, 1)
	at := func(minutes int) time.Time { return from.Add(time.Duration(minutes) * time.Minute) }
	limit := alert.Threshold(nil, from.Add(-26*time.Hour), from, 2)
	again := broke(2, at(90), 9)
	again.Story = 1
	soon := broke(2, at(20), 9)
	soon.Story = 1
	official := broke(1, at(10), 0.2)
	official.Reports = []news.Report{{Publisher: "Fire brigade", At: at(10), Official: true}}
	single := broke(1, at(10), 9)
	single.Reports = single.Reports[:1]
	for _, tt := range []struct {
		name  string
		asked []news.Development
		want  string
	}{
		{"nothing was asked for", nil, ""},
		{"it rings when it has risen far enough", []news.Development{broke(1, at(10), limit*0.7, limit*0.9, 4, 8)}, "1@12:12 "},
		{"once", []news.Development{broke(1, at(10), 4, 8, 16)}, "1@12:10 "},
		{"not before the time asked for", []news.Development{broke(1, at(-10), 9)}, ""},
		{"nor at it", []news.Development{broke(1, at(0), 9)}, ""},
		{"not after now", []news.Development{broke(1, at(25*60), 9)}, ""},
		{"too weak", []news.Development{broke(1, at(10), limit*0.95)}, ""},
		{"one publisher alone that was trusted", []news.Development{single}, "1@12:10 "},
		{"an official source alone", []news.Development{official}, "1@12:10 "},
		{"a story rings again", []news.Development{broke(1, at(10), 9), again}, "1@12:10 2@13:30 "},
		{"but not at once", []news.Development{broke(1, at(10), 9), soon}, "1@12:10 "},
		{"a full day", []news.Development{broke(1, at(1), limit*1.05), broke(2, at(2), limit*1.05), broke(3, at(3), limit*1.05), broke(4, at(4), 9)}, "1@12:01 2@12:02 4@12:04 "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got strings.Builder
			settled := broke(99, from.Add(-26*time.Hour), 0.45)
			for _, r := range alert.Replay(append([]news.Development{settled}, tt.asked...), from, now, 2) {
				fmt.Fprintf(&got, "%d@%s ", r.Development.ID, r.At.Format("15:04"))
			}
			if got.String() != tt.want {
				t.Errorf("got %q, want %q", got.String(), tt.want)
			}
		})
	}
}
