package digest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"newsbell/digest"
	"newsbell/digest/schedule"
	"newsbell/news"
)

// charted is the chart of a digest of stories that began at some times.
func charted(t *testing.T, in digest.Input, began ...time.Time) *news.Chart {
	t.Helper()
	in.Chart = true
	for i, at := range began {
		in.Candidates = append(in.Candidates, news.Candidate{Story: story(news.StoryID(i+1), at, "a"), Matches: 1})
	}
	m, ok := digest.Compose(in)
	if !ok {
		t.Fatal("nothing to list")
	}
	return m.List.Chart
}

// bars writes a chart's bars that are not empty: 09:00 2, 10:00 1.
func bars(c *news.Chart) string {
	var words []string
	for _, b := range c.Bars {
		n := 0
		for _, p := range b.Parts {
			n += p
		}
		if n > 0 {
			words = append(words, fmt.Sprint(b.Label, " ", n))
		}
	}
	return strings.Join(words, ", ")
}

func TestCompose_chart(t *testing.T) {
	day := digest.Input{From: at(t, -1, 9, 0), To: at(t, 0, 9, 0), Zone: berlin(t)}
	c := charted(t, day, at(t, -1, 9, 1), at(t, -1, 9, 59), at(t, -1, 10, 0), at(t, 0, 8, 59), at(t, 0, 9, 0))
	if len(c.Bars) != 24 || bars(c) != "09:00 2, 10:00 1, 08:00 2" {
		t.Errorf("%d bars: %s", len(c.Bars), bars(c))
	}
	const alt = "Bar chart. 5 stories from 11 Feb 09:00 to 12 Feb 09:00: stories 5. By time: 09:00 2, 10:00 1, 08:00 2."
	if c.Alt != alt {
		t.Errorf("alt %q, want %q", c.Alt, alt)
	}
	if c := charted(t, day, at(t, -1, 10, 0), at(t, 0, 8, 0)); c != nil {
		t.Errorf("two stories: got %+v, want no chart", c)
	}
	short := day
	short.From = at(t, 0, 8, 15)
	if c := charted(t, short, at(t, 0, 8, 20), at(t, 0, 8, 30), at(t, 0, 8, 40)); c != nil {
		t.Errorf("one hour: got %+v, want no chart", c)
	}
	m, _ := digest.Compose(digest.Input{From: day.From, To: day.To, Candidates: []news.Candidate{{Story: story(1, day.To, "a")}}})
	if m.List.Chart != nil {
		t.Error("not asked for: got a chart")
	}
}

func TestCompose_chartWindows(t *testing.T) {
	to := at(t, 0, 9, 0)
	for _, tt := range []struct {
		hours, bars int
		first, last string
	}{
		{2, 2, "07:00", "08:00"},
		{36, 36, "21:00", "08:00"},
		{48, 24, "Mon 09:00", "Wed 07:00"},
		{7 * 24, 28, "Wed 09:00", "Wed 03:00"},
		{14 * 24, 15, "29 Jan", "12 Feb"},
		{90 * 24, 31, "14 Nov", "12 Feb"},
		{9 * 366 * 24, 35, "6 Feb", "10 Dec"},
	} {
		t.Run(fmt.Sprint(tt.hours, " hours"), func(t *testing.T) {
			from := to.Add(-time.Duration(tt.hours) * time.Hour)
			c := charted(t, digest.Input{From: from, To: to, Zone: berlin(t)}, to, to, from.Add(time.Minute))
			if c == nil {
				t.Fatal("no chart")
			}
			if n := len(c.Bars); n != tt.bars || c.Bars[0].Label != tt.first || c.Bars[n-1].Label != tt.last {
				t.Errorf("%d bars from %q to %q", n, c.Bars[0].Label, c.Bars[n-1].Label)
			}
		})
	}
}

func TestCompose_chartOverClockChanges(t *testing.T) {
	for _, name := range []string{"Europe/Berlin", "Australia/Lord_Howe", "America/New_York", "Asia/Gaza", "Africa/Cairo", "Asia/Kathmandu"} {
		zone, _, err := schedule.Zone(name)
		if err != nil {
			t.Fatal(err)
		}
		for from := time.Date(2024, time.January, 1, 0, 20, 0, 0, time.UTC); from.Year() == 2024; from = from.Add(7 * time.Hour) {
			in := digest.Input{From: from, To: from.Add(24 * time.Hour), Zone: zone}
			var began []time.Time
			for i := range 24 {
				began = append(began, from.Add(time.Duration(i)*time.Hour+time.Minute))
			}
			c := charted(t, in, began...)
			if n := len(c.Bars); n < 24 || n > 26 || strings.Count(bars(c), ",") < 22 {
				t.Fatalf("%s %s: %d bars: %s", name, from, n, bars(c))
			}
		}
	}
}

func TestCompose_chartTopics(t *testing.T) {
	in := digest.Input{From: at(t, -1, 9, 0), To: at(t, 0, 9, 0), Chart: true}
	for i, section := range strings.Fields("world World WORLD sport sport politics politics science arts -") {
		s := story(news.StoryID(i+1), at(t, 0, 8, 0), "a")
		s.Section = strings.TrimPrefix(section, "-")
		in.Candidates = append(in.Candidates, news.Candidate{Story: s})
	}
	m, _ := digest.Compose(in)
	c := m.List.Chart
	if want := []string{"WORLD", "politics", "sport", "arts", "other"}; !slices.Equal(c.Topics, want) {
		t.Errorf("topics %q, want %q", c.Topics, want)
	}
	if !strings.Contains(c.Alt, ": WORLD 3, politics 2, sport 2, arts 1, other 2. ") {
		t.Errorf("alt %q", c.Alt)
	}
	in.Candidates = in.Candidates[:7]
	m, _ = digest.Compose(in)
	if got := m.List.Chart.Topics; len(got) != 3 {
		t.Errorf("topics %q, want no other", got)
	}
}
