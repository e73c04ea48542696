package index

import "newsbell/news"

// A roll holds the subscribers. Ids from the store lie close together, so they
// are kept in pages; a slot is a page's number and a place in it.
type roll struct {
	pages    []*page // page 0 holds no subscriber
	bases    []int64 // by page: the id of its first place
	byBase   map[int64]uint32
	channels []news.ChannelID // those with large ids
	channel  map[news.ChannelID]uint32
	modes    []news.Mode
	count    int
	left     int // those who have left since the start
}

const pageBits = 8

type page [1 << pageBits]subscriber

// A subscriber is a subscription among those who ask an entry.
type subscriber struct {
	entry uint32 // 0 for an empty place
	place uint32 // in the entry's crowd
	info  uint32 // its channel and mode
}

const (
	modeBits = 4
	modeMask = 1<<modeBits - 1
	listed   = 1 << 31
)

func newRoll() roll {
	return roll{
		pages:   []*page{new(page)},
		bases:   make([]int64, 1),
		byBase:  make(map[int64]uint32),
		channel: make(map[news.ChannelID]uint32),
		modes:   []news.Mode{"", news.Breaking, news.Every, news.DigestOnly},
	}
}

// find gives the slot of an id; false when its page was never made.
func (r *roll) find(id news.SubscriptionID) (uint32, bool) {
	no, ok := r.byBase[int64(id)>>pageBits]
	return no<<pageBits | uint32(id)&(1<<pageBits-1), ok
}

// place gives the slot of an id and makes its page when needed.
func (r *roll) place(id news.SubscriptionID) uint32 {
	if slot, ok := r.find(id); ok {
		return slot
	}
	base := int64(id) >> pageBits
	r.byBase[base] = uint32(len(r.pages))
	r.pages = append(r.pages, new(page))
	r.bases = append(r.bases, base<<pageBits)
	slot, _ := r.find(id)
	return slot
}

func (r *roll) at(slot uint32) *subscriber {
	return &r.pages[slot>>pageBits][slot&(1<<pageBits-1)]
}

// id gives the subscription in a slot.
func (r *roll) id(slot uint32) news.SubscriptionID {
	return news.SubscriptionID(r.bases[slot>>pageBits] + int64(slot&(1<<pageBits-1)))
}

// info packs a subscription's channel and mode: the channel as it is or, when
// its id is too large, as a place in the list of such channels.
func (r *roll) info(s news.Subscription) uint32 {
	mode := r.modeNo(s.Mode)
	if s.Channel >= 0 && s.Channel < listed>>modeBits {
		return uint32(s.Channel)<<modeBits | mode
	}
	no, ok := r.channel[s.Channel]
	if !ok {
		no = uint32(len(r.channels))
		r.channels = append(r.channels, s.Channel)
		r.channel[s.Channel] = no
	}
	return listed | no<<modeBits | mode
}

// channelOf gives the channel in an info.
func (r *roll) channelOf(info uint32) news.ChannelID {
	if info&listed != 0 {
		return r.channels[info&^listed>>modeBits]
	}
	return news.ChannelID(info >> modeBits)
}

// modeNo numbers a mode; more modes than the bits hold count as none.
func (r *roll) modeNo(m news.Mode) uint32 {
	for i, have := range r.modes {
		if have == m {
			return uint32(i)
		}
	}
	if len(r.modes) > modeMask {
		return 0
	}
	r.modes = append(r.modes, m)
	return uint32(len(r.modes) - 1)
}

// subscription gives what was filed in a slot.
func (r *roll) subscription(slot uint32) news.Subscription {
	info := r.at(slot).info
	return news.Subscription{
		ID:      r.id(slot),
		Channel: r.channelOf(info),
		Mode:    r.modes[info&modeMask],
	}
}
