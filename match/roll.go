package match

import (
	"math"
	"sync/atomic"

	"newsbell/news"
)

// A roll holds the subscribers. Ids from the store lie close together, so they
// are kept in pages; a slot is a page's number and a place in it.
type roll struct {
	pages    []*page // page 0 is none
	byID     map[int64]uint32
	channels []news.ChannelID
	channel  map[news.ChannelID]uint32
	modes    []news.Mode
	count    int
}

const pageBits = 6

type page struct {
	base int64 // the id of its first place
	subs [1 << pageBits]subscriber
}

// A subscriber is a subscription in the chain of its entry.
type subscriber struct {
	entry      uint32 // 0 for an empty place
	prev, next uint32 // slots
	channel    uint32 // and the mode, in the low bits
}

// keepHead says that the entry's head did not change.
const keepHead = math.MaxUint32

const modeBits = 4

func newRoll() roll {
	return roll{
		pages:   make([]*page, 1),
		byID:    make(map[int64]uint32),
		channel: make(map[news.ChannelID]uint32),
		modes:   []news.Mode{"", news.Breaking, news.Every, news.DigestOnly},
	}
}

// slot gives the place of an id; made tells to make its page.
func (r *roll) slot(id news.SubscriptionID, made bool) (uint32, bool) {
	base := int64(id) >> pageBits
	no, ok := r.byID[base]
	if !ok {
		if !made {
			return 0, false
		}
		no = uint32(len(r.pages))
		r.pages = append(r.pages, &page{base: base << pageBits})
		r.byID[base] = no
	}
	return no<<pageBits | uint32(id)&(1<<pageBits-1), true
}

func (r *roll) at(slot uint32) *subscriber {
	return &r.pages[slot>>pageBits].subs[slot&(1<<pageBits-1)]
}

// id gives the subscription in a slot.
func (r *roll) id(slot uint32) news.SubscriptionID {
	return news.SubscriptionID(r.pages[slot>>pageBits].base + int64(slot&(1<<pageBits-1)))
}

// add puts a subscription before head in the chain of entry and gives its
// slot, the new head.
func (r *roll) add(s news.Subscription, entry, head uint32) uint32 {
	slot, _ := r.slot(s.ID, true)
	*r.at(slot) = subscriber{entry: entry, next: head, channel: r.channelNo(s.Channel)<<modeBits | r.modeNo(s.Mode)}
	if head != 0 {
		r.at(head).prev = slot
	}
	r.count++
	return slot
}

// remove takes a subscription out of its chain. It gives the entry and the
// chain's new head, keepHead when that stays.
func (r *roll) remove(id news.SubscriptionID) (entry, head uint32, ok bool) {
	slot, ok := r.slot(id, false)
	if !ok || r.at(slot).entry == 0 {
		return 0, 0, false
	}
	s := r.at(slot)
	entry, head = s.entry, keepHead
	if s.prev == 0 {
		head = s.next
	} else {
		r.at(s.prev).next = s.next
	}
	if s.next != 0 {
		r.at(s.next).prev = s.prev
	}
	*s = subscriber{}
	r.count--
	return entry, head, true
}

func (r *roll) channelNo(ch news.ChannelID) uint32 {
	no, ok := r.channel[ch]
	if !ok {
		no = uint32(len(r.channels))
		r.channels = append(r.channels, ch)
		r.channel[ch] = no
	}
	return no
}

// modeNo numbers a mode; more modes than the bits hold count as none.
func (r *roll) modeNo(m news.Mode) uint32 {
	for i, have := range r.modes {
		if have == m {
			return uint32(i)
		}
	}
	if len(r.modes) == 1<<modeBits {
		return 0
	}
	r.modes = append(r.modes, m)
	return uint32(len(r.modes) - 1)
}

// match gives the match of the subscription in a slot.
func (r *roll) match(slot uint32) news.Match {
	s := r.at(slot)
	return news.Match{
		Subscription: r.id(slot),
		Channel:      r.channels[s.channel>>modeBits],
		Mode:         r.modes[s.channel&(1<<modeBits-1)],
	}
}

// subscription gives back what was filed in a slot.
func (r *roll) subscription(slot uint32) news.Subscription {
	m := r.match(slot)
	return news.Subscription{ID: m.Subscription, Channel: m.Channel, Mode: m.Mode}
}

// bump counts one more article for a term.
func bump(n *uint32) { atomic.AddUint32(n, 1) }
