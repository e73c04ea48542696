package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"newsbell/alert"
	"newsbell/lang"
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
	began    time.Time
	items    []news.Item
	revision int
	sent     news.DeliveryID // the list's own delivery, once it is committed
}

// hold puts a story that the flood guard held back on the channel's list.
func (t *turn) hold(ctx context.Context, st news.Story, c news.Channel) error {
	f, err := t.flood(ctx, c.ID)
	if err != nil {
		return err
	}
	if len(f.items) >= floodItems || t.now.Sub(f.began) >= floodOpen {
		f = flood{key: fmt.Sprintf("flood/%d", st.ID), began: t.now}
	}
	f.items = append(slices.Clip(f.items), item(st))
	f.revision++
	t.floods[c.ID] = f
	t.put(f.delivery(c, t.now))
	return nil
}

// flood is the channel's present list: that of this batch, or the last one
// committed.
func (t *turn) flood(ctx context.Context, ch news.ChannelID) (flood, error) {
	if f, ok := t.floods[ch]; ok {
		return f, nil
	}
	f, ok := t.desk.floods[ch]
	if !ok || f.sent != 0 {
		return f, nil
	}
	d, err := t.desk.o.Store.DeliveryByKey(ctx, ch, f.key)
	if err != nil {
		return f, fmt.Errorf("find the list of channel %d: %w", ch, err)
	}
	f.sent = d.ID
	return f, nil
}

// delivery sends the list, or edits it once it is there.
func (f flood) delivery(c news.Channel, now time.Time) news.Delivery {
	voice := lang.In(c.Settings.Language)
	list := news.List{
		Heading: voice.Text("More stories than one by one"),
		Intro:   voice.Text("This channel was rung sixty times within an hour; what came after is listed. Narrow the subscriptions, or take them as a digest."),
		Items:   f.items, Zone: c.Zone, From: f.began, To: now,
	}
	d := news.Delivery{
		Channel: c.ID, Target: c.Target, Key: f.key, Kind: news.KindNotice, Reason: string(alert.FloodGuard), Created: now,
	}
	if f.sent != 0 {
		d.Kind, d.Parent, d.Revision = news.KindEdit, f.sent, f.revision
		d.Key = fmt.Sprintf("edit/%d/%d", f.sent, f.revision)
	}
	d.Message = voice.Message(news.Message{Kind: d.Kind, List: &list, Silent: true})
	return d
}

func item(st news.Story) news.Item {
	it := news.Item{Story: st.ID, Title: st.Title, URL: st.URL, At: st.Updated, Section: st.Section}
	for _, r := range st.Reports {
		it.Publishers = append(it.Publishers, r.Publisher)
	}
	return it
}

// put adds a delivery to the batch, in the place of an earlier form of it.
func (t *turn) put(d news.Delivery) {
	for i, old := range t.batch.Deliveries {
		if old.Channel == d.Channel && old.Kind == d.Kind && old.Parent == d.Parent && (d.Parent != 0 || old.Key == d.Key) {
			t.batch.Deliveries[i] = d
			return
		}
	}
	t.batch.Deliveries = append(t.batch.Deliveries, d)
}
