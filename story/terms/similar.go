package terms

// The reasons of [Similar].
const (
	ReasonSimilar  = "similar"        // the score is what it is
	ReasonNothing  = "nothing_shared" // no term in common
	ReasonHeadline = "headline_unlike"
)

const (
	// bodyCap is how much the words that only bodies share may add to what
	// involves a headline: texts that share boilerplate have nothing in common.
	bodyCap = 0.5
	// enoughWords is the least number of shared words that involve a headline,
	// where there is a body to share more; one word alone is a coincidence.
	enoughWords = 2
	// oneWord is the least likeness that counts where one word is all that two
	// headlines without bodies share.
	oneWord = 0.27
)

// Similar scores how much two texts share, from 0 (nothing) to 1 (the same
// words in the same weights), and names the reason. What counts are the words
// of headlines, found in the other's headline or body; likeness that rests on
// the bodies alone counts for nothing.
func Similar(a, b Terms) (score float64, reason string) {
	s := Compare(a, b)
	return s.Score(a, b)
}

// A Share is the inner product of two texts, in units of both: the part that
// involves a headline on either side and the part of the bodies, with the
// number of terms of each.
type Share struct {
	Headline, Bodies int64
	Words, Others    int
	Titles           int // terms that stand in the headlines of both
}

// Score is the score of [Similar].
func (s Share) Score(a, b Terms) (score float64, reason string) {
	if a.Norm == 0 || b.Norm == 0 || s.Words+s.Others == 0 {
		return 0, ReasonNothing
	}
	if s.Words == 0 || s.Words < enoughWords && a.hasBody() && s.Words < int(min(a.titles, b.titles)) {
		return 0, ReasonHeadline
	}
	headline := float64(s.Headline)
	sum := headline + min(float64(s.Bodies), bodyCap*headline)
	score = min(1, sum*float64(a.Unit)*float64(b.Unit)/(float64(a.Norm)*float64(b.Norm)))
	if s.Words == 1 && score < oneWord {
		return 0, ReasonHeadline
	}
	return score, ReasonSimilar
}

func (t Terms) hasBody() bool { return int(t.titles) < len(t.List) }

// Compare counts what two texts share.
func Compare(a, b Terms) (s Share) {
	x, y := a.List, b.List
	for i, j := 0, 0; i < len(x) && j < len(y); {
		p, q := x[i], y[j]
		switch {
		case p.ID < q.ID:
			i++
		case p.ID > q.ID:
			j++
		default:
			s.add(p, q)
			i++
			j++
		}
	}
	return s
}

// add counts a term that both texts have.
func (s *Share) add(p, q Term) {
	bodies := int64(p.Weight-p.Title) * int64(q.Weight-q.Title)
	switch {
	case p.Title > 0 && q.Title > 0:
		s.Words++
		s.Titles++
	case p.Title > 0 || q.Title > 0:
		s.Words++
	default:
		s.Others++
	}
	s.Headline += int64(p.Weight)*int64(q.Weight) - bodies
	s.Bodies += bodies
}
