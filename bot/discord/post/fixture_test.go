package post_test

import (
	"testing"
	"time"

	"newsbell/bot/discord/discordtest"
	"newsbell/bot/discord/post"
)

// sender posts to a server.
func sender(tb testing.TB, s *discordtest.Server) *post.Sender {
	tb.Helper()
	return post.NewSender(post.Options{
		Token: discordtest.Token, APIURL: s.URL(), Now: time.Now, Log: discordtest.Log(tb),
	})
}
