package digest

import (
	"fmt"
	"time"

	"newsbell/news"
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
	Max        int              // stories shown; 0 means 8, or 20 of what was held back
	Kind       news.DigestKind  // what is listed
	Style      news.Style       // how
	Feedback   []news.Feedback  // what people said of stories, oldest first

	memo *memo // what is known of stories already; may be nil
}

// Compose ranks the candidates and lists the best: more independent publishers,
// more recent, matched by more subscriptions, and after those that the channel
// has not been rung for; unlike those above it. It is false when there is nothing to list. The same
// input gives the same message, whatever the order of its candidates.
func Compose(in Input) (news.Message, bool) {
	if in.Zone == nil {
		in.Zone = time.UTC
	}
	if in.Max <= 0 {
		in.Max = defaultMax
		if in.Kind != news.DigestScheduled {
			in.Max = releaseMax
		}
	}
	ranked := in.rank()
	if len(ranked) == 0 {
		return news.Message{}, false
	}
	total := len(ranked)
	ranked = ranked[:min(total, in.Max)]
	if in.Style == news.Sections {
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

// item shows one story. One that rang is a single line with what is new since.
func (in Input) item(c news.Candidate) news.Item {
	s := c.Story
	item := news.Item{
		Story: s.ID, Title: s.Title, URL: s.URL, Publishers: publishers(s.Reports), At: s.Updated,
	}
	if in.Style == news.Sections {
		item.Section = s.Section
	}
	switch {
	case !c.Rang.IsZero():
		item.Note = in.rang(c)
	case in.listed(c):
		item.Note = "held in quiet hours"
	default:
		if !s.Began.After(in.From) {
			item.Note = in.goesOn(s)
		}
		if in.Style == news.Full || in.Style == "" {
			item.Summary = in.memo.brief(s)
		}
	}
	return item
}

// listed says that a story of this window stood, or will stand, on the list of
// quiet hours.
func (in Input) listed(c news.Candidate) bool {
	return in.Kind == news.DigestScheduled && c.Story.Began.After(in.From) && (c.Reason == heldQuiet || c.Reason == wasListed)
}

// goesOn says since when a story that began before the window goes on, and how
// many publishers joined in it.
func (in Input) goesOn(s news.Story) string {
	return "going on since " + s.Began.In(in.Zone).Format("Mon 2 Jan 15:04") + joined(s, in.From, "")
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
	return at.Format(layout) + joined(c.Story, c.Rang, " since")
}

// joined counts the publishers that came to a story after a time.
func joined(s news.Story, after time.Time, since string) string {
	n := 0
	for _, r := range s.Reports {
		if !r.Copy && r.At.After(after) {
			n++
		}
	}
	switch n {
	case 0:
		return ""
	case 1:
		return ", 1 more publisher" + since
	default:
		return fmt.Sprintf(", %d more publishers%s", n, since)
	}
}

// heading names the digest and its time.
func (in Input) heading() string {
	name := "News digest"
	switch {
	case in.OnDemand:
		name = "News so far"
	case in.Kind == news.DigestQuiet:
		name = "Held in quiet hours"
	case in.Kind == news.DigestDay:
		name = "More of today, beyond the budget of alerts"
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
