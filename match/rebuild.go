package match

import (
	"sync/atomic"
)

// Tend rebuilds the index aside when that is worth it: a quarter of its
// subscriptions have left, or so many articles have passed that
// their words' frequencies, which choose the anchors, are known much better
// than before. It tells whether it did. The owner calls it now and then;
// matching and changes go on meanwhile.
func (x *Index) Tend() bool {
	if !x.worn() {
		return false
	}
	x.Rebuild()
	return true
}

func (x *Index) worn() bool {
	x.mu.RLock()
	defer x.mu.RUnlock()
	c := x.core
	sampled := atomic.LoadUint32(&c.sampled)
	return c.subs.left > 1000 && c.subs.left > c.subs.count/3 ||
		sampled >= 32 && sampled >= 4*c.built
}

// Rebuild builds the index anew aside and swaps it in.
func (x *Index) Rebuild() {
	x.tend.Lock()
	defer x.tend.Unlock()
	x.mu.Lock()
	old := x.core
	x.moving, x.log = true, nil
	x.mu.Unlock()

	fresh := newCore()
	moved := make([]uint32, 0, 1024)
	for no := 1; x.copyPage(fresh, old, no, &moved); no++ {
		continue
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, ch := range x.log {
		if ch.root != nil {
			fresh.add(ch.root, ch.sub)
		} else {
			fresh.subs.remove(ch.sub.ID)
		}
	}
	fresh.built, fresh.dict.elder = fresh.sampled, nil
	x.core, x.moving, x.log = fresh, false, nil
}

// copyPage copies the subscribers of one page; false after the last.
func (x *Index) copyPage(fresh, old *core, no int, moved *[]uint32) bool {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if no == 1 {
		fresh.inherit(old)
	}
	if no >= len(old.subs.pages) {
		return false
	}
	for len(*moved) < len(old.entries) {
		*moved = append(*moved, 0)
	}
	for i, s := range old.subs.pages[no] {
		if s.entry == 0 || s.info&hasLeft != 0 {
			continue
		}
		to := &(*moved)[s.entry]
		if *to == 0 {
			code := old.code.at(old.entries[s.entry].code)
			*to = fresh.entry(old.dict.decompile(code))
		}
		sub := old.subs.subscription(uint32(no)<<pageBits | uint32(i))
		fresh.join(*to, sub)
	}
	return true
}

// inherit takes over what old knows of the frequency of words, at half its
// weight, so that it fades.
func (c *core) inherit(old *core) {
	c.sampled = atomic.LoadUint32(&old.sampled) / 2
	c.dict.elder = old.dict
}
