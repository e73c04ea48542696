package bot

import (
	"slices"
	"strings"

	"newsbell/bot/arg"
	"newsbell/bot/reply"
	"newsbell/digest/schedule"
	"newsbell/news"
	"newsbell/spell"
)

// maxLine bounds a typed line, in bytes; nothing sensible is longer.
const maxLine = 8000

// ParseLine reads a typed line, such as
//
//	/news subscribe ukraine "peace talks" when breaking from bbc.co.uk
//
// into a command's name and its arguments. It is generous: the leading "/news",
// capitals, typographic quotes and chat markup around links do not matter. The
// words when, from, in and about introduce an argument only at the end of the
// line and before a value that fits, so that a query may contain them. Its
// errors are *news.Error and tell what to type instead.
func ParseLine(line string, cmds []Command) (command string, args map[string]string, err error) {
	if len(line) > maxLine {
		return "", nil, news.Fault("too_long", "That line is too long. Try: %s", reply.Shown("help"))
	}
	line = arg.Line(line)
	if line == "" {
		return CmdHelp, map[string]string{}, nil
	}
	cmd, rest, err := findCommand(line, cmds)
	if err != nil {
		return "", nil, err
	}
	args = parseArgs(cmd, rest)
	for _, a := range cmd.Args {
		if a.Required && args[a.Name] == "" {
			return "", nil, missing(cmd, a)
		}
	}
	return cmd.Name, args, nil
}

// findCommand takes the command's words from the front of the line.
func findCommand(line string, cmds []Command) (Command, string, error) {
	first, rest := word(line)
	second, tail := word(rest)
	first = alias(strings.ToLower(first))
	two := first + " " + strings.ToLower(second)
	if c, ok := lookup(cmds, two); ok {
		return c, tail, nil
	}
	if c, ok := lookup(cmds, first); ok {
		return c, rest, nil
	}
	group := slices.ContainsFunc(cmds, func(c Command) bool { return strings.HasPrefix(c.Name, first+" ") })
	switch {
	case group && first == "digest":
		if c, ok := lookup(cmds, CmdDigestSet); ok {
			return c, rest, nil
		}
	case group && second == "":
		if c, ok := lookup(cmds, first+" list"); ok {
			return c, "", nil
		}
	case group && arg.IsAddress(second):
		if c, ok := lookup(cmds, first+" add"); ok {
			return c, rest, nil
		}
	}
	return Command{}, "", unknown(first, two, group, cmds)
}

func lookup(cmds []Command, name string) (Command, bool) {
	i := slices.IndexFunc(cmds, func(c Command) bool { return c.Name == name })
	if i < 0 {
		return Command{}, false
	}
	return cmds[i], true
}

// alias maps the words that people use elsewhere onto ours.
func alias(w string) string {
	switch w {
	case "sub", "watch":
		return CmdSubscribe
	case "unsub", "remove", "delete":
		return CmdUnsubscribe
	case "subs", "subscriptions", "ls":
		return CmdList
	case "feed", "sources":
		return "feeds"
	case "digests":
		return "digest"
	case "?", "-h", "--help":
		return CmdHelp
	case "find":
		return CmdSearch
	case "ping":
		return CmdTest
	}
	return w
}

// unknown says which command was perhaps meant.
func unknown(first, two string, group bool, cmds []Command) error {
	typed := first
	if group {
		typed = strings.TrimSpace(two)
	}
	names := make([]string, len(cmds))
	for i, c := range cmds {
		names[i] = c.Name
	}
	if near, ok := spell.Nearest(reply.Clip(typed, 40), names); ok {
		c, _ := lookup(cmds, near)
		return news.Fault("unknown_command", "I do not know %q. Did you mean: %s", reply.Clip(typed, 40), reply.Shown(c.Example))
	}
	return news.Fault("unknown_command", "I do not know %q. For all commands type: %s", reply.Clip(typed, 40), reply.Shown(CmdHelp))
}

// parseArgs gives each argument its part of the text: trailing clauses to those
// with a keyword, the front to the others, one word each but the last.
func parseArgs(c Command, rest string) map[string]string {
	args := make(map[string]string)
	rest = takeClauses(c, rest, args)
	front := slices.DeleteFunc(slices.Clone(c.Args), func(a Arg) bool { return a.Keyword != "" })
	for i, a := range front {
		value := strings.TrimSpace(rest)
		if i < len(front)-1 {
			value, rest = word(rest)
		}
		if value != "" {
			args[a.Name] = value
		}
	}
	return args
}

// takeClauses moves the trailing clauses of rest into args, last first, and
// returns what stands before them.
func takeClauses(c Command, rest string, args map[string]string) string {
	words := spans(rest)
	end := len(rest)
	about := slices.IndexFunc(words, func(w span) bool { return strings.EqualFold(w.of(rest), "about") })
	for i, w := range slices.Backward(words) {
		a, ok := byKeyword(c, strings.ToLower(w.of(rest)))
		if !ok || args[a.Name] != "" || w.inside || w.end >= end {
			continue
		}
		value := strings.TrimSpace(rest[w.end:end])
		// After "about" stands a query, where "in Paris" is no time zone.
		inQuery := a.Keyword == "in" && about >= 0 && about < i
		if !plausible(a, value, inQuery) {
			continue
		}
		if n := strings.Count(value, `"`); n < 2 || n == 2 && value[0] == '"' && value[len(value)-1] == '"' {
			value = strings.Trim(value, `"`) // more are a list of names
		}
		if len(a.Choices) > 0 {
			value = strings.ToLower(value)
		}
		args[a.Name] = value
		end = w.start
	}
	return rest[:end]
}

func byKeyword(c Command, w string) (Arg, bool) {
	i := slices.IndexFunc(c.Args, func(a Arg) bool { return a.Keyword != "" && a.Keyword == w })
	if i < 0 {
		return Arg{}, false
	}
	return c.Args[i], true
}

// plausible reports whether value can be meant for the argument a.
func plausible(a Arg, value string, inQuery bool) bool {
	switch {
	case value == "":
		return false
	case len(a.Choices) > 0:
		return slices.Contains(a.Choices, strings.ToLower(value))
	case a.Name == ArgFrom:
		return arg.IsSource(value)
	case a.Name == ArgFor:
		_, err := arg.Length(value)
		return err == nil
	case a.Name == ArgPage:
		_, err := arg.Page(value)
		return err == nil
	case a.Name == ArgLength:
		_, err := arg.Stories(value)
		return err == nil
	case a.Name == ArgZone && inQuery:
		_, _, err := schedule.Zone(value)
		return err == nil && (strings.Contains(value, "/") || strings.EqualFold(value, "utc"))
	case a.Name == ArgZone:
		return len(strings.Fields(value)) <= 3
	default:
		return true
	}
}
