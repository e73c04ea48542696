package block

import (
	"cmp"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"newsbell/lang"
	"newsbell/news"
	"newsbell/text"
)

// notification is the whole message as escaped text of at most n characters:
// what a phone shows, what a screen reader reads, and all there is in a simple
// rendering.
func notification(m news.Message, n int) string {
	var lines []string
	voice := lang.In(m.Language)
	switch {
	case m.Card != nil:
		lines = cardText(*m.Card, voice)
	case m.List != nil:
		lines = listText(*m.List, voice)
	case m.Text != nil:
		lines = noteText(*m.Text)
	}
	var out strings.Builder
	room := n
	for _, l := range lines {
		if l == "" {
			continue
		}
		if out.Len() > 0 {
			room--
		}
		l = fit(l, room)
		if l == "" {
			break
		}
		if out.Len() > 0 {
			out.WriteByte('\n')
		}
		out.WriteString(l)
		room -= utf8.RuneCountInString(l)
	}
	return cmp.Or(out.String(), "News")
}

// fit shortens a line and escapes it so that the result has at most n
// characters. An address is whole or not there at all.
func fit(line string, n int) string {
	if u, ok := strings.CutPrefix(line, urlLine); ok {
		if u = escapeURL(u); len(u) <= n {
			return u
		}
		return ""
	}
	for limit := n; limit > 0; {
		s := literal(text.Truncate(line, limit))
		over := utf8.RuneCountInString(s) - n
		if over <= 0 {
			return s
		}
		limit -= max(1, over/5)
	}
	return ""
}

// urlLine marks a line that is an address.
const urlLine = "\x00"

func cardText(c news.Card, voice lang.Voice) []string {
	lines := []string{Clip(headline(c, voice), 300)}
	if was := Clip(c.Corrected, 300); was != "" {
		lines = append(lines, voice.Text("Corrected headline. Before:")+" "+was)
	}
	lines = append(lines, Clip(c.Summary, 1000))
	names := make([]string, 0, 6)
	for i, r := range c.Reports {
		if i == 6 {
			names = append(names, voice.Text("%d more", len(c.Reports)-i))
			break
		}
		names = append(names, publisher(r, voice))
	}
	if len(names) > 0 {
		lines = append(lines, reportCount(c.Reports, voice)+": "+strings.Join(names, ", "))
	}
	var times []string
	if !c.Began.IsZero() {
		times = append(times, voice.Text("Began")+" "+voice.Text("%s UTC", news.Moment{Time: c.Began.UTC(), Layout: "2 Jan 2006, 15:04"}))
	}
	if cov := Clip(c.Coverage, 120); cov != "" {
		times = append(times, cov)
	}
	lines = append(lines, strings.Join(times, ", "), cardWhy(c, voice))
	if u := Linkable(c.URL); u != "" {
		lines = append(lines, urlLine+u)
	}
	return lines
}

func listText(l news.List, voice lang.Voice) []string {
	s := sizes()[0]
	s.voice = voice
	lines := []string{cmp.Or(Clip(l.Heading, maxHeader), voice.Text("News")), listLine(l, s)}
	shown := min(len(l.Items), s.items)
	for i, it := range l.Items[:shown] {
		line := fmt.Sprintf("%d. %s", i+1, cmp.Or(Clip(it.Title, 200), voice.Text("Untitled story")))
		if foot := itemFoot(it, l.Zone, voice); foot != "" {
			line += " (" + foot + ")"
		}
		lines = append(lines, line)
	}
	if more := l.More + len(l.Items) - shown; more > 0 {
		lines = append(lines, voice.Text("%d more not shown", more))
	}
	return lines
}

func noteText(n news.Note) []string {
	lines, room := []string{Clip(n.Title, 300)}, maxNotification
	for _, l := range n.Lines {
		t := Clip(l.Text, maxLine)
		if l.Code {
			t = fixedLine(l.Text)
		}
		lines = append(lines, t)
		if u := Linkable(l.URL); u != "" {
			lines = append(lines, urlLine+u)
		}
		if room -= utf8.RuneCountInString(t) + 1; room < 0 {
			break
		}
	}
	return lines
}

// UTC writes a time for readers whose zone is not known.
// UTC writes a time where the reader's own zone cannot be shown.
func UTC(t time.Time) string { return t.UTC().Format("2 Jan 2006, 15:04 UTC") }
