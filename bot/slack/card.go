package slack

import (
	"fmt"
	"strings"

	"newsbell/bot"
	"newsbell/news"
)

// cardBlocks shows a story: the headline as a link, the summary, who reports
// it and since when, why it rang, and what can be done about it.
func cardBlocks(c news.Card, s size, mark marker) []block {
	head := section(link(clip(headline(c), s.title), c.URL, bold()))
	summary := clip(c.Summary, s.summary)
	var bs []block
	if img := picture(c.Image); img != "" && summary != "" && s.links {
		// Rich text takes no picture beside it; plain text does, and a picture
		// that cannot be fetched is then only missing.
		t := plainText(summary)
		bs = append(bs, rich(head), block{Type: "section", Text: &t, Accessory: &block{
			Type: "image", ImageURL: img, Alt: "Picture: " + clip(headline(c), 200),
		}})
	} else {
		bs = append(bs, rich(head, section(words(summary, nil))))
	}
	bs = append(bs, rich(cardChanges(c, s), cardReports(c, s), cardTimes(c)))
	if why := cardWhy(c); why != "" {
		bs = append(bs, footnote(why))
	}
	if mark.id != "" {
		bs = append(bs, cardActions(c, mark))
	}
	return filled(bs)
}

func headline(c news.Card) string {
	if c.Title == "" {
		return "Untitled story"
	}
	return c.Title
}

// cardChanges tells of a corrected headline and of an earlier alert.
func cardChanges(c news.Card, s size) block {
	var spans []span
	if was := clip(c.Corrected, s.title); was != "" {
		spans = append(spans, words("Corrected headline. Before: ", italic()), words(was, &style{Strike: true}))
	}
	if linkable(c.Earlier) != "" {
		if len(spans) > 0 {
			spans = append(spans, words("\n", nil))
		}
		spans = append(spans, link("Earlier alert on this story", c.Earlier, nil))
	}
	return section(spans...)
}

// cardReports names the publishers in order of arrival, each with the domain
// that its link leads to.
func cardReports(c news.Card, s size) block {
	spans := []span{words(reportCount(c.Reports)+": ", nil)}
	if len(c.Reports) == 0 {
		return block{}
	}
	for i, r := range c.Reports {
		if i == s.reports {
			spans = append(spans, words(fmt.Sprintf(" and %d more", len(c.Reports)-i), nil))
			break
		}
		if i > 0 {
			spans = append(spans, words(", ", nil))
		}
		name, site := publisher(r), domain(r.URL)
		if s.links && len(r.URL) <= maxReportURL {
			spans = append(spans, link(name, r.URL, nil))
		} else {
			spans = append(spans, words(name, nil))
		}
		if site != "" && !strings.EqualFold(site, name) {
			spans = append(spans, words(" ("+clip(site, 60)+")", nil))
		}
	}
	return section(spans...)
}

func reportCount(rs []news.Report) string {
	n, copies := news.Independent(rs), len(rs)-news.Independent(rs)
	switch {
	case copies > 0:
		return fmt.Sprintf("%s, %d of them with the same wire text", count(len(rs), "publisher"), copies+min(n, 1))
	default:
		return count(n, "publisher")
	}
}

func publisher(r news.Report) string {
	if name := clip(r.Publisher, 60); name != "" {
		return name
	}
	if site := domain(r.URL); site != "" {
		return clip(site, 60)
	}
	return "unnamed source"
}

// cardTimes tells when the story began and how its coverage grew.
func cardTimes(c news.Card) block {
	var spans []span
	if !c.Began.IsZero() {
		spans = append(spans, words("Began ", nil), moment(c.Began))
	}
	if cov := clip(c.Coverage, 120); cov != "" {
		if len(spans) > 0 {
			spans = append(spans, words(" · ", nil))
		}
		spans = append(spans, words(cov, nil))
	}
	return section(spans...)
}

// cardWhy is the reason in one line, with the words that matched.
func cardWhy(c news.Card) string {
	var parts []string
	if c.Reason != "" {
		parts = append(parts, "Why: "+clip(c.Reason, 240))
	}
	if len(c.Words) > 0 {
		parts = append(parts, "Matched: "+clip(strings.Join(c.Words, ", "), 120))
	}
	return strings.Join(parts, " · ")
}

// cardActions is the row of buttons. Every value is the delivery's id.
func cardActions(c news.Card, mark marker) block {
	row := block{Type: "actions"}
	if u := linkable(c.URL); u != "" {
		read := button("read", "Read", mark.id)
		read.URL = u
		row.Elements = append(row.Elements, read)
	}
	if n := len(c.Reports); n > 0 {
		row.Elements = append(row.Elements, button(bot.VerbSources, fmt.Sprintf("Sources (%d)", n), mark.id))
	}
	row.Elements = append(row.Elements, button(bot.VerbWhy, "Why this?", mark.id), button(bot.VerbFollow, "Follow", mark.id),
		button(bot.VerbMute, "Mute 24 h", mark.id), button(bot.VerbFewer, "Fewer like this", mark.id))
	return row
}

// count writes a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// filled leaves out the blocks without content, which Slack refuses.
func filled(bs []block) []block {
	out := bs[:0]
	for _, b := range bs {
		if len(b.Elements) > 0 || b.Text != nil && b.Text.Text != "" {
			out = append(out, b)
		}
	}
	return out
}
