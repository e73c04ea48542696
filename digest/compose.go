package digest

import (
	"time"

	"newsbell/lang"
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
	Voice      lang.Voice       // in which it speaks
	Chart      bool             // with a picture of when the stories came

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
		if in.release() {
			in.Max = releaseMax
		}
	}
	ranked := in.rank()
	if len(ranked) == 0 {
		return news.Message{}, false
	}
	total := len(ranked)
	var chart *news.Chart
	if in.Chart && !in.release() {
		chart = in.chart(ranked)
	}
	ranked = ranked[:min(total, in.Max)]
	if in.Style == news.Sections {
		groupSections(ranked)
	}
	items := make([]news.Item, len(ranked))
	for i, c := range ranked {
		items[i] = in.item(c)
	}
	return in.Voice.Message(news.Message{Kind: news.KindDigest, List: &news.List{
		Heading: in.heading(),
		Intro:   in.intro(total),
		Items:   items,
		More:    total - len(items),
		Zone:    in.Zone.String(),
		From:    in.From,
		To:      in.To,
		Chart:   chart,
	}}), true
}

// release says that it lists what was held back.
func (in Input) release() bool { return in.Kind == news.DigestQuiet || in.Kind == news.DigestDay }

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
		item.Note = in.Voice.Text("held in quiet hours")
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
	return !in.release() && c.Story.Began.After(in.From) && (c.Reason == heldQuiet || c.Reason == wasListed)
}

// goesOn says since when a story that began before the window goes on, and how
// many publishers joined in it.
func (in Input) goesOn(s news.Story) string {
	since := news.Say("going on since %s", in.full(s.Began))
	if n := joined(s, in.From); n > 0 {
		since = news.Say("%s, %s", since, news.Count(n, "%d more publisher", "%d more publishers"))
	}
	return in.Voice.Say(since)
}

// rang says when a story rang and how many publishers joined since.
func (in Input) rang(c news.Candidate) string {
	at, to := c.Rang.In(in.Zone), in.To.In(in.Zone)
	clock := news.Moment{Time: at, Layout: "15:04"}
	rang := news.Say("rang on %s at %s", news.Moment{Time: at, Layout: "2 Jan"}, clock)
	switch {
	case sameDay(at, to):
		rang = news.Say("rang at %s", clock)
	case to.Sub(at) < 6*24*time.Hour:
		rang = news.Say("rang on %s at %s", news.Moment{Time: at, Layout: "Mon"}, clock)
	}
	if n := joined(c.Story, c.Rang); n > 0 {
		rang = news.Say("%s, %s", rang, news.Count(n, "%d more publisher since", "%d more publishers since"))
	}
	return in.Voice.Say(rang)
}

// full is a time with its day.
func (in Input) full(t time.Time) news.Moment {
	return news.Moment{Time: t.In(in.Zone), Layout: "Mon 2 Jan 15:04"}
}

// joined counts the publishers that came to a story after a time.
func joined(s news.Story, after time.Time) (n int) {
	for _, r := range s.Reports {
		if !r.Copy && r.At.After(after) {
			n++
		}
	}
	return n
}

// heading names the digest and its time.
func (in Input) heading() string {
	name := news.Say("News digest")
	switch {
	case in.Kind == news.DigestLook:
		name = news.Say("Since you last looked")
	case in.OnDemand:
		name = news.Say("News so far")
	case in.Kind == news.DigestQuiet:
		name = news.Say("Held in quiet hours")
	case in.Kind == news.DigestDay:
		name = news.Say("More of today, beyond the budget of alerts")
	}
	if in.About != "" {
		name = news.Say("%s about %s", name, in.About)
	}
	return in.Voice.Text("%s, %s", name, in.full(in.To))
}

// intro tells the window and how late it is.
func (in Input) intro(total int) string {
	since, until := in.full(in.From), in.full(in.To)
	if sameDay(since.Time, until.Time) {
		since.Layout, until.Layout = "15:04", "15:04"
	}
	intro := in.Voice.Text("%s from %s to %s (%s).", news.Count(total, "%d story", "%d stories"), since, until, in.Zone.String())
	if in.Late >= lateAfter {
		until.Layout = "15:04"
		intro += " " + in.Voice.Text("This digest was due at %s and comes %s late.", until, span(in.Late))
	}
	return intro
}

// span says a length of time in its largest unit or two.
func span(d time.Duration) news.Phrase {
	minutes := int(d.Minutes())
	switch {
	case minutes < 60:
		return news.Say("%d min", minutes)
	case minutes < 24*60 && minutes%60 != 0:
		return news.Say("%d h %d min", minutes/60, minutes%60)
	case minutes < 48*60:
		return news.Say("%d h", minutes/60)
	default:
		return news.Count(minutes/(24*60), "%d day", "%d days")
	}
}
