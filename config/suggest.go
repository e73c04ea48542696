package config

import (
	"slices"
	"strings"

	"newsbell/spell"
)

// suggestKey proposes what an unknown key may have meant: one of its section,
// or the same key of another section.
func suggestKey(section, key string, settings, all []setting) string {
	var keys, elsewhere []string
	for _, s := range settings {
		if s.section == section {
			keys = append(keys, s.key)
		}
	}
	for _, s := range all {
		if s.section != section && s.key == key {
			elsewhere = append(elsewhere, "["+s.section+"]")
		}
	}
	if near, ok := spell.Nearest(strings.ToLower(key), keys); ok {
		return "; did you mean " + near + "?"
	}
	if len(elsewhere) == 1 {
		return "; it belongs in " + elsewhere[0]
	}
	return "; known are " + strings.Join(keys, ", ")
}

// suggestSection proposes what an unknown section may have meant, or where a
// key that stands before every section belongs.
func (l *loader) suggestSection(name string) string {
	sections := []string{"feed"}
	var holds []string
	for _, s := range l.settings {
		if !slices.Contains(sections, s.section) {
			sections = append(sections, s.section)
		}
		if s.key == name {
			holds = append(holds, "["+s.section+"]")
		}
	}
	if near, ok := spell.Nearest(strings.ToLower(name), sections); ok {
		if near == "feed" {
			near = "[feed]"
		}
		return "; did you mean [" + near + "]?"
	}
	if len(holds) > 0 {
		return "; it belongs in " + strings.Join(holds, " or ")
	}
	return ""
}
