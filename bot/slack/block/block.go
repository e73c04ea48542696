package block

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"
)

// A Block is a Block Kit block or an element in one: the few fields that
// newsbell uses. The order of the fields is the order of the bytes.
type Block struct {
	Type      string   `json:"type"`
	BlockID   string   `json:"block_id,omitempty"`
	ActionID  string   `json:"action_id,omitempty"`
	URL       string   `json:"url,omitempty"`
	Value     string   `json:"value,omitempty"`
	Text      *Plain   `json:"text,omitempty"`
	Options   []option `json:"options,omitempty"`
	Label     string   `json:"accessibility_label,omitempty"`
	ImageURL  string   `json:"image_url,omitempty"`
	SlackFile *file    `json:"slack_file,omitempty"`
	Alt       string   `json:"alt_text,omitempty"`
	Style     any      `json:"style,omitempty"` // "ordered" for a list
	Offset    int      `json:"offset,omitempty"`
	Accessory *Block   `json:"accessory,omitempty"`
	Elements  []any    `json:"elements,omitempty"`
}

// Plain is text that Slack shows as it is. Emoji stays false, so a word
// between colons remains one.
type Plain struct {
	Type  string `json:"type"`
	Text  string `json:"text"`
	Emoji *bool  `json:"emoji,omitempty"`
}

// file is a picture that was uploaded to Slack.
type file struct {
	ID string `json:"id"`
}

type option struct {
	Text  Plain  `json:"text"`
	Value string `json:"value"`
}

// A Span is a leaf of rich text.
type Span struct {
	Type      string `json:"type"`
	URL       string `json:"url,omitempty"`
	Text      string `json:"text,omitempty"`
	Timestamp int64  `json:"timestamp,omitempty"`
	Format    string `json:"format,omitempty"`
	Fallback  string `json:"fallback,omitempty"`
	Style     *Style `json:"style,omitempty"`
}

// Style is how a leaf of rich text looks.
type Style struct {
	Bold   bool `json:"bold,omitempty"`
	Italic bool `json:"italic,omitempty"`
	Strike bool `json:"strike,omitempty"`
}

// PlainText gives s as text that Slack shows as it is.
// PlainText is a label or line that Slack shows as it is.
func PlainText(s string) Plain { return Plain{Type: "plain_text", Text: s, Emoji: new(bool)} }

// Bold is the style of what must be seen first.
// Bold is the style of bold words.
func Bold() *Style { return &Style{Bold: true} }

// Italic is the style of a remark.

// Italic is that of slanted ones.
func Italic() *Style { return &Style{Italic: true} }

// Words is text without meaning to Slack.
func Words(s string, st *Style) Span { return Span{Type: "text", Text: s, Style: st} }

// link is text that leads to an address, or plain text when the address
// cannot be shown as a link.
func link(s, address string, st *Style) Span {
	if u := Linkable(address); u != "" {
		return Span{Type: "link", URL: u, Text: s, Style: st}
	}
	return Words(s, st)
}

// moment is a time that Slack shows in the reader's own zone.
func moment(t time.Time) Span {
	return Span{
		Type: "date", Timestamp: t.Unix(), Format: "{date_short_pretty}, {time}",
		Fallback: t.UTC().Format("2 Jan 2006, 15:04 UTC"),
	}
}

// Section is one paragraph of rich text. Empty leaves, which Slack refuses,
// are left out.
func Section(spans ...Span) Block {
	b := Block{Type: "rich_text_section"}
	for _, s := range spans {
		if s.Text != "" || s.Type == "date" {
			b.Elements = append(b.Elements, s)
		}
	}
	return b
}

// fixed is a paragraph in fixed width.
func fixed(lines []string) Block {
	return Block{Type: "rich_text_preformatted", Elements: []any{Words(strings.Join(lines, "\n"), nil)}}
}

// ordered is a numbered list that goes on after offset items.
func ordered(offset int, items []Block) Block {
	b := Block{Type: "rich_text_list", Style: "ordered", Offset: offset}
	for _, it := range items {
		b.Elements = append(b.Elements, it)
	}
	return b
}

// Rich puts paragraphs into one block; those without content are left out.
func Rich(parts ...Block) Block {
	b := Block{Type: "rich_text"}
	for _, p := range parts {
		if len(p.Elements) > 0 {
			b.Elements = append(b.Elements, p)
		}
	}
	return b
}

// Footnote is a line of small grey text.
func Footnote(s string) Block {
	return Block{Type: "context", Elements: []any{PlainText(s)}}
}

// Button carries the delivery's id as its value: it says what a press means,
// and marks the message for a probe.
func Button(verb, label, value string) Block {
	t := PlainText(label)
	return Block{Type: "button", ActionID: verb, Value: value, Text: &t}
}

// Menu is the action_id of an overflow menu. The values of its lines say what
// each does; see [Chosen].
const Menu = "menu"

// choice is a line of a menu.
func choice(verb, label, id string) option {
	return option{Text: PlainText(label), Value: verb + ":" + id}
}

// Chosen takes the value of a menu's line apart: what to do, and the id of the
// delivery. A value that no menu has gives two empty texts.
func Chosen(value string) (verb, id string) {
	verb, id, ok := strings.Cut(value, ":")
	if !ok {
		return "", ""
	}
	return verb, id
}

// Marshal writes JSON without HTML escapes, which would only cost bytes.
func Marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
