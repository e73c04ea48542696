package trial

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"newsbell/bot/discord/discordtest"
	"newsbell/bot/slack/slacktest"
)

// TestInstall goes the README's way on each platform: the configuration and the
// commands of its blocks, with real values where it leaves them open, the binary
// checked and started, the first /news subscribe typed, and its answer read.
func TestInstall(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and starts the binary")
	}
	bin, err := Build(t.Context(), moduleRoot(t), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	g := readGuide(t, "README.md")
	t.Run("discord", func(t *testing.T) {
		srv := discordtest.New(discordtest.Options{})
		defer srv.Close()
		n := newNewcomer(t, bin, "NEWSBELL_DISCORD_API_URL="+srv.URL())
		n.write(fillIn(t, g.block("toml", "[discord]"), map[string]string{"token": discordtest.Token, "url": n.feed()}))
		n.start()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		check(t, srv.WaitFor(ctx, func(s *discordtest.Server) bool { return s.Connected() > 0 }))
		query := g.typed(`ukraine "`)
		reply, err := srv.Interact(ctx, discordtest.Interaction{
			Command: "subscribe", Args: map[string]string{"query": query}, Channel: "55", ChannelName: "news", User: "1",
		})
		if err != nil || !strings.Contains(string(reply.Body), "Subscription 1 is on") {
			t.Errorf("got %s, %v", reply.Body, err)
		}
	})
	t.Run("slack", func(t *testing.T) {
		srv := slacktest.New(slacktest.Options{})
		defer srv.Close()
		n := newNewcomer(t, bin, "NEWSBELL_SLACK_API_URL="+srv.URL())
		if code, out := n.run(g.typed("newsbell slack manifest --socket")); code != 0 || !strings.Contains(out, `"socket_mode_enabled": true`) {
			t.Errorf("the manifest: exit %d\n%s", code, out)
		}
		n.write(fillIn(t, g.block("toml", "app_token"), map[string]string{"bot_token": "xoxb-test", "app_token": "xapp-test"}))
		n.start()
		reply, err := srv.Command("UADMIN", "C1", strings.TrimPrefix(g.typed("/news subscribe ukraine"), "/news "))
		if got := reply.Text; err != nil || !strings.Contains(got, "Subscription 1 is on") {
			t.Errorf("got %s, %v", got, err)
		}
	})
	t.Run("slack, many workspaces", func(t *testing.T) { manyWorkspaces(t, bin, g) })
}

// A guide is a page of the documentation that a newcomer follows.
type guide struct {
	t    *testing.T
	name string
	text string
}

func readGuide(t *testing.T, name string) guide {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(moduleRoot(t), name))
	check(t, err)
	return guide{t, name, string(data)}
}

// block gives the fenced block of a language that holds some text.
func (g guide) block(language, with string) string {
	g.t.Helper()
	for _, m := range regexp.MustCompile("(?ms)^```([a-z]*)\n(.*?)^```$").FindAllStringSubmatch(g.text, -1) {
		if m[1] == language && strings.Contains(m[2], with) {
			return m[2]
		}
	}
	g.t.Fatalf("%s has no block of %s with %s", g.name, language, with)
	return ""
}

// typed gives the code within a line that begins with some text.
func (g guide) typed(start string) string {
	g.t.Helper()
	m := regexp.MustCompile("`(" + regexp.QuoteMeta(start) + "[^`\n]*)`").FindStringSubmatch(g.text)
	if m == nil {
		g.t.Fatalf("%s does not tell to type %s…", g.name, start)
	}
	return m[1]
}

// fillIn puts values in place of those of a block's keys. Nothing that the block
// leaves open may stay so, and it must have each key.
func fillIn(t *testing.T, block string, values map[string]string) string {
	t.Helper()
	used := map[string]bool{}
	out := regexp.MustCompile(`(?m)^(\w+) = ".*"$`).ReplaceAllStringFunc(block, func(line string) string {
		key, _, _ := strings.Cut(line, " ")
		v, ok := values[key]
		if !ok {
			return line
		}
		used[key] = true
		return fmt.Sprintf("%s = %q", key, v)
	})
	if strings.Contains(out, "…") || len(used) != len(values) {
		t.Fatalf("filled with %d values, of which it takes %d, this stays open:\n%s", len(values), len(used), out)
	}
	return out
}

// A newcomer has a folder with a configuration, a feed, and newsbell as built.
type newcomer struct {
	*Process
	t     *testing.T
	dir   string
	press *Press
}

// newNewcomer makes an empty folder. The variables stand for the world around:
// where the platform's stand-in and the feed are, and a free port.
func newNewcomer(t *testing.T, bin string, env ...string) *newcomer {
	t.Helper()
	port, err := FreePort()
	check(t, err)
	press, err := NewPress()
	check(t, err)
	t.Cleanup(func() { check(t, press.Close()) })
	n := &newcomer{t: t, dir: t.TempDir(), press: press}
	listen := fmt.Sprintf("127.0.0.1:%d", port)
	n.Process = &Process{Bin: bin, Config: filepath.Join(n.dir, "newsbell.toml"), Listen: listen, Env: append(
		env, "NEWSBELL_HTTP_LISTEN="+listen, "NEWSBELL_STORAGE_URL="+filepath.Join(n.dir, "newsbell.db"), "NEWSBELL_FEEDS_CATALOGUE=false",
		"NEWSBELL_FEEDS_ALLOW_PRIVATE_NETWORKS=true",
	)}
	press.Publish(0, Item{ID: "old", Title: "Town hall gets a new clock", HTML: "It was wound up on Friday.", Published: time.Now()})
	return n
}

// feed is the address of the newcomer's feed.
func (n *newcomer) feed() string { return n.press.URL(0) }

// write writes the configuration.
func (n *newcomer) write(text string) {
	n.t.Helper()
	check(n.t, os.WriteFile(n.Config, []byte(text), 0o600))
}

// run runs a command as it is typed, without quotes, in the newcomer's folder, and
// gives its exit code and what it printed.
func (n *newcomer) run(line string, env ...string) (code int, out string) {
	n.t.Helper()
	words := strings.Fields(line)
	if words[0] != "newsbell" {
		n.t.Fatalf("%q runs something else", line)
	}
	ctx, cancel := context.WithTimeout(n.t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, n.Bin, words[1:]...)
	cmd.Dir, cmd.Env = n.dir, slices.Concat(os.Environ(), n.Env, env)
	text, err := cmd.CombinedOutput()
	if _, failed := errors.AsType[*exec.ExitError](err); err != nil && !failed {
		n.t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(text)
}

// start checks the configuration, starts newsbell and waits until it is ready.
func (n *newcomer) start() {
	n.t.Helper()
	if code, out := n.run("newsbell check"); code != 0 {
		n.t.Fatalf("check ends with %d:\n%s", code, out)
	}
	ctx, cancel := context.WithCancel(n.t.Context())
	n.t.Cleanup(func() {
		n.Kill()
		cancel()
	})
	n.again(ctx)
}

// again starts newsbell and waits until it is ready.
func (n *newcomer) again(ctx context.Context) {
	n.t.Helper()
	check(n.t, n.Start(ctx))
	ready, done := context.WithTimeout(ctx, time.Minute)
	defer done()
	check(n.t, n.Ready(ready))
}
