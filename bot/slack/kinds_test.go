package slack_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"newsbell/bot/bottest"
	"newsbell/bot/slack/block"
	"newsbell/bot/slack/slacktest"
	"newsbell/news"
)

// TestKinds holds each kind of message against its golden files, as JSON and as
// a person reads it; NEWSBELL_UPDATE=1 writes them anew.
func TestKinds(t *testing.T) {
	var names []string
	for _, s := range bottest.Samples(t.Context(), news.Target{Platform: news.Slack, Tenant: "T1", Channel: "C1"}) {
		names = append(names, s.Name)
		t.Run(s.Name, func(t *testing.T) {
			var body []byte
			var err error
			if s.Answer() {
				b, fault := block.Answer(s.Delivery.Message), error(nil)
				if err = fault; err == nil {
					body, err = block.Marshal(b)
				}
			} else {
				body, err = block.Render(s.Delivery, false)
			}
			if err == nil && !s.Answer() {
				err = block.Validate(body)
			}
			if err != nil {
				t.Fatal(err)
			}
			text, err := slacktest.Readable(body)
			if err != nil {
				t.Fatal(err)
			}
			var pretty bytes.Buffer
			if err := json.Indent(&pretty, body, "", "  "); err != nil {
				t.Fatal(err)
			}
			golden(t, s.Name+".json", pretty.String()+"\n")
			golden(t, s.Name+".txt", text)
		})
	}
	if !slices.Equal(names, bottest.SampleNames()) {
		t.Errorf("got kinds %q, want %q", names, bottest.SampleNames())
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", "kinds", name)
	if os.Getenv("NEWSBELL_UPDATE") != "" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (NEWSBELL_UPDATE=1 go test ./bot/slack -run Kinds writes it anew); got\n%s", path, got)
	}
}
