package digest

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"newsbell/news"
	"newsbell/text"
)

// How the stories of one digest are kept apart. Likeness is the share of their
// common words in the shorter of two stories' words.
const (
	pool         = 8   // of so many times the digest's length the stories are chosen
	spreadFor    = 50  // stories from the top that are kept apart, at most
	likeWeight   = 2.5 // what likeness to a story already chosen costs, at most
	perPublisher = 3   // stories under one publisher's headline, while others are left
	perTopic     = .5  // the share of a digest that one section has, while others are left
	fewerFactor  = 3
	followBonus  = 2
)

// rank sorts the standing stories, each once, best first. Muted ones are left
// out.
func (in Input) rank() []news.Candidate {
	type scored struct {
		candidate int
		score     float64
	}
	seen := make(map[news.StoryID]bool, len(in.Candidates))
	said := in.said()
	order := make([]scored, 0, len(in.Candidates))
	for i, c := range in.Candidates {
		if c.Story.Into != 0 || seen[c.Story.ID] || said.muted[c.Story.ID] {
			continue
		}
		seen[c.Story.ID] = true
		order = append(order, scored{i, said.weigh(c, in.score(c))})
	}
	slices.SortFunc(order, func(a, b scored) int {
		return cmp.Or(
			cmp.Compare(b.score, a.score),
			cmp.Compare(in.Candidates[a.candidate].Story.ID, in.Candidates[b.candidate].Story.ID),
		)
	})
	ranked := make([]news.Candidate, len(order))
	scores := make([]float64, len(order))
	for i, o := range order {
		ranked[i], scores[i] = in.Candidates[o.candidate], o.score
	}
	in.spreadOut(ranked, scores)
	return ranked
}

// score weighs a story. Doubling the independent publishers is worth as much as
// being news of this minute instead of the window's beginning, and twice as
// much as doubling the subscriptions. What has rung or was listed is known to the channel and
// counts half.
func (in Input) score(c news.Candidate) float64 {
	publishers := math.Log2(1 + float64(in.memo.independent(c.Story)))
	matches := math.Log2(1+float64(max(c.Matches, 0))) / 2
	recency := 0.0
	if window := in.To.Sub(in.From); window > 0 {
		age := float64(in.To.Sub(c.Story.Updated)) / float64(window)
		recency = 1 - min(max(age, 0), 1)
	}
	score := publishers + matches + recency
	if !c.Rang.IsZero() || in.listed(c) {
		score /= 2
	}
	return score
}

// What people said of stories, ready to weigh others.
type said struct {
	memo            *memo
	muted, followed map[news.StoryID]bool
	fewer           []map[string]bool
}

func (in Input) said() said {
	s := said{memo: in.memo, muted: map[news.StoryID]bool{}, followed: map[news.StoryID]bool{}}
	for _, f := range in.Feedback {
		switch f.Kind {
		case news.Mute:
			s.muted[f.Story] = true
		case news.Follow:
			s.followed[f.Story] = true
		case news.Fewer:
			words := map[string]bool{}
			for _, w := range f.Words {
				words[w] = true
			}
			s.fewer = append(s.fewer, words)
		}
	}
	return s
}

// weigh changes a story's score by what people said of it and of others.
func (s said) weigh(c news.Candidate, score float64) float64 {
	if s.followed[c.Story.ID] {
		return score + followBonus
	}
	if len(s.fewer) == 0 {
		return score
	}
	words := s.memo.words(c.Story)
	for _, f := range s.fewer {
		if text.Likeness(words, f) > news.FewerLike {
			return score / fewerFactor
		}
	}
	return score
}

// spreadOut moves to the front, one after another, the story that is worth most
// once its likeness to those before it is taken off (maximal marginal relevance,
// Carbonell and Goldstein 1998), so that a digest does not tell one thing eight
// times. While others are left, it takes perPublisher of one publisher's headlines
// and perTopic of the places for one section.
func (in Input) spreadOut(ranked []news.Candidate, scores []float64) {
	length := min(in.Max, spreadFor)
	n := min(len(ranked), pool*length)
	words, heads := make([]map[string]bool, n), make([]string, n)
	cost := make([]float64, n)
	for i, c := range ranked[:n] {
		words[i], heads[i] = in.memo.words(c.Story), headlineOf(c.Story)
	}
	headlines, topics, most := map[string]int{}, map[string]int{}, max(1, int(math.Ceil(perTopic*float64(length))))
	for place := range min(length, n) {
		best, only := -1, -1 // only: of a section that has its share
		for i := place; i < n; i++ {
			if headlines[heads[i]] >= perPublisher {
				continue
			}
			chosen := &best
			if t := ranked[i].Story.Section; t != "" && topics[t] >= most {
				chosen = &only
			}
			if *chosen < 0 || scores[i]-cost[i] > scores[*chosen]-cost[*chosen] {
				*chosen = i
			}
		}
		if best < 0 {
			best = max(only, place)
		}
		headlines[heads[best]]++
		topics[ranked[best].Story.Section]++
		bring(ranked, place, best)
		bring(scores, place, best)
		bring(words, place, best)
		bring(heads, place, best)
		bring(cost, place, best)
		for i := place + 1; i < n; i++ {
			cost[i] = max(cost[i], likeWeight*text.Likeness(words[place], words[i]))
		}
	}
}

// bring moves element from to place and the ones between up by one.
func bring[T any](list []T, place, from int) {
	v := list[from]
	copy(list[place+1:from+1], list[place:from])
	list[place] = v
}

// headlineOf names the publisher of a story's headline. A story without one is
// its own.
func headlineOf(s news.Story) string {
	for _, r := range s.Reports {
		if r.URL == s.URL && r.Publisher != "" {
			return r.Publisher
		}
	}
	return s.URL
}

// groupSections brings the stories of one section together, sections in order
// of their best story, stories without one last.
func groupSections(ranked []news.Candidate) {
	place := map[string]int{"": math.MaxInt}
	for i, c := range ranked {
		if _, ok := place[c.Story.Section]; !ok {
			place[c.Story.Section] = i
		}
	}
	slices.SortStableFunc(ranked, func(a, b news.Candidate) int {
		return cmp.Compare(place[a.Story.Section], place[b.Story.Section])
	})
}

// publishers names those who report, each once, wire copies last.
func publishers(reports []news.Report) []string {
	var own, copies []string
	for _, r := range reports {
		if r.Copy {
			copies = append(copies, r.Publisher)
		} else {
			own = append(own, r.Publisher)
		}
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(append(own, copies...), func(name string) bool {
		again := seen[name] || name == ""
		seen[name] = true
		return again
	})
}

// brief is the first whole sentences of a lead, as many as fit.
func brief(lead, language string) string {
	var kept []string
	words := 0
	for _, sentence := range text.Sentences(text.Clean(lead), language) {
		words += len(strings.Fields(sentence))
		if len(kept) > 0 && words > summaryWords {
			break
		}
		kept = append(kept, sentence)
	}
	return text.Truncate(strings.Join(kept, " "), summaryRunes)
}

// sameDay reports whether two local times fall on one date.
func sameDay(a, b time.Time) bool {
	return a.Year() == b.Year() && a.YearDay() == b.YearDay()
}
