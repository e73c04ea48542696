package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"newsbell/alert"
	"newsbell/news"
)

// floodItems is how many stories one list of a flood holds: what one message
// of every platform shows whole.
const floodItems = 8

// floodOpen is how long a list of a flood takes more stories.
const floodOpen = time.Hour

// A flood is the newest list of what the flood guard held back in a channel.
// The list is sent once and edited while it fills; then the next one begins.
type flood struct {
	key      string
	items    []news.Item
	began    time.Time
	revision int
}

// hold puts a story that the flood guard held back on the channel's list.
func (t *turn) hold(ctx context.Context, st news.Story, c news.Channel) error {
	f := t.flood(c.ID)
	if len(f.items) >= floodItems || t.now.Sub(f.began) >= floodOpen {
		f = flood{key: fmt.Sprintf("flood/%d", st.ID), began: t.now}
	}
	item := news.Item{Story: st.ID, Title: st.Title, URL: st.URL, At: st.Updated, Section: st.Section}
	for _, r := range st.Reports {
		item.Publishers = append(item.Publishers, r.Publisher)
	}
	f.items = append(slices.Clip(f.items), item)
	f.revision++
	t.floods[c.ID] = f
	list := news.List{
		Heading: "More stories than one by one",
		Intro:   "This channel was rung sixty times within an hour; what came after is listed. Narrow the subscriptions, or take them as a digest.",
		Items:   f.items, Zone: c.Zone, From: f.began, To: t.now,
	}
	out := news.Delivery{
		Channel: c.ID, Target: c.Target, Key: f.key, Kind: news.KindNotice, Reason: string(alert.FloodGuard),
		Created: t.now, Message: news.Message{Kind: news.KindNotice, List: &list, Silent: true},
	}
	if f.revision > 1 && !t.replace(out) {
		first, err := t.desk.o.Store.DeliveryByKey(ctx, c.ID, f.key)
		if err != nil {
			return fmt.Errorf("find the list of channel %d: %w", c.ID, err)
		}
		out.Kind, out.Message.Kind, out.Parent, out.Revision = news.KindEdit, news.KindEdit, first.ID, f.revision
		out.Key = fmt.Sprintf("edit/%d/%d", first.ID, f.revision)
		if t.replaceEdit(out) {
			return nil
		}
	} else if f.revision > 1 {
		return nil
	}
	t.deliver(out)
	return nil
}

// flood is the channel's present list, that of this batch first.
func (t *turn) flood(ch news.ChannelID) flood {
	if f, ok := t.floods[ch]; ok {
		return f
	}
	return t.desk.floods[ch]
}

// replace puts a fuller list in the place of the same list of this batch.
func (t *turn) replace(d news.Delivery) bool {
	for i, old := range t.batch.Deliveries {
		if old.Channel == d.Channel && old.Key == d.Key {
			t.batch.Deliveries[i] = d
			return true
		}
	}
	return false
}

// replaceEdit does so with an edit of the same list.
func (t *turn) replaceEdit(d news.Delivery) bool {
	for i, old := range t.batch.Deliveries {
		if old.Kind == news.KindEdit && old.Parent == d.Parent && old.Channel == d.Channel {
			t.batch.Deliveries[i] = d
			return true
		}
	}
	return false
}
