package block

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// A Node is a block or element as it is read back for validation.
type Node struct {
	Type      string          `json:"type"`
	BlockID   string          `json:"block_id"`
	ActionID  string          `json:"action_id"`
	URL       string          `json:"url"`
	Value     string          `json:"value"`
	Text      json.RawMessage `json:"text"`
	ImageURL  string          `json:"image_url"`
	SlackFile *file           `json:"slack_file"`
	Alt       string          `json:"alt_text"`
	Timestamp int64           `json:"timestamp"`
	Format    string          `json:"format"`
	Elements  []Node          `json:"elements"`
	Accessory *Node           `json:"accessory"`
	Options   []struct {
		Text  json.RawMessage `json:"text"`
		Value string          `json:"value"`
	} `json:"options"`
}

// check holds one block of a message and what is in it against the limits.
// A kind of block that newsbell does not send is an error.
func (n Node) check() error {
	if err := within("block_id", n.BlockID, 0, maxID); err != nil {
		return err
	}
	switch n.Type {
	case "header":
		return n.checkPlain(maxHeader)
	case "section":
		if err := n.checkPlain(MaxSection); err != nil || n.Accessory == nil {
			return err
		}
		return n.Accessory.checkElement("image", "button")
	case "context":
		return n.each(maxElements, func(e Node) error { return e.checkElement("plain_text", "image") })
	case "actions":
		return n.each(maxActions, func(e Node) error { return e.checkElement("button", "overflow") })
	case "rich_text":
		return n.each(100, Node.checkRich)
	case "image":
		return n.checkChart()
	default:
		return fmt.Errorf("unexpected type")
	}
}

// each checks the elements, of which there must be one at least.
func (n Node) each(most int, check func(Node) error) error {
	if len(n.Elements) == 0 || len(n.Elements) > most {
		return fmt.Errorf("%d elements, allowed are 1 to %d", len(n.Elements), most)
	}
	for i, e := range n.Elements {
		if err := check(e); err != nil {
			return fmt.Errorf("element %d (%s): %w", i, e.Type, err)
		}
	}
	return nil
}

// checkPlain checks the text object of a block: plain_text is the only kind
// that newsbell sends.
func (n Node) checkPlain(most int) error {
	var t struct {
		Type  string `json:"type"`
		Text  string `json:"text"`
		Emoji bool   `json:"emoji"`
	}
	if err := json.Unmarshal(n.Text, &t); err != nil {
		return fmt.Errorf("text object: %w", err)
	}
	if t.Type != "plain_text" || t.Emoji {
		return fmt.Errorf("text object must be plain_text without emoji")
	}
	return within("text", t.Text, 1, most)
}

func (n Node) checkElement(kinds ...string) error {
	if !strings.Contains(" "+strings.Join(kinds, " ")+" ", " "+n.Type+" ") {
		return fmt.Errorf("unexpected type %q", n.Type)
	}
	switch n.Type {
	case "plain_text":
		var s string
		if err := json.Unmarshal(n.Text, &s); err != nil {
			return fmt.Errorf("text: %w", err)
		}
		return within("text", s, 1, MaxSection)
	case "image":
		if err := address("image_url", n.ImageURL); err != nil {
			return err
		}
		return within("alt_text", n.Alt, 1, maxAlt)
	case "overflow":
		return n.checkMenu()
	default:
		if err := n.checkPlain(maxButton); err != nil {
			return err
		}
		if n.URL != "" {
			if err := address("url", n.URL); err != nil {
				return err
			}
		}
		if err := within("value", n.Value, 0, maxValue); err != nil {
			return err
		}
		return within("action_id", n.ActionID, 1, maxID)
	}
}

// checkMenu checks an overflow menu, of two lines at least.
func (n Node) checkMenu() error {
	if len(n.Options) < 2 || len(n.Options) > maxOptions {
		return fmt.Errorf("%d options, allowed are 2 to %d", len(n.Options), maxOptions)
	}
	for _, o := range n.Options {
		if err := (Node{Text: o.Text}).checkPlain(maxButton); err != nil {
			return err
		}
		if err := within("value", o.Value, 1, maxOptionValue); err != nil {
			return err
		}
	}
	return within("action_id", n.ActionID, 1, maxID)
}

// checkRich checks a paragraph, list or fixed-width text of rich text. Only
// text, links and dates may stand in it: anything else could mention someone.
func (n Node) checkRich() error {
	switch n.Type {
	case "rich_text_list":
		return n.each(50, func(e Node) error {
			if e.Type != "rich_text_section" {
				return fmt.Errorf("unexpected type in a list")
			}
			return e.checkRich()
		})
	case "rich_text_section", "rich_text_preformatted":
		return n.each(200, Node.checkLeaf)
	default:
		return fmt.Errorf("unexpected type")
	}
}

func (n Node) checkLeaf() error {
	var s string
	if len(n.Text) > 0 {
		if err := json.Unmarshal(n.Text, &s); err != nil {
			return fmt.Errorf("text: %w", err)
		}
	}
	switch n.Type {
	case "text":
		return within("text", s, 1, MaxSection*2)
	case "link":
		if err := address("url", n.URL); err != nil {
			return err
		}
		return within("text", s, 1, MaxSection)
	case "date":
		if n.Timestamp == 0 || n.Format == "" {
			return fmt.Errorf("a date needs timestamp and format")
		}
		return nil
	default:
		return fmt.Errorf("unexpected type")
	}
}

func within(name, s string, least, most int) error {
	if n := utf8.RuneCountInString(s); n < least || n > most {
		return fmt.Errorf("%s has %d characters, allowed are %d to %d", name, n, least, most)
	}
	return nil
}

// address checks a link: http or https, no longer than Slack takes, and no
// character that could end it.
func address(name, s string) error {
	switch {
	case !strings.HasPrefix(s, "https://") && !strings.HasPrefix(s, "http://"):
		return fmt.Errorf("%s is not http or https", name)
	case len(s) > maxSlackURL:
		return fmt.Errorf("%s is longer than %d", name, maxSlackURL)
	case strings.ContainsAny(s, "|<>\" \t\r\n"):
		return fmt.Errorf("%s holds a forbidden character", name)
	}
	return nil
}
