package article

import "math/bits"

// Names numbers strings, from 0 on, in the order of their coming. Who looks a
// string up in several of them computes its Hash once.
type Names struct {
	Keys   []string
	Hashes []uint32 // of the keys

	slots []uint32 // open addressing: number+1, 0 for none; a power of two long
}

// Hash is the hash of a string by which Names finds it.
func Hash(s string) uint32 {
	h := uint64(len(s)) ^ 0x9E3779B97F4A7C15
	for ; len(s) > 8; s = s[8:] {
		h = stir(h ^ (uint64(four(s)) | uint64(four(s[4:]))<<32))
	}
	switch n := len(s); {
	case n >= 4:
		h ^= uint64(four(s)) | uint64(four(s[n-4:]))<<32
	case n > 0:
		h ^= uint64(s[0]) | uint64(s[n/2])<<8 | uint64(s[n-1])<<16
	}
	h = stir(h)
	return uint32(h ^ h>>32)
}

func four(s string) uint32 {
	_ = s[3]
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

// stir mixes the bits of h by one wide multiplication.
func stir(h uint64) uint64 {
	hi, lo := bits.Mul64(h, 0xD6E8FEB86659FD93)
	return hi ^ lo
}

// Room makes room for a number of keys.
func (n *Names) Room(keys int) {
	size := 16
	for 2*size < 3*keys {
		size *= 2
	}
	n.Keys = make([]string, 0, keys)
	room := make([]uint32, size+keys)
	n.slots, n.Hashes = room[:size:size], room[size:size]
}

// Find gives the number of key, whose hash is h; -1 when it is not there.
func (n *Names) Find(key string, h uint32) int32 {
	if len(n.slots) == 0 {
		return -1
	}
	return int32(n.slots[n.slot(key, h)]) - 1
}

// Add gives the number of key, whose hash is h, and whether it is new.
func (n *Names) Add(key string, h uint32) (no int32, isNew bool) {
	if 4*len(n.Keys) >= 3*len(n.slots) {
		n.grow()
	}
	i := n.slot(key, h)
	if n.slots[i] != 0 {
		return int32(n.slots[i]) - 1, false
	}
	n.Keys = append(n.Keys, key)
	n.Hashes = append(n.Hashes, h)
	n.slots[i] = uint32(len(n.Keys))
	return int32(len(n.Keys)) - 1, true
}

// slot gives the place of key: where it is, or where it would go.
func (n *Names) slot(key string, h uint32) uint32 {
	mask := uint32(len(n.slots) - 1)
	i := h & mask
	for k := n.slots[i]; k != 0; k = n.slots[i] {
		if n.Hashes[k-1] == h && n.Keys[k-1] == key {
			break
		}
		i = (i + 1) & mask
	}
	return i
}

func (n *Names) grow() {
	n.slots = make([]uint32, max(8, 2*len(n.slots)))
	mask := uint32(len(n.slots) - 1)
	for no, h := range n.Hashes {
		i := h & mask
		for n.slots[i] != 0 {
			i = (i + 1) & mask
		}
		n.slots[i] = uint32(no + 1)
	}
}
