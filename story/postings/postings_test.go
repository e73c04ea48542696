package postings

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"newsbell/story/terms"
)

// TestIndex_isExact checks the lists after many changes against the terms.
func TestIndex_isExact(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	x := New()
	held := make([][]terms.Term, 30)
	for range 2000 {
		slot := r.IntN(len(held))
		var now []terms.Term
		for id := range uint32(20) {
			if r.IntN(3) == 0 {
				now = append(now, terms.Term{ID: id, Weight: 1})
			}
		}
		x.Replace(int32(slot), int64(slot), held[slot], now)
		held[slot] = now
	}
	live := 0
	for slot, list := range held {
		if len(list) > 0 {
			live++
		}
		for id := range uint32(20) {
			has := slices.ContainsFunc(list, func(t terms.Term) bool { return t.ID == id })
			listed := false
			if at, ok := x.table.find(id); ok {
				var room [1]int32
				listed = slices.Contains(x.slots(&x.table.cells[at], &room), int32(slot))
			}
			if listed != has {
				t.Errorf("slot %d term %d: listed %t, held %t", slot, id, listed, has)
			}
		}
	}
	if x.Live() != live {
		t.Errorf("got %d live, want %d", x.Live(), live)
	}
}

// TestIndex_manyTerms holds the table against a map.
func TestIndex_manyTerms(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	x, want := New(), make(map[uint32]int)
	held := make([][]terms.Term, 200)
	for range 3000 {
		slot := r.IntN(len(held))
		for _, w := range held[slot] {
			want[w.ID]--
		}
		now := make(map[uint32]bool)
		for range r.IntN(60) {
			now[uint32(r.ExpFloat64()*400)*2654435761] = true
		}
		list := make([]terms.Term, 0, len(now))
		for _, id := range slices.Sorted(maps.Keys(now)) {
			list = append(list, terms.Term{ID: id, Weight: 1})
			want[id]++
		}
		x.Replace(int32(slot), int64(slot), held[slot], list)
		held[slot] = list
	}
	words := 0
	for id, n := range want {
		if n > 0 {
			words++
		}
		if x.Count(id) != n {
			t.Errorf("term %d: got %d slots, want %d", id, x.Count(id), n)
		}
	}
	if x.Words() != words {
		t.Errorf("got %d words, want %d", x.Words(), words)
	}
}

func TestIndex_find(t *testing.T) {
	x := New()
	a := terms.NewUnit([]terms.Part{{ID: 1, Weight: 2}, {ID: 2, Weight: 1}})
	b := terms.NewUnit([]terms.Part{{ID: 2, Weight: 1}, {ID: 3, Weight: 1}})
	x.Replace(0, 50, nil, b.List)
	x.Replace(1, 40, nil, a.List)
	x.Replace(2, 30, nil, a.List)
	var got []int32
	for _, h := range x.Find(a, 0.1) {
		got = append(got, h.Slot)
	}
	if want := []int32{2, 1, 0}; !slices.Equal(got, want) {
		t.Errorf("got slots %v, want %v: the nearest first, of equals that of the smaller key", got, want)
	}
	if hits := x.Find(a, 0.9); len(hits) != 2 || hits[0].Most() < 0.99 {
		t.Errorf("got %+v, want the two that can be that near", hits)
	}
}
