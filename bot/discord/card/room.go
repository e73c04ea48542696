package card

import (
	"strings"
	"unicode/utf8"
)

// A budget is how many characters a message may still take.
type budget int

// take gives s when it fits, and pays for it; otherwise "".
func (b *budget) take(s string) string {
	n := utf8.RuneCountInString(s) + 1 // the line's end counts
	if s == "" || n > int(*b) {
		return ""
	}
	*b -= budget(n)
	return s
}

// small gives s as a line of small print; "" stays "".
func small(s string) string {
	if s == "" {
		return ""
	}
	return "-# " + s
}

// join puts what is not empty together.
func join(sep string, parts ...string) string {
	kept := parts[:0:0]
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, sep)
}
