package post_test

import (
	"testing"

	"newsbell/bot/bottest"
	"newsbell/bot/slack/post"
)

// TestLoggedAnswers holds that histories with every field that Slack ever sent
// are read without error.
func TestLoggedAnswers(t *testing.T) {
	bottest.ReadsLogged(t, "slack-json-logs", map[string]any{
		"api/conversations.history.json.gz": post.NewPage(),
		"api/conversations.replies.json.gz": post.NewPage(),
	})
}
