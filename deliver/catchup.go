package deliver

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"newsbell/lang"
	"newsbell/news"
)

const (
	// catchUpAbove is how many messages a channel that comes back gets one by
	// one; more become one list.
	catchUpAbove = 5
	// catchUpItems is the longest list; what else there was is counted.
	catchUpItems = 25
)

// CatchUp decides what a channel gets that could not be written to for a while,
// from the deliveries that were held back, by id. A few come as they are and
// ok is false. More than five are replaced by one list, best reported first:
// alerts and replies become its items, and the items of held digests join them,
// each story once. Edits change messages that stand there already, and notices
// say something of their own: they are not replaced.
func CatchUp(held []news.Delivery, now time.Time) (list news.Delivery, replaced []news.DeliveryID, ok bool) {
	var c catchUp
	if len(held) > 0 {
		c.voice = lang.In(held[len(held)-1].Message.Language)
	}
	for _, d := range held {
		if c.add(d) {
			replaced = append(replaced, d.ID)
		}
	}
	if len(replaced) <= catchUpAbove || len(c.items) == 0 {
		return news.Delivery{}, nil, false
	}
	first := held[0]
	return news.Delivery{
		Channel: first.Channel, Target: first.Target, Key: fmt.Sprintf("catchup/%d/%d", first.Channel, now.UnixMilli()),
		Kind: news.KindDigest, State: news.Pending, Created: now,
		Reason:  news.Say("%d messages were held back while the channel could not be written to", len(replaced)).Encode(),
		Message: c.message(len(replaced), first.Created, now),
	}, replaced, true
}

// catchUp gathers the items of a list.
type catchUp struct {
	voice lang.Voice
	items []news.Item
	left  int // stories that held digests had left out
}

// add takes over what a held delivery shows; false when it is not replaced.
func (c *catchUp) add(d news.Delivery) bool {
	switch {
	case (d.Kind == news.KindAlert || d.Kind == news.KindReply) && d.Message.Card != nil:
		c.put(itemOf(*d.Message.Card))
	case d.Kind == news.KindDigest && d.Message.List != nil:
		for _, it := range d.Message.List.Items {
			c.put(it)
		}
		c.left += d.Message.List.More
	default:
		return false
	}
	return true
}

// put adds an item. Of two forms of one story the better reported one stays,
// of equal ones the later.
func (c *catchUp) put(it news.Item) {
	i := slices.IndexFunc(c.items, func(have news.Item) bool {
		return it.Story != 0 && have.Story == it.Story || it.Story == 0 && have.URL == it.URL
	})
	if i < 0 {
		c.items = append(c.items, it)
		return
	}
	if have := c.items[i]; len(it.Publishers) >= len(have.Publishers) {
		it.At = have.At
		c.items[i] = it
	}
}

func (c *catchUp) message(messages int, from, to time.Time) news.Message {
	slices.SortStableFunc(c.items, func(a, b news.Item) int {
		return cmp.Or(cmp.Compare(len(b.Publishers), len(a.Publishers)), b.At.Compare(a.At))
	})
	shown := min(len(c.items), catchUpItems)
	return c.voice.Message(news.Message{Kind: news.KindDigest, Silent: true, List: &news.List{
		Heading: c.voice.Text("What came while I could not post here"),
		Intro:   c.voice.Text("%d messages in one list.", messages),
		Items:   c.items[:shown], More: len(c.items) - shown + c.left, From: from, To: to,
	}})
}

// itemOf is a story's card as one item of a list.
func itemOf(card news.Card) news.Item {
	it := news.Item{Story: card.Story, Title: card.Title, URL: card.URL, Summary: card.Summary, At: card.Began}
	for _, r := range card.Reports {
		if !slices.Contains(it.Publishers, r.Publisher) {
			it.Publishers = append(it.Publishers, r.Publisher)
		}
	}
	return it
}
