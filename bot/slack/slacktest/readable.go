package slacktest

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Readable writes a message as a person sees it: the notification, then the
// blocks.
func Readable(body []byte) (string, error) {
	var m struct {
		Text   string `json:"text"`
		Blocks []Leaf `json:"blocks"`
	}
	if err := json.Unmarshal(body, &m); err != nil {
		return "", fmt.Errorf("read body: %w", err)
	}
	var out strings.Builder
	out.WriteString("-- notification --\n" + m.Text + "\n")
	if len(m.Blocks) > 0 {
		out.WriteString("-- message --\n")
	}
	for _, b := range m.Blocks {
		out.WriteString(strings.TrimRight(b.show(), "\n") + "\n")
	}
	return out.String(), nil
}

// A Leaf is a block or an element of one, as it is read back.
type Leaf struct {
	Type      string          `json:"type"`
	URL       string          `json:"url"`
	Text      json.RawMessage `json:"text"`
	Fallback  string          `json:"fallback"`
	Offset    int             `json:"offset"`
	Alt       string          `json:"alt_text"`
	Value     string          `json:"value"`
	Accessory *Leaf           `json:"accessory"`
	Elements  []Leaf          `json:"elements"`
	Options   []Leaf          `json:"options"`
	Style     json.RawMessage `json:"style"`
}

func (l Leaf) words() string {
	var s string
	if json.Unmarshal(l.Text, &s) == nil {
		return s
	}
	var o struct {
		Text string `json:"text"`
	}
	if json.Unmarshal(l.Text, &o) != nil {
		return ""
	}
	return o.Text
}

func (l Leaf) all(sep string) string {
	parts := make([]string, 0, len(l.Elements))
	for _, e := range l.Elements {
		parts = append(parts, e.show())
	}
	return strings.Join(parts, sep)
}

func (l Leaf) show() string {
	switch l.Type {
	case "header":
		return "# " + l.words()
	case "section":
		out := l.words()
		if l.Accessory != nil {
			out += "\n(image: " + l.Accessory.Alt + ")"
		}
		return out
	case "image":
		return "(image: " + l.Alt + ")"
	case "context":
		return "  " + l.all(" ")
	case "actions":
		return "[" + l.all("] [") + "]"
	case "overflow":
		parts := make([]string, 0, len(l.Options))
		for _, o := range l.Options {
			parts = append(parts, o.words())
		}
		return "... " + strings.Join(parts, " | ")
	case "rich_text":
		return l.all("\n")
	case "rich_text_section":
		return l.all("")
	case "rich_text_preformatted":
		return "    " + strings.ReplaceAll(l.all(""), "\n", "\n    ")
	case "rich_text_list":
		var out strings.Builder
		for i, e := range l.Elements {
			fmt.Fprintf(&out, "%d. %s\n", l.Offset+i+1, strings.ReplaceAll(e.show(), "\n", "\n   "))
		}
		return out.String()
	case "link":
		return l.words() + " <" + l.URL + ">"
	case "date":
		return l.Fallback
	default:
		return l.words()
	}
}
