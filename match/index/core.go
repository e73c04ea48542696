package index

import (
	"sync/atomic"

	"newsbell/match/query"
	"newsbell/news"
)

// A Core is the data of an index. One goroutine may change it while none reads;
// any number may read, each with its own Reader.
type Core struct {
	dict    *dict
	lists   [][]posting // by term
	code    arena
	entries pile[entry] // entry 0 is none
	same    sameness
	subs    roll
	crowds  [][]uint32 // of slots
	sampled uint32     // articles counted in dict.seen, atomically
	built   uint32     // sampled when the postings were chosen
	laid    uint32     // entries when they were laid out

	drafts  []draft  // reused by add
	program []uint32 // reused by add
}

// An entry is one query, shared by all subscriptions that ask it.
type entry struct {
	code uint32
	who  uint32 // who asks: a slot, or the number of a crowd; 0 for nobody
}

// crowd marks an entry that several subscriptions ask: they stand in a list.
const crowd = 1 << 31

// New makes an empty core.
func New() *Core {
	c := &Core{dict: newDict(), subs: newRoll()}
	c.entries.push(entry{})
	return c
}

// Len gives the number of subscriptions.
func (c *Core) Len() int { return c.subs.count }

// Add files a subscription under a settled query, in place of what had its id.
func (c *Core) Add(root *query.Node, s news.Subscription) { c.join(c.entry(root), s) }

// join puts a subscription among those who ask an entry.
func (c *Core) join(e uint32, s news.Subscription) {
	slot := c.subs.place(s.ID)
	sub := c.subs.at(slot)
	info := c.subs.info(s)
	if sub.entry == e {
		sub.info = info
		return
	}
	c.Remove(s.ID)
	*sub = subscriber{entry: e, info: info}
	c.subs.count++
	en := c.entries.at(e)
	switch {
	case en.who == 0:
		en.who = slot
	case en.who&crowd == 0:
		c.crowds = append(c.crowds, []uint32{en.who, slot})
		en.who = crowd | uint32(len(c.crowds)-1)
		sub.place = 1
	default:
		list := &c.crowds[en.who&^crowd]
		sub.place = uint32(len(*list))
		*list = push(*list, slot)
	}
}

// Remove takes a subscription out; an unknown id does nothing.
func (c *Core) Remove(id news.SubscriptionID) {
	slot, ok := c.subs.find(id)
	if !ok || c.subs.at(slot).entry == 0 {
		return
	}
	sub := c.subs.at(slot)
	if en := c.entries.at(sub.entry); en.who&crowd == 0 {
		en.who = 0
	} else { // the last of the crowd takes its place
		list := &c.crowds[en.who&^crowd]
		last := len(*list) - 1
		moved := (*list)[last]
		(*list)[sub.place], c.subs.at(moved).place = moved, sub.place
		*list = (*list)[:last]
	}
	*sub = subscriber{}
	c.subs.count--
	c.subs.left++
}

// members gives the slots of those who ask an entry; room holds a single one.
func (c *Core) members(e uint32, room *[1]uint32) []uint32 {
	who := c.entries.at(e).who
	switch {
	case who == 0:
		return nil
	case who&crowd == 0:
		room[0] = who
		return room[:]
	default:
		return c.crowds[who&^crowd]
	}
}

// entry gives the entry of a query, a new one when needed.
func (c *Core) entry(root *query.Node) uint32 {
	c.program = c.dict.compile(c.program[:0], root)
	c.cover()
	e := c.find(c.program)
	if *e == 0 {
		*e = c.entries.n
		c.entries.push(entry{code: c.code.add(c.program)})
		c.post(root, *e)
	}
	return *e
}

// cover gives every term a list.
func (c *Core) cover() {
	for len(c.lists) < len(c.dict.stems) {
		c.lists = append(c.lists, nil)
	}
}

// post files an entry under its anchors.
func (c *Core) post(root *query.Node, e uint32) {
	c.drafts = c.anchors(root)
	if len(c.drafts) > 1 {
		e |= several
	}
	for _, d := range c.drafts {
		p := posting{entry: e, guards: d.guards}
		if d.proven {
			p.entry |= proven
		}
		c.lists[d.anchor] = push(c.lists[d.anchor], p)
	}
}

// push appends v and grows long lists by an eighth, to waste little memory.
func push[T any](list []T, v T) []T {
	if n := len(list); n == cap(list) && n >= 8 {
		grown := make([]T, n, n+n/8+1)
		copy(grown, list)
		list = grown
	}
	return append(list, v)
}

// Worn tells whether a Renew is worth it: many of the subscriptions have left
// or came since the last, or so many articles have passed that their words'
// frequencies, which choose the anchors, are known much better than then.
func (c *Core) Worn() bool {
	sampled := atomic.LoadUint32(&c.sampled)
	return c.subs.left > 1000 && c.subs.left > c.subs.count/3 ||
		c.entries.n-c.laid > 1000 && c.entries.n > 2*c.laid ||
		sampled >= 32 && sampled >= 4*c.built
}
