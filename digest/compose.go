package digest

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"newsbell/news"
	"newsbell/text"
)

// The size of a digest.
const (
	defaultMax   = 8   // stories
	summaryWords = 40  // of one story
	summaryRunes = 400 // a bound for languages without blanks
)

// lateAfter is how late a digest must be to say so.
const lateAfter = 5 * time.Minute

// An Input is everything that a digest is composed from.
type Input struct {
	About      string           // the digest's own query, "" for all subscriptions
	From, To   time.Time        // the window (From, To]
	Zone       *time.Location   // for the times shown; nil means UTC
	Candidates []news.Candidate // in any order
	Late       time.Duration    // how long after To it is composed
	OnDemand   bool             // asked for, not on schedule
	Max        int              // stories shown; 0 means 8
	Sections   bool             // group the stories by section
}

// Compose ranks the candidates and lists the best: more independent publishers,
// more recent, matched by more subscriptions, and after those that the channel
// has not been rung for. It is false when there is nothing to list. The same
// input gives the same message, whatever the order of its candidates.
func Compose(in Input) (news.Message, bool) {
	if in.Zone == nil {
		in.Zone = time.UTC
	}
	if in.Max <= 0 {
		in.Max = defaultMax
	}
	ranked := in.rank()
	if len(ranked) == 0 {
		return news.Message{}, false
	}
	total := len(ranked)
	ranked = ranked[:min(total, in.Max)]
	if in.Sections {
		groupSections(ranked)
	}
	items := make([]news.Item, len(ranked))
	for i, c := range ranked {
		items[i] = in.item(c)
	}
	return news.Message{Kind: news.KindDigest, List: &news.List{
		Heading: in.heading(),
		Intro:   in.intro(total),
		Items:   items,
		More:    total - len(items),
		Zone:    in.Zone.String(),
		From:    in.From,
		To:      in.To,
	}}, true
}

// rank sorts the standing stories, each once, best first.
func (in Input) rank() []news.Candidate {
	type scored struct {
		candidate int
		score     float64
	}
	seen := make(map[news.StoryID]bool, len(in.Candidates))
	order := make([]scored, 0, len(in.Candidates))
	for i, c := range in.Candidates {
		if c.Story.Into != 0 || seen[c.Story.ID] {
			continue
		}
		seen[c.Story.ID] = true
		order = append(order, scored{i, in.score(c)})
	}
	slices.SortFunc(order, func(a, b scored) int {
		return cmp.Or(
			cmp.Compare(b.score, a.score),
			cmp.Compare(in.Candidates[a.candidate].Story.ID, in.Candidates[b.candidate].Story.ID),
		)
	})
	ranked := make([]news.Candidate, len(order))
	for i, o := range order {
		ranked[i] = in.Candidates[o.candidate]
	}
	return ranked
}

// score weighs a story. Doubling the independent publishers is worth as much as
// being news of this minute instead of the window's beginning, and twice as
// much as doubling the subscriptions. What has rung is known to the channel and
// counts half.
func (in Input) score(c news.Candidate) float64 {
	publishers := math.Log2(1 + float64(news.Independent(c.Story.Reports)))
	matches := math.Log2(1+float64(max(c.Matches, 0))) / 2
	recency := 0.0
	if window := in.To.Sub(in.From); window > 0 {
		age := float64(in.To.Sub(c.Story.Updated)) / float64(window)
		recency = 1 - min(max(age, 0), 1)
	}
	score := publishers + matches + recency
	if !c.Rang.IsZero() {
		score /= 2
	}
	return score
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

// item shows one story. One that rang is a single line with what is new since.
func (in Input) item(c news.Candidate) news.Item {
	s := c.Story
	item := news.Item{
		Story: s.ID, Title: s.Title, URL: s.URL, Publishers: publishers(s.Reports), At: s.Updated,
	}
	if in.Sections {
		item.Section = s.Section
	}
	if c.Rang.IsZero() {
		item.Summary = brief(s.Lead, s.Language)
	} else {
		item.Note = in.rang(c)
	}
	return item
}

// rang says when a story rang and how many publishers joined since.
func (in Input) rang(c news.Candidate) string {
	at, to := c.Rang.In(in.Zone), in.To.In(in.Zone)
	layout := "rang on 2 Jan at 15:04"
	switch {
	case sameDay(at, to):
		layout = "rang at 15:04"
	case to.Sub(at) < 6*24*time.Hour:
		layout = "rang on Mon at 15:04"
	}
	note := at.Format(layout)
	joined := 0
	for _, r := range c.Story.Reports {
		if !r.Copy && r.At.After(c.Rang) {
			joined++
		}
	}
	switch joined {
	case 0:
		return note
	case 1:
		return note + ", 1 more publisher since"
	default:
		return fmt.Sprintf("%s, %d more publishers since", note, joined)
	}
}

// heading names the digest and its time.
func (in Input) heading() string {
	name := "News digest"
	if in.OnDemand {
		name = "News so far"
	}
	if in.About != "" {
		name += " about " + in.About
	}
	return name + ", " + in.To.In(in.Zone).Format("Mon 2 Jan 15:04")
}

// intro tells the window and how late it is.
func (in Input) intro(total int) string {
	from, to := in.From.In(in.Zone), in.To.In(in.Zone)
	since, until := from.Format("Mon 2 Jan 15:04"), to.Format("Mon 2 Jan 15:04")
	if sameDay(from, to) {
		since, until = from.Format("15:04"), to.Format("15:04")
	}
	stories := "1 story"
	if total != 1 {
		stories = fmt.Sprintf("%d stories", total)
	}
	intro := fmt.Sprintf("%s from %s to %s (%s).", stories, since, until, in.Zone)
	if in.Late >= lateAfter {
		intro += fmt.Sprintf(" This digest was due at %s and comes %s late.", to.Format("15:04"), span(in.Late))
	}
	return intro
}

// span writes a length of time in its largest unit or two.
func span(d time.Duration) string {
	minutes := int(d.Minutes())
	switch {
	case minutes < 60:
		return fmt.Sprintf("%d min", minutes)
	case minutes < 24*60 && minutes%60 != 0:
		return fmt.Sprintf("%d h %d min", minutes/60, minutes%60)
	case minutes < 48*60:
		return fmt.Sprintf("%d h", minutes/60)
	default:
		return fmt.Sprintf("%d days", minutes/(24*60))
	}
}

// sameDay reports whether two local times fall on one date.
func sameDay(a, b time.Time) bool {
	return a.Year() == b.Year() && a.YearDay() == b.YearDay()
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
