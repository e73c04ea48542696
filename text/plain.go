package text

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Plain gives the text of an HTML fragment: entities decoded, scripts, styles
// and other unseen parts dropped, every line cleaned, paragraphs separated by
// a blank line. Text without any tag keeps its own paragraphs. It never fails:
// broken markup gives what can be read of it.
func Plain(fragment string) string {
	if !strings.Contains(fragment, "<") {
		return paragraphs(html.UnescapeString(fragment))
	}
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(fragment))
	var hidden atom.Atom // the element whose content is skipped
	depth := 0
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return paragraphs(b.String())
		}
		name, _ := z.TagName()
		tag := atom.Lookup(name)
		switch {
		case kind == html.TextToken:
			if depth == 0 {
				b.WriteString(spaced(string(z.Text())))
			}
		case depth > 0 && tag == hidden:
			depth += step(kind)
		case depth == 0 && kind == html.StartTagToken && unseen(tag):
			hidden, depth = tag, 1
		case depth == 0 && tag == atom.Br:
			b.WriteByte('\n')
		case depth == 0 && (tag == atom.Td || tag == atom.Th):
			b.WriteByte(' ')
		case depth == 0 && block(tag):
			b.WriteString("\n\n")
		}
	}
}

// step is what a tag adds to the depth of its element.
func step(kind html.TokenType) int {
	switch kind {
	case html.StartTagToken:
		return 1
	case html.EndTagToken:
		return -1
	default:
		return 0
	}
}

// spaced turns line breaks of the source, which HTML reads as spaces, into
// spaces.
func spaced(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '\n', '\r', '\t', '\f', '\v', '\u0085', '\u2028', '\u2029':
			return ' '
		default:
			return r
		}
	}, html.UnescapeString(s))
}

// paragraphs cleans every line and separates blocks of lines by one blank line.
func paragraphs(s string) string {
	var b strings.Builder
	gap := 0 // line breaks since the last line
	for line := range strings.Lines(strings.ReplaceAll(s, "\r\n", "\n")) {
		line = Clean(line)
		if line == "" {
			gap++
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
			if gap > 0 {
				b.WriteByte('\n')
			}
		}
		gap = 0
		b.WriteString(line)
	}
	return b.String()
}

// unseen tells elements whose content is not text of the page.
func unseen(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Iframe, atom.Object,
		atom.Svg, atom.Math, atom.Head, atom.Title, atom.Select, atom.Button, atom.Textarea,
		atom.Audio, atom.Video, atom.Canvas, atom.Noembed, atom.Noframes:
		return true
	default:
		return false
	}
}

// block tells elements that begin and end a paragraph.
func block(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Div, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul,
		atom.Ol, atom.Li, atom.Dl, atom.Dt, atom.Dd, atom.Blockquote, atom.Pre, atom.Table,
		atom.Tr, atom.Caption, atom.Figure, atom.Figcaption, atom.Section, atom.Article,
		atom.Aside, atom.Header, atom.Footer, atom.Main, atom.Nav, atom.Address, atom.Hr,
		atom.Form, atom.Fieldset, atom.Details, atom.Summary, atom.Body, atom.Center:
		return true
	default:
		return false
	}
}
