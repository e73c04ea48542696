package config

import (
	"slices"
	"strconv"
	"strings"
)

// lines maps a key to the line that writes it: "feeds\x00poll" for a key of a
// section, "feed\x001\x00url" for one of the second [[feed]] entry.
type lines map[string]int

// of gives the line of a section or of a key in it; a key that an inline table
// holds stands in the line of that table.
func (l lines) of(path ...string) int {
	for n := len(path); n > 0; n-- {
		if line, ok := l[strings.Join(path[:n], "\x00")]; ok {
			return line
		}
	}
	return 1
}

// ofEntry gives the line of a key in the i-th entry of a list of tables.
func (l lines) ofEntry(list string, i int, key string) int {
	entry := list + "\x00" + strconv.Itoa(i)
	if line, ok := l[entry+"\x00"+key]; ok {
		return line
	}
	return l.of(entry, list)
}

// locate finds the lines of all keys in a document that has been parsed
// without a fault, so it need not be strict itself.
func locate(doc string) lines {
	s := scanner{rest: doc, line: 1}
	found := lines{}
	note := func(line int, path []string) {
		for n := 1; n <= len(path); n++ {
			key := strings.Join(path[:n], "\x00")
			if _, ok := found[key]; !ok {
				found[key] = line
			}
		}
	}
	var section []string
	entries := map[string]int{}
	for s.statement() {
		line := s.line
		if !strings.HasPrefix(s.rest, "[") {
			path := s.key("=")
			note(line, append(slices.Clip(section), path...))
			s.value()
			continue
		}
		double := strings.HasPrefix(s.rest, "[[")
		s.rest = strings.TrimLeft(s.rest, "[")
		section = s.key("]")
		s.rest = strings.TrimLeft(s.rest, "]")
		note(line, section)
		if name := strings.Join(section, "\x00"); double {
			section = append(section, strconv.Itoa(entries[name]))
			entries[name]++
			note(line, section)
		}
	}
	return found
}

// A scanner walks over a TOML document, statement by statement.
type scanner struct {
	rest string
	line int
}

// statement moves to the next key or header; false at the end.
func (s *scanner) statement() bool {
	for s.rest != "" {
		switch s.rest[0] {
		case '\n':
			s.line++
			s.rest = s.rest[1:]
		case ' ', '\t', '\r':
			s.rest = s.rest[1:]
		case '#':
			s.comment()
		default:
			return true
		}
	}
	return false
}

// comment moves to the end of the line.
func (s *scanner) comment() {
	_, _, found := strings.Cut(s.rest, "\n")
	if !found {
		s.rest = ""
		return
	}
	s.rest = s.rest[strings.IndexByte(s.rest, '\n'):]
}

// key reads a dotted key up to one of the bytes of end, which it consumes.
func (s *scanner) key(end string) []string {
	var path []string
	part := ""
	for s.rest != "" {
		c := s.rest[0]
		switch {
		case strings.IndexByte(end, c) >= 0:
			s.rest = s.rest[1:]
			return append(path, part)
		case c == '.':
			path, part = append(path, part), ""
			s.rest = s.rest[1:]
		case c == '"' || c == '\'':
			part += s.quoted()
		case c == ' ' || c == '\t':
			s.rest = s.rest[1:]
		default:
			part += string(c)
			s.rest = s.rest[1:]
		}
	}
	return append(path, part)
}

// value moves past a value to the end of its last line.
func (s *scanner) value() {
	depth := 0
	for s.rest != "" {
		switch c := s.rest[0]; c {
		case '"', '\'':
			s.quoted()
			continue
		case '#':
			s.comment()
			continue
		case '[', '{':
			depth++
		case ']', '}':
			depth--
		case '\n':
			if depth <= 0 {
				return
			}
			s.line++
		}
		s.rest = s.rest[1:]
	}
}

// quoted moves past a string of any of the four kinds and gives its inside as
// written.
func (s *scanner) quoted() string {
	mark := s.rest[:1]
	if triple := strings.Repeat(mark, 3); strings.HasPrefix(s.rest, triple) {
		mark = triple
	}
	i := len(mark)
	for i < len(s.rest) && !strings.HasPrefix(s.rest[i:], mark) {
		if s.rest[i] == '\\' && mark[0] == '"' {
			i++
		}
		i++
	}
	i = min(i, len(s.rest))
	inside := s.rest[len(mark):i]
	s.line += strings.Count(inside, "\n")
	s.rest = s.rest[min(i+len(mark), len(s.rest)):]
	// Up to two more quotes may stand before the closing three.
	for len(mark) == 3 && strings.HasPrefix(s.rest, mark[:1]) {
		s.rest = s.rest[1:]
	}
	return inside
}
