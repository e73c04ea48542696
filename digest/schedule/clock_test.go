package schedule_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"newsbell/digest/schedule"
)

// A scan is an independent reading of the rule for clock changes: it looks at
// every minute of a window and fires when the wall clock reaches, or jumps
// over, a wanted time that it has not shown before.
func scan(from, to time.Time, zone *time.Location, wanted func(wall time.Time) bool) []time.Time {
	wallAt := func(t time.Time) time.Time {
		_, offset := t.In(zone).Zone()
		return t.UTC().Add(time.Duration(offset) * time.Second)
	}
	var fired []time.Time
	// A day of warming up, so that a repeated hour at the start is known.
	t := from.Add(-24 * time.Hour)
	shown := wallAt(t)
	for ; !t.After(to); t = t.Add(time.Minute) {
		now, due := wallAt(t), false
		for shown.Before(now) {
			shown = shown.Add(time.Minute)
			due = due || wanted(shown)
		}
		if due && t.After(from) {
			fired = append(fired, t)
		}
	}
	return fired
}

// phrases pairs phrases with what they mean, written without the parser.
func phrases() []struct {
	phrase string
	wanted func(time.Time) bool
} {
	at := func(w time.Time, h, m int) bool { return w.Hour() == h && w.Minute() == m }
	workday := func(w time.Time) bool { return w.Weekday() != time.Saturday && w.Weekday() != time.Sunday }
	return []struct {
		phrase string
		wanted func(time.Time) bool
	}{
		{"hourly", func(w time.Time) bool { return w.Minute() == 0 }},
		{"every 6 hours", func(w time.Time) bool { return w.Minute() == 0 && w.Hour()%6 == 0 }},
		{"every 2 hours", func(w time.Time) bool { return w.Minute() == 0 && w.Hour()%2 == 0 }},
		{"every 15 minutes", func(w time.Time) bool { return w.Minute()%15 == 0 }},
		{"daily at midnight", func(w time.Time) bool { return at(w, 0, 0) }},
		{"daily at 00:30", func(w time.Time) bool { return at(w, 0, 30) }},
		{"daily at 01:45", func(w time.Time) bool { return at(w, 1, 45) }},
		{"daily at 2am", func(w time.Time) bool { return at(w, 2, 0) }},
		{"daily at 2:15am and 2:40am", func(w time.Time) bool { return at(w, 2, 15) || at(w, 2, 40) }},
		{"daily at 02:30, 03:00 and 9pm", func(w time.Time) bool { return at(w, 2, 30) || at(w, 3, 0) || at(w, 21, 0) }},
		{"daily at 23:30", func(w time.Time) bool { return at(w, 23, 30) }},
		{"weekdays at 9am", func(w time.Time) bool { return workday(w) && at(w, 9, 0) }},
		{"sundays at 2:45", func(w time.Time) bool { return w.Weekday() == time.Sunday && at(w, 2, 45) }},
		{"fri, sat and sun at 00:15", func(w time.Time) bool {
			return (w.Weekday() == time.Friday || !workday(w)) && at(w, 0, 15)
		}},
		{"monthly on the last day at 01:30", func(w time.Time) bool {
			return w.AddDate(0, 0, 1).Day() == 1 && at(w, 1, 30)
		}},
		{"*/20 1-3 * * *", func(w time.Time) bool { return w.Minute()%20 == 0 && w.Hour() >= 1 && w.Hour() <= 3 }},
		{"30 0,2 * * 7", func(w time.Time) bool {
			return w.Weekday() == time.Sunday && (at(w, 0, 30) || at(w, 2, 30))
		}},
		{"0 2 26-31 * fri", func(w time.Time) bool { return (w.Day() >= 26 || w.Weekday() == time.Friday) && at(w, 2, 0) }},
	}
}

// zoneData is the version of the zone database that the table was made for;
// unchanging is the row that has no change.
const (
	zoneData   = "2025c"
	unchanging = "Asia/Kathmandu"
)

// changes lists clock changes of 2024 to 2030 by zoneData, each near the middle
// of a window of ten days.
func changes() []struct{ zone, near string } {
	return []struct{ zone, near string }{
		{"Europe/Berlin", "2026-03-29"},
		{"Europe/Berlin", "2030-10-27"},
		{"America/New_York", "2024-03-10"},
		{"America/New_York", "2027-11-07"},
		{"Australia/Lord_Howe", "2024-10-06"},
		{"Australia/Lord_Howe", "2025-04-06"},
		{"Pacific/Chatham", "2026-09-27"},
		{"Pacific/Chatham", "2026-04-05"},
		{"Africa/Casablanca", "2024-03-10"},
		{"Africa/Casablanca", "2025-04-06"},
		{"Asia/Gaza", "2024-04-20"},
		{"Asia/Gaza", "2028-10-28"},
		{"Asia/Beirut", "2025-03-30"},
		{"Asia/Beirut", "2029-10-28"},
		{"Africa/Cairo", "2026-04-24"},
		{"Africa/Cairo", "2026-10-30"},
		{"America/Santiago", "2025-09-07"},
		{"America/Havana", "2026-03-08"},
		{"America/Nuuk", "2024-03-31"},
		{"Africa/Casablanca", "2026-03-22"},
		{"Africa/Casablanca", "2028-03-05"},
		{"Asia/Gaza", "2026-03-28"},
		{"Asia/Beirut", "2027-03-28"},
		{"Africa/Cairo", "2028-04-28"},
		{"Australia/Lord_Howe", "2030-10-06"},
		{"Pacific/Chatham", "2029-04-01"},
		{"America/Asuncion", "2024-10-06"},
		{"Antarctica/Troll", "2026-03-29"}, // two hours
		{unchanging, "2025-01-01"},
	}
}

func TestSchedule_clockChanges(t *testing.T) {
	rows := 0
	for _, change := range changes() {
		zone, _, err := schedule.Zone(change.zone)
		if err != nil {
			t.Fatal(err)
		}
		near, err := time.Parse(time.DateOnly, change.near)
		if err != nil {
			t.Fatal(err)
		}
		from, to := near.AddDate(0, 0, -5).Add(7*time.Minute), near.AddDate(0, 0, 5)
		_, before := from.In(zone).Zone()
		if _, after := to.In(zone).Zone(); (before == after) != (change.zone == unchanging) {
			t.Errorf("%s near %s: the offset goes from %d s to %d s; zone data %s has it otherwise", change.zone, change.near, before, after, zoneData)
		}
		for _, p := range phrases() {
			rows++
			t.Run(change.zone+" "+change.near+" "+p.phrase, func(t *testing.T) {
				s, err := schedule.Parse(p.phrase)
				if err != nil {
					t.Fatal(err)
				}
				want := scan(from, to, zone, p.wanted)
				var got []time.Time
				for at := s.Next(from, zone); !at.After(to) && !at.IsZero(); at = s.Next(at, zone) {
					got = append(got, at.UTC())
				}
				if !slices.Equal(got, want) {
					t.Errorf("after %s:\ngot  %s\nwant %s", from, stamps(got), stamps(want))
				}
				// From any instant on, Next is the first of those that remain.
				for i := range 60 {
					at := near.Add(time.Duration(i-30) * 29 * time.Minute)
					i, _ := slices.BinarySearchFunc(want, at, func(w, at time.Time) int {
						if w.After(at) {
							return 1
						}
						return -1
					})
					if i < len(want) && !s.Next(at, zone).Equal(want[i]) {
						t.Errorf("Next(%s) = %s, want %s", at, s.Next(at, zone).UTC(), want[i])
					}
				}
			})
		}
	}
	t.Logf("%d rows, zone data %s", rows, zoneData)
	if rows < 200 {
		t.Errorf("only %d rows", rows)
	}
}

func stamps(times []time.Time) string {
	var b strings.Builder
	for _, t := range times {
		b.WriteString(t.UTC().Format(" 01-02T15:04Z"))
	}
	return b.String()
}

// The same by hand, for readers.
func TestInspect(t *testing.T) {
	for _, tt := range []struct {
		name, phrase, zone, from string
		n                        int
		want                     string
	}{
		{"summer time begins", "daily at 09:00", "Europe/Berlin", "2026-03-27T12:00:00Z", 3, `["2026-03-28T08:00:00Z","2026-03-29T07:00:00Z","2026-03-30T07:00:00Z"]`},
		{"skipped time", "daily at 02:30", "Europe/Berlin", "2026-03-28T12:00:00Z", 2, `["2026-03-29T01:00:00Z","2026-03-30T00:30:00Z"]`},
		{"repeated time", "daily at 02:30", "Europe/Berlin", "2026-10-24T12:00:00Z", 2, `["2026-10-25T00:30:00Z","2026-10-26T01:30:00Z"]`},
		{"between the repetitions", "daily at 02:30", "Europe/Berlin", "2026-10-25T01:00:00Z", 1, `["2026-10-26T01:30:00Z"]`},
		{"two on one instant", "daily at 02:30 and 03:00", "Europe/Berlin", "2026-03-29T00:00:00Z", 2, `["2026-03-29T01:00:00Z","2026-03-30T00:30:00Z"]`},
		{"hourly over a repeated hour", "hourly", "Europe/Berlin", "2026-10-24T23:30:00Z", 3, `["2026-10-25T00:00:00Z","2026-10-25T02:00:00Z","2026-10-25T03:00:00Z"]`},
		{"half an hour's gap", "hourly", "Australia/Lord_Howe", "2024-10-05T14:45:00Z", 3, `["2024-10-05T15:30:00Z","2024-10-05T16:00:00Z","2024-10-05T17:00:00Z"]`},
		{"gap at midnight", "daily at 00:00", "Africa/Cairo", "2026-04-23T12:00:00Z", 2, `["2026-04-23T22:00:00Z","2026-04-24T21:00:00Z"]`},
		{"quarters of Chatham", "every 6 hours", "Pacific/Chatham", "2026-09-26T12:00:00Z", 2, `["2026-09-26T16:15:00Z","2026-09-26T22:15:00Z"]`},
		{"day of month or of week", "0 8 13 * fri", "UTC", "2026-02-07T00:00:00Z", 3, `["2026-02-13T08:00:00Z","2026-02-20T08:00:00Z","2026-02-27T08:00:00Z"]`},
		{"leap day", "0 0 29 feb *", "UTC", "2024-02-29T00:00:00Z", 2, `["2028-02-29T00:00:00Z","2032-02-29T00:00:00Z"]`},
		{"over a century", "0 0 29 2 ?", "UTC", "2096-02-29T00:00:00Z", 1, `["2104-02-29T00:00:00Z"]`},
		{"short months are left out", "monthly on the 31st at 08:00", "UTC", "2026-03-31T08:00:00Z", 2, `["2026-05-31T08:00:00Z","2026-07-31T08:00:00Z"]`},
		{"a city", "sundays at 7pm", "new york", "2026-03-07T00:00:00Z", 2, `["2026-03-08T23:00:00Z","2026-03-15T23:00:00Z"]`},
		{"none", "hourly", "UTC", "2026-03-07T00:00:00Z", 0, `[]`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			from, err := time.Parse(time.RFC3339, tt.from)
			if err != nil {
				t.Fatal(err)
			}
			got, err := schedule.Inspect(tt.phrase, tt.zone, from, tt.n)
			if err != nil || string(got) != tt.want {
				t.Errorf("got  %s, %v\nwant %s", got, err, tt.want)
			}
		})
	}
	for _, bad := range []struct {
		phrase, zone string
		n            int
	}{{"dayly", "UTC", 1}, {"hourly", "Berln", 1}, {"hourly", "UTC", -1}, {"hourly", "UTC", 1 << 30}} {
		if got, err := schedule.Inspect(bad.phrase, bad.zone, time.Unix(0, 0), bad.n); err == nil {
			t.Errorf("Inspect(%q, %q, %d) = %s, want an error", bad.phrase, bad.zone, bad.n, got)
		}
	}
}

func ExampleInspect() {
	from := time.Date(2026, time.March, 28, 12, 0, 0, 0, time.UTC)
	times, err := schedule.Inspect("daily at 09:00", "Europe/Berlin", from, 2)
	fmt.Println(string(times), err)
	// Output: ["2026-03-29T07:00:00Z","2026-03-30T07:00:00Z"] <nil>
}
