package slack

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"newsbell/bot"
	"newsbell/news"
)

// listBlocks shows a digest or an answer that lists stories: a heading, what
// time it covers, the stories numbered through all sections, and what was
// left out.
func listBlocks(l news.List, s size, mark marker) []block {
	head := plainText(cmp.Or(clip(l.Heading, maxHeader), "News"))
	bs := []block{{Type: "header", Text: &head}}
	if line := listLine(l, s); line != "" {
		bs = append(bs, footnote(line))
	}
	shown := min(len(l.Items), s.items)
	for start := 0; start < shown; {
		end := start + 1
		for end < shown && l.Items[end].Section == l.Items[start].Section {
			end++
		}
		topic := section(words(clip(l.Items[start].Section, 80), bold()))
		items := make([]block, 0, end-start)
		for _, it := range l.Items[start:end] {
			items = append(items, listItem(it, l.Zone, s))
		}
		bs = append(bs, rich(topic, ordered(start, items)))
		start = end
	}
	if more := l.More + len(l.Items) - shown; more > 0 {
		bs = append(bs, footnote(fmt.Sprintf("%d more not shown", more)))
	}
	if mark.id != "" {
		row := []any{button("settings", "Settings", mark.id)}
		if l.More+len(l.Items) > shown {
			row = append(row, button(bot.VerbMore, "More", mark.id))
		}
		bs = append(bs, block{Type: "actions", Elements: row})
	}
	return filled(bs)
}

// listLine is the small line below the heading.
func listLine(l news.List, s size) string {
	var parts []string
	if in := clip(l.Intro, min(s.summary, 400)); in != "" {
		parts = append(parts, in)
	}
	if span := covered(l); span != "" {
		parts = append(parts, span)
	}
	return strings.Join(parts, " · ")
}

// covered is the time that the list covers, in its zone. A zone that is not
// known is shown as UTC rather than as a wrong time.
func covered(l news.List) string {
	if l.To.IsZero() {
		return ""
	}
	zone := location(l.Zone)
	to := l.To.In(zone).Format("2 Jan 15:04 MST")
	if l.From.IsZero() {
		return "until " + to
	}
	return l.From.In(zone).Format("2 Jan 15:04") + " to " + to
}

func location(name string) *time.Location {
	if zone, err := time.LoadLocation(name); err == nil {
		return zone
	}
	return time.UTC
}

// listItem is one story: headline, summary, publishers, time.
func listItem(it news.Item, zone string, s size) block {
	title := cmp.Or(clip(it.Title, min(s.title, 200)), "Untitled story")
	spans := []span{link(title, it.URL, bold())}
	if sum := clip(it.Summary, min(s.summary, 240)); sum != "" {
		spans = append(spans, words("\n"+sum, nil))
	}
	if foot := itemFoot(it, zone); foot != "" {
		spans = append(spans, words("\n"+foot, italic()))
	}
	return section(spans...)
}

func itemFoot(it news.Item, zone string) string {
	var parts []string
	if len(it.Publishers) > 0 {
		names := it.Publishers[:min(3, len(it.Publishers))]
		line := clip(strings.Join(names, ", "), 120)
		if n := len(it.Publishers) - len(names); n > 0 {
			line += fmt.Sprintf(" and %d more", n)
		}
		parts = append(parts, line)
	}
	if site := domain(it.URL); site != "" {
		parts = append(parts, clip(site, 60))
	}
	if !it.At.IsZero() {
		parts = append(parts, it.At.In(location(zone)).Format("2 Jan 15:04 MST"))
	}
	if note := clip(it.Note, 80); note != "" {
		parts = append(parts, note)
	}
	return strings.Join(parts, " · ")
}
