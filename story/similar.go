package story

import (
	"newsbell/story/noise"
	"newsbell/story/terms"
)

// Terms is what an article or a story says, as weighted words.
type Terms = terms.Terms

// The reasons of [Similar].
const (
	ReasonSimilar  = terms.ReasonSimilar
	ReasonNothing  = terms.ReasonNothing
	ReasonHeadline = terms.ReasonHeadline
)

// Similar scores how much two texts share, from 0 to 1, and names the reason;
// see [terms.Similar].
func Similar(a, b Terms) (score float64, reason string) { return terms.Similar(a, b) }

// The classes of texts that are no news; see package noise.
const (
	NoiseHoroscope = noise.Horoscope
	NoiseScores    = noise.Scores
	NoisePrices    = noise.Prices
	NoiseCodes     = noise.Codes
	NoisePuzzle    = noise.Puzzle
	NoiseDeals     = noise.Deals
	NoiseWeather   = noise.Weather
	NoiseGuide     = noise.Guide
	NoiseOther     = noise.Other
)

// Noise names the class of a headline that announces no news, "" for any other;
// see [noise.Class].
func Noise(title string) string { return noise.Class(title) }
