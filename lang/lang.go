// Package lang says newsbell's phrases in the languages of its readers. The
// English text is the key to a catalogue with one file a language; what a
// catalogue lacks is said in English. Texts of feeds pass through unchanged.
//
// Composing stages hand it what they decided to say; what it gives goes to a
// platform's renderer in package bot.
package lang

import (
	_ "embed" // the catalogues
	"slices"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"newsbell/news"
)

//go:embed catalogue/de.txt
var german string

//go:embed catalogue/fr.txt
var french string

//go:embed catalogue/es.txt
var spanish string

//go:embed catalogue/uk.txt
var ukrainian string

// catalogue is the catalogue of a language, "" for one that has none.
func catalogue(tag string) string {
	switch tag {
	case "de":
		return german
	case "fr":
		return french
	case "es":
		return spanish
	case "uk":
		return ukrainian
	default:
		return ""
	}
}

// English is the language of the keys.
const English = "en"

// All are the primary tags of the languages that newsbell speaks.
func All() []string { return []string{English, "de", "fr", "es", "uk"} }

// Pick gives the first of some locales (BCP 47, also with an underscore) that
// newsbell speaks, as a primary tag; "" when it speaks none of them.
func Pick(locales ...string) string {
	for _, l := range locales {
		primary, _, _ := strings.Cut(strings.ReplaceAll(l, "_", "-"), "-")
		if primary = strings.ToLower(strings.TrimSpace(primary)); slices.Contains(All(), primary) {
			return primary
		}
	}
	return ""
}

// Accepted gives the language that a browser's Accept-Language asks for, the
// most wanted first; "" when newsbell speaks none of them.
func Accepted(header string) string {
	tags, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return ""
	}
	for _, t := range tags {
		if l := Pick(t.String()); l != "" {
			return l
		}
	}
	return ""
}

// Phrases are all that the catalogues hold, in English.
func Phrases() []string {
	var keys []string
	for line := range strings.SplitSeq(In("de").entries, "\n") {
		if line != "" && line[0] != '\t' && line[0] != '#' {
			keys = append(keys, line)
		}
	}
	return keys
}

// A Voice speaks one language. The zero Voice speaks English.
type Voice struct {
	tag     string
	entries string // the language's catalogue
	printer *message.Printer
}

// In gives the voice of a primary tag; one that newsbell does not speak is
// English.
func In(tag string) Voice {
	entries := catalogue(tag)
	if entries == "" {
		return Voice{}
	}
	return Voice{tag: tag, entries: entries, printer: message.NewPrinter(language.Make(tag))}
}

// Tag is the primary tag of the voice's language.
func (v Voice) Tag() string {
	if v.tag == "" {
		return English
	}
	return v.tag
}

// Text says a phrase made of a format and its arguments.
func (v Voice) Text(format string, args ...any) string { return v.Say(news.Say(format, args...)) }

// Say says a phrase: numbers, times and the phrases within it too.
func (v Voice) Say(p news.Phrase) string {
	if v.tag == "" {
		return p.String()
	}
	n, counts := p.Number()
	format, ok := v.lookup(p.Format, n, counts)
	if !ok && counts && n == 1 && p.One != "" {
		format = p.One
	}
	if len(p.Args) == 0 {
		return strings.ReplaceAll(format, "%%", "%")
	}
	args := make([]any, len(p.Args))
	for i, a := range p.Args {
		switch a := a.(type) {
		case news.Phrase:
			args[i] = v.Say(a)
		case news.Moment:
			args[i] = v.moment(a)
		default:
			args[i] = a
		}
	}
	return v.printer.Sprintf(format, args...)
}

// Has reports whether the voice knows a format. A format without letters, such
// as "%d. %s", needs no translation.
func (v Voice) Has(format string) bool {
	_, ok := v.lookup(format, 0, false)
	return ok
}

// lookup finds the translation of a format; a sentence is found without its
// full stop too. Without one it gives the format itself. A key stands at the
// beginning of a line and its translation on the next, after a tab; forms for
// different numbers stand on a line each, after their name in CLDR.
func (v Voice) lookup(format string, n int, counts bool) (string, bool) {
	if v.tag == "" || !worded(format) {
		return format, true
	}
	stop := ""
	_, found, ok := strings.Cut(v.entries, "\n"+format+"\n\t")
	if !ok {
		stop = "."
		if _, found, ok = strings.Cut(v.entries, "\n"+format+".\n\t"); !ok {
			return format, false
		}
	}
	first, rest, _ := strings.Cut(found, "\n")
	if form, text, forms := cutForm(first); forms {
		want := v.form(n, counts)
		var other string
		for {
			if other = text; form == want {
				break
			}
			if !strings.HasPrefix(rest, "\t") {
				break
			}
			first, rest, _ = strings.Cut(rest[1:], "\n")
			if form, text, forms = cutForm(first); !forms {
				break
			}
		}
		first = other // the last form is the one for all other numbers
	}
	return strings.TrimSuffix(first, stop), true
}

// cutForm parts the name of a plural form from its text.
func cutForm(line string) (form, text string, ok bool) {
	form, text, ok = strings.Cut(line, ": ")
	return form, text, ok && slices.Contains([]string{"one", "few", "many", "other"}, form)
}

// form names the plural form that a number takes.
func (v Voice) form(n int, counts bool) string {
	if !counts {
		return "other"
	}
	switch plural.Cardinal.MatchPlural(language.Make(v.tag), max(n, -n), 0, 0, 0, 0) {
	case plural.One:
		return "one"
	case plural.Few:
		return "few"
	case plural.Many:
		return "many"
	default:
		return "other"
	}
}

// worded reports whether a format holds a letter besides its verbs.
func worded(format string) bool {
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			if c := format[i] | 0x20; c >= 'a' && c <= 'z' {
				return true
			}
			continue
		}
		for i++; i < len(format) && strings.IndexByte("+-# 0123456789.[]", format[i]) >= 0; {
			i++
		}
	}
	return false
}

// moment writes a time. Its layout is a key of the catalogue, and so are the
// English names of days and months.
func (v Voice) moment(m news.Moment) string {
	layout, _ := v.lookup(m.Layout, 0, false)
	s := m.Time.Format(layout)
	for _, name := range []string{"Mon", "Jan"} {
		if !strings.Contains(layout, name) {
			continue
		}
		short := m.Time.Format(name)
		if own, ok := v.lookup(short, 0, false); ok {
			s = strings.Replace(s, short, own, 1)
		}
	}
	return s
}

// Message says all phrases of a message in the voice's language, and has its
// renderer speak it too.
func (v Voice) Message(m news.Message) news.Message {
	m.Language = v.tag
	if m.Text == nil {
		return m
	}
	n := *m.Text
	if n.Says.Format != "" {
		n.Title, n.Says = v.Say(n.Says), news.Phrase{}
	}
	n.Lines = slices.Clone(n.Lines)
	for i, l := range n.Lines {
		if l.Says.Format != "" {
			n.Lines[i].Text, n.Lines[i].Says = v.Say(l.Says), news.Phrase{}
		}
	}
	m.Text = &n
	return m
}
