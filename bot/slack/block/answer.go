package block

import "newsbell/news"

// A Reply is an answer to a command or a press, in the
// acknowledgement or at a response_url.
type Reply struct {
	Type    string  `json:"response_type"`
	Replace bool    `json:"replace_original"`
	Text    string  `json:"text"`
	Blocks  []Block `json:"blocks,omitempty"`
	Links   bool    `json:"unfurl_links"`
	Media   bool    `json:"unfurl_media"`
}

// Answer lays an answer out. Only the person who asked sees it: an answer
// for all would also show what was typed.
func Answer(m news.Message) Reply {
	a := Reply{Type: "ephemeral"}
	for _, size := range sizes() {
		a.Text, a.Blocks = notification(m, size.text), blocks(m, size, marker{})
		raw, err := Marshal(a.Blocks)
		if err == nil && len(raw) <= maxBlockBytes && ValidateBlocks(raw) == nil {
			return a
		}
	}
	a.Blocks = nil
	return a
}

// Brief lays an answer out in few lines, for a view that holds many.
func Brief(m news.Message) []Block {
	s := sizes()
	return blocks(m, s[len(s)-2], marker{})
}
