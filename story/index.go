package story

import (
	"cmp"
	"math"
	"slices"
)

const (
	candidates = 32     // stories compared exactly with an article
	hitBudget  = 12_000 // postings visited for an article
)

// An index finds the stories whose centroids hold a term. Stories are named by
// slot. The lists are kept exact, so their lengths are document frequencies
// and nothing depends on the order in which stories came and went.
type index struct {
	lists map[uint32][]int32 // slots by term, ascending
	live  int                // stories in the index

	// Scratch of find.
	sums    []float32 // by slot
	order   []lookup
	touched []int32
	hits    []hit
}

func newIndex() *index { return &index{lists: make(map[uint32][]int32)} }

// replace takes the terms of slot from old to now; nil means none.
func (x *index) replace(slot int32, old, now []term) {
	if len(old) == 0 && len(now) > 0 {
		x.live++
	}
	if len(old) > 0 && len(now) == 0 {
		x.live--
	}
	for int(slot) >= len(x.sums) {
		x.sums = append(x.sums, 0)
	}
	i, j := 0, 0
	for i < len(old) || j < len(now) {
		switch {
		case j == len(now) || i < len(old) && old[i].id < now[j].id:
			x.remove(old[i].id, slot)
			i++
		case i == len(old) || old[i].id > now[j].id:
			x.insert(now[j].id, slot)
			j++
		default:
			i++
			j++
		}
	}
}

func (x *index) insert(id uint32, slot int32) {
	list := x.lists[id]
	if at, found := slices.BinarySearch(list, slot); !found {
		x.lists[id] = slices.Insert(list, at, slot)
	}
}

func (x *index) remove(id uint32, slot int32) {
	list := x.lists[id]
	at, found := slices.BinarySearch(list, slot)
	switch {
	case !found:
	case len(list) == 1:
		delete(x.lists, id)
	default:
		x.lists[id] = slices.Delete(list, at, at+1)
	}
}

// A hit is a story that shares terms with an article.
type hit struct {
	slot int32
	sum  float32 // squared weights of the article's terms that it holds, at most
}

// most is the greatest likeness that the hit can have.
func (h hit) most() float64 { return math.Sqrt(float64(h.sum)) }

// A lookup is one term to look up and where it stands.
type lookup struct {
	term
	list []int32
}

// find gives the slots that share the most with terms of unit length, best
// first; older orders equals. Slots whose likeness cannot reach the floor are
// left out: by Cauchy and Schwarz a cosine is at most the root of the squared
// weights shared. Rare terms are looked up first, and terms so common that they
// would exceed the budget are taken to be shared by all.
func (x *index) find(terms []term, floor float64, older func(a, b int32) int) []hit {
	x.order = x.order[:0]
	rest := float32(0)
	for _, t := range terms {
		x.order = append(x.order, lookup{t, x.lists[t.id]})
		rest += t.weight * t.weight
	}
	slices.SortFunc(x.order, func(a, b lookup) int {
		return cmp.Or(cmp.Compare(len(a.list), len(b.list)), cmp.Compare(a.id, b.id))
	})
	x.touched = x.touched[:0]
	for left, i := hitBudget, 0; i < len(x.order); i++ {
		list, square := x.order[i].list, x.order[i].weight*x.order[i].weight
		if left -= len(list); left < 0 {
			break
		}
		rest -= square
		for _, slot := range list {
			if x.sums[slot] == 0 {
				x.touched = append(x.touched, slot)
			}
			x.sums[slot] += square
		}
	}
	return x.best(float32(floor*floor), max(0, rest)+1e-4, older)
}

// best empties the scratch into the candidates above the least sum, with rest
// added to each.
func (x *index) best(least, rest float32, older func(a, b int32) int) []hit {
	better := func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.sum, a.sum), older(a.slot, b.slot))
	}
	hits := x.hits[:0]
	for _, slot := range x.touched {
		h := hit{slot, x.sums[slot] + rest}
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

// rarity weighs a term by how few stories hold it: its inverse document
// frequency over the background and the live stories.
func rarity(df, total float64) float64 {
	return math.Log((total + 1) / (df + 0.5))
}
