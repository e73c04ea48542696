package slack_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	slackgo "github.com/slack-go/slack"

	"newsbell/bot/slack"
)

// contract gives a file of the published contracts, or skips the test.
func contract(t *testing.T, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if filepath.Dir(dir) == dir {
			t.Fatal("no module root")
		}
		dir = filepath.Dir(dir)
	}
	path := filepath.Join(dir, "..", "shared", "data", "contracts", name)
	if _, err := os.Stat(path); err != nil {
		t.Skip("shared test data not present")
	}
	return path
}

func schema(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.UseRegexpEngine(pattern)
	s, err := c.Compile(contract(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// pattern reads a pattern of a schema. Those that look ahead, which Go cannot
// read, concern fields that newsbell does not use; they match everything.
func pattern(s string) (jsonschema.Regexp, error) {
	if strings.Contains(s, "(?!") || strings.Contains(s, "(?=") {
		s = ""
	}
	return regexp.Compile(s)
}

func hold(t *testing.T, s *jsonschema.Schema, raw []byte) {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(v); err != nil {
		t.Fatalf("%v\n%s", err, raw)
	}
}

func manifests() map[string][]byte {
	return map[string][]byte{"socket": slack.Manifest(""), "http": slack.Manifest("https://bell.example.org/")}
}

func TestManifest_holdsToSchema(t *testing.T) {
	for _, v := range []string{"1.0.0", "2.0.0"} {
		for name, m := range manifests() {
			t.Run(v+" "+name, func(t *testing.T) {
				hold(t, schema(t, "slack-manifest/schemas/manifest.schema."+v+".json"), m)
			})
		}
	}
}

func TestManifest(t *testing.T) {
	for name, raw := range manifests() {
		var m struct {
			Display  struct{ Name, Description string } `json:"display_information"`
			Features struct {
				Shortcuts []struct {
					Name string `json:"name"`
				} `json:"shortcuts"`
			} `json:"features"`
			OAuth    struct{ Scopes struct{ Bot []string } } `json:"oauth_config"`
			Settings struct {
				Socket bool `json:"socket_mode_enabled"`
			} `json:"settings"`
		}
		if err := json.Unmarshal(raw, &m); err != nil {
			t.Fatal(err)
		}
		if len(m.Display.Name) > 35 || len(m.Display.Description) > 140 {
			t.Error("name or description is too long")
		}
		for _, s := range m.Features.Shortcuts {
			if len(s.Name) > 24 {
				t.Errorf("shortcut %q is too long", s.Name)
			}
		}
		for _, scope := range []string{"chat:write", "commands", "channels:history", "groups:history", "im:history", "users:read"} {
			if !strings.Contains(strings.Join(m.OAuth.Scopes.Bot, " ")+" ", scope+" ") {
				t.Errorf("scope %s is missing", scope)
			}
		}
		if m.Settings.Socket != (name == "socket") {
			t.Errorf("%s: socket mode %v", name, m.Settings.Socket)
		}
		for _, want := range []string{"/slack/commands", "/slack/interactivity", "/slack/events", "/slack/oauth/callback"} {
			if got := strings.Contains(string(raw), `"https://bell.example.org`+want+`"`); got != (name == "http") {
				t.Errorf("%s: address %s %v", name, want, got)
			}
		}
	}
}

// logged reads a file of answers that Slack gave.
func logged(t *testing.T, name string) []byte {
	t.Helper()
	f, err := os.Open(contract(t, "slack-json-logs/"+name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// TestLoggedAnswers holds that answers and payloads with every field that
// Slack ever sent are read without error, each into the type that reads it.
func TestLoggedAnswers(t *testing.T) {
	for name, into := range map[string]any{
		"api/auth.test.json":                                             slack.NewAnswer("auth.test"),
		"api/chat.postMessage.json.gz":                                   slack.NewAnswer("chat.postMessage"),
		"api/chat.update.json.gz":                                        slack.NewAnswer("chat.update"),
		"api/conversations.history.json.gz":                              slack.NewAnswer("conversations.history"),
		"api/conversations.replies.json.gz":                              slack.NewAnswer("conversations.replies"),
		"api/conversations.info.json":                                    slack.NewAnswer("conversations.info"),
		"api/users.info.json":                                            slack.NewAnswer("users.info"),
		"api/apps.connections.open.json":                                 slack.NewAnswer("apps.connections.open"),
		"app-backend/slash-commands/SlashCommandPayload.json":            new(slackgo.SlashCommand),
		"app-backend/interactive-components/BlockActionPayload.json":     slack.NewAnswer("block_actions"),
		"app-backend/interactive-components/MessageShortcutPayload.json": slack.NewAnswer("block_actions"),
	} {
		t.Run(name, func(t *testing.T) {
			if err := json.Unmarshal(logged(t, name), into); err != nil {
				t.Error(err)
			}
		})
	}
}
