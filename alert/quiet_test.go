package alert_test

import (
	"testing"
	"time"

	"newsbell/alert"
	"newsbell/news"
)

func TestQuiet(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	night, noon := news.Quiet{From: 22 * 60, To: 7 * 60}, news.Quiet{From: 12 * 60, To: 13 * 60}
	weekend := news.Quiet{From: 22 * 60, To: 10 * 60, Days: []time.Weekday{time.Friday, time.Saturday}}
	for _, tt := range []struct {
		name  string
		quiet news.Quiet
		at    string // in Berlin; 14 February 2025 is a Friday
		want  bool
	}{
		{"none set", news.Quiet{}, "2025-02-14 03:00", false},
		{"the whole day is none", news.Quiet{From: 60, To: 60}, "2025-02-14 03:00", false},
		{"before", night, "2025-02-14 21:59", false},
		{"from the first minute", night, "2025-02-14 22:00", true},
		{"after midnight", night, "2025-02-15 06:59", true},
		{"until the last", night, "2025-02-15 07:00", false},
		{"within a day", noon, "2025-02-14 12:30", true},
		{"after a day's hour", noon, "2025-02-14 13:00", false},
		{"the night begins on Friday", weekend, "2025-02-14 23:00", true},
		{"and ends on Saturday", weekend, "2025-02-15 09:00", true},
		{"Saturday's ends on Sunday", weekend, "2025-02-16 09:00", true},
		{"Sunday's is none", weekend, "2025-02-16 23:00", false},
		{"nor its morning after", weekend, "2025-02-17 09:00", false},
		{"nor Friday's morning", weekend, "2025-02-14 09:00", false},
		{"in the hour that a clock change skips", night, "2025-03-30 03:30", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			at, err := time.ParseInLocation("2006-01-02 15:04", tt.at, zone)
			if err != nil {
				t.Fatal(err)
			}
			if got := alert.Quiet(tt.quiet, zone, at.UTC()); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}
