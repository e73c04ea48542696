package card

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"newsbell/bot"
	"newsbell/lang"
	"newsbell/news"
)

// The longest parts of a list, in characters.
const (
	listTitle   = 160
	listURL     = 350
	listHeading = 120
	listIntro   = 300
)

// listPage lays out a ranked list in one message. Stories that would make it
// too long lose first their summaries, then their places.
func listPage(l news.List, id news.DeliveryID, voice lang.Voice) page {
	p := page{colour: colourList, title: Title(l.Heading, maxEmbedTitle), at: l.To}
	p.head = join("\n", "## "+orText(fit(l.Heading, listHeading), untitled), small(fit(l.Intro, listIntro)))
	most := listItems
	if id == 0 {
		most = answerItems
	}
	items := l.Items[:min(len(l.Items), most)]
	room := textBudget - utf8.RuneCountInString(p.head) - 100
	entries := listEntries(items, room)
	p.parts = entries
	if more := l.More + len(l.Items) - len(entries); more > 0 {
		p.parts = append(p.parts, small(voice.Text("and %s", news.Count(more, "%d more story", "%d more stories"))))
	}
	if len(l.Items) == 0 {
		p.parts = append(p.parts, voice.Text("No stories."))
	}
	if id != 0 && l.More+len(l.Items) > len(entries) {
		p.buttons = append(p.buttons, Button(voice.Text("More"), bot.VerbMore, id))
	}
	if id != 0 {
		p.buttons = append(p.buttons, Button(voice.Text("Settings"), bot.CmdSettings, id))
	}
	return p
}

// listEntries gives the entries in the fullest form that fits into room.
func listEntries(items []news.Item, room int) []string {
	for _, summary := range []int{180, 90, 0} {
		entries, size := make([]string, 0, len(items)), 0
		for i := range items {
			e := listEntry(items, i, summary)
			entries = append(entries, e)
			size += utf8.RuneCountInString(e) + 1
		}
		if size <= room {
			return entries
		}
	}
	var entries []string
	for i := range items {
		e := listEntry(items, i, 0)
		if room -= utf8.RuneCountInString(e) + 1; room < 0 {
			break
		}
		entries = append(entries, e)
	}
	return entries
}

// listEntry is one story: a number, the headline, a few words, who says so.
func listEntry(items []news.Item, i, summary int) string {
	it := items[i]
	section := ""
	if i == 0 || items[i-1].Section != it.Section {
		section = fit(it.Section, listHeading)
	}
	if section != "" {
		section = "### " + section
	}
	head := "**" + strconv.Itoa(i+1) + ".** " + masked(it.Title, it.URL, listTitle, listURL)
	return join("\n", section, head, fit(it.Summary, summary), small(join(" · ",
		publishersShort(it.Publishers), hostOf(it.URL), ago(it.At), fit(it.Note, 80))))
}

// publishersShort names the first two publishers and counts the others.
func publishersShort(names []string) string {
	if len(names) == 0 {
		return ""
	}
	shown := make([]string, 0, 2)
	for _, n := range names[:min(len(names), 2)] {
		shown = append(shown, fit(n, 40))
	}
	s := strings.Join(shown, ", ")
	if more := len(names) - len(shown); more > 0 {
		s += " +" + strconv.Itoa(more)
	}
	return s
}
