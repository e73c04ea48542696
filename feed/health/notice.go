package health

import (
	"fmt"
	"time"

	"newsbell/news"
)

// A Notice is something that the people who asked for a feed are to be told.
type Notice struct {
	Code      string
	Recovered bool
	Since     time.Time // when what it tells of began
}

// Key makes a delivery of the notice unique within a channel: two processes
// that come to the same judgement tell it once.
func (n Notice) Key(f news.FeedID) string {
	code := n.Code
	if n.Recovered {
		code = well
	}
	return fmt.Sprintf("health/%d/%s/%d", f, code, n.Since.Unix())
}

// Message shows the notice to a person, in phrases that package lang says in
// the person's language. Nothing in it was written by the site, but the feed's
// name.
func (n Notice) Message(f news.Feed, now time.Time) news.Message {
	ill, _ := Lookup(n.Code)
	note := &news.Note{}
	line := func(p news.Phrase) { note.Lines = append(note.Lines, news.Line{Text: p.String(), Says: p}) }
	switch {
	case n.Recovered:
		note.Says = news.Say("%s is well again", f.Name())
		line(news.Say("It can be read and brings news as before."))
	default:
		note.Says = news.Say("%s needs a look", f.Name())
		note.Error = n.Code != Anew
		line(news.Say(ill.Means))
		if f.Ill != "" && f.IllWhy != "" {
			line(news.Say("In detail: %s.", news.ReadPhrase(f.IllWhy).Clause()))
		}
		if n.Code == Silent {
			line(news.Say("Its last article came %s ago; it seldom rests for more than %s.", span(now.Sub(f.LastNew)), span(f.Gap)))
		}
		line(news.Say("What to do: %s", news.Say(ill.Advice)))
	}
	note.Title = note.Says.String()
	note.Lines = append(note.Lines, news.Line{Text: f.URL, URL: f.URL})
	return news.Message{Kind: news.KindNotice, Text: note}
}

// span puts a time into words, as they follow "for" and precede "ago".
func span(d time.Duration) news.Phrase {
	if d >= 48*time.Hour {
		return news.Count(int(d.Hours()/24), "%d day", "%d days")
	}
	if d >= 2*time.Hour {
		return news.Count(int(d.Hours()), "%d hour", "%d hours")
	}
	return news.Count(int(d.Minutes()), "%d minute", "%d minutes")
}
