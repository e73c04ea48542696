package config

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"newsbell/news"
)

// A place is where a value was written: a line of the file, or a variable.
type place struct {
	name string // file or variable
	line int    // 0 for a variable
	key  string // "[feeds] poll"; "" for a variable
}

// String writes the place as the beginning of a message.
func (p place) String() string {
	s := p.name
	if p.line > 0 {
		s = fmt.Sprintf("%s:%d", s, p.line)
	}
	if p.key != "" {
		s += ": " + p.key
	}
	return s
}

// A fault is one mistake and its place.
type fault struct {
	at      place
	message string
}

// A loader gathers values and faults.
type loader struct {
	path     string
	config   *Config
	settings []setting
	readFile func(string) ([]byte, error)
	from     map[string]place // where a key ("feeds.poll") got its value
	wrong    map[string]bool  // keys whose value was at fault
	faults   []fault
}

// given reports whether a key was written anywhere, with a value that holds.
func (l *loader) given(key string) bool {
	_, ok := l.from[key]
	return ok && !l.wrong[key]
}

// fault notes a mistake.
func (l *loader) fault(at place, format string, args ...any) {
	l.faults = append(l.faults, fault{at, fmt.Sprintf(format, args...)})
}

// err joins the faults, those of the file first and in its order.
func (l *loader) err() error {
	if len(l.faults) == 0 {
		return nil
	}
	slices.SortStableFunc(l.faults, func(a, b fault) int {
		if (a.at.line > 0) != (b.at.line > 0) {
			return cmp.Compare(b.at.line, a.at.line)
		}
		return cmp.Or(cmp.Compare(a.at.line, b.at.line), cmp.Compare(a.at.key, b.at.key))
	})
	lines := make([]string, len(l.faults))
	for i, f := range l.faults {
		lines[i] = f.at.String() + ": " + f.message
	}
	return &news.Error{Code: "bad_config", Message: strings.Join(lines, "\n")}
}

// file takes the values of the file.
func (l *loader) file(data []byte) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	tree := map[string]any{}
	if err := toml.Unmarshal(data, &tree); err != nil {
		at := place{name: l.path}
		message := err.Error()
		if e, ok := errors.AsType[toml.ParseError](err); ok {
			// The parser counts a line end that it stumbles over to the next line.
			start := min(max(e.Position.Start, 0), len(data))
			at.line, message = 1+bytes.Count(data[:start], []byte("\n")), e.Message
		}
		l.fault(at, "%s", strings.TrimPrefix(message, "toml: "))
		return
	}
	where := locate(string(data))
	for name, v := range tree {
		l.section(name, v, where)
	}
}

// section takes the values below one name at the top of the file.
func (l *loader) section(name string, v any, where lines) {
	at := place{name: l.path, line: where.of(name), key: "[" + name + "]"}
	if name == "feed" {
		l.feeds(v, where)
		return
	}
	known := l.keysOf(name)
	table, isTable := v.(map[string]any)
	switch {
	case len(known) == 0 && !isTable:
		at.key = name
		l.fault(at, "unknown key%s", l.suggestSection(name))
	case len(known) == 0:
		l.fault(at, "unknown section%s", l.suggestSection(name))
	case !isTable:
		l.fault(at, "must be a section of its own, written [%s]", name)
	default:
		l.table(name, table, l.settings, func(key string) place {
			return place{name: l.path, line: where.of(name, key), key: "[" + name + "] " + key}
		})
	}
}

// feeds takes the [[feed]] entries.
func (l *loader) feeds(v any, where lines) {
	entries, ok := v.([]map[string]any)
	if list, plain := v.([]any); plain {
		ok = true
		for _, e := range list {
			entry, isTable := e.(map[string]any)
			ok = ok && isTable
			entries = append(entries, entry)
		}
	}
	if !ok {
		l.fault(place{l.path, where.of("feed"), "[feed]"}, "each feed starts with [[feed]], in double brackets")
		return
	}
	seen := map[string]int{}
	for i, entry := range entries {
		at := func(key string) place {
			return place{l.path, where.ofEntry("feed", i, key), strings.TrimSpace("[[feed]] " + key)}
		}
		var f Feed
		before := len(l.faults)
		l.table("feed", entry, f.settings(), at)
		if _, given := entry["url"]; !given {
			l.fault(at(""), "url is missing")
		}
		if first, twice := seen[f.URL]; twice && f.URL != "" {
			l.fault(at("url"), "the same feed stands in line %d", first)
		}
		seen[f.URL] = at("url").line
		if len(l.faults) == before {
			l.config.Feed = append(l.config.Feed, f)
		}
	}
}

// table takes the keys of one table.
func (l *loader) table(section string, table map[string]any, settings []setting, at func(key string) place) {
	for key, raw := range table {
		i := slices.IndexFunc(settings, func(s setting) bool { return s.section == section && s.key == key })
		if i < 0 {
			l.fault(at(key), "unknown key%s", suggestKey(section, key, settings, l.settings))
			continue
		}
		l.take(settings[i], value{raw: raw}, at(key))
	}
}

// take keeps one value or notes why not. Keys of [[feed]] entries are not
// tracked: no other key depends on them.
func (l *loader) take(s setting, v value, at place) {
	key := s.section + "." + s.key
	if s.section != "feed" {
		l.from[key] = at
		delete(l.wrong, key)
	}
	if err := s.set(v); err != nil {
		l.fault(at, "%s", err)
		l.wrong[key] = true
	}
}

// keysOf lists the keys of a section.
func (l *loader) keysOf(section string) []string {
	var keys []string
	for _, s := range l.settings {
		if s.section == section {
			keys = append(keys, s.key)
		}
	}
	return keys
}
