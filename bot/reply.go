package bot

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"newsbell/lang"
	"newsbell/news"
	"newsbell/text"
)

// note is a private reply of some lines. Its title is a phrase, or a string that
// newsbell says as it stands; what feeds say is named by titled.
func note(title any, lines ...news.Line) news.Message {
	p, ok := title.(news.Phrase)
	if !ok {
		p = news.ReadPhrase(fmt.Sprint(title))
	}
	return news.Message{Kind: news.KindNotice, Private: true, Text: &news.Note{Title: p.String(), Says: p, Lines: lines}}
}

// titled is a private reply below a text that is not newsbell's own.
func titled(title string, lines ...news.Line) news.Message { return note(say("%s", title), lines...) }

// sorry is a private reply that says what is wrong.
func sorry(title any, lines ...news.Line) news.Message {
	m := note(title, lines...)
	m.Text.Error = true
	return m
}

// Refuse is the reply to a typed line that [ParseLine] cannot read, in the first
// of the locales that newsbell speaks.
func Refuse(err error, locales ...string) news.Message {
	p := news.ReadPhrase(err.Error())
	if e, ok := errors.AsType[*news.Error](err); ok {
		p = e.Phrase()
	}
	return lang.In(lang.Pick(locales...)).Message(sorry("", line(p)))
}

// stories is a private reply that lists stories.
func stories(l news.List) news.Message {
	return news.Message{Kind: news.KindNotice, Private: true, List: &l}
}

// plain is a line that says something; its format is a key of the catalogue of
// package lang.
func plain(format string, args ...any) news.Line { return line(say(format, args...)) }

// line is a line that says a phrase.
func line(p news.Phrase) news.Line { return news.Line{Text: p.String(), Says: p} }

// say makes a phrase.
func say(format string, args ...any) news.Phrase { return news.Say(format, args...) }

// verbatim is a phrase that no language changes.
func verbatim(s string) news.Phrase { return say("%s", s) }

// command is a line that can be typed.
func command(format string, args ...any) news.Line {
	return news.Line{Text: shown(fmt.Sprintf(format, args...)), Code: true}
}

// either joins choices for people: "a, b or c".
func either(choices []string) news.Phrase { return join(choices, "or") }

// join writes "a, b and c", or with another last word.
func join(words []string, last string) news.Phrase {
	if len(words) < 2 {
		return verbatim(strings.Join(words, ""))
	}
	return say("%s "+last+" %s", strings.Join(words[:len(words)-1], ", "), words[len(words)-1])
}

// count says "1 story" or "3 stories".
func count(n int, one, many string) news.Phrase { return news.Count(n, "%d "+one, "%d "+many) }

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
func moment(t time.Time, loc *time.Location) news.Moment {
	return news.Moment{Time: t.In(loc), Layout: "Mon 2 Jan 15:04"}
}

// short writes a duration for people: "34 min", "5 h", "3 days".
func short(d time.Duration) news.Phrase {
	switch {
	case d < time.Minute:
		return say("under a minute")
	case d < 90*time.Minute:
		return say("%d min", int(d.Round(time.Minute)/time.Minute))
	case d < 36*time.Hour:
		return say("%d h", int(d.Round(time.Hour)/time.Hour))
	default:
		return count(int((d+12*time.Hour)/(24*time.Hour)), "day", "days")
	}
}
