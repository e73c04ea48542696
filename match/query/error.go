package query

import (
	"strings"
	"unicode"

	"newsbell/news"
)

// An Error says what is wrong with a query, where, and what to type.
type Error struct {
	Message string // what to mend, one line
	Column  int    // the fault's place in characters, from 1
	Query   string // as typed
	Example string // a query that would do, "" when the message says it all
	Says    news.Phrase
}

// says gives the error a message of parts.
func (e *Error) says(format string, args ...any) *Error {
	e.Says = news.Say(format, args...)
	e.Message = e.Says.String()
	return e
}

// Phrase is the message as a phrase.
func (e *Error) Phrase() news.Phrase {
	if e.Says.Format == "" {
		return news.ReadPhrase(e.Message)
	}
	return e.Says
}

// Error gives the message on one line, without the query.
func (e *Error) Error() string { return e.Message }

// shownWidth is how much of a long query Caret shows.
const shownWidth = 72

// Caret shows the query and, on a second line, a caret below the fault, for a
// block of fixed-width text. A long query is cut around the fault.
func (e *Error) Caret() string {
	runes := []rune(e.Query)
	at := min(max(e.Column-1, 0), len(runes))
	from, to := 0, len(runes)
	if to > shownWidth {
		from = max(0, at-shownWidth/2)
		to = min(len(runes), from+shownWidth)
	}
	var line, pad strings.Builder
	if from > 0 {
		line.WriteString("…")
		pad.WriteByte(' ')
	}
	for i, r := range runes[from:to] {
		var space string
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r):
			r, space = ' ', " "
		case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r):
			if unicode.Is(unicode.Cf, r) {
				continue
			}
		case wide(r):
			space = "\u3000"
		default:
			space = " "
		}
		line.WriteRune(r)
		if from+i < at {
			pad.WriteString(space)
		}
	}
	if to < len(runes) {
		line.WriteString("…")
	}
	return line.String() + "\n" + pad.String() + "^"
}

// wide tells characters that take two columns of fixed-width text.
func wide(r rune) bool {
	return r >= 0x1100 && unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana) ||
		r >= 0xFF01 && r <= 0xFF60 || r >= 0x1F300 && r <= 0x1FAFF
}
