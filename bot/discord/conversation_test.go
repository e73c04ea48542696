package discord_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"newsbell/bot"
	"newsbell/bot/bottest"
	"newsbell/bot/discord"
	"newsbell/bot/discord/card"
	"newsbell/bot/discord/discordtest"
	"newsbell/news"
)

// TestSession_conversations holds Discord against the suite of all platforms:
// each line is taken apart into the options of its slash command.
func TestSession_conversations(t *testing.T) { bottest.Run(t, adapter()) }

// TestSession_conversationLanguages holds it against the suite in each language.
func TestSession_conversationLanguages(t *testing.T) { bottest.RunLanguages(t, adapter()) }

// TestSession_speaksTheLocale answers in the language of who types, and has a
// new channel speak that of its server.
func TestSession_speaksTheLocale(t *testing.T) {
	srv := discordtest.Start(t, discordtest.Options{})
	serve(t, srv, discord.SessionOptions{Clerk: bottest.Service(bottest.World(), slog.New(slog.DiscardHandler))})
	for locale, want := range map[string]string{
		"de": "Dieser Kanal hat noch keine Abos", "fr": "Ce salon n'a pas encore d'abonnement", "es-419": "Este canal aún no tiene suscripciones",
		"uk": "У цього каналу ще немає підписок", "pl": "This channel has no subscriptions yet",
	} {
		reply, err := srv.Interact(t.Context(), discordtest.Interaction{Command: "list", Channel: "55", User: "1", Name: "Ada", Locale: locale})
		if err != nil {
			t.Fatal(err)
		}
		if got := asRead(t, reply.Body); !strings.Contains(got, want) {
			t.Errorf("%s: got %q, want %q", locale, got, want)
		}
	}
}

func adapter() bottest.Adapter {
	open := func(at discordtest.Interaction) func(*testing.T, bot.Clerk) bottest.Chat {
		return func(t *testing.T, clerk bot.Clerk) bottest.Chat {
			t.Helper()
			srv := discordtest.Start(t, discordtest.Options{})
			serve(t, srv, discord.SessionOptions{Clerk: clerk})
			return chat{t, srv, at}
		}
	}
	return bottest.Adapter{
		Open:   open(discordtest.Interaction{Channel: "55", ChannelName: "news"}),
		Direct: open(discordtest.Interaction{Channel: "77", Guild: "dm", Kind: discordtest.DirectKind}),
	}
}

type chat struct {
	t   *testing.T
	srv *discordtest.Server
	at  discordtest.Interaction // where it is
}

// Press implements bottest.Presser.
func (c chat) Press(ctx context.Context, p bottest.Person, verb string, id news.DeliveryID) (string, error) {
	i := c.at
	i.Button = card.Marker(verb, id)
	return c.do(ctx, p, i)
}

func (c chat) Say(ctx context.Context, p bottest.Person, line string) (string, error) {
	command, args, err := bot.ParseLine(line, bot.Commands())
	if err != nil {
		return "", fmt.Errorf("no slash command says it: %w", err)
	}
	i := c.at
	i.Command, i.Args = command, args
	return c.do(ctx, p, i)
}

func (c chat) do(ctx context.Context, p bottest.Person, i discordtest.Interaction) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	i.User, i.Name, i.Roles = p.ID, p.Name, p.Groups
	if p.Admin {
		i.Permissions = 1<<4 | 1<<5
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
	t.Helper()
	s, err := discordtest.Readable(body)
	if err != nil {
		t.Fatal(err)
	}
	s = regexp.MustCompile(`\[([^\]]*)\]\((https?://[^)]*)\)`).ReplaceAllString(s, "$1")
	s = regexp.MustCompile("(?m)^(```|#+ |-# |> )|```$").ReplaceAllString(s, "")
	s = regexp.MustCompile(`<t:(\d+):R>`).ReplaceAllStringFunc(s, func(at string) string {
		n, _ := strconv.ParseInt(strings.Trim(at, "<t:R>"), 10, 64)
		return time.Unix(n, 0).UTC().Format("2 Jan 15:04")
	})
	s = regexp.MustCompile(`\*\*([^*\n]*)\*\*`).ReplaceAllString(s, "$1")
	s = regexp.MustCompile(`\\([^0-9A-Za-z\s])`).ReplaceAllString(s, "$1")
	return strings.ReplaceAll(s, "`", "")
}
