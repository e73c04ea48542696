package reply

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"newsbell/news"
)

// Note is a private reply of some lines. Its title is a phrase, or a string that
// newsbell says as it stands; what feeds
// say goes into a phrase, with %s.
func Note(title any, lines ...news.Line) news.Message {
	p, ok := title.(news.Phrase)
	if !ok {
		p = news.ReadPhrase(fmt.Sprint(title))
	}
	return news.Message{Kind: news.KindNotice, Private: true, Text: &news.Note{Title: p.String(), Says: p, Lines: lines}}
}

// Sorry is a private reply that says what is wrong.
func Sorry(title any, lines ...news.Line) news.Message {
	m := Note(title, lines...)
	m.Text.Error = true
	return m
}

// Line is a line that says something; its format is a key of the catalogue of
// package lang.
func Line(format string, args ...any) news.Line { return Says(news.Say(format, args...)) }

// Says is a line that says a phrase.
func Says(p news.Phrase) news.Line { return news.Line{Text: p.String(), Says: p} }

// Command is a line that can be typed.
func Command(format string, args ...any) news.Line {
	return news.Line{Text: Shown(fmt.Sprintf(format, args...)), Code: true}
}

// Shown writes a command line as people type it.
func Shown(line string) string { return "/news " + line }

// Join writes "a, b and c", or with another last word.
func Join(words []string, last string) news.Phrase {
	if len(words) < 2 {
		return news.Say("%s", strings.Join(words, ""))
	}
	return news.Say("%s "+last+" %s", strings.Join(words[:len(words)-1], ", "), words[len(words)-1])
}

// Count says "1 story" or "3 stories".
func Count(n int, one, many string) news.Phrase { return news.Count(n, "%d "+one, "%d "+many) }

// Moment writes a time for people: "Wed 12 Feb 19:04".
func Moment(t time.Time, loc *time.Location) news.Moment {
	return news.Moment{Time: t.In(loc), Layout: "Mon 2 Jan 15:04"}
}

// Duration writes a duration for people: "34 min", "5 h", "3 days".
func Duration(d time.Duration) news.Phrase {
	switch {
	case d < time.Minute:
		return news.Say("under a minute")
	case d < 90*time.Minute:
		return news.Say("%d min", int(d.Round(time.Minute)/time.Minute))
	case d < 36*time.Hour:
		return news.Say("%d h", int(d.Round(time.Hour)/time.Hour))
	default:
		return Count(int((d+12*time.Hour)/(24*time.Hour)), "day", "days")
	}
}

// Clip shortens s to at most n runes.
func Clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}
