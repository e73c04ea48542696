package slack_test

import (
	"encoding/json"
	"strings"
	"testing"

	slackgo "github.com/slack-go/slack"

	"newsbell/bot/bottest"
	"newsbell/bot/slack"
)

func manifests() map[string][]byte {
	return map[string][]byte{"socket": slack.Manifest(""), "http": slack.Manifest("https://bell.example.org/")}
}

func TestManifest_holdsToSchema(t *testing.T) {
	for _, v := range []string{"1.0.0", "2.0.0"} {
		for name, m := range manifests() {
			t.Run(v+" "+name, func(t *testing.T) {
				bottest.Holds(t, bottest.Schemas(t, "slack-manifest/schemas/manifest.schema."+v+".json", "")(""), name, m)
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

// TestLoggedAnswers holds that answers and payloads with every field that
// Slack ever sent are read without error, each into the type that reads it.
func TestLoggedAnswers(t *testing.T) {
	bottest.ReadsLogged(t, "slack-json-logs", map[string]any{
		"api/conversations.info.json":                                    slack.NewAnswer("conversations.info"),
		"api/users.info.json":                                            slack.NewAnswer("users.info"),
		"app-backend/slash-commands/SlashCommandPayload.json":            new(slackgo.SlashCommand),
		"app-backend/interactive-components/BlockActionPayload.json":     slack.NewAnswer("block_actions"),
		"app-backend/interactive-components/MessageShortcutPayload.json": slack.NewAnswer("block_actions"),
	})
}
