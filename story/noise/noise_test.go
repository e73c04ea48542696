package noise_test

import (
	"testing"

	"newsbell/story/noise"
)

func TestClass(t *testing.T) {
	for title, want := range map[string]string{
		"Horoscope today: what the stars hold for Leo":    noise.Horoscope,
		"India vs England 2nd Test Live Score, day three": noise.Scores,
		"Rovers 2-1 United: full time report":             noise.Scores,
		"Rovers vs United 3-0 as it happened":             noise.Scores,
		"Gold rate falls: check the price in your city":   noise.Prices,
		"Garena Free Fire redeem codes for February 12":   noise.Codes,
		"Wordle 972 answer and hints":                     noise.Puzzle,
		"Гороскоп на сегодня":                             noise.Horoscope,
		"Horóscopo de hoy":                                noise.Horoscope,
		"Trump, Putin to begin Ukraine peace talks":       "",
		"Court votes 5-4 to overturn ruling":              "",
		"Earthquake of magnitude 7.8 strikes Turkey":      "",
		"": "",
		"Scoreless talks: why the coalition cannot agree on a budget": "",
	} {
		if got := noise.Class(title); got != want {
			t.Errorf("%q: got %q, want %q", title, got, want)
		}
	}
}
