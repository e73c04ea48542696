package desk

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"newsbell/alert"
	"newsbell/news"
)

// told is what a channel has of a story.
type told struct {
	alert.Sent
	first     news.DeliveryID // the oldest of its messages
	messageID string
	changed   time.Time // when it was sent or last edited
	words     []string
	listed    bool               // on the list of a flood
	reason    string             // of the last verdict
	held      news.DevelopmentID // the development that quiet hours held
	// younger are the messages of stories that became part of this one, told
	// later than its own.
	younger []told
}

// history is what was decided about a story before this batch.
type history struct {
	verdicts []news.Verdict
	sent     map[news.ChannelID]told
}

// past reads what was decided about a story and those merged into it.
func (t *turn) past(ctx context.Context, id news.StoryID) (history, error) {
	store := t.desk.o.Store
	h := history{sent: map[news.ChannelID]told{}}
	ids := append([]news.StoryID{id}, t.desk.merged[id]...)
	for _, one := range ids {
		verdicts, err := store.Verdicts(ctx, one)
		if err != nil {
			return h, fmt.Errorf("read verdicts of story %d: %w", one, err)
		}
		h.verdicts = append(h.verdicts, verdicts...)
	}
	if len(h.verdicts) == 0 {
		return h, nil
	}
	deliveries, err := store.StoryDeliveries(ctx, ids)
	if err != nil {
		return h, fmt.Errorf("read deliveries of story %d: %w", id, err)
	}
	slices.SortFunc(deliveries, func(a, b news.Delivery) int { return cmp.Compare(a.ID, b.ID) })
	byChannel := map[news.ChannelID]map[news.StoryID]told{}
	for _, d := range deliveries {
		of := byChannel[d.Channel]
		if of == nil {
			of = map[news.StoryID]told{}
			byChannel[d.Channel] = of
		}
		story := standsUnder(of, d)
		of[story] = of[story].after(d, id)
	}
	for ch, of := range byChannel {
		h.sent[ch] = oldest(of)
	}
	for _, v := range h.verdicts {
		s := h.sent[v.Channel]
		s.words = v.Words
		s.listed = s.listed || v.Reason == string(alert.FloodGuard)
		s.reason = v.Reason
		if v.Reason == string(alert.QuietHours) {
			s.held = v.Development
		}
		h.sent[v.Channel] = s
	}
	return h, nil
}

// standsUnder is the story, of those that are one now, to whose message a
// delivery belongs: its own, or that of the message it changes or answers.
func standsUnder(of map[news.StoryID]told, d news.Delivery) news.StoryID {
	if d.Kind != news.KindAlert {
		for story, s := range of {
			if s.Message == d.Parent {
				return story
			}
		}
	}
	return d.Story
}

// oldest joins what a channel has of stories that are one now: the message that
// came first stands for all, the others are younger.
func oldest(of map[news.StoryID]told) told {
	list := slices.Collect(maps.Values(of))
	slices.SortFunc(list, func(a, b told) int {
		if (a.first == 0) != (b.first == 0) {
			return cmp.Compare(b.first, a.first) // one without a message last
		}
		return cmp.Compare(a.first, b.first)
	})
	s := list[0]
	for _, other := range list[1:] {
		s.Developments = append(slices.Clip(s.Developments), other.Developments...)
		if other.Rang.After(s.Rang) {
			s.Rang = other.Rang
		}
		if other.Message != 0 {
			s.younger = append(s.younger, other)
		}
	}
	return s
}

// after adds one delivery to what a channel has of the story.
func (s told) after(d news.Delivery, id news.StoryID) told {
	switch d.Kind {
	case news.KindAlert:
		s.Message, s.At, s.Why, s.messageID = d.ID, d.Created, news.ReadPhrase(d.Reason), d.MessageID
		s.first = cmp.Or(s.first, d.ID)
		s.Revision = 0
		if d.Story == id {
			s.Revision = d.Revision
		}
		s.Developments, s.Rang = append(s.Developments, d.Development), d.Created
	case news.KindReply:
		s.Developments, s.Rang = append(s.Developments, d.Development), d.Created
	default:
		if d.Parent == s.Message && d.Story == id {
			s.Revision = max(s.Revision, d.Revision)
		}
	}
	if d.Kind != news.KindReply && d.LastTry.After(s.changed) {
		s.changed = d.LastTry
	}
	return s
}

// point has the younger messages of stories that became one in this batch point
// to the oldest, in which the story goes on.
func (t *turn) point(st news.Story, past history) {
	if !t.joined[st.ID] {
		return
	}
	for _, id := range slices.Sorted(maps.Keys(past.sent)) {
		sent := past.sent[id]
		c := t.channel(id)
		for _, y := range sent.younger {
			d := alert.Decision{Why: news.Say("It became part of a story that this channel had already: %s", st.Title), Words: y.words, Revision: st.Revision}
			e := t.edit(d, st, news.Development{}, c, y)
			if t.desk.o.Link != nil {
				e.Message.Card.Earlier = t.desk.o.Link(c.Target, sent.messageID)
			}
			t.put(e)
		}
	}
}
