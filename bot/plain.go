package bot

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"newsbell/bot/reply"
	"newsbell/lang"
	"newsbell/news"
	"newsbell/text"
)

// plainWidth is how wide PlainText writes running text, in characters.
const plainWidth = 78

// PlainText writes a message as a person reads it in a terminal, with times in
// loc. It is what the demo prints and what goldens hold. The text of feeds is
// cleaned of control characters; nothing else needs escaping there.
func PlainText(m news.Message, loc *time.Location) string {
	if loc == nil {
		loc = time.UTC
	}
	var parts []string
	voice := lang.In(m.Language)
	if m.Card != nil {
		parts = append(parts, plainCard(m.Kind, *m.Card, loc, voice))
	}
	if m.List != nil {
		parts = append(parts, plainList(*m.List, loc, voice))
	}
	if m.Text != nil {
		parts = append(parts, plainNote(*m.Text))
	}
	return strings.Join(parts, "\n")
}

// label is the word in front of a card's headline.
func label(kind news.Kind) string {
	switch kind {
	case news.KindAlert:
		return "[ALERT] %s"
	case news.KindReply:
		return "[DEVELOPMENT] %s"
	case news.KindEdit:
		return "[UPDATED] %s"
	default:
		return "%s"
	}
}

func plainCard(kind news.Kind, c news.Card, loc *time.Location, voice lang.Voice) string {
	var b strings.Builder
	b.WriteString(wrap(voice.Text(label(kind), text.Clean(c.Title)), "", "        "))
	if c.Corrected != "" {
		b.WriteString(wrap(voice.Text("formerly: %s", text.Clean(c.Corrected)), "  ", "  "))
	}
	if c.Summary != "" {
		b.WriteString(wrap(text.Clean(c.Summary), "  ", "  "))
	}
	field := func(name, value string) {
		if value != "" {
			b.WriteString(wrap(value, fmt.Sprintf("  %-12s ", voice.Text(name)), strings.Repeat(" ", 15)))
		}
	}
	field("Reported by", plainReports(c.Reports, loc, voice))
	if !c.Began.IsZero() {
		field("Since", voice.Text("%s", reply.Moment(c.Began, loc)))
	}
	field("Coverage", strings.ReplaceAll(text.Clean(c.Coverage), "->", "→"))
	field("Why", text.Clean(c.Reason))
	field("Your words", text.Clean(strings.Join(c.Words, ", ")))
	field("Earlier", text.Clean(c.Earlier))
	field("Read", text.Clean(c.URL))
	return b.String()
}

func plainReports(reports []news.Report, loc *time.Location, voice lang.Voice) string {
	var words []string
	for _, r := range reports {
		w := text.Clean(r.Publisher)
		if !r.At.IsZero() {
			w += " " + r.At.In(loc).Format("15:04")
		}
		switch {
		case r.Official:
			w = voice.Text("%s (official)", w)
		case r.Copy:
			w = voice.Text("%s (a copy)", w)
		}
		words = append(words, strings.ReplaceAll(w, " ", tied))
	}
	return strings.Join(words, " · ")
}

func plainList(l news.List, loc *time.Location, voice lang.Voice) string {
	if zone, err := time.LoadLocation(l.Zone); err == nil && l.Zone != "" {
		loc = zone
	}
	var b strings.Builder
	heading := text.Clean(l.Heading)
	if !l.From.IsZero() && !l.To.IsZero() {
		heading = voice.Text("%s · %s to %s", heading, reply.Moment(l.From, loc), reply.Moment(l.To, loc))
	}
	b.WriteString(wrap(heading, "", ""))
	if l.Intro != "" {
		b.WriteString(wrap(text.Clean(l.Intro), "", ""))
	}
	section := ""
	for i, it := range l.Items {
		if it.Section != section {
			section = it.Section
			b.WriteString("  — " + text.Clean(section) + " —\n")
		}
		b.WriteString(plainItem(i+1, it, loc, voice))
	}
	if l.More > 0 {
		b.WriteString("  … " + voice.Text("and %s", reply.Count(l.More, "more story", "more stories")) + "\n")
	}
	return b.String()
}

func plainItem(n int, it news.Item, loc *time.Location, voice lang.Voice) string {
	const indent = "      "
	out := wrap(text.Clean(it.Title), fmt.Sprintf("  %2d. ", n), indent)
	if it.Summary != "" {
		out += wrap(text.Clean(it.Summary), indent, indent)
	}
	by := plainPublishers(it.Publishers)
	if !it.At.IsZero() {
		by = append(by, voice.Text("%s", reply.Moment(it.At, loc)))
	}
	if it.Note != "" {
		by = append(by, text.Clean(it.Note))
	}
	if len(by) > 0 {
		out += wrap(strings.Join(by, " · "), indent, indent)
	}
	if it.URL != "" {
		out += indent + text.Clean(it.URL) + "\n"
	}
	return out
}

// plainPublishers names at most four publishers and counts the others.
func plainPublishers(names []string) []string {
	const most = 4
	if len(names) == 0 {
		return nil
	}
	shown := slices.Clone(names[:min(len(names), most)])
	for i := range shown {
		shown[i] = text.Clean(shown[i])
	}
	line := strings.Join(shown, ", ")
	if more := len(names) - most; more > 0 {
		line += fmt.Sprintf(" +%d", more)
	}
	return []string{line}
}

func plainNote(n news.Note) string {
	var b strings.Builder
	if n.Title != "" {
		b.WriteString(wrap(text.Clean(n.Title), "", ""))
	}
	for _, l := range n.Lines {
		switch {
		case l.Code: // fixed-width: spaces count
			b.WriteString("    " + strings.TrimRight(strings.Map(visible, l.Text), " ") + "\n")
		case l.URL != "":
			b.WriteString(wrap(text.Clean(l.Text)+" <"+text.Clean(l.URL)+">", "  ", "    "))
		default:
			b.WriteString(wrap(text.Clean(l.Text), "  ", "    "))
		}
	}
	return b.String()
}

// visible keeps what may be printed as typed: line breaks become spaces, other
// control and formatting characters and broken bytes are dropped.
func visible(r rune) rune {
	switch {
	case r == '\n' || r == '\t':
		return ' '
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == utf8.RuneError:
		return -1
	}
	return r
}

// tied is a space at which wrap does not break.
const tied = "\u00a0"

// wrap breaks s at spaces; the first line begins with first, the others with
// rest. It ends with a line break.
func wrap(s, first, rest string) string {
	var b strings.Builder
	b.WriteString(first)
	at, fresh := utf8.RuneCountInString(first), true
	for w := range strings.SplitSeq(s, " ") {
		n := utf8.RuneCountInString(w)
		switch {
		case n == 0:
			continue
		case fresh:
		case at+1+n > plainWidth:
			b.WriteString("\n" + rest)
			at = utf8.RuneCountInString(rest)
		default:
			b.WriteByte(' ')
			at++
		}
		b.WriteString(w)
		at += n
		fresh = false
	}
	b.WriteByte('\n')
	return strings.ReplaceAll(b.String(), tied, " ")
}
