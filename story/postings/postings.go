// Package postings belongs to stage 2: it finds the stories whose centroids
// share rare terms with a text, and counts how many stories hold a term.
// Package story then compares the best of them exactly (package terms).
//
// Nothing in it depends on the order in which stories came and went: sums are
// whole numbers, and equals go to the smaller key.
package postings

import (
	"cmp"
	"math"
	"slices"

	"newsbell/story/terms"
)

const (
	candidates = 24    // hits given for a text
	hitBudget  = 6_000 // postings visited for a text
	shortList  = 64    // a list that is always worth its visit
	one        = 1 << 24
)

// An Index finds the slots whose centroids hold a term. It is for one
// goroutine.
type Index struct {
	table table
	arena arena
	keys  []int64 // by slot
	live  int

	// Scratch of Find.
	sums    []uint32 // by slot
	order   []lookup
	touched []int32
	hits    []Hit
}

// New gives an empty index.
func New() *Index { return &Index{table: newTable()} }

// Live counts the slots in use.
func (x *Index) Live() int { return x.live }

// Words counts the terms that some slot holds.
func (x *Index) Words() int { return x.table.used }

// Count says how many slots hold the term.
func (x *Index) Count(id uint32) int {
	if at, ok := x.table.find(id); ok {
		return int(x.table.cells[at].n)
	}
	return 0
}

// Replace takes the terms of a slot from old to now; none means that the slot
// was or becomes free. The key orders slots that are equally near.
func (x *Index) Replace(slot int32, key int64, old, now []terms.Term) {
	if len(old) == 0 && len(now) > 0 {
		x.live++
	}
	if len(old) > 0 && len(now) == 0 {
		x.live--
	}
	for int(slot) >= len(x.sums) {
		x.sums = append(x.sums, 0)
		x.keys = append(x.keys, 0)
	}
	x.keys[slot] = key
	i, j := 0, 0
	for i < len(old) || j < len(now) {
		switch {
		case j == len(now) || i < len(old) && old[i].ID < now[j].ID:
			x.remove(old[i].ID, slot)
			i++
		case i == len(old) || old[i].ID > now[j].ID:
			x.insert(now[j].ID, slot)
			j++
		default:
			i++
			j++
		}
	}
}

// insert adds the slot to the term's list. A list of one is kept in its cell.
func (x *Index) insert(id uint32, slot int32) {
	c := &x.table.cells[x.table.add(id)]
	switch c.n {
	case 0:
		c.at = slot
	case 1:
		first := c.at
		c.at = x.arena.take(1)
		list := x.arena.list(c.at, 1)
		list[0], list[1] = first, slot
	default:
		class := classOf(c.n)
		if int(c.n) == 1<<class {
			wider := x.arena.take(class + 1)
			copy(x.arena.list(wider, class+1), x.arena.list(c.at, class))
			x.arena.give(c.at, class)
			c.at = wider
			class++
		}
		x.arena.list(c.at, class)[c.n] = slot
	}
	c.n++
}

// remove takes the slot out of the term's list.
func (x *Index) remove(id uint32, slot int32) {
	at, ok := x.table.find(id)
	if !ok {
		return
	}
	c := &x.table.cells[at]
	if c.n == 1 {
		x.table.remove(at)
		return
	}
	class := classOf(c.n)
	list := x.arena.list(c.at, class)[:c.n]
	i := slices.Index(list, slot)
	if i < 0 {
		return
	}
	list[i] = list[c.n-1]
	c.n--
	switch {
	case c.n == 1:
		rest := list[0]
		x.arena.give(c.at, class)
		c.at = rest
	case int(c.n) == 1<<(class-1): // fits the smaller class exactly
		narrower := x.arena.take(class - 1)
		copy(x.arena.list(narrower, class-1), list[:c.n])
		x.arena.give(c.at, class)
		c.at = narrower
	}
}

// slots gives the term's list; it holds until the next change.
func (x *Index) slots(c *cell, one *[1]int32) []int32 {
	if c.n == 1 {
		one[0] = c.at
		return one[:]
	}
	return x.arena.list(c.at, classOf(c.n))[:c.n]
}

// A Hit is a slot that shares terms with a text.
type Hit struct {
	Slot int32
	sum  uint32 // squared weights of the text's terms that it holds, at most
}

// Most is the greatest likeness that the hit can have.
func (h Hit) Most() float64 { return math.Sqrt(float64(h.sum) / one) }

// A lookup is one term to look up, with the square of its weight.
type lookup struct {
	id     uint32
	n      int32
	cell   int32
	square uint32
}

// Find gives the slots that share the most with a text of unit length, best
// first. Slots whose likeness cannot reach the floor are left out: by Cauchy
// and Schwarz a cosine is at most the root of the squared weights shared. Rare
// terms are looked up first. Terms so common that they would exceed the budget
// are taken to be shared by all, and so are those that are left when they could
// lift no other slot to the floor. The result holds until the next call.
func (x *Index) Find(t terms.Terms, floor float64) []Hit {
	x.order = x.order[:0]
	rest := uint32(0)
	for _, w := range t.List {
		weight := float64(w.Weight) * float64(t.Unit)
		l := lookup{id: w.ID, square: uint32(min(1, weight*weight) * one)}
		if at, ok := x.table.find(w.ID); ok {
			l.n, l.cell = x.table.cells[at].n, int32(at)
		}
		x.order = append(x.order, l)
		rest += l.square
	}
	slices.SortFunc(x.order, func(a, b lookup) int {
		return cmp.Or(cmp.Compare(a.n, b.n), cmp.Compare(a.id, b.id))
	})
	x.touched = x.touched[:0]
	least := uint32(floor * floor * one)
	var room [1]int32
	for left, i := hitBudget, 0; i < len(x.order); i++ {
		l := &x.order[i]
		if left -= int(l.n); left < 0 || rest < least && l.n > shortList {
			break
		}
		rest -= l.square
		if l.n == 0 {
			continue
		}
		for _, slot := range x.slots(&x.table.cells[l.cell], &room) {
			if x.sums[slot] == 0 {
				x.touched = append(x.touched, slot)
			}
			x.sums[slot] += l.square + 1
		}
	}
	return x.best(least, rest+one/10_000)
}

// best empties the scratch into the hits above the least sum, with rest added
// to each.
func (x *Index) best(least, rest uint32) []Hit {
	better := func(a, b Hit) int {
		if a.sum != b.sum {
			return cmp.Compare(b.sum, a.sum)
		}
		return cmp.Compare(x.keys[a.Slot], x.keys[b.Slot])
	}
	hits := x.hits[:0]
	for _, slot := range x.touched {
		h := Hit{slot, x.sums[slot] + rest}
		x.sums[slot] = 0
		if h.sum < least {
			continue
		}
		hits = append(hits, h)
		if len(hits) == 4*candidates {
			slices.SortFunc(hits, better)
			hits = hits[:candidates]
			least = max(least, hits[candidates-1].sum)
		}
	}
	slices.SortFunc(hits, better)
	x.hits = hits
	return hits[:min(len(hits), candidates)]
}
