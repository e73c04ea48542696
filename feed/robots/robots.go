// Package robots reads robots.txt: part of stage 1, for package feed, which asks
// it before a page is fetched. Feeds themselves are published for programs and
// are not asked about.
package robots

import (
	"slices"
	"strings"
)

// Rules are what a robots.txt says to us. The zero value allows everything.
type Rules struct{ rules []rule }

// A rule allows or withholds the paths that match a pattern.
type rule struct {
	pattern string
	allow   bool
}

// Parse reads the groups for newsbell, or, when there are none, those for
// everyone.
func Parse(body string) Rules {
	var ours, all []rule
	var named, everyone, known, inRules bool
	for line := range strings.Lines(body) {
		line, _, _ = strings.Cut(line, "#")
		field, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		value = strings.TrimSpace(value)
		switch strings.ToLower(strings.TrimSpace(field)) {
		case "user-agent":
			if inRules {
				named, everyone, inRules = false, false, false
			}
			agent := strings.ToLower(value)
			everyone = everyone || agent == "*"
			named = named || agent == "newsbell"
			known = known || named
		case "allow", "disallow":
			inRules = true
			r := rule{pattern: value, allow: strings.EqualFold(strings.TrimSpace(field), "allow")}
			if value == "" || len(ours)+len(all) > 5000 {
				continue
			}
			if named {
				ours = append(ours, r)
			} else if everyone {
				all = append(all, r)
			}
		}
	}
	if known {
		all = ours
	}
	slices.SortStableFunc(all, func(a, b rule) int { return len(b.pattern) - len(a.pattern) })
	return Rules{rules: all}
}

// Allows says whether a path, with its query, may be read: the longest pattern that matches
// decides, and of two that are equally long the one that allows.
func (r Rules) Allows(path string) bool {
	for i, found := range r.rules {
		if !matches(found.pattern, path) {
			continue
		}
		for _, other := range r.rules[i:] {
			if len(other.pattern) == len(found.pattern) && other.allow && matches(other.pattern, path) {
				return true
			}
		}
		return found.allow
	}
	return true
}

// matches holds a path against a pattern with * and a final $.
func matches(pattern, path string) bool {
	pattern, anchored := strings.CutSuffix(pattern, "$")
	parts := strings.Split(pattern, "*")
	if !strings.HasPrefix(path, parts[0]) {
		return false
	}
	rest := path[len(parts[0]):]
	for n, p := range parts[1:] {
		if anchored && n == len(parts)-2 {
			return strings.HasSuffix(rest, p)
		}
		i := strings.Index(rest, p)
		if i < 0 {
			return false
		}
		rest = rest[i+len(p):]
	}
	return !anchored || rest == ""
}
