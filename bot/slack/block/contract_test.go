package block_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"newsbell/bot/slack/block"
	"newsbell/bot/slack/slacktest"
	"newsbell/news"
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

func TestRender_holdsToBlockKit(t *testing.T) {
	s := schema(t, "slack-block-kit/message.schema.json")
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
		hold(t, s, raw)
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
