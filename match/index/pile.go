package index

// A pile is a list that grows without moving what it holds, so that adding to
// a long one takes no longer than to a short one.
type pile[T any] struct {
	chunks []*[1 << pileBits]T
	n      uint32
}

const pileBits = 12

func (p *pile[T]) at(i uint32) *T { return &p.chunks[i>>pileBits][i&(1<<pileBits-1)] }

func (p *pile[T]) push(v T) {
	if p.n>>pileBits == uint32(len(p.chunks)) {
		p.chunks = append(p.chunks, new([1 << pileBits]T))
	}
	p.n++
	*p.at(p.n - 1) = v
}

// An arena holds code in chunks. No query lies across two chunks.
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
