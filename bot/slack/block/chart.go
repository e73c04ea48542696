package block

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"

	"newsbell/news"
)

// pending stands in a rendered body for the id of the chart's file, which is
// not known before the upload.
const pending = "chart"

// maxChartAlt keeps the figures of a chart within the bytes of a message.
const maxChartAlt = 900

// chartBlock is the place of a digest's chart.
func chartBlock(c news.Chart) Block {
	return Block{Type: "image", SlackFile: &file{ID: pending}, Alt: cmp.Or(Clip(c.Alt, maxChartAlt), "Chart of the stories")}
}

// place is a chart's file as it is written in a body.
func place(id string) []byte { return []byte(`"slack_file":{"id":"` + id + `"}`) }

// Charted tells whether a body has the place of a chart, which WithChart or
// WithoutChart must fill before it is sent.
func Charted(body []byte) bool { return bytes.Contains(body, place(pending)) }

// WithChart is a body that shows the file with this id.
func WithChart(body []byte, id string) []byte {
	return bytes.Replace(body, place(pending), place(id), 1)
}

// WithoutChart is a body that says why there is no chart, or nothing of it for
// "".
func WithoutChart(body []byte, why string) ([]byte, error) {
	var m map[string]json.RawMessage
	if err := json.Unmarshal(body, &m); err != nil {
		return nil, fmt.Errorf("read body: %w", err)
	}
	var all, kept []json.RawMessage
	if err := json.Unmarshal(m["blocks"], &all); err != nil {
		return nil, fmt.Errorf("read blocks: %w", err)
	}
	for _, b := range all {
		if !Charted(b) {
			kept = append(kept, b)
			continue
		}
		if why != "" {
			note, err := Marshal(Footnote(why))
			if err != nil {
				return nil, fmt.Errorf("write note: %w", err)
			}
			kept = append(kept, note)
		}
	}
	blocks, err := Marshal(kept)
	if err != nil {
		return nil, fmt.Errorf("write blocks: %w", err)
	}
	m["blocks"] = blocks
	return Marshal(m)
}

// checkChart checks a picture that was uploaded to Slack.
func (n Node) checkChart() error {
	if n.SlackFile == nil || n.SlackFile.ID == "" || n.ImageURL != "" {
		return errors.New("an image that is no file of Slack")
	}
	return within("alt_text", n.Alt, 1, maxAlt)
}
