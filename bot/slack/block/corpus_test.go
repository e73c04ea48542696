package block_test

import (
	"encoding/json"
	"strings"
	"testing"

	"newsbell/bot/bottest"
	"newsbell/bot/slack/block"
	"newsbell/bot/slack/slacktest"
	"newsbell/news"
)

// TestRender_corpus puts each string of the corpus into each place of each kind
// of message where text from outside stands, in both forms: Slack must find
// nothing in them that it gives a meaning to.
func TestRender_corpus(t *testing.T) {
	all := append(bottest.Hostile(), hostile()...)
	rendered := 0
	for i, s := range all {
		for _, d := range filledWith(s) {
			for _, simple := range []bool{false, true} {
				body, err := block.Render(d, simple)
				if err == nil {
					err = harmless(body)
				}
				if err != nil {
					t.Fatalf("string %d %q, simple %v: %v\n%s", i, s, simple, err, body)
				}
				if bad := survivors(t, body); len(bad) > 0 {
					t.Errorf("string %d %q, simple %v: %q survive\n%s", i, s, simple, bad, body)
				}
				rendered++
			}
		}
	}
	t.Logf("%d hostile strings in %d messages, 0 survivors", len(all), rendered)
	if len(all) < 500 {
		t.Errorf("%d strings, want at least 500", len(all))
	}
}

// filledWith are messages that say s wherever something from outside stands.
func filledWith(s string) []news.Delivery {
	alert, list, note := slacktest.SampleAlert(), slacktest.SampleDigest(), slacktest.SampleNotice()
	c := alert.Message.Card
	c.Title, c.Summary, c.Corrected, c.Coverage, c.Reason, c.Words, c.Earlier, c.Image = s, s, s, s, s, []string{s}, s, s
	c.Reports[0].Publisher, c.Reports[0].URL = s, s
	for j := range list.Message.List.Items {
		it := &list.Message.List.Items[j]
		it.Title, it.Summary, it.Note, it.Section, it.Publishers, it.URL = s, s, s, s, []string{s, s}, s
	}
	list.Message.List.Heading, list.Message.List.Intro = s, s
	note.Message.Text.Title = s
	note.Message.Text.Lines = []news.Line{{Text: s}, {Text: s, Code: true}, {Text: s, Bold: true}, {Text: s, URL: s}}
	return []news.Delivery{alert, list, note}
}

// survivors are the marks in the one text of a message that Slack parses, and
// the elements of its blocks that are more than words, a link of our own making
// or a time.
func survivors(t *testing.T, body []byte) []string {
	t.Helper()
	var m struct {
		Text   string `json:"text"`
		Mrkdwn *bool  `json:"mrkdwn"`
		Parse  string `json:"parse"`
		Blocks any    `json:"blocks"`
	}
	if err := json.Unmarshal(body, &m); err != nil {
		t.Fatal(err)
	}
	var bad []string
	for _, mark := range []string{"<", ">", "*", "`", "~~", "\u202e", "\u200b", "\x00"} {
		if strings.Contains(m.Text, mark) {
			bad = append(bad, mark)
		}
	}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			switch kind, _ := v["type"].(string); kind {
			case "mrkdwn", "markdown", "user", "usergroup", "channel", "broadcast", "emoji", "color", "team":
				bad = append(bad, kind)
			}
			for _, e := range v {
				walk(e)
			}
		}
	}
	walk(m.Blocks)
	return bad
}
