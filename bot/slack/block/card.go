package block

import (
	"fmt"
	"strings"

	"newsbell/bot"
	"newsbell/lang"
	"newsbell/news"
)

// cardBlocks shows a story: the headline as a link, the summary, who reports
// it and since when, why it rang, and what can be done about it.
func cardBlocks(c news.Card, s size, mark marker) []Block {
	head := Section(link(Clip(headline(c, s.voice), s.title), c.URL, Bold()))
	summary := Clip(c.Summary, s.summary)
	var bs []Block
	if img := picture(c.Image); img != "" && summary != "" && s.links {
		// Rich text takes no picture beside it; plain text does, and a picture
		// that cannot be fetched is then only missing.
		t := PlainText(summary)
		bs = append(bs, Rich(head), Block{Type: "section", Text: &t, Accessory: &Block{
			Type: "image", ImageURL: img, Alt: s.voice.Text("Picture: %s", Clip(headline(c, s.voice), 200)),
		}})
	} else {
		bs = append(bs, Rich(head, Section(Words(summary, nil))))
	}
	bs = append(bs, Rich(cardChanges(c, s), cardReports(c, s), cardTimes(c, s.voice)))
	if why := cardWhy(c, s.voice); why != "" {
		bs = append(bs, Footnote(why))
	}
	if mark.id != "" {
		bs = append(bs, cardActions(c, mark, s.voice))
	}
	return filled(bs)
}

func headline(c news.Card, voice lang.Voice) string {
	if c.Title == "" {
		return voice.Text("Untitled story")
	}
	return c.Title
}

// cardChanges tells of a corrected headline and of an earlier alert.
func cardChanges(c news.Card, s size) Block {
	var spans []Span
	if was := Clip(c.Corrected, s.title); was != "" {
		spans = append(spans, Words(s.voice.Text("Corrected headline. Before:")+" ", Italic()), Words(was, &Style{Strike: true}))
	}
	if Linkable(c.Earlier) != "" {
		if len(spans) > 0 {
			spans = append(spans, Words("\n", nil))
		}
		spans = append(spans, link(s.voice.Text("Earlier alert on this story"), c.Earlier, nil))
	}
	return Section(spans...)
}

// cardReports names the publishers in order of arrival, each with the domain
// that its link leads to.
func cardReports(c news.Card, s size) Block {
	spans := []Span{Words(reportCount(c.Reports, s.voice)+": ", nil)}
	if len(c.Reports) == 0 {
		return Block{}
	}
	for i, r := range c.Reports {
		if i == s.reports {
			spans = append(spans, Words(" "+s.voice.Text("and %d more", len(c.Reports)-i), nil))
			break
		}
		if i > 0 {
			spans = append(spans, Words(", ", nil))
		}
		name, site := publisher(r, s.voice), domain(r.URL)
		if s.links && len(r.URL) <= maxReportURL {
			spans = append(spans, link(name, r.URL, nil))
		} else {
			spans = append(spans, Words(name, nil))
		}
		if site != "" && !strings.EqualFold(site, name) {
			spans = append(spans, Words(" ("+Clip(site, 60)+")", nil))
		}
	}
	return Section(spans...)
}

func reportCount(rs []news.Report, voice lang.Voice) string {
	n, copies := news.Independent(rs), len(rs)-news.Independent(rs)
	switch {
	case copies > 0:
		return voice.Text("%s, %d of them with the same wire text", publishers(len(rs)), copies+min(n, 1))
	default:
		return voice.Say(publishers(n))
	}
}

func publishers(n int) news.Phrase { return news.Count(n, "%d publisher", "%d publishers") }

func publisher(r news.Report, voice lang.Voice) string {
	if name := Clip(r.Publisher, 60); name != "" {
		return name
	}
	if site := domain(r.URL); site != "" {
		return Clip(site, 60)
	}
	return voice.Text("unnamed source")
}

// cardTimes tells when the story began and how its coverage grew.
func cardTimes(c news.Card, voice lang.Voice) Block {
	var spans []Span
	if !c.Began.IsZero() {
		spans = append(spans, Words(voice.Text("Began")+" ", nil), moment(c.Began))
	}
	if cov := Clip(c.Coverage, 120); cov != "" {
		if len(spans) > 0 {
			spans = append(spans, Words(" · ", nil))
		}
		spans = append(spans, Words(cov, nil))
	}
	return Section(spans...)
}

// cardWhy is the reason in one line, with the words that matched.
func cardWhy(c news.Card, voice lang.Voice) string {
	var parts []string
	if c.Reason != "" {
		parts = append(parts, voice.Text("Why: %s", Clip(c.Reason, 240)))
	}
	if len(c.Words) > 0 {
		parts = append(parts, voice.Text("Matched: %s", Clip(strings.Join(c.Words, ", "), 120)))
	}
	return strings.Join(parts, " · ")
}

// cardActions is what can be done with a story: two buttons, whose values are
// the delivery's id, and a menu of the rest.
func cardActions(c news.Card, mark marker, voice lang.Voice) Block {
	row := Block{Type: "actions"}
	if u := Linkable(c.URL); u != "" {
		read := Button("read", voice.Text("Read"), mark.id)
		read.URL = u
		row.Elements = append(row.Elements, read)
	}
	var rest []option
	if n := len(c.Reports); n > 0 {
		rest = append(rest, choice(bot.VerbSources, fmt.Sprintf("%s (%d)", voice.Text("Sources"), n), mark.id))
	}
	rest = append(rest, choice(bot.VerbWhy, voice.Text("Why this?"), mark.id),
		choice(bot.VerbMute, voice.Text("Mute 24 h"), mark.id), choice(bot.VerbFewer, voice.Text("Fewer like this"), mark.id))
	row.Elements = append(row.Elements, Button(bot.VerbFollow, voice.Text("Follow"), mark.id),
		Block{Type: "overflow", ActionID: Menu, Options: rest})
	return row
}

// Count writes a number with its noun.
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// filled leaves out the blocks without content, which Slack refuses.
func filled(bs []Block) []Block {
	out := bs[:0]
	for _, b := range bs {
		if len(b.Elements) > 0 || b.SlackFile != nil || b.Text != nil && b.Text.Text != "" {
			out = append(out, b)
		}
	}
	return out
}
