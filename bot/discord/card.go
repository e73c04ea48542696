package discord

import (
	"fmt"
	"strconv"
	"strings"

	"newsbell/bot"
	"newsbell/news"
)

// The longest parts of a card, in characters.
const (
	cardTitle    = 300
	cardURL      = 1500
	cardSummary  = 1000
	cardLine     = 300
	cardName     = 60
	cardReportIn = 400
)

// cardPage lays out a story: what happened, who reports it, since when, how it
// grew and why it rang. What matters most takes its room first.
func cardPage(c news.Card, kind news.Kind, id news.DeliveryID) page {
	p := page{colour: colourAlert, title: title(c.Title, maxEmbedTitle), at: c.Updated}
	left := budget(textBudget)
	p.head = left.take("### " + masked(c.Title, c.URL, cardTitle, cardURL))
	if l, ok := webLink(c.URL, maxMediaURL); ok {
		p.url = l.URL
	}
	if kind == news.KindReply {
		p.colour = colourUpdate
		p.head = left.take("**New in this story** "+ago(c.Updated)) + "\n" + p.head
	}
	corrected := left.take(small(correctedLine(c)))
	summary := left.take(fit(c.Summary, cardSummary))
	meta := []string{
		left.take(small(reportsLine(c, int(left)-700))),
		left.take(small(growthLine(c))),
		left.take(small(whyLine(c))),
		left.take(small(earlierLine(c))),
	}
	p.parts = []string{corrected, summary, join("\n", meta...)}
	if l, ok := webLink(c.Image, maxMediaURL); ok && l.public() {
		p.image, p.alt = l.URL, title(c.Title, maxAlt)
	}
	p.buttons = cardButtons(c, id)
	return p
}

func correctedLine(c news.Card) string {
	if c.Corrected == "" {
		return ""
	}
	return "Headline changed. Before: ~~" + fit(c.Corrected, cardLine) + "~~"
}

// reportsLine counts the publishers and names the first, each with its real
// domain.
func reportsLine(c news.Card, limit int) string {
	if len(c.Reports) == 0 {
		return join(" · ", hostOf(c.URL), sinceWords(c))
	}
	var names []string
	used := 80
	for _, r := range c.Reports[:min(len(c.Reports), cardReports)] {
		name := reportName(r)
		if used += len(name) + 2; used > limit {
			break
		}
		names = append(names, name)
	}
	s := count(len(c.Reports), "publisher")
	if len(names) > 0 {
		s += ": " + strings.Join(names, ", ")
	}
	if more := len(c.Reports) - len(names); more > 0 && len(names) > 0 {
		s += " +" + strconv.Itoa(more)
	}
	if copies := len(c.Reports) - news.Independent(c.Reports); copies > 0 {
		s += " (" + count(copies, "wire copy") + ")"
	}
	return join(" · ", s, sinceWords(c))
}

func reportName(r news.Report) string {
	name := masked(r.Publisher, r.URL, cardName, cardReportIn)
	if host := hostOf(r.URL); host != "" {
		name += " (" + host + ")"
	}
	return name
}

func sinceWords(c news.Card) string {
	if t := ago(c.Began); t != "" {
		return "since " + t
	}
	return ""
}

// growthLine tells how the story grew, once it did.
func growthLine(c news.Card) string {
	updated := ""
	if c.Updated.After(c.Began) && !c.Began.IsZero() {
		updated = "updated " + ago(c.Updated)
	}
	return join(" · ", fit(c.Coverage, cardLine), updated)
}

func whyLine(c news.Card) string {
	why, words := "", ""
	if c.Reason != "" {
		why = "Why: " + fit(c.Reason, cardLine)
	}
	if len(c.Words) > 0 {
		words = "matched " + fit(strings.Join(c.Words, ", "), cardLine)
	}
	return join(" · ", why, words)
}

func earlierLine(c news.Card) string {
	l, ok := webLink(c.Earlier, cardReportIn)
	if !ok {
		return ""
	}
	return "[Earlier alert on this story](" + l.URL + ")"
}

// cardButtons always hold one button that names the delivery: Probe finds the
// message by it.
func cardButtons(c news.Card, id news.DeliveryID) []component {
	buttons := readButton("Read", c.URL)
	if id == 0 {
		return buttons
	}
	sources := "Sources"
	if len(c.Reports) > 0 {
		sources = fmt.Sprintf("Sources (%d)", len(c.Reports))
	}
	return append(buttons, button(sources, bot.VerbSources, id), button("Why this?", bot.VerbWhy, id),
		button("Follow", bot.VerbFollow, id), button("Mute 24 h", bot.VerbMute, id), button("Fewer like this", bot.VerbFewer, id))
}

// hostOf is the escaped domain of an address, "" when it has none.
func hostOf(raw string) string {
	l, ok := webLink(raw, maxMediaURL)
	if !ok {
		return ""
	}
	return fit(l.Host, cardName)
}

// count is a number and its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if noun == "wire copy" {
		return strconv.Itoa(n) + " wire copies"
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
