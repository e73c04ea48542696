package bot

import (
	"strings"
)

// A span is one word of a typed line.
type span struct {
	start, end int  // bytes
	inside     bool // within quotes or parentheses
}

func (s span) of(line string) string { return line[s.start:s.end] }

// spans splits a line at spaces and notes which words stand within quotes or
// parentheses. An unclosed quote encloses nothing.
func spans(line string) []span {
	var out []span
	quoted, depth, start := false, 0, -1
	for i := 0; i <= len(line); i++ {
		if i == len(line) || line[i] == ' ' {
			if start >= 0 {
				out = append(out, span{start: start, end: i, inside: quoted || depth > 0})
				start = -1
			}
			continue
		}
		if start < 0 {
			start = i
		}
		switch line[i] {
		case '"':
			quoted = !quoted && strings.IndexByte(line[i+1:], '"') >= 0
		case '(':
			depth++
		case ')':
			depth = max(0, depth-1)
		}
	}
	return out
}

// word takes the first word off a line.
func word(line string) (first, rest string) {
	first, rest, _ = strings.Cut(strings.TrimSpace(line), " ")
	return first, strings.TrimSpace(rest)
}
