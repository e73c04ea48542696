package pulse

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"newsbell/alert"
	"newsbell/news"
	"newsbell/text"
)

// The weights of the logarithm of a score. They began as a logistic regression on
// the verdicts of alert/testdata and were moved to where most dated events of odd
// days ring, and soonest, at five alerts a day; see docs/quality.md.
const (
	gradeWeight  = 1.07 // the clearest headline
	secondWeight = 0.11 // the clearest of another publisher
	leadWeight   = 0.22
	nearWeight   = 0.40 // the two at the same minute
	nearFall     = 30.0 // minutes in which that falls to 1/e
	knownWeight  = 2.0
	sharedWeight = 0.35
	likeWeight   = -0.34 // the two in the same words: one source, perhaps
	newWeight    = 0.12  // words that are new to the story
	busyWeight   = -0.65
	moreWeight   = 0.4  // further publishers
	manyWeight   = 0.3  // further articles
	olderWeight  = 0.66 // articles before the burst: the affair is followed
	aloneWeight  = -1.2 // nobody else tells of it

	none = -4.0 // the grade of what is no news, and the least of a lead
)

// A teller is a publisher in a burst: its clearest article.
type teller struct {
	name string
	beat
}

// Burst scores a development as it stands now.
func (p *Pulse) Burst(id news.DevelopmentID, now time.Time) alert.Burst {
	d := p.devs[id]
	if d == nil {
		return alert.Burst{}
	}
	var b alert.Burst
	var told []teller
	articles, older := 0, 0
	for _, x := range d.beats {
		switch age := now.Sub(x.report.At); {
		case age < 0 || age > memory:
			continue
		case age > window:
			older++
			continue
		}
		if x.report.Copy {
			continue
		}
		articles++
		i := slices.IndexFunc(told, func(t teller) bool { return strings.EqualFold(t.name, x.report.Publisher) })
		if i < 0 {
			told = append(told, teller{x.report.Publisher, x})
			b.Reports = append(b.Reports, x.report)
		} else if x.grade > told[i].grade {
			told[i].beat = x
		}
	}
	if len(told) == 0 {
		return b
	}
	slices.SortStableFunc(told, func(x, y teller) int { return cmp.Compare(y.grade, x.grade) })
	b.Title, b.Grade = told[0].report.Title, told[0].grade
	b.Score = math.Exp(p.weight(d.story, told, now, counts{articles, older}) / 2)
	if len(told) == 1 {
		b.Record = p.press.record(told[0].name)
	}
	return b
}

// Counts are the articles of a development in the burst and before it.
type counts struct{ articles, older int }

// weight is the logarithm of the odds that a burst is breaking news that many
// care for. The clearest of those who tell come first.
func (p *Pulse) weight(id news.StoryID, told []teller, now time.Time, n counts) float64 {
	a := told[0]
	fresh, busy := p.fresh(id, now, a.words, n.articles)
	sum := gradeWeight*a.grade + leadWeight*max(a.lead, none) + newWeight*fresh + busyWeight*math.Log(busy) +
		manyWeight*math.Log(float64(n.articles)) + olderWeight*math.Log1p(float64(n.older))
	if len(told) == 1 {
		return sum + knownWeight*a.known + sharedWeight*a.shared + aloneWeight
	}
	b := told[1]
	apart := a.report.At.Sub(b.report.At).Abs().Minutes()
	return sum + secondWeight*b.grade + nearWeight*math.Exp(-apart/nearFall) + likeWeight*alike(a.words, b.words) +
		knownWeight*max(a.known, b.known) + sharedWeight*(a.shared+b.shared)/2 + moreWeight*math.Log(float64(len(told))/2)
}

// A mention is an article of a story: when, and the words of its headline.
type mention struct {
	at    time.Time
	words []uint64
}

// fresh says which share of the words, by their rarity in the story, is new to
// what the story was in the day before the burst, and by how much a burst of so
// many articles falls behind the story's own rate: 1 when it does not.
func (p *Pulse) fresh(id news.StoryID, now time.Time, words []uint64, articles int) (share, busy float64) {
	before := 0.0
	seen := make([]float64, len(words))
	for _, m := range p.stories[id] {
		if age := now.Sub(m.at); age <= window || age > memory {
			continue
		}
		before++
		for i, w := range words {
			if slices.Contains(m.words, w) {
				seen[i]++
			}
		}
	}
	if before == 0 || len(words) == 0 {
		return 1, 1
	}
	for _, n := range seen {
		share += math.Log((1 + before) / (1 + n))
	}
	share /= math.Log(1+before) * float64(len(words))
	usual, mine := before*float64(window)/float64(memory)+0.5, float64(articles)/2
	return share, 1 + max(0, math.Log2(usual/mine))
}

// alike is the share of words that two headlines have in common.
func alike(a, b []uint64) float64 {
	both := 0
	for _, w := range a {
		if slices.Contains(b, w) {
			both++
		}
	}
	if all := len(a) + len(b) - both; all > 0 {
		return float64(both) / float64(all)
	}
	return 0
}

const (
	shortest  = 4  // letters of a word that counts
	mostWords = 32 // of a headline
)

// hashes are the longer words and the numbers of a headline.
func hashes(title, lang string) []uint64 {
	if len(title) > nameBytes {
		title = strings.ToValidUTF8(title[:nameBytes], "")
	}
	var out []uint64
	for _, t := range text.Tokens(title) {
		if (len(t.Text) >= shortest || t.Num) && len(out) < mostWords {
			out = append(out, hash(text.Stem(t.Text, lang), ""))
		}
	}
	return out
}
