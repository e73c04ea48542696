package match

import (
	"math/bits"
	"slices"

	"newsbell/match/query"
	"newsbell/news"
)

// A core is the data of an index, without its lock.
type core struct {
	dict    *dict
	lists   [][]posting // by term
	code    arena
	entries []entry  // entry 0 is none
	same    []uint32 // hash of the code -> entry, open addressing
	subs    roll
	sampled uint32 // articles counted in dict.seen, atomically
	built   uint32 // sampled when the postings were chosen

	drafts  []draft  // reused by add
	program []uint32 // reused by add
}

// An entry is one query, shared by all subscriptions that ask it.
type entry struct {
	code uint32
	head uint32 // first subscriber's slot, 0 for none
}

func newCore() *core {
	return &core{dict: newDict(), entries: make([]entry, 1), same: make([]uint32, 64), subs: newRoll()}
}

// add files a subscription under a settled query.
func (c *core) add(root *query.Node, s news.Subscription) { c.join(c.entry(root), s) }

// join puts a subscription into the chain of an entry, in place of what had
// its id.
func (c *core) join(e uint32, s news.Subscription) {
	c.subs.remove(s.ID)
	slot := c.subs.place(s.ID)
	sub := c.subs.at(slot)
	if sub.entry != 0 {
		c.subs.left--
	}
	if sub.entry != e {
		if sub.entry != 0 {
			c.unchain(slot)
		}
		en := &c.entries[e]
		sub.entry, sub.next, en.head = e, en.head, slot
	}
	sub.info = c.subs.info(s)
	c.subs.count++
}

// unchain takes a slot out of its chain.
func (c *core) unchain(slot uint32) {
	sub := c.subs.at(slot)
	link := &c.entries[sub.entry].head
	for *link != slot {
		link = &c.subs.at(*link).next
	}
	*link = sub.next
}

// entry gives the entry of a query, a new one when needed.
func (c *core) entry(root *query.Node) uint32 {
	c.program = c.dict.compile(c.program[:0], root)
	for len(c.lists) < len(c.dict.stems) {
		c.lists = append(c.lists, nil)
	}
	i := c.find(c.program)
	if c.same[i] != 0 {
		return c.same[i]
	}
	e := uint32(len(c.entries))
	off := c.code.add(c.program)
	c.entries = push(c.entries, entry{code: off})
	c.same[i] = e
	c.post(root, e)
	if 5*len(c.entries) > 4*len(c.same) {
		c.grow()
	}
	return e
}

// post files an entry under its anchors.
func (c *core) post(root *query.Node, e uint32) {
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

// find gives the place of program in the table: its entry, or where it would
// go.
func (c *core) find(program []uint32) int {
	i := c.slot(program)
	for c.same[i] != 0 && !c.equal(c.same[i], program) {
		if i++; i == len(c.same) {
			i = 0
		}
	}
	return i
}

// slot gives where the search for code begins.
func (c *core) slot(code []uint32) int {
	hi, _ := bits.Mul64(mix(code), uint64(len(c.same)))
	return int(hi)
}

func (c *core) equal(e uint32, program []uint32) bool {
	have := c.code.at(c.entries[e].code)
	return len(have) >= len(program) && slices.Equal(have[:len(program)], program)
}

// grow makes the table of equal queries larger by a fifth.
func (c *core) grow() {
	old := c.same
	c.same = make([]uint32, len(old)+len(old)/5+1)
	for _, e := range old {
		if e == 0 {
			continue
		}
		code := c.code.at(c.entries[e].code)
		i := c.slot(code[:span(code)])
		for c.same[i] != 0 {
			if i++; i == len(c.same) {
				i = 0
			}
		}
		c.same[i] = e
	}
}

// mix hashes code.
func mix(code []uint32) uint64 {
	h := uint64(len(code)) * 0x9E3779B97F4A7C15
	for _, w := range code {
		hi, lo := bits.Mul64(h^uint64(w), 0xD6E8FEB86659FD93)
		h = (hi ^ lo) + 0x9E3779B97F4A7C15
	}
	hi, lo := bits.Mul64(h, 0xA0761D6478BD642F)
	return hi ^ lo
}

// An arena holds code in chunks, so that it grows without copying. No query
// lies across two chunks.
type arena struct {
	chunks [][]uint32
}

const chunkBits = 14

// add stores code and gives its place.
func (a *arena) add(code []uint32) uint32 {
	last := len(a.chunks) - 1
	if last < 0 || len(a.chunks[last])+len(code) > 1<<chunkBits {
		a.chunks = append(a.chunks, make([]uint32, 0, 1<<chunkBits))
		last++
	}
	off := uint32(last)<<chunkBits | uint32(len(a.chunks[last]))
	a.chunks[last] = append(a.chunks[last], code...)
	return off
}

// at gives the code from a place on.
func (a *arena) at(off uint32) []uint32 {
	return a.chunks[off>>chunkBits][off&(1<<chunkBits-1):]
}
