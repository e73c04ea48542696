package spell_test

import (
	"testing"

	"newsbell/spell"
)

func TestNearest(t *testing.T) {
	words := []string{"daily", "weekdays", "weekends", "hourly", "bot_token"}
	for _, tt := range []struct{ written, want string }{
		{"dayly", "daily"},
		{"dialy", "daily"},
		{"weekday", "weekdays"},
		{"weekend", "weekends"},
		{"token", "bot_token"},
		{"hourly!", "hourly"},
		{"da", ""},
		{"", ""},
		{"fortnightly", ""},
	} {
		got, ok := spell.Nearest(tt.written, words)
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("Nearest(%q) = %q, %v; want %q", tt.written, got, ok, tt.want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"abc", "", 3},
		{"", "abc", 3},
		{"poll", "pol", 1},
		{"form", "from", 1},
		{"kitten", "sitting", 3},
		{"São", "Sao", 1},
	} {
		if got := spell.Distance(tt.a, tt.b); got != tt.want {
			t.Errorf("Distance(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}
