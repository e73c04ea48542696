package shelf

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// Append writes the block for [Decode]. The shelf may go on meanwhile, unless the
// block still takes records: see [Shelf.Freeze].
func (b *Block) Append(out []byte) []byte {
	out = binary.AppendUvarint(out, uint64(len(b.slots)))
	before := uint32(0)
	for i := range b.slots {
		end := b.slots[i].end // no more of it: the shelf may drop a record meanwhile
		out = binary.AppendUvarint(out, uint64(end-before))
		before = end
	}
	data, open := b.packed, byte(0)
	if b.packed == nil {
		data, open = b.raw, 1
	}
	out = append(out, open)
	out = binary.AppendUvarint(out, uint64(len(data)))
	return append(out, data...)
}

// Freeze gives the block that still takes records, and a copy of it that does
// not change; nil when there is none. All other blocks change no more.
func (s *Shelf) Freeze() (open, frozen *Block) {
	if s.open == nil {
		return nil, nil
	}
	b := *s.open
	b.raw, b.slots = bytes.Clone(b.raw), slices.Clone(b.slots)
	return s.open, &b
}

// mostRatio is how much DEFLATE can shrink anything.
const mostRatio = 1032

// Decode reads what Append wrote and gives what follows it; ok is false for
// anything else. What the records say is not looked at, and each is dropped
// until it is claimed.
func Decode(b []byte) (block *Block, rest []byte, ok bool) {
	number := func() uint64 {
		v, n := binary.Uvarint(b)
		if n <= 0 {
			b, ok = nil, false
			return 0
		}
		b = b[n:]
		return v
	}
	ok = true
	n := number()
	if n > uint64(len(b)) {
		return nil, nil, false
	}
	block = &Block{slots: make([]slot, n)}
	end := uint64(0)
	for i := range block.slots {
		if end += number(); end > mostBytes {
			return nil, nil, false
		}
		block.slots[i] = slot{end: uint32(end), out: true}
	}
	if !ok || len(b) == 0 {
		return nil, nil, false
	}
	open := b[0] == 1
	b = b[1:]
	size := number()
	if !ok || size > uint64(len(b)) || open && size != end || end > mostRatio*size {
		return nil, nil, false
	}
	data := bytes.Clone(b[:size])
	if block.packed = data; open {
		block.packed, block.raw = nil, data
	}
	return block, b[size:], true
}

// Claim gives the record at a place of a decoded block to its key, once.
func Claim(p Place, key int64) bool {
	b := p.Block
	if b == nil || p.N < 0 || int(p.N) >= len(b.slots) || !b.slots[p.N].out {
		return false
	}
	x := &b.slots[p.N]
	x.key, x.out = key, false
	b.wanted += int(x.end - b.start(p.N))
	return true
}

// Open says whether the block still takes records.
func (b *Block) Open() bool { return b.packed == nil }

// Reopen makes an open block the one that takes the next records.
func (s *Shelf) Reopen(b *Block) { s.open = b }
