package discord_test

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"newsbell/bot"
	"newsbell/bot/bottest"
	"newsbell/bot/discord"
	"newsbell/bot/discord/discordtest"
)

// TestSession_conversations holds Discord against the suite of all platforms:
// each line is taken apart into the options of its slash command.
func TestSession_conversations(t *testing.T) {
	bottest.Run(t, bottest.Adapter{Open: func(t *testing.T, clerk bot.Clerk) bottest.Chat {
		t.Helper()
		srv := server(t, discordtest.Options{})
		serve(t, srv, discord.SessionOptions{Clerk: clerk})
		return chat{t, srv}
	}})
}

type chat struct {
	t   *testing.T
	srv *discordtest.Server
}

func (c chat) Say(ctx context.Context, p bottest.Person, line string) (string, error) {
	command, args, err := bot.ParseLine(line, bot.Commands())
	if err != nil {
		return "", fmt.Errorf("no slash command says it: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	i := discordtest.Interaction{Command: command, Args: args, Channel: "55", ChannelName: "news", User: p.ID, Name: p.Name}
	if p.Admin {
		i.Permissions = 1 << 4
	}
	reply, err := c.srv.Interact(ctx, i)
	if err != nil {
		return "", err
	}
	return asRead(c.t, reply.Body), nil
}

// asRead is a body as a person reads it: markup, escapes and time stamps
// resolved.
func asRead(t *testing.T, body json.RawMessage) string {
	t.Helper()
	s := readable(t, body)
	s = regexp.MustCompile(`\[([^\]]*)\]\((https?://[^)]*)\)`).ReplaceAllString(s, "$1")
	s = regexp.MustCompile("(?m)^(```|#+ |-# |> )|```$").ReplaceAllString(s, "")
	s = regexp.MustCompile(`\*\*([^*\n]*)\*\*`).ReplaceAllString(s, "$1")
	s = regexp.MustCompile(`\\([^0-9A-Za-z\s])`).ReplaceAllString(s, "$1")
	return strings.ReplaceAll(s, "`", "")
}
