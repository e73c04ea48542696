package shelf

import (
	"bytes"
	"encoding/binary"
)

// Append writes the block for [Decode].
func (b *Block) Append(out []byte) []byte {
	out = binary.AppendUvarint(out, uint64(len(b.ends)))
	before := uint32(0)
	for _, end := range b.ends {
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

// Decode reads what Append wrote and gives what follows it; ok is false for
// anything else. What the records say is not looked at.
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
	block = &Block{ends: make([]uint32, n)}
	end := uint64(0)
	for i := range block.ends {
		if end += number(); end > 1<<31 {
			return nil, nil, false
		}
		block.ends[i] = uint32(end)
	}
	if !ok || len(b) == 0 {
		return nil, nil, false
	}
	open := b[0] == 1
	b = b[1:]
	size := number()
	if !ok || size > uint64(len(b)) {
		return nil, nil, false
	}
	data := bytes.Clone(b[:size])
	if block.packed = data; open {
		block.packed, block.raw = nil, data
	}
	return block, b[size:], true
}

// Open says whether the block still takes records.
func (b *Block) Open() bool { return b.packed == nil }

// Reopen makes an open block the one that takes the next records.
func (s *Shelf) Reopen(b *Block) { s.open = b }

// Places gives how many records the block holds.
func (b *Block) Places() int { return len(b.ends) }
