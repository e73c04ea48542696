package card

import (
	"strings"
	"unicode/utf8"

	"newsbell/bot"
	"newsbell/lang"
	"newsbell/news"
	"newsbell/text"
)

// The longest parts of a note, in characters.
const (
	noteTitle = 200
	noteLine  = 900
	noteURL   = 600
)

// notePage lays out newsbell's own words. Lines of fixed width that follow each
// other share a block; what does not fit is counted at the end.
func notePage(n news.Note, id news.DeliveryID, voice lang.Voice) page {
	p := page{colour: colourNote, title: text.Truncate(text.Clean(n.Title), maxEmbedTitle)}
	if n.Error {
		p.colour = colourError
	}
	if head := fit(n.Title, noteTitle); head != "" {
		p.head = "### " + head
	}
	left := budget(textBudget - utf8.RuneCountInString(p.head) - 50)
	var out []string
	var code []string
	shown := 0
	for _, line := range n.Lines {
		s, isCode := noteText(line)
		if left.take(s) == "" && s != "" || isCode && left < 20 {
			break
		}
		shown++
		if !isCode {
			out, code = append(flushCode(out, code), s), nil
			continue
		}
		if len(code) == 0 {
			left -= 10 // the fence
		}
		code = append(code, s)
	}
	out = flushCode(out, code)
	if rest := len(n.Lines) - shown; rest > 0 {
		out = append(out, small(voice.Text("and %s", news.Count(rest, "%d more line", "%d more lines"))))
	}
	if body := strings.TrimSpace(strings.Join(out, "\n")); body != "" {
		p.parts = []string{body}
	}
	if p.head == "" && len(p.parts) == 0 {
		p.parts = []string{voice.Text("Done.")}
	}
	if id != 0 {
		p.buttons = []Component{Button(voice.Text("Help"), bot.CmdHelp, id)}
	}
	return p
}

func flushCode(out, code []string) []string {
	if len(code) == 0 {
		return out
	}
	return append(out, fence(code))
}

// noteText is one line as Markdown, or as it is for a block of fixed width.
func noteText(l news.Line) (s string, code bool) {
	switch {
	case l.Code:
		return text.Truncate(codeLine(l.Text), noteLine), true
	case l.URL != "":
		s = masked(l.Text, l.URL, noteLine, noteURL)
		if host := hostOf(l.URL); host != "" {
			s += " (" + host + ")"
		}
	default:
		s = fit(l.Text, noteLine)
	}
	if l.Bold && s != "" {
		s = "**" + s + "**"
	}
	return s, false
}

// codeLine keeps the spaces of a line of fixed width, which align its columns.
func codeLine(s string) string {
	rest := strings.TrimLeft(s, " ")
	indent := min(len(s)-len(rest), 40)
	words := strings.Split(rest, " ")
	for i, w := range words {
		words[i] = text.Clean(w)
	}
	return strings.Repeat(" ", indent) + strings.Join(words, " ")
}
