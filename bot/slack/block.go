package slack

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"
)

// A block is a Block Kit block or an element in one: the few fields that
// newsbell uses. The order of the fields is the order of the bytes.
type block struct {
	Type      string   `json:"type"`
	BlockID   string   `json:"block_id,omitempty"`
	ActionID  string   `json:"action_id,omitempty"`
	URL       string   `json:"url,omitempty"`
	Value     string   `json:"value,omitempty"`
	Text      *plain   `json:"text,omitempty"`
	Options   []option `json:"options,omitempty"`
	Label     string   `json:"accessibility_label,omitempty"`
	ImageURL  string   `json:"image_url,omitempty"`
	Alt       string   `json:"alt_text,omitempty"`
	Style     any      `json:"style,omitempty"` // "ordered" for a list
	Offset    int      `json:"offset,omitempty"`
	Accessory *block   `json:"accessory,omitempty"`
	Elements  []any    `json:"elements,omitempty"`
}

// plain is text that Slack shows as it is. Emoji stays false, so a word
// between colons remains one.
type plain struct {
	Type  string `json:"type"`
	Text  string `json:"text"`
	Emoji *bool  `json:"emoji,omitempty"`
}

type option struct {
	Text  plain  `json:"text"`
	Value string `json:"value"`
}

// A span is a leaf of rich text.
type span struct {
	Type      string `json:"type"`
	URL       string `json:"url,omitempty"`
	Text      string `json:"text,omitempty"`
	Timestamp int64  `json:"timestamp,omitempty"`
	Format    string `json:"format,omitempty"`
	Fallback  string `json:"fallback,omitempty"`
	Style     *style `json:"style,omitempty"`
}

type style struct {
	Bold   bool `json:"bold,omitempty"`
	Italic bool `json:"italic,omitempty"`
	Strike bool `json:"strike,omitempty"`
}

func plainText(s string) plain { return plain{Type: "plain_text", Text: s, Emoji: new(bool)} }

func bold() *style   { return &style{Bold: true} }
func italic() *style { return &style{Italic: true} }

// words is text without meaning to Slack.
func words(s string, st *style) span { return span{Type: "text", Text: s, Style: st} }

// link is text that leads to an address, or plain text when the address
// cannot be shown as a link.
func link(s, address string, st *style) span {
	if u := linkable(address); u != "" {
		return span{Type: "link", URL: u, Text: s, Style: st}
	}
	return words(s, st)
}

// moment is a time that Slack shows in the reader's own zone.
func moment(t time.Time) span {
	return span{
		Type: "date", Timestamp: t.Unix(), Format: "{date_short_pretty}, {time}",
		Fallback: t.UTC().Format("2 Jan 2006, 15:04 UTC"),
	}
}

// section is one paragraph of rich text. Empty leaves, which Slack refuses,
// are left out.
func section(spans ...span) block {
	b := block{Type: "rich_text_section"}
	for _, s := range spans {
		if s.Text != "" || s.Type == "date" {
			b.Elements = append(b.Elements, s)
		}
	}
	return b
}

// fixed is a paragraph in fixed width.
func fixed(lines []string) block {
	return block{Type: "rich_text_preformatted", Elements: []any{words(strings.Join(lines, "\n"), nil)}}
}

// ordered is a numbered list that goes on after offset items.
func ordered(offset int, items []block) block {
	b := block{Type: "rich_text_list", Style: "ordered", Offset: offset}
	for _, it := range items {
		b.Elements = append(b.Elements, it)
	}
	return b
}

// rich puts paragraphs into one block; those without content are left out.
func rich(parts ...block) block {
	b := block{Type: "rich_text"}
	for _, p := range parts {
		if len(p.Elements) > 0 {
			b.Elements = append(b.Elements, p)
		}
	}
	return b
}

// footnote is a line of small grey text.
func footnote(s string) block {
	return block{Type: "context", Elements: []any{plainText(s)}}
}

// button carries the delivery's id as its value: it says what a press means,
// and marks the message for [Sender.Probe].
func button(verb, label, value string) block {
	t := plainText(label)
	return block{Type: "button", ActionID: verb, Value: value, Text: &t}
}

// marshal writes JSON without HTML escapes, which would only cost bytes.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
