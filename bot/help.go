package bot

import (
	"strings"

	"newsbell/bot/arg"
	"newsbell/bot/reply"
	"newsbell/news"
)

// Help shows all commands, or in detail the one that a topic names. A topic
// that names none is a *news.Error.
func Help(topic string) (news.Message, error) {
	if topic = strings.ToLower(arg.Line(topic)); topic != "" {
		return helpOn(topic)
	}
	lines := []news.Line{reply.Line("I watch news feeds and ring here when a story breaks. For example:"), reply.Command(`subscribe ukraine "peace talks"`)}
	for _, cmd := range Commands() {
		format := "%s — %s"
		if cmd.Admin {
			format = "%s — %s (admins)"
		}
		lines = append(lines, reply.Line(format, cmd.usage(), news.Say(cmd.Help)))
	}
	return reply.Note("What I can do", lines...), nil
}

func helpOn(topic string) (news.Message, error) {
	cmd, _, err := findCommand(topic, Commands())
	if err != nil {
		return news.Message{}, err
	}
	lines := []news.Line{reply.Line("%s.", news.Say(cmd.Help)), reply.Command("%s", cmd.usage())}
	for _, a := range cmd.Args {
		lines = append(lines, reply.Line("%s: %s", a.Name, news.Say(a.Help)))
	}
	return reply.Note(news.Say("%s", cmd.Typed()), append(lines, reply.Line("For example:"), reply.Command("%s", cmd.Example))...), nil
}
