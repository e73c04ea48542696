package story

import "newsbell/story/terms"

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
