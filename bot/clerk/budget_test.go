package clerk_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"newsbell/bot/past"
	"newsbell/news"
)

// A history is a channel's last days: as many alerts a day as the budget, from three
// days ago.
type history struct {
	days int
	err  error
}

func (p history) Replay(_ context.Context, _ news.ChannelID, budgets []int, now time.Time) (past.Replay, error) {
	if p.days == 0 || p.err != nil {
		return past.Replay{}, p.err
	}
	r := past.Replay{Since: now.AddDate(0, 0, -p.days)}
	for _, n := range budgets {
		var rung []past.Rung
		for i := range n * p.days {
			rung = append(rung, past.Rung{
				Title: fmt.Sprint("Event ", i+1), URL: "https://example.org/e", At: now.Add(-time.Duration(n*p.days-i) * time.Hour),
			})
		}
		r.Rung = append(r.Rung, rung)
	}
	return r, nil
}

func TestSet_budgetShowsTheLastDays(t *testing.T) {
	d := newDesk()
	d.Budgets = history{days: 3}
	got := d.say(t, "set budget 4")
	lacks(t, got, "At 4 a day you would have had 12 alerts since Sun 9 Feb 17:30.",
		"Wed 12 Feb 16:30 · Event 12", "Wed 12 Feb 12:30 · Event 8", "and 7 more before.", "3 → 9, 5 → 15, 10 → 30.")
	if contains(got, "Event 7") {
		t.Errorf("more than five are named:\n%s", got)
	}
	lacks(t, d.say(t, "settings"), "At 4 a day you would have had 12 alerts", "3 → 9, 5 → 15, 10 → 30.")
	lacks(t, d.say(t, "set budget 10"), "At 10 a day you would have had 30 alerts", "3 → 9, 5 → 15.")
	lacks(t, d.say(t, "set budget default"), "At 5 a day you would have had 15 alerts", "3 → 9, 10 → 30.")
	if got := d.say(t, "set budget 0"); contains(got, "At 0 a day") {
		t.Errorf("no budget at all:\n%s", got)
	}
	if got := d.say(t, "set zone Europe/Berlin"); contains(got, "a day you would") {
		t.Errorf("another setting:\n%s", got)
	}
	lacks(t, d.say(t, "set budget 4"), "Wed 12 Feb 17:30 · Event 12") // in the channel's zone
}

func TestSet_budgetWithoutAPast(t *testing.T) {
	d := newDesk()
	d.Budgets = history{}
	lacks(t, d.say(t, "set budget 4"), "shown here once breaking news has come by")
	if got := d.say(t, "settings"); contains(got, "breaking news has come by") {
		t.Errorf("the settings say so too:\n%s", got)
	}
	d.Budgets = history{err: errors.New("disk on fire")}
	if m := d.Answer(t.Context(), request(t, "set budget 4")); m.Text == nil || !m.Text.Error {
		t.Errorf("got %+v", m)
	}
}

// contains is strings.Contains over wrapped lines.
func contains(got, part string) bool {
	return strings.Contains(strings.Join(strings.Fields(got), " "), part)
}
