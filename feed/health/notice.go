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

// Message shows the notice to a person. Nothing in it was written by the site,
// but the feed's name.
func (n Notice) Message(f news.Feed, now time.Time) news.Message {
	ill, _ := Lookup(n.Code)
	note := &news.Note{}
	line := func(text string) { note.Lines = append(note.Lines, news.Line{Text: text}) }
	switch {
	case n.Recovered:
		note.Title = f.Name() + " is well again"
		line("It can be read and brings news as before.")
	default:
		note.Title = f.Name() + " needs a look"
		note.Error = n.Code != Anew
		line(ill.Means)
		if f.Ill != "" && f.IllWhy != "" {
			line("In detail: " + f.IllWhy + ".")
		}
		if n.Code == Silent {
			line(fmt.Sprintf("Its last article came %s ago; it seldom rests for more than %s.", span(now.Sub(f.LastNew)), span(f.Gap)))
		}
		line("What to do: " + ill.Advice)
	}
	note.Lines = append(note.Lines, news.Line{Text: f.URL, URL: f.URL})
	return news.Message{Kind: news.KindNotice, Text: note}
}

// span puts a time into words.
func span(d time.Duration) string {
	if d >= 48*time.Hour {
		return fmt.Sprintf("%d days", int(d.Hours()/24))
	}
	if d >= 2*time.Hour {
		return fmt.Sprintf("%d hours", int(d.Hours()))
	}
	return fmt.Sprintf("%d minutes", int(d.Minutes()))
}
