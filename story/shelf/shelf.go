// Package shelf belongs to stage 2: it keeps records that are seldom looked at
// in little memory, compressed a few together. Package story puts the rows of
// quiet stories on it and takes them down when something new is told.
package shelf

import (
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"slices"
)

const (
	// blockBytes is the size from which records are compressed together: larger
	// blocks are smaller in memory and slower to read.
	blockBytes = 12 << 10
	// mostBytes bounds what a block says of its size.
	mostBytes = 1 << 31
)

// A Shelf puts records away. Records that are no longer wanted are dropped:
// when half of a block is of that kind, the rest moves to the open block. The
// zero value is ready; it is for one goroutine.
type Shelf struct {
	open   *Block
	writer *flate.Writer
	reader io.ReadCloser
	buf    bytes.Buffer
	spare  []byte // of the last open block
	scrap  []byte // of a block being cleared
}

// A Block is some records, one after the other.
type Block struct {
	raw    []byte // while the block is open
	packed []byte
	slots  []slot
	wanted int // bytes of the records that were not dropped
}

// A slot is where a record ends, and whose it is.
type slot struct {
	key int64
	end uint32
	out bool // dropped
}

// A Place is where a record lies. The zero value is nowhere.
type Place struct {
	Block *Block
	N     int32
}

// Put keeps a copy of the record of a key.
func (s *Shelf) Put(key int64, record []byte) Place {
	if s.open == nil {
		s.open = &Block{raw: s.spare[:0]}
		s.spare = nil
	}
	b := s.open
	b.raw = append(b.raw, record...)
	b.slots = append(b.slots, slot{key: key, end: uint32(len(b.raw))})
	b.wanted += len(record)
	p := Place{b, int32(len(b.slots) - 1)}
	if len(b.raw) >= blockBytes {
		s.close(b)
	}
	return p
}

// close compresses the open block. Writing to memory cannot fail.
func (s *Shelf) close(b *Block) {
	s.open = nil
	s.buf.Reset()
	if s.writer == nil {
		w, err := flate.NewWriter(&s.buf, flate.DefaultCompression)
		if err != nil {
			return // unreachable: the level is valid
		}
		s.writer = w
	} else {
		s.writer.Reset(&s.buf)
	}
	if _, err := s.writer.Write(b.raw); err != nil {
		return // unreachable
	}
	if err := s.writer.Close(); err != nil {
		return // unreachable
	}
	b.packed = bytes.Clone(s.buf.Bytes())
	if cap(b.raw) <= 4*blockBytes {
		s.spare = b.raw[:0]
	}
	b.raw = nil
	b.slots = slices.Clip(slices.Clone(b.slots))
}

// Drop gives up the record at a place; it cannot be read any more. It calls
// moved with the key of each record that has a new place by that.
func (s *Shelf) Drop(p Place, moved func(key int64, to Place)) {
	b := p.Block
	if !b.holds(p.N) {
		return
	}
	b.slots[p.N].out = true
	b.wanted -= int(b.slots[p.N].end - b.start(p.N))
	if b == s.open && b.wanted == 0 { // begin it anew
		s.open, s.spare = nil, b.raw[:0]
	}
	if b.packed != nil && b.wanted > 0 && 2*b.wanted < int(b.slots[len(b.slots)-1].end) {
		s.clear(b, moved)
	}
}

// clear moves what is wanted of a block to the open one. A block that cannot be
// read is left alone.
func (s *Shelf) clear(b *Block, moved func(key int64, to Place)) {
	whole := slices.Grow(s.scrap[:0], int(b.slots[len(b.slots)-1].end))
	whole = whole[:b.slots[len(b.slots)-1].end]
	s.scrap = whole
	if err := s.rewind(b.packed); err != nil {
		return
	}
	if _, err := io.ReadFull(s.reader, whole); err != nil {
		return
	}
	for n, x := range b.slots {
		if !x.out {
			moved(x.key, s.Put(x.key, whole[b.start(int32(n)):x.end]))
		}
	}
	b.wanted = 0
}

// holds says whether the block has a record with the number.
func (b *Block) holds(n int32) bool {
	return b != nil && n >= 0 && int(n) < len(b.slots) && !b.slots[n].out
}

func (b *Block) start(n int32) uint32 {
	if n == 0 {
		return 0
	}
	return b.slots[n-1].end
}

var errPlace = errors.New("no such record")

// Get gives the record at a place; it is the caller's.
func (s *Shelf) Get(p Place) ([]byte, error) {
	b := p.Block
	if !b.holds(p.N) {
		return nil, errPlace
	}
	from, to := b.start(p.N), b.slots[p.N].end
	if b.packed == nil {
		if int(to) > len(b.raw) {
			return nil, errPlace
		}
		return bytes.Clone(b.raw[from:to]), nil
	}
	if err := s.rewind(b.packed); err != nil {
		return nil, err
	}
	if _, err := io.CopyN(io.Discard, s.reader, int64(from)); err != nil {
		return nil, fmt.Errorf("read block: %w", err)
	}
	record := make([]byte, to-from)
	if _, err := io.ReadFull(s.reader, record); err != nil {
		return nil, fmt.Errorf("read block: %w", err)
	}
	return record, nil
}

func (s *Shelf) rewind(packed []byte) error {
	from := bytes.NewReader(packed)
	if s.reader == nil {
		s.reader = flate.NewReader(from)
		return nil
	}
	again, ok := s.reader.(flate.Resetter)
	if !ok {
		return errors.New("block cannot be read again")
	}
	return again.Reset(from, nil)
}
