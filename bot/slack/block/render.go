package block

import (
	"errors"
	"fmt"
	"strconv"

	"newsbell/lang"
	"newsbell/news"
)

// EventType is that of the metadata by which a delivery is found again.
const EventType = "news_delivery"

// A request is the body of chat.postMessage or chat.update. The order of the
// fields is the order of the bytes.
type request struct {
	Channel   string    `json:"channel"`
	TS        string    `json:"ts,omitempty"`
	ThreadTS  string    `json:"thread_ts,omitempty"`
	Broadcast bool      `json:"reply_broadcast,omitempty"`
	Text      string    `json:"text"`
	Mrkdwn    *bool     `json:"mrkdwn,omitempty"`
	Parse     string    `json:"parse,omitempty"`
	Blocks    []Block   `json:"blocks,omitempty"`
	Metadata  *Metadata `json:"metadata,omitempty"`
	Links     *bool     `json:"unfurl_links,omitempty"`
	Media     *bool     `json:"unfurl_media,omitempty"`
}

// Metadata travels with a message, unseen. All members of the workspace can
// read it, so it holds ids only.
type Metadata struct {
	Type    string  `json:"event_type"`
	Payload payload `json:"event_payload"`
}

type payload struct {
	Delivery string `json:"d"`
	Story    string `json:"s,omitempty"`
	Kind     string `json:"k,omitempty"`
	Revision int    `json:"rev,omitempty"`
}

// Render gives the exact bytes of the request that brings the delivery to
// its channel. A simple rendering has no blocks: text alone, for a message
// whose blocks Slack refused. It fails only for a delivery that cannot be
// sent at all, such as an edit of a message without an id.
func Render(d news.Delivery, simple bool) ([]byte, error) {
	if err := sendable(d); err != nil {
		return nil, fmt.Errorf("render delivery %d: %w", d.ID, err)
	}
	r := envelope(d)
	if simple {
		r.Text = notification(d.Message, maxNotification)
		r.Parse = "none"
		if d.Kind != news.KindEdit {
			r.Mrkdwn = new(bool)
		}
		return Marshal(r)
	}
	mark := marker{id: strconv.FormatInt(int64(d.ID), 10), revision: d.Revision}
	for _, size := range sizes() {
		r.Text = notification(d.Message, size.text)
		r.Blocks = mark.stamp(blocks(d.Message, size, mark))
		body, err := Marshal(r)
		if err != nil {
			return nil, fmt.Errorf("render delivery %d: %w", d.ID, err)
		}
		if Validate(body) == nil {
			return body, nil
		}
	}
	return Render(d, true)
}

// envelope is the request without its text.
func envelope(d news.Delivery) request {
	r := request{
		Channel: addressOf(d.Target),
		Metadata: &Metadata{Type: EventType, Payload: payload{
			Delivery: strconv.FormatInt(int64(d.ID), 10), Kind: string(d.Kind), Revision: d.Revision,
		}},
	}
	if d.Story != 0 {
		r.Metadata.Payload.Story = strconv.FormatInt(int64(d.Story), 10)
	}
	if d.Kind == news.KindEdit {
		r.TS = d.ParentID
		return r
	}
	r.Links, r.Media = new(bool), new(bool)
	if d.Kind == news.KindReply {
		r.ThreadTS, r.Broadcast = d.ParentID, true
	}
	return r
}

func sendable(d news.Delivery) error {
	switch {
	case d.Target.Platform != news.Slack:
		return errors.New("not for slack: " + d.Target.String())
	case d.Target.Channel == "":
		return errors.New("no channel")
	case d.ParentID == "" && (d.Kind == news.KindEdit || d.Kind == news.KindReply):
		return errors.New("no parent message")
	case d.Message.Card == nil && d.Message.List == nil && d.Message.Text == nil:
		return errors.New("empty message")
	}
	return nil
}

// A marker ties blocks to their delivery and revision.
type marker struct {
	id       string // "" for an answer to a command, which is no delivery
	revision int
}

// stamp gives the blocks ids that change with each revision, as Slack asks
// for, and that name the delivery.
func (m marker) stamp(bs []Block) []Block {
	if m.id == "" {
		return bs
	}
	for i := range bs {
		bs[i].BlockID = fmt.Sprintf("n%d.%s.%d", i, m.id, m.revision)
	}
	return bs
}

// A size is how much of a message is shown. The first is what people should
// see; the others serve when texts or addresses are so long that it would not
// fit.
type size struct {
	voice   lang.Voice // in which labels speak
	text    int        // characters of the notification text
	title   int
	summary int
	reports int // publishers named
	items   int // stories in a list
	links   bool
	lines   int // characters of a note
}

func sizes() []size {
	return []size{
		{text: maxNotification, title: 300, summary: 700, reports: 6, items: 8, links: true, lines: 6000},
		{text: 2000, title: 200, summary: 400, reports: 4, items: 8, links: false, lines: 4000},
		{text: 1200, title: 120, summary: 200, reports: 2, items: 6, links: false, lines: 2000},
		{text: 800, title: 80, summary: 100, reports: 1, items: 3, links: false, lines: 800},
	}
}

// blocks lays the message out.
func blocks(m news.Message, s size, mark marker) []Block {
	s.voice = lang.In(m.Language)
	switch {
	case m.Card != nil:
		return cardBlocks(*m.Card, s, mark)
	case m.List != nil:
		return listBlocks(*m.List, s, mark)
	case m.Text != nil:
		return noteBlocks(*m.Text, s)
	default:
		return nil
	}
}

// addressOf is what a post names as its channel. Slack takes a person's id for
// the direct conversation with the person.
func addressOf(t news.Target) string {
	if user, ok := t.Person(); ok {
		return user
	}
	return t.Channel
}
