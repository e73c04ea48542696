package bot

import (
	"fmt"
	"strings"
	"time"

	"newsbell/news"
	"newsbell/text"
)

// note is a private reply of some lines.
func note(title string, lines ...news.Line) news.Message {
	return news.Message{Kind: news.KindNotice, Private: true, Text: &news.Note{Title: title, Lines: lines}}
}

// sorry is a private reply that says what is wrong.
func sorry(title string, lines ...news.Line) news.Message {
	m := note(title, lines...)
	m.Text.Error = true
	return m
}

// stories is a private reply that lists stories.
func stories(l news.List) news.Message {
	return news.Message{Kind: news.KindNotice, Private: true, List: &l}
}

func plain(format string, args ...any) news.Line {
	return news.Line{Text: fmt.Sprintf(format, args...)}
}

// command is a line that can be typed.
func command(format string, args ...any) news.Line {
	return news.Line{Text: shown(fmt.Sprintf(format, args...)), Code: true}
}

// either joins choices for people: "a, b or c".
func either(choices []string) string { return join(choices, "or") }

func join(words []string, last string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " " + last + " " + words[len(words)-1]
}

// count writes "1 story" or "3 stories".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func oneLine(s string) string { return text.Clean(s) }

// zoneOf is the channel's zone; one that this machine does not know is UTC.
func zoneOf(ch news.Channel) *time.Location {
	loc, err := time.LoadLocation(ch.Zone)
	if err != nil {
		return time.UTC
	}
	return loc
}

// moment writes a time for people: "Wed 12 Feb 19:04".
func moment(t time.Time, loc *time.Location) string { return t.In(loc).Format("Mon 2 Jan 15:04") }

// short writes a duration for people: "34 min", "5 h", "3 days".
func short(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "under a minute"
	case d < 90*time.Minute:
		return fmt.Sprintf("%d min", int(d.Round(time.Minute)/time.Minute))
	case d < 36*time.Hour:
		return fmt.Sprintf("%d h", int(d.Round(time.Hour)/time.Hour))
	default:
		return fmt.Sprintf("%d days", int((d+12*time.Hour)/(24*time.Hour)))
	}
}
