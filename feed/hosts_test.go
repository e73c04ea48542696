package feed

import (
	"testing"
	"time"
)

func TestHostOf(t *testing.T) {
	for address, want := range map[string]string{
		"https://feeds.quay.example/a":  "quay.example",
		"https://WWW.Quay.co.uk:8443/a": "quay.co.uk",
		"https://quay.co.uk./a":         "quay.co.uk",
		"https://one.blogspot.com/rss":  "one.blogspot.com",
		"http://127.0.0.1:8080/a":       "127.0.0.1:8080",
		"http://[::1]:8080/a":           "[::1]:8080",
		"http://localhost:81/a":         "localhost:81",
		"https://old.reddit.com/r/x":    "reddit.com",
		"::":                            "",
	} {
		if got := hostOf(address); got != want {
			t.Errorf("%s: got %q, want %q", address, got, want)
		}
	}
}

func TestHosts_turn(t *testing.T) {
	now := time.Date(2025, 2, 12, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		host  string
		gap   time.Duration
		lanes int
	}{
		{"quay.example", time.Second, 1},
		{"203.0.113.9:80", time.Second, 1},
		{"reddit.com", time.Minute, 1},
		{"127.0.0.1:80", 0, 2},
		{"10.1.2.3", 0, 2},
		{"[::1]:80", 0, 2},
		{"localhost:80", 0, 2},
	} {
		h := newHosts()
		for n := range 4 {
			if got := h.turn(tt.host, now); got != time.Duration(n)*tt.gap {
				t.Errorf("%s: got turn %d after %v, want %v apart", tt.host, n, got, tt.gap)
			}
		}
		if got := h.turn(tt.host, now.Add(time.Hour)); got != 0 {
			t.Errorf("%s: got %v after an hour, want no wait", tt.host, got)
		}
		if got := lanesOf(tt.host); got != tt.lanes {
			t.Errorf("%s: got %d lanes, want %d", tt.host, got, tt.lanes)
		}
	}
}

func TestHosts_turnForgets(t *testing.T) {
	now := time.Date(2025, 2, 12, 12, 0, 0, 0, time.UTC)
	h := newHosts()
	for n := range 3 * maxGaps {
		h.turn(time.Duration(n).String()+".example", now.Add(time.Duration(n)*time.Second))
	}
	if len(h.next) > maxGaps {
		t.Errorf("got %d hosts remembered, want at most %d", len(h.next), maxGaps)
	}
}

func TestOutlook(t *testing.T) {
	var o outlook
	for _, step := range []struct {
		host        string
		unreachable bool
		want        bool
	}{
		{"a", true, false},
		{"a", true, false},
		{"b", true, false},
		{"c", true, true},
		{"d", true, true},
		{"e", false, false},
		{"a", true, false},
		{"b", true, false},
		{"c", true, true},
	} {
		if got := o.note(step.host, step.unreachable); got != step.want {
			t.Errorf("%+v: got %t", step, got)
		}
	}
}
