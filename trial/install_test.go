package trial

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"newsbell/bot/discord/discordtest"
	"newsbell/bot/slack/slacktest"
)

// TestInstall goes the README's way on each platform: the tokens in the
// environment, the binary started, the first /news subscribe typed, and its
// answer read.
func TestInstall(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and starts the binary")
	}
	bin, err := Build(t.Context(), moduleRoot(t), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Run("discord", func(t *testing.T) {
		srv := discordtest.New(discordtest.Options{})
		defer srv.Close()
		installed(t, bin, "NEWSBELL_DISCORD_TOKEN="+discordtest.Token, "NEWSBELL_DISCORD_API_URL="+srv.URL())
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := srv.WaitFor(ctx, func(s *discordtest.Server) bool { return s.Connected() > 0 }); err != nil {
			t.Fatal(err)
		}
		reply, err := srv.Interact(ctx, discordtest.Interaction{
			Command: "subscribe", Args: map[string]string{"query": `ukraine "peace talks"`}, Channel: "55", ChannelName: "news", User: "1",
		})
		if err != nil || !strings.Contains(string(reply.Body), "Subscription 1 is on") {
			t.Errorf("got %s, %v", reply.Body, err)
		}
	})
	t.Run("slack", func(t *testing.T) {
		srv := slacktest.New(slacktest.Options{})
		defer srv.Close()
		installed(t, bin, "NEWSBELL_SLACK_BOT_TOKEN=xoxb-test", "NEWSBELL_SLACK_APP_TOKEN=xapp-test", "NEWSBELL_SLACK_API_URL="+srv.URL())
		reply, err := srv.Command("UADMIN", "C1", `subscribe ukraine "peace talks"`)
		if got := fmt.Sprintf("%s %v", reply.Text, reply.Blocks); err != nil || !strings.Contains(got, "Subscription 1 is on") {
			t.Errorf("got %s, %v", got, err)
		}
	})
}

// installed starts newsbell with an empty folder and the given environment, and
// waits until it is ready.
func installed(t *testing.T, bin string, env ...string) {
	t.Helper()
	port, err := FreePort()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	listen := fmt.Sprintf("127.0.0.1:%d", port)
	file := filepath.Join(dir, "newsbell.toml")
	text := fmt.Sprintf("[storage]\nurl = %q\n[http]\nlisten = %q\n", filepath.Join(dir, "newsbell.db"), listen)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p := &Process{Bin: bin, Config: file, Listen: listen, Env: append(env, "NEWSBELL_FEEDS_CATALOGUE=false")}
	ctx, cancel := context.WithCancel(t.Context())
	if err := p.Start(ctx); err != nil {
		cancel()
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.Kill()
		cancel()
	})
	ready, done := context.WithTimeout(ctx, time.Minute)
	defer done()
	if err := p.Ready(ready); err != nil {
		t.Fatal(err)
	}
}
