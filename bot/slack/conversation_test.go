package slack_test

import (
	"context"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"newsbell/bot"
	"newsbell/bot/bottest"
	"newsbell/bot/slack"
	"newsbell/bot/slack/block"
	"newsbell/bot/slack/slacktest"
	"newsbell/news"
)

// TestSession_conversations holds Slack against the suite of all platforms, over
// Socket Mode and over HTTP: each line is typed after /news, escaped as Slack
// escapes it. Forms do not open here, so that what is missing is told in words.
func TestSession_conversations(t *testing.T) {
	for name, connect := range transports() {
		t.Run(name, func(t *testing.T) { conversations(t, connect) })
	}
}

// TestSession_conversationLanguages holds it against the suite in each language.
func TestSession_conversationLanguages(t *testing.T) {
	bottest.RunLanguages(t, adapter(transports()["socket"]))
}

func conversations(t *testing.T, connect transport) {
	t.Helper()
	bottest.Run(t, adapter(connect))
}

func adapter(connect transport) bottest.Adapter {
	open := func(t *testing.T, clerk bot.Clerk, channel string) bottest.Chat {
		t.Helper()
		srv := slacktest.Start(t, slacktest.Options{Channels: []slacktest.Channel{{ID: "C1", Name: "c1"}, {ID: "D1", Direct: true}}, Users: map[string]slacktest.User{
			"100": {Name: "Ada", Admin: true, Zone: "UTC", Locale: "en-US"},
			"200": {Name: "Ben", Zone: "UTC", Locale: "en-US"},
			"300": {Name: "Cleo", Zone: "UTC", Locale: "en-US"},
		}, Groups: map[string][]string{bottest.Group: {"300"}}})
		srv.Fault(noForms)
		connect(t, srv, nil, func(o *slack.SessionOptions) { o.Clerk, o.Commands, o.Now = clerk, bot.Commands(), time.Now })
		return chat{srv, channel}
	}
	return bottest.Adapter{
		Typed:  true,
		Open:   func(t *testing.T, clerk bot.Clerk) bottest.Chat { t.Helper(); return open(t, clerk, "C1") },
		Direct: func(t *testing.T, clerk bot.Clerk) bottest.Chat { t.Helper(); return open(t, clerk, "D1") },
	}
}

type chat struct {
	srv     *slacktest.Server
	channel string
}

// Press implements bottest.Presser.
func (c chat) Press(_ context.Context, p bottest.Person, verb string, id news.DeliveryID) (string, error) {
	const message = "1739379841.000100"
	delivery := strconv.FormatInt(int64(id), 10)
	if verb == bot.VerbFollow {
		return read(c.srv.Press(p.ID, c.channel, message, verb, delivery))
	}
	return read(c.srv.Choose(p.ID, c.channel, message, block.Menu, verb+":"+delivery))
}

func (c chat) Say(_ context.Context, p bottest.Person, line string) (string, error) {
	line = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(line)
	return read(c.srv.Command(p.ID, c.channel, line))
}

// read is an answer as a person reads it.
func read(reply slacktest.Reply, err error) (string, error) {
	if err != nil {
		return "", err
	}
	body, err := json.Marshal(map[string]any{"blocks": reply.Blocks})
	if err != nil {
		return "", err
	}
	seen, err := slacktest.Readable(body)
	if err != nil {
		return "", err
	}
	_, said, _ := strings.Cut(seen, "-- message --\n")
	said = regexp.MustCompile(` <https?://[^>]*>`).ReplaceAllString(said, "")
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(said), nil
}
