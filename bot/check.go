package bot

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"newsbell/bot/reply"
	"newsbell/digest/schedule"
	"newsbell/match"
	"newsbell/news"
)

// The most that a person may type.
const (
	maxQuery = 1000 // runes
	maxArg   = 4000 // bytes
)

// CommandOf gives the command that a request names. It fails with a *news.Error
// when there is none or the arguments do not fit it, since not every platform
// sees to that.
func CommandOf(r Request) (Command, error) {
	cmd, ok := lookup(append(append(Commands(), buttonCommand()), formCommands()...), r.Command)
	if !ok {
		return Command{}, unknown(r.Command, r.Command, true, Commands())
	}
	return cmd, checkArgs(cmd, r.Args)
}

// checkArgs holds the arguments against the command's own description.
func checkArgs(cmd Command, args map[string]string) error {
	for _, a := range cmd.Args {
		v := strings.TrimSpace(args[a.Name])
		switch {
		case v == "" && a.Required:
			return missing(cmd, a)
		case len(v) > maxArg || a.Name == ArgQuery && utf8.RuneCountInString(v) > maxQuery:
			return news.Fault("too_long", "The %s is too long: at most %d characters. Try: %s", a.Name, maxQuery, reply.Shown(cmd.Example))
		case v != "" && len(a.Choices) > 0 && !slices.Contains(a.Choices, strings.ToLower(v)):
			return news.Fault("bad_choice", "%q is not a %s; choose %s. Try: %s", reply.Clip(v, 40), a.Name, reply.Join(a.Choices, "or"), reply.Shown(cmd.Example))
		}
	}
	return nil
}

func missing(c Command, a Arg) error {
	return news.Fault("missing_argument", "%s needs "+article(a.Name)+" (%s). Try: %s", c.Typed(), news.Say(a.Help), reply.Shown(c.Example))
}

func article(noun string) string {
	if strings.ContainsRune("aeio", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}

// Mend is the reply to an error that a person can mend; ok is false for any
// other.
func Mend(err error) (m news.Message, ok bool) {
	if e, ok := errors.AsType[*match.ParseError](err); ok {
		return queryFault(e), true
	}
	if e, ok := errors.AsType[*schedule.Error](err); ok {
		return reply.Sorry("I cannot read that schedule", reply.Says(e.Phrase()), reply.Command("digest %s", e.Example)), true
	}
	if e, ok := errors.AsType[*news.Error](err); ok {
		return reply.Sorry("", reply.Says(e.Phrase())), true
	}
	return m, false
}

// queryFault shows an unreadable query with a caret under the fault.
func queryFault(e *match.ParseError) news.Message {
	lines := []news.Line{reply.Says(e.Phrase())}
	for row := range strings.SplitSeq(e.Caret(), "\n") {
		lines = append(lines, news.Line{Text: row, Code: true})
	}
	if e.Example != "" {
		lines = append(lines, reply.Line("For example: %s", e.Example))
	}
	return reply.Sorry("I cannot read that query", lines...)
}
