package block_test

import (
	"encoding/json"
	"testing"

	"newsbell/bot/bottest"
	"newsbell/bot/slack/block"
	"newsbell/bot/slack/slacktest"
	"newsbell/news"
)

func TestRender_holdsToBlockKit(t *testing.T) {
	s := bottest.Schemas(t, "slack-block-kit/message.schema.json", "")("")
	ds := []news.Delivery{slacktest.SampleAlert(), slacktest.SampleEdit(), slacktest.SampleReply(), slacktest.SampleDigest(), slacktest.SampleNotice()}
	for i := range 60 {
		ds = append(ds, newMaker(uint64(i)).delivery())
	}
	for _, d := range ds {
		body, err := block.Render(d, false)
		if err != nil {
			t.Fatal(err)
		}
		var m struct {
			Blocks []map[string]any `json:"blocks"`
		}
		if err := json.Unmarshal(body, &m); err != nil {
			t.Fatal(err)
		}
		if m.Blocks == nil {
			continue // the rendering for what fits in no blocks
		}
		// Slack documents the offset of a list; the published types lack it.
		for _, b := range m.Blocks {
			dropOffsets(b)
		}
		raw, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		bottest.Holds(t, s, "message", raw)
	}
}

func dropOffsets(b map[string]any) {
	if b["type"] == "rich_text_list" {
		delete(b, "offset")
	}
	elements, ok := b["elements"].([]any)
	if !ok {
		return
	}
	for _, e := range elements {
		if m, ok := e.(map[string]any); ok {
			dropOffsets(m)
		}
	}
}
