package local

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"newsbell/news"
)

// wire is the body of a request to the local chat.
type wire struct {
	Delivery news.DeliveryID `json:"delivery"`
	Parent   string          `json:"parent,omitempty"`
	Message  news.Message    `json:"message"`
}

// Render gives the body that shows d: its message as JSON. The simple form has
// no image, no chart and no summary.
func (r *Room) Render(d news.Delivery, simple bool) ([]byte, error) {
	m := d.Message
	if simple && m.Card != nil {
		card := *m.Card
		card.Image, card.Summary = "", ""
		m.Card = &card
	}
	if simple && m.List != nil {
		list := *m.List
		list.Chart = nil
		m.List = &list
	}
	body, err := json.Marshal(wire{Delivery: d.ID, Parent: d.ParentID, Message: m})
	if err != nil {
		return nil, fmt.Errorf("render delivery %d: %w", d.ID, err)
	}
	return body, nil
}

// Send posts d.Body, or edits the post d.ParentID with it. Sending a delivery
// again changes nothing: the answer is the id of the post that stands.
func (r *Room) Send(ctx context.Context, d news.Delivery) news.Outcome {
	if err := ctx.Err(); err != nil {
		return news.Outcome{Class: news.OutcomeNotSent, Detail: err.Error()}
	}
	var w wire
	if err := json.Unmarshal(d.Body, &w); err != nil {
		return news.Outcome{Class: news.OutcomeRefused, Code: "bad_body", Detail: "the body is no message"}
	}
	if !ValidChannel(d.Target.Channel) {
		return news.Outcome{Class: news.OutcomeForbidden, Code: "bad_channel", Detail: "there can be no such channel", Channel: news.ChannelEnded}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return news.Outcome{Class: news.OutcomeSent, MessageID: r.show(d, w.Message, r.o.Now())}
}

// show posts or edits and gives the id of the post. An edit of a post that an
// earlier process made, and that is not remembered, posts it anew under its id.
// The caller holds mu.
func (r *Room) show(d news.Delivery, m news.Message, now time.Time) string {
	if d.Kind != news.KindEdit {
		id := postID(d.ID)
		if _, ok := r.byID[id]; !ok {
			r.put(d.Target.Channel, &Post{ID: id, Message: m, ReplyTo: d.ParentID, At: now})
		}
		return id
	}
	p, ok := r.byID[d.ParentID]
	switch {
	case !ok:
		p = &Post{ID: d.ParentID, Message: m, At: now}
		r.put(d.Target.Channel, p)
	case slices.Contains(p.edits, d.ID):
		return p.ID
	default:
		kind := p.Message.Kind
		p.Message = m
		p.Message.Kind = kind // an edited alert is still an alert
		r.touch(p)
	}
	p.edits = append(p.edits, d.ID)
	p.Edits++
	p.Edited = now
	return p.ID
}

// Probe tells exactly whether d stands in its channel.
func (r *Room) Probe(_ context.Context, d news.Delivery) (news.Finding, string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if d.Kind != news.KindEdit {
		if p, ok := r.byID[postID(d.ID)]; ok {
			return news.Found, p.ID
		}
		return news.Absent, ""
	}
	if p, ok := r.byID[d.ParentID]; ok && slices.Contains(p.edits, d.ID) {
		return news.Found, p.ID
	}
	return news.Absent, ""
}
