package match

import (
	"math/bits"

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
	dead    int    // entries without subscribers
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
func (c *core) add(root *node, s news.Subscription) {
	c.remove(s.ID)
	c.join(c.entry(root), s)
}

// join puts a subscription to an entry.
func (c *core) join(e uint32, s news.Subscription) {
	en := &c.entries[e]
	if en.head == 0 && en.code&retired != 0 {
		en.code &^= retired
		c.dead--
	}
	en.head = c.subs.add(s, e, en.head)
}

// retired marks the code of an entry that lost its last subscriber.
const retired = 1 << 31

// remove takes a subscription out. Its entry stays, empty, until a rebuild.
func (c *core) remove(id news.SubscriptionID) {
	e, head, ok := c.subs.remove(id)
	if !ok {
		return
	}
	if head != keepHead {
		c.entries[e].head = head
		if head == 0 {
			c.entries[e].code |= retired
			c.dead++
		}
	}
}

// entry gives the entry of a query, a new one when needed.
func (c *core) entry(root *node) uint32 {
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
	c.entries = append(c.entries, entry{code: off})
	c.same[i] = e
	c.post(root, e, off)
	if 4*len(c.entries) > 3*len(c.same) {
		c.grow()
	}
	return e
}

// post files an entry under its anchors.
func (c *core) post(root *node, e, off uint32) {
	c.drafts = c.anchors(root)
	if len(c.drafts) > 1 {
		e |= several
	}
	for _, d := range c.drafts {
		p := posting{entry: e, guards: d.guards, code: off}
		if d.proven {
			p.entry |= proven
		}
		c.lists[d.anchor] = push(c.lists[d.anchor], p)
	}
}

// push appends p and grows long lists by an eighth, to waste little memory.
func push(list []posting, p posting) []posting {
	if n := len(list); n == cap(list) && n >= 32 {
		grown := make([]posting, n, n+n/8)
		copy(grown, list)
		list = grown
	}
	return append(list, p)
}

// find gives the place of program in the table: its entry, or where it would
// go.
func (c *core) find(program []uint32) int {
	mask := len(c.same) - 1
	i := int(mix(program)) & mask
	for c.same[i] != 0 && !c.equal(c.same[i], program) {
		i = (i + 1) & mask
	}
	return i
}

func (c *core) equal(e uint32, program []uint32) bool {
	have := c.code.at(c.entries[e].code &^ retired)
	if len(have) < len(program) || have[0] != program[0] {
		return false
	}
	for i, w := range program {
		if have[i] != w {
			return false
		}
	}
	return true
}

// grow doubles the table of equal queries.
func (c *core) grow() {
	old := c.same
	c.same = make([]uint32, 2*len(old))
	mask := len(c.same) - 1
	for _, e := range old {
		if e == 0 {
			continue
		}
		code := c.code.at(c.entries[e].code &^ retired)
		i := int(mix(code[:span(code)])) & mask
		for c.same[i] != 0 {
			i = (i + 1) & mask
		}
		c.same[i] = e
	}
}

// mix hashes code.
func mix(code []uint32) uint64 {
	h := uint64(len(code)) * 0x9E3779B97F4A7C15
	for _, w := range code {
		hi, lo := bits.Mul64(h^uint64(w), 0xD6E8FEB86659FD93)
		h = hi ^ lo + 0x9E3779B97F4A7C15
	}
	return h ^ h>>32
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
