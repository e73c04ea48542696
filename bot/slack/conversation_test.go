package slack_test

import (
	"context"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"newsbell/bot"
	"newsbell/bot/bottest"
	"newsbell/bot/slack"
	"newsbell/bot/slack/slacktest"
)

// TestSession_conversations holds Slack against the suite of all platforms, over
// Socket Mode and over HTTP: each line is typed after /news, escaped as Slack
// escapes it. Forms do not open here, so that what is missing is told in words.
func TestSession_conversations(t *testing.T) {
	for name, connect := range transports() {
		t.Run(name, func(t *testing.T) { conversations(t, connect) })
	}
}

func conversations(t *testing.T, connect transport) {
	t.Helper()
	bottest.Run(t, bottest.Adapter{Typed: true, Open: func(t *testing.T, clerk bot.Clerk) bottest.Chat {
		t.Helper()
		srv := workspace(t, slacktest.Options{Users: map[string]slacktest.User{
			"100": {Name: "Ada", Admin: true, Zone: "UTC", Locale: "en-US"},
			"200": {Name: "Ben", Zone: "UTC", Locale: "en-US"},
		}})
		srv.Fault(noForms)
		connect(t, srv, nil, func(o *slack.SessionOptions) { o.Clerk, o.Commands, o.Now = clerk, bot.Commands(), time.Now })
		return chat{t, srv}
	}})
}

type chat struct {
	t   *testing.T
	srv *slacktest.Server
}

func (c chat) Say(_ context.Context, p bottest.Person, line string) (string, error) {
	line = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(line)
	reply, err := c.srv.Command(p.ID, "C1", line)
	if err != nil {
		return "", err
	}
	body, err := json.Marshal(map[string]any{"blocks": reply.Blocks})
	if err != nil {
		return "", err
	}
	_, said, _ := strings.Cut(asSeen(c.t, body), "-- message --\n")
	said = regexp.MustCompile(` <https?://[^>]*>`).ReplaceAllString(said, "")
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(said), nil
}
