package bot

import (
	"newsbell/bot/arg"
)

// Draft reads a typed line as [ParseLine] does, but lets what a command needs be
// missing. It is what a form begins with: ok is true only when a known command
// lacks an argument.
func Draft(line string, cmds []Command) (cmd Command, args map[string]string, ok bool) {
	if len(line) > maxLine {
		return Command{}, nil, false
	}
	line = arg.Line(line)
	if line == "" {
		return Command{}, nil, false
	}
	cmd, rest, err := findCommand(line, cmds)
	if err != nil {
		return Command{}, nil, false
	}
	args = parseArgs(cmd, rest)
	for _, a := range cmd.Args {
		if a.Required && args[a.Name] == "" {
			return cmd, args, true
		}
	}
	return Command{}, nil, false
}
