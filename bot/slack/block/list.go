package block

import (
	"cmp"
	"strings"
	"time"

	"newsbell/bot"
	"newsbell/lang"
	"newsbell/news"
)

// listBlocks shows a digest or an answer that lists stories: a heading, what
// time it covers, the stories numbered through all sections, and what was
// left out.
func listBlocks(l news.List, s size, mark marker) []Block {
	head := PlainText(cmp.Or(Clip(l.Heading, maxHeader), s.voice.Text("News")))
	bs := []Block{{Type: "header", Text: &head}}
	if line := listLine(l, s); line != "" {
		bs = append(bs, Footnote(line))
	}
	most := s.items
	if mark.id == "" { // an answer shows a page of what was looked for
		most += most / 4
	}
	shown := min(len(l.Items), most)
	for start := 0; start < shown; {
		end := start + 1
		for end < shown && l.Items[end].Section == l.Items[start].Section {
			end++
		}
		topic := Section(Words(Clip(l.Items[start].Section, 80), Bold()))
		items := make([]Block, 0, end-start)
		for _, it := range l.Items[start:end] {
			items = append(items, listItem(it, l.Zone, s))
		}
		bs = append(bs, Rich(topic, ordered(start, items)))
		start = end
	}
	if more := l.More + len(l.Items) - shown; more > 0 {
		bs = append(bs, Footnote(s.voice.Text("%d more not shown", more)))
	}
	if mark.id != "" && l.Chart != nil {
		bs = append(bs, chartBlock(*l.Chart))
	}
	if mark.id != "" {
		row := []any{Button("settings", s.voice.Text("Settings"), mark.id)}
		if l.More+len(l.Items) > shown {
			row = append(row, Button(bot.VerbMore, s.voice.Text("More"), mark.id))
		}
		bs = append(bs, Block{Type: "actions", Elements: row})
	}
	return filled(bs)
}

// listLine is the small line below the heading.
func listLine(l news.List, s size) string {
	var parts []string
	if in := Clip(l.Intro, min(s.summary, 400)); in != "" {
		parts = append(parts, in)
	}
	if span := covered(l, s.voice); span != "" {
		parts = append(parts, span)
	}
	return strings.Join(parts, " · ")
}

// covered is the time that the list covers, in its zone. A zone that is not
// known is shown as UTC rather than as a wrong time.
func covered(l news.List, voice lang.Voice) string {
	if l.To.IsZero() {
		return ""
	}
	zone := location(l.Zone)
	to := news.Moment{Time: l.To.In(zone), Layout: "2 Jan 15:04 MST"}
	if l.From.IsZero() {
		return voice.Text("until %s", to)
	}
	return voice.Text("%s to %s", news.Moment{Time: l.From.In(zone), Layout: "2 Jan 15:04"}, to)
}

func location(name string) *time.Location {
	if zone, err := time.LoadLocation(name); err == nil {
		return zone
	}
	return time.UTC
}

// listItem is one story: headline, summary, publishers, time.
func listItem(it news.Item, zone string, s size) Block {
	title := cmp.Or(Clip(it.Title, min(s.title, 200)), s.voice.Text("Untitled story"))
	spans := []Span{link(title, it.URL, Bold())}
	if sum := Clip(it.Summary, min(s.summary, 240)); sum != "" {
		spans = append(spans, Words("\n"+sum, nil))
	}
	if foot := itemFoot(it, zone, s.voice); foot != "" {
		spans = append(spans, Words("\n"+foot, Italic()))
	}
	return Section(spans...)
}

func itemFoot(it news.Item, zone string, voice lang.Voice) string {
	var parts []string
	if len(it.Publishers) > 0 {
		names := it.Publishers[:min(3, len(it.Publishers))]
		line := Clip(strings.Join(names, ", "), 120)
		if n := len(it.Publishers) - len(names); n > 0 {
			line += " " + voice.Text("and %d more", n)
		}
		parts = append(parts, line)
	}
	if site := domain(it.URL); site != "" {
		parts = append(parts, Clip(site, 60))
	}
	if !it.At.IsZero() {
		parts = append(parts, voice.Text("%s", news.Moment{Time: it.At.In(location(zone)), Layout: "2 Jan 15:04 MST"}))
	}
	if note := Clip(it.Note, 80); note != "" {
		parts = append(parts, note)
	}
	return strings.Join(parts, " · ")
}
