package card

import (
	"fmt"
	"strconv"
	"strings"

	"newsbell/bot"
	"newsbell/lang"
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
func cardPage(c news.Card, kind news.Kind, id news.DeliveryID, voice lang.Voice) page {
	p := page{colour: colourAlert, title: Title(c.Title, maxEmbedTitle), at: c.Updated}
	left := budget(textBudget)
	p.head = left.take("### " + masked(c.Title, c.URL, cardTitle, cardURL))
	if l, ok := webLink(c.URL, maxMediaURL); ok {
		p.url = l.URL
	}
	if kind == news.KindReply {
		p.colour = colourUpdate
		p.head = left.take("**"+voice.Text("New in this story")+"** "+ago(c.Updated)) + "\n" + p.head
	}
	corrected := left.take(small(correctedLine(c, voice)))
	summary := left.take(fit(c.Summary, cardSummary))
	meta := []string{
		left.take(small(reportsLine(c, int(left)-700, voice))),
		left.take(small(growthLine(c, voice))),
		left.take(small(whyLine(c, voice))),
		left.take(small(earlierLine(c, voice))),
	}
	p.parts = []string{corrected, summary, join("\n", meta...)}
	if l, ok := webLink(c.Image, maxMediaURL); ok && l.public() {
		p.image, p.alt = l.URL, Title(c.Title, maxAlt)
	}
	p.buttons = cardButtons(c, id, voice)
	return p
}

func correctedLine(c news.Card, voice lang.Voice) string {
	if c.Corrected == "" {
		return ""
	}
	return voice.Text("Headline changed. Before: %s", "~~"+fit(c.Corrected, cardLine)+"~~")
}

// reportsLine counts the publishers and names the first, each with its real
// domain.
func reportsLine(c news.Card, limit int, voice lang.Voice) string {
	if len(c.Reports) == 0 {
		return join(" · ", hostOf(c.URL), sinceWords(c, voice))
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
	s := voice.Say(news.Count(len(c.Reports), "%d publisher", "%d publishers"))
	if len(names) > 0 {
		s += ": " + strings.Join(names, ", ")
	}
	if more := len(c.Reports) - len(names); more > 0 && len(names) > 0 {
		s += " +" + strconv.Itoa(more)
	}
	if copies := len(c.Reports) - news.Independent(c.Reports); copies > 0 {
		s += " (" + voice.Say(news.Count(copies, "%d wire copy", "%d wire copies")) + ")"
	}
	return join(" · ", s, sinceWords(c, voice))
}

func reportName(r news.Report) string {
	name := masked(r.Publisher, r.URL, cardName, cardReportIn)
	if host := hostOf(r.URL); host != "" {
		name += " (" + host + ")"
	}
	return name
}

func sinceWords(c news.Card, voice lang.Voice) string {
	if t := ago(c.Began); t != "" {
		return voice.Text("since %s", t)
	}
	return ""
}

// growthLine tells how the story grew, once it did.
func growthLine(c news.Card, voice lang.Voice) string {
	updated := ""
	if c.Updated.After(c.Began) && !c.Began.IsZero() {
		updated = voice.Text("updated %s", ago(c.Updated))
	}
	return join(" · ", fit(c.Coverage, cardLine), updated)
}

func whyLine(c news.Card, voice lang.Voice) string {
	why, words := "", ""
	if c.Reason != "" {
		why = voice.Text("Why: %s", fit(c.Reason, cardLine))
	}
	if len(c.Words) > 0 {
		words = voice.Text("matched %s", fit(strings.Join(c.Words, ", "), cardLine))
	}
	return join(" · ", why, words)
}

func earlierLine(c news.Card, voice lang.Voice) string {
	l, ok := webLink(c.Earlier, cardReportIn)
	if !ok {
		return ""
	}
	return "[" + voice.Text("Earlier alert on this story") + "](" + l.URL + ")"
}

// cardButtons always hold one button that names the delivery: Probe finds the
// message by it.
func cardButtons(c news.Card, id news.DeliveryID, voice lang.Voice) []Component {
	buttons := readButton(voice.Text("Read"), c.URL)
	if id == 0 {
		return buttons
	}
	sources := voice.Text("Sources")
	if len(c.Reports) > 0 {
		sources = fmt.Sprintf("%s (%d)", sources, len(c.Reports))
	}
	return append(buttons, Button(sources, bot.VerbSources, id), Button(voice.Text("Why this?"), bot.VerbWhy, id),
		Button(voice.Text("Follow"), bot.VerbFollow, id), Button(voice.Text("Mute 24 h"), bot.VerbMute, id), Button(voice.Text("Fewer like this"), bot.VerbFewer, id))
}

// hostOf is the escaped domain of an address, "" when it has none.
func hostOf(raw string) string {
	l, ok := webLink(raw, maxMediaURL)
	if !ok {
		return ""
	}
	return fit(l.Host, cardName)
}
