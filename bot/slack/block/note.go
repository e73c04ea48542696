package block

import (
	"strings"
	"unicode/utf8"

	"newsbell/news"
	"newsbell/text"
)

// noteBlocks shows an answer or a notice: a title, and lines of which those
// in fixed width keep their spaces.
func noteBlocks(n news.Note, s size) []Block {
	parts := []Block{}
	if title := Clip(n.Title, s.title); title != "" {
		parts = append(parts, Section(Words(title, Bold())))
	}
	lines, left := noteLines(n, s.lines)
	var code []string
	flush := func() {
		if len(code) > 0 {
			parts = append(parts, fixed(code))
			code = nil
		}
	}
	for _, l := range lines {
		if l.Code {
			code = append(code, l.Text)
			continue
		}
		flush()
		parts = append(parts, noteLine(l))
	}
	flush()
	if left > 0 {
		parts = append(parts, Section(Words("… "+s.voice.Text("and %s", news.Count(left, "%d more line", "%d more lines")), Italic())))
	}
	return filled([]Block{Rich(parts...)})
}

func noteLine(l news.Line) Block {
	var st *Style
	if l.Bold {
		st = Bold()
	}
	if l.URL != "" {
		return Section(link(l.Text, l.URL, st))
	}
	return Section(Words(l.Text, st))
}

// noteLines cleans the lines and takes as many as fit into the characters;
// left counts the others. One line alone is shortened instead.
func noteLines(n news.Note, room int) (lines []news.Line, left int) {
	for i, l := range n.Lines {
		if l.Code {
			l.Text = fixedLine(l.Text)
		} else {
			l.Text = Clip(l.Text, maxLine)
		}
		if l.Text == "" && l.URL != "" {
			l.Text = Clip(l.URL, 200)
		}
		room -= utf8.RuneCountInString(l.Text) + 40 + len(l.URL)
		switch {
		case room >= 0:
		case i == 0:
			l.Text = text.Truncate(l.Text, max(40, room+utf8.RuneCountInString(l.Text)))
		default:
			return lines, len(n.Lines) - i
		}
		if l.Text != "" {
			lines = append(lines, l)
		}
	}
	return lines, 0
}

// fixedLine cleans a line but keeps its spaces, since they may align columns
// or place a caret.
func fixedLine(s string) string {
	if len(s) > 4*maxLine {
		s = strings.ToValidUTF8(s[:4*maxLine], "")
	}
	words := strings.Split(strings.ReplaceAll(s, "\t", "    "), " ")
	for i, w := range words {
		words[i] = text.Clean(w)
	}
	return text.Truncate(strings.TrimRight(strings.Join(words, " "), " "), maxLine)
}
