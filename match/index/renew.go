package index

import (
	"slices"
	"sync"
	"sync/atomic"
)

// step is how many entries are copied while the lock is held.
const step = 64

// Renew builds a core anew of those who have not left: with anchors chosen by
// what is known of words now, the entries in the order of their anchors and the
// postings of each term side by side. It reads c under lock, a few entries at a
// time; what changes meanwhile is for the caller to repeat on the new core.
func (c *Core) Renew(lock sync.Locker) *Core {
	fresh := New()
	lock.Lock()
	fresh.inherit(c)
	n := c.entries.n
	lock.Unlock()

	var one [1]uint32
	order := make([]uint64, 0, n) // anchor, entry
	var sizes []uint32            // of the lists, by term
	for from := uint32(1); from < n; from += step {
		lock.Lock()
		for e := from; e < min(from+step, n); e++ {
			if len(c.members(e, &one)) > 0 {
				order, sizes = fresh.plan(c, e, order, sizes)
			}
		}
		lock.Unlock()
	}
	slices.Sort(order)
	fresh.reserve(sizes)
	for part := range slices.Chunk(order, step) {
		lock.Lock()
		for _, o := range part {
			fresh.copy(c, uint32(o))
		}
		lock.Unlock()
	}
	fresh.built, fresh.laid = fresh.sampled, fresh.entries.n
	fresh.dict.elder = nil
	return fresh
}

// inherit takes over what old knows of the frequency of words, at half its
// weight, so that it fades.
func (c *Core) inherit(old *Core) {
	c.sampled = atomic.LoadUint32(&old.sampled) / 2
	c.dict.elder = old.dict
}

// plan chooses the anchors of an entry of old: the first gives its place in the
// order.
func (c *Core) plan(old *Core, e uint32, order []uint64, sizes []uint32) ([]uint64, []uint32) {
	c.drafts = c.anchors(old.dict.decompile(old.code.at(old.entries.at(e).code)))
	for len(sizes) < len(c.dict.stems) {
		sizes = append(sizes, 0)
	}
	for _, d := range c.drafts {
		sizes[d.anchor]++
	}
	return append(order, uint64(c.drafts[0].anchor)<<32|uint64(e)), sizes
}

// reserve makes room for lists of these sizes, side by side.
func (c *Core) reserve(sizes []uint32) {
	total := uint32(0)
	for _, n := range sizes {
		total += n
	}
	all := make([]posting, total)
	c.lists = make([][]posting, len(sizes))
	for t, n := range sizes {
		c.lists[t], all = all[:0:n], all[n:]
	}
}

// copy files an entry of old and its subscribers.
func (c *Core) copy(old *Core, e uint32) {
	var one [1]uint32
	slots := old.members(e, &one)
	if len(slots) == 0 {
		return
	}
	to := c.entry(old.dict.decompile(old.code.at(old.entries.at(e).code)))
	for _, slot := range slots {
		c.join(to, old.subs.subscription(slot))
	}
}
