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

// blockBytes is the size from which records are compressed together: larger
// blocks are smaller in memory and slower to read.
const blockBytes = 12 << 10

// A Shelf puts records away. The zero value is ready; it is for one goroutine.
// A record needs no removal: a block goes when no place in it is held.
type Shelf struct {
	open   *Block
	writer *flate.Writer
	reader io.ReadCloser
	buf    bytes.Buffer
}

// A Block is some records, one after the other.
type Block struct {
	raw    []byte // while the block is open
	packed []byte
	ends   []uint32
}

// A Place is where a record lies. The zero value is nowhere.
type Place struct {
	Block *Block
	N     int32
}

// Put keeps a copy of the record.
func (s *Shelf) Put(record []byte) Place {
	if s.open == nil {
		s.open = &Block{}
	}
	b := s.open
	b.raw = append(b.raw, record...)
	b.ends = append(b.ends, uint32(len(b.raw)))
	if len(b.raw) >= blockBytes {
		s.close(b)
	}
	return Place{b, int32(len(b.ends) - 1)}
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
	b.packed, b.raw = bytes.Clone(s.buf.Bytes()), nil
	b.ends = slices.Clip(slices.Clone(b.ends))
}

var errPlace = errors.New("no such record")

// Get gives the record at a place; it is the caller's.
func (s *Shelf) Get(p Place) ([]byte, error) {
	b := p.Block
	if b == nil || p.N < 0 || int(p.N) >= len(b.ends) {
		return nil, errPlace
	}
	from := uint32(0)
	if p.N > 0 {
		from = b.ends[p.N-1]
	}
	to := b.ends[p.N]
	if b.packed == nil {
		if from > to || int(to) > len(b.raw) {
			return nil, errPlace
		}
		return bytes.Clone(b.raw[from:to]), nil
	}
	if from > to {
		return nil, errPlace
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
