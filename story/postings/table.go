package postings

import "math/bits"

// A table maps term ids to their lists: open addressing without pointers, so
// that a vocabulary of half a million terms costs the collector nothing.
type table struct {
	cells []cell // a power of two of them
	used  int
}

// A cell is a term's list: n slots, in the arena at at. The slot of a list of
// one is at itself; a cell is free when n is 0.
type cell struct {
	id uint32
	n  int32
	at int32
}

const firstCells = 1 << 10

func newTable() table { return table{cells: make([]cell, firstCells)} }

func (t *table) home(id uint32) int {
	return int(id*0x9E3779B1) & (len(t.cells) - 1)
}

// find gives the cell of a term.
func (t *table) find(id uint32) (at int, ok bool) {
	mask := len(t.cells) - 1
	for at = t.home(id); t.cells[at].n != 0; at = (at + 1) & mask {
		if t.cells[at].id == id {
			return at, true
		}
	}
	return at, false
}

// add gives the cell of a term, a free one when it has none; the caller fills it.
func (t *table) add(id uint32) int {
	at, ok := t.find(id)
	if ok {
		return at
	}
	if 4*(t.used+1) > 3*len(t.cells) {
		t.grow()
		at, _ = t.find(id)
	}
	t.used++
	t.cells[at].id = id
	return at
}

func (t *table) grow() {
	old := t.cells
	t.cells = make([]cell, 2*len(old))
	for _, c := range old {
		if c.n != 0 {
			at, _ := t.find(c.id)
			t.cells[at] = c
		}
	}
}

// remove frees a cell and moves those behind it that would not be found any
// more.
func (t *table) remove(at int) {
	mask := len(t.cells) - 1
	t.used--
	for next := at; ; {
		t.cells[at] = cell{}
		for {
			next = (next + 1) & mask
			c := t.cells[next]
			if c.n == 0 {
				return
			}
			if home := t.home(c.id); (next-home)&mask >= (next-at)&mask {
				t.cells[at] = c
				at = next
				break
			}
		}
	}
}

// An arena holds lists of 2, 4, 8 … slots. A list's place is its chunk and its
// offset there.
type arena struct {
	chunks [][]int32
	at     int         // first unused place of the last small chunk
	last   int         // that chunk
	free   [32][]int32 // places given back, by class
}

const (
	chunkBits = 15
	chunkSize = 1 << chunkBits
)

// classOf is the class of a list of n: it has room for 1<<class.
func classOf(n int32) int { return max(1, bits.Len32(uint32(n-1))) }

// list gives the place as a slice.
func (a *arena) list(at int32, class int) []int32 {
	from := int(at) & (chunkSize - 1)
	return a.chunks[at>>chunkBits][from : from+1<<class]
}

// take gives a place for a list of the class.
func (a *arena) take(class int) int32 {
	if n := len(a.free[class]); n > 0 {
		at := a.free[class][n-1]
		a.free[class] = a.free[class][:n-1]
		return at
	}
	size := 1 << class
	if size >= chunkSize {
		a.chunks = append(a.chunks, make([]int32, size))
		return int32(len(a.chunks)-1) << chunkBits
	}
	if len(a.chunks) == 0 || a.at+size > chunkSize {
		a.last, a.at = len(a.chunks), 0
		a.chunks = append(a.chunks, make([]int32, chunkSize))
	}
	at := int32(a.last)<<chunkBits | int32(a.at)
	a.at += size
	return at
}

// give takes a place back.
func (a *arena) give(at int32, class int) { a.free[class] = append(a.free[class], at) }
