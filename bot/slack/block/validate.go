package block

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Slack's documented limits, and where there is none our own. Lengths are
// characters unless they are called bytes.
const (
	maxBlocks       = 40   // Slack's own is 50
	maxBlockBytes   = 9000 // undocumented; Slack refuses blocks from about 13,000 on
	maxNotification = 3000 // Slack's own is 4000 for an edit
	maxHeader       = 150
	MaxSection      = 3000
	maxElements     = 10 // of a context block
	maxActions      = 25
	maxButton       = 75
	maxValue        = 2000
	maxOptions      = 5 // of an overflow menu
	maxOptionValue  = 150
	maxSlackURL     = 3000
	maxID           = 255
	maxAlt          = 2000
	maxMetadata     = 2000 // bytes; Slack does not tell its own limit

	maxURL       = 1200 // bytes; longer ones are not shown as links
	maxReportURL = 400
	maxLine      = 1000
)

// Validate holds the body of chat.postMessage or chat.update against all
// documented limits of Slack and against newsbell's own narrower ones: no
// field that Slack parses may hold anything but escaped text, nothing may
// mention anyone, and there are no previews.
func Validate(body []byte) error {
	var m struct {
		Channel     string          `json:"channel"`
		TS          string          `json:"ts"`
		Text        string          `json:"text"`
		Markdown    string          `json:"markdown_text"`
		LinkNames   any             `json:"link_names"`
		Attachments json.RawMessage `json:"attachments"`
		Links       *bool           `json:"unfurl_links"`
		Media       *bool           `json:"unfurl_media"`
		Blocks      json.RawMessage `json:"blocks"`
		Metadata    json.RawMessage `json:"metadata"`
	}
	if !utf8.Valid(body) {
		return fmt.Errorf("body is not UTF-8")
	}
	if err := json.Unmarshal(body, &m); err != nil {
		return fmt.Errorf("body is not JSON: %w", err)
	}
	switch {
	case m.Channel == "":
		return fmt.Errorf("channel is empty")
	case m.Text == "":
		return fmt.Errorf("text is empty")
	case m.LinkNames != nil, m.Markdown != "", len(m.Attachments) > 0:
		return fmt.Errorf("link_names, markdown_text and attachments are not used")
	case m.TS == "" && (m.Links == nil || *m.Links || m.Media == nil || *m.Media):
		return fmt.Errorf("unfurl_links and unfurl_media must be false")
	case utf8.RuneCountInString(m.Text) > maxNotification:
		return fmt.Errorf("text has %d characters, more than %d", utf8.RuneCountInString(m.Text), maxNotification)
	case len(m.Blocks) > maxBlockBytes:
		return fmt.Errorf("blocks have %d bytes, more than %d", len(m.Blocks), maxBlockBytes)
	case len(m.Metadata) > maxMetadata:
		return fmt.Errorf("metadata has %d bytes, more than %d", len(m.Metadata), maxMetadata)
	}
	if err := escaped(m.Text); err != nil {
		return fmt.Errorf("text: %w", err)
	}
	return ValidateBlocks(m.Blocks)
}

// ValidateBlocks holds the blocks of a message against Slack's limits. No
// blocks at all are fine.
func ValidateBlocks(raw json.RawMessage) error {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	var bs []Node
	if err := json.Unmarshal(raw, &bs); err != nil {
		return fmt.Errorf("blocks are not JSON: %w", err)
	}
	if len(bs) == 0 || len(bs) > maxBlocks {
		return fmt.Errorf("%d blocks, allowed are 1 to %d", len(bs), maxBlocks)
	}
	seen := map[string]bool{}
	for i, b := range bs {
		if b.BlockID != "" && seen[b.BlockID] {
			return fmt.Errorf("block %d: block_id %q used twice", i, b.BlockID)
		}
		seen[b.BlockID] = true
		if err := b.check(); err != nil {
			return fmt.Errorf("block %d (%s): %w", i, b.Type, err)
		}
	}
	return nil
}

// escaped checks text that Slack parses: no control character for it, no raw
// angle bracket, no ampersand but in its three entities.
func escaped(s string) error {
	if strings.ContainsAny(s, "<>") {
		return fmt.Errorf("holds a raw angle bracket")
	}
	for rest := s; ; {
		i := strings.IndexByte(rest, '&')
		if i < 0 {
			return nil
		}
		rest = rest[i:]
		if !strings.HasPrefix(rest, "&amp;") && !strings.HasPrefix(rest, "&lt;") && !strings.HasPrefix(rest, "&gt;") {
			return fmt.Errorf("holds a raw ampersand")
		}
		rest = rest[1:]
	}
}
