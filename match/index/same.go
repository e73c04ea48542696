package index

import (
	"math/bits"
	"slices"
)

// A sameness finds the entry whose code is the same. It is parted into tables
// that grow one by one, so that no single addition takes long.
type sameness [1 << 8]struct {
	slots []uint32 // entries, open addressing; 0 for none
	count int
}

// find gives the place of the entry with this code: the entry is 0 when there
// is none yet and the caller is to put one there.
func (c *Core) find(code []uint32) *uint32 {
	part, h := place(code)
	t := &c.same[part]
	if 5*t.count >= 4*len(t.slots) {
		c.grow(part)
	}
	i := slot(h, len(t.slots))
	for t.slots[i] != 0 && !c.equal(t.slots[i], code) {
		if i++; i == len(t.slots) {
			i = 0
		}
	}
	if t.slots[i] == 0 {
		t.count++
	}
	return &t.slots[i]
}

// grow makes one table larger by a quarter.
func (c *Core) grow(part uint64) {
	t := &c.same[part]
	old := t.slots
	t.slots = make([]uint32, len(old)+len(old)/4+4)
	for _, e := range old {
		if e == 0 {
			continue
		}
		code := c.code.at(c.entries.at(e).code)
		_, h := place(code[:span(code)])
		i := slot(h, len(t.slots))
		for t.slots[i] != 0 {
			if i++; i == len(t.slots) {
				i = 0
			}
		}
		t.slots[i] = e
	}
}

func (c *Core) equal(e uint32, code []uint32) bool {
	have := c.code.at(c.entries.at(e).code)
	return len(have) >= len(code) && slices.Equal(have[:len(code)], code)
}

// place gives a code's table and its hash there.
func place(code []uint32) (part, h uint64) {
	return bits.Mul64(mix(code), uint64(len(sameness{})))
}

// slot gives where the search in a table begins.
func slot(h uint64, size int) int {
	hi, _ := bits.Mul64(h, uint64(size))
	return int(hi)
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
