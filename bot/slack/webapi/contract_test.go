package webapi_test

import (
	"testing"

	"newsbell/bot/bottest"
	"newsbell/bot/slack/webapi"
)

// TestLoggedAnswers holds that answers with every field that Slack ever sent are
// read without error.
func TestLoggedAnswers(t *testing.T) {
	bottest.ReadsLogged(t, "slack-json-logs", map[string]any{
		"api/auth.test.json":             new(webapi.Identity),
		"api/chat.postMessage.json.gz":   new(webapi.Answer),
		"api/chat.update.json.gz":        new(webapi.Answer),
		"api/apps.connections.open.json": new(webapi.Answer),
	})
}
