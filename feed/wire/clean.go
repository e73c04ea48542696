package wire

import (
	"html"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"newsbell/feed/date"
	"newsbell/text"
)

// line gives a short HTML text, such as a title, as one plain line. Text that
// was escaped once too often is decoded a second time.
func line(s string) string {
	s = repairC1(cut(strings.TrimSpace(s), 8*maxTitle))
	if strings.ContainsAny(s, "<&") {
		s = text.Plain(s)
		if strings.Contains(s, "&") && strings.Contains(s, ";") && !strings.Contains(s, "<") {
			s = html.UnescapeString(s)
		}
	}
	return text.Truncate(text.Clean(s), maxTitle)
}

// person gives the name in "name", "mail (name)", "name <mail>", "name (mail)".
func person(s string) string {
	s = line(html.EscapeString(html.UnescapeString(s)))
	open := strings.IndexAny(s, "(<")
	if open < 0 {
		return s
	}
	outside := strings.TrimSpace(s[:open])
	inside := strings.TrimSpace(strings.Trim(s[open+1:], ")> "))
	switch {
	case outside == "" || strings.Contains(outside, "@") && inside != "":
		return inside
	case strings.Contains(inside, "@"):
		return outside
	default:
		return s
	}
}

// repairC1 reads the control characters U+0080 to U+009F as what windows-1252
// has in their place: nobody means the controls.
func repairC1(s string) string {
	if !hasC1(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r >= 0x80 && r < 0xa0 {
			return charmap.Windows1252.DecodeByte(byte(r))
		}
		return r
	}, s)
}

func hasC1(s string) bool {
	for i := strings.IndexByte(s, 0xc2); i >= 0 && i+1 < len(s); {
		if s[i+1] < 0xa0 {
			return true
		}
		next := strings.IndexByte(s[i+1:], 0xc2)
		if next < 0 {
			return false
		}
		i += 1 + next
	}
	return false
}

// cut shortens to at most max bytes, at a character.
func cut(s string, max int) string {
	if len(s) <= max {
		return s
	}
	for max > 0 && !utf8.RuneStart(s[max]) {
		max--
	}
	return s[:max]
}

// first gives the first text that is not blank.
func first(texts ...string) string {
	for _, t := range texts {
		if strings.TrimSpace(t) != "" {
			return t
		}
	}
	return ""
}

// tags cleans a list of category names, each once.
func tags(names []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, n := range names {
		if n = line(n); n != "" && !seen[n] && len(out) < 50 {
			seen[n] = true
			out = append(out, n)
		}
	}
	return out
}

// when reads a date that may be missing or unreadable; then it is zero.
func when(s string) time.Time {
	t, _ := date.Parse(s)
	return t
}
