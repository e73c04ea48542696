package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"newsbell/bot/discord/discordtest"
)

// try runs one command as a person would type it, in a folder of its own.
func try(t *testing.T, env []string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(t.Context(), world{args: args, env: env, stdin: strings.NewReader(""), stdout: &out, stderr: &errs})
	return code, out.String(), errs.String()
}

// file writes a file into a fresh folder.
func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestCommands(t *testing.T) {
	store := "NEWSBELL_STORAGE_URL=" + filepath.Join(t.TempDir(), "feeds.db")
	list := file(t, "list.opml", `<opml version="2.0"><body><outline text="Daily" type="rss" xmlUrl="https://daily.example/feed"/></body></opml>`)
	tests := []struct {
		name           string
		args           []string
		code           int
		stdout, stderr string
	}{
		{"version", []string{"version"}, exitDone, "newsbell " + version, ""},
		{"help", nil, exitDone, "Usage:", ""},
		{"an unknown command is wrong usage", []string{"rnu"}, exitUsage, "", "rnu"},
		{"an unknown flag is wrong usage", []string{"demo", "--sript"}, exitUsage, "", "--sript"},
		{"a missing argument is wrong usage", []string{"feeds", "import"}, exitUsage, "", "accepts 1 arg"},
		{"a configuration that is not there", []string{"run", "--config", "/nowhere.toml"}, exitFault, "", "/nowhere.toml"},
		{"a query", []string{"inspect", "query", "apple, google -rumour"}, exitDone, `"canonical"`, ""},
		{"a query of exclusions", []string{"inspect", "query", "-rumour", "--json"}, exitFault, `"column":1`, ""},
		{"a query behind two dashes", []string{"inspect", "query", "--json", "--", "-rumour"}, exitFault, `"column":1`, ""},
		{"two queries", []string{"inspect", "query", "apple", "google"}, exitUsage, "", "one query, in quotes"},
		{"help on queries", []string{"inspect", "query", "--help"}, exitDone, "newsbell inspect query", ""},
		{"a query with a fault", []string{"inspect", "query", "(apple"}, exitFault, `"column"`, ""},
		{
			"a schedule over a change of clocks",
			[]string{"inspect", "schedule", "daily at 09:00", "--zone", "Europe/Berlin", "--from", "2026-03-28T00:00:00Z", "-n", "2"},
			exitDone, `["2026-03-28T08:00:00Z","2026-03-29T07:00:00Z"]`, "",
		},
		{"a schedule with a fault", []string{"inspect", "schedule", "daily at 25:00"}, exitFault, "", "25:00"},
		{"a feed that is none", []string{"inspect", "feed", file(t, "x.html", "<html><body>Sign in</body></html>")}, exitFault, "", "feed"},
		{"feeds imported", []string{"feeds", "import", list}, exitDone, "1 feeds added, 0 already there", ""},
		{"and again", []string{"feeds", "import", list}, exitDone, "0 feeds added, 1 already there", ""},
		{"listed", []string{"feeds", "list"}, exitDone, "https://daily.example/feed", ""},
		{"exported", []string{"feeds", "export"}, exitDone, `xmlUrl="https://daily.example/feed"`, ""},
		{"removed", []string{"feeds", "remove", "https://daily.example/feed"}, exitDone, "removed", ""},
		{"and no longer there", []string{"feeds", "remove", "https://daily.example/feed"}, exitFault, "", "no feed"},
		{"the manifest for Slack", []string{"slack", "manifest"}, exitDone, `"socket_mode_enabled"`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			code, stdout, stderr := try(t, []string{store}, tt.args...)
			if code != tt.code {
				t.Errorf("exit %d, want %d\n%s%s", code, tt.code, stdout, stderr)
			}
			if !strings.Contains(strings.ReplaceAll(stdout, `", "`, `","`), tt.stdout) {
				t.Errorf("prints %q, want %q in it", stdout, tt.stdout)
			}
			if !strings.Contains(stderr, tt.stderr) {
				t.Errorf("says %q, want %q in it", stderr, tt.stderr)
			}
		})
	}
}

func TestConfigurationFaultNamesKeyAndLine(t *testing.T) {
	path := file(t, "newsbell.toml", "[feeds]\npol = \"5m\"\n[alerts]\nper_day = -3\n")
	code, _, stderr := try(t, nil, "run", "--config", path)
	for _, want := range []string{":2", "pol", ":4", "per_day"} {
		if !strings.Contains(stderr, want) {
			t.Errorf("lacks %q:\n%s", want, stderr)
		}
	}
	if code != exitFault {
		t.Errorf("exit %d, want %d", code, exitFault)
	}
}

// TestDemoScript plays the README's demo: it checks itself.
func TestDemoScript(t *testing.T) {
	code, stdout, stderr := try(t, nil, "demo", "--script")
	if code != exitDone {
		t.Errorf("exit %d\n%s\n%s", code, stdout, stderr)
	}
	if strings.Contains(stdout, "Iohannis") {
		t.Errorf("what was there before is told:\n%s", stdout)
	}
}

// TestRejectedToken shows that a token which Discord refuses ends the program
// with one clear line and without asking again and again.
func TestRejectedToken(t *testing.T) {
	server := discordtest.New(discordtest.Options{})
	defer server.Close()
	path := file(t, "newsbell.toml", fmt.Sprintf(
		"[storage]\nurl = %q\n[http]\nlisten = \"127.0.0.1:0\"\n[feeds]\ncatalogue = false\n[discord]\ntoken = \"not.the.token\"\napi_url = %q\n[log]\nlevel = \"error\"\n",
		filepath.Join(t.TempDir(), "x.db"), server.URL()))
	code, _, stderr := try(t, nil, "run", "--config", path)
	if code != exitFault || !strings.Contains(stderr, "discord.token") || strings.Count(stderr, "\n") != 1 {
		t.Errorf("exit %d, says %q; want %d and one line that names discord.token", code, stderr, exitFault)
	}
	if n := server.Stats().Requests; n > 3 {
		t.Errorf("%d requests with a refused token", n)
	}
}

func TestRunStopsCleanly(t *testing.T) {
	path := file(t, "newsbell.toml", fmt.Sprintf(
		"[storage]\nurl = %q\n[http]\nlisten = \"127.0.0.1:0\"\n[feeds]\ncatalogue = false\n[log]\nlevel = \"error\"\n", filepath.Join(t.TempDir(), "x.db")))
	ctx, stop := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer stop()
	var out, errs bytes.Buffer
	code := run(ctx, world{args: []string{"run", "--config", path}, stdin: strings.NewReader(""), stdout: &out, stderr: &errs})
	if code != exitDone || errs.Len() != 0 {
		t.Errorf("exit %d after being told to stop, says %q", code, errs.String())
	}
}

func TestSecondProcessIsRefused(t *testing.T) {
	path := file(t, "newsbell.toml", fmt.Sprintf(
		"[storage]\nurl = %q\n[http]\nlisten = \"127.0.0.1:0\"\n[feeds]\ncatalogue = false\n", filepath.Join(t.TempDir(), "x.db")))
	first, stop := context.WithCancel(t.Context())
	logs, log := io.Pipe()
	done := make(chan int)
	go func() {
		code := run(first, world{args: []string{"run", "--config", path}, stdin: strings.NewReader(""), stdout: io.Discard, stderr: log})
		if err := log.Close(); err != nil {
			t.Error(err)
		}
		done <- code
	}()
	lines := bufio.NewScanner(logs)
	for lines.Scan() && !strings.Contains(lines.Text(), "newsbell runs") {
		continue
	}
	go func() {
		for lines.Scan() { // what else it says is not of interest
			continue
		}
	}()
	code, _, stderr := try(t, nil, "run", "--config", path)
	if code != exitFault || !strings.Contains(stderr, "lock") {
		t.Errorf("exit %d, says %q; want a refusal that names the lock", code, stderr)
	}
	stop()
	if code := <-done; code != exitDone {
		t.Errorf("the first process ends with %d", code)
	}
}
