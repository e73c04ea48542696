package story

import (
	"cmp"
	"container/heap"
	"time"
)

// keep holds a story in the index and in the order of age.
func (g *Grouper) keep(s *state) {
	g.stories[s.row.ID] = s
	g.ages.push(s.row.Updated, s.row.ID)
	if n := len(g.free); n > 0 {
		s.slot = g.free[n-1]
		g.free = g.free[:n-1]
		g.slots[s.slot] = s
	} else {
		s.slot = int32(len(g.slots))
		g.slots = append(g.slots, s)
	}
	g.index.replace(s.slot, nil, s.center.list)
}

// release takes a story out of the index.
func (g *Grouper) release(s *state) {
	g.index.replace(s.slot, s.center.list, nil)
	g.slots[s.slot] = nil
	g.free = append(g.free, s.slot)
	s.center = Terms{}
	s.prints = nil
}

// move changes a story's centroid.
func (g *Grouper) move(s *state, center Terms) {
	g.index.replace(s.slot, s.center.list, center.list)
	s.center = center
}

// forget drops what has been silent for its window.
func (g *Grouper) forget() {
	g.settle()
	limit := g.now.Add(-g.window)
	for {
		id, ok := g.ages.pop(limit)
		if !ok {
			return
		}
		s := g.stories[id]
		if s == nil {
			continue
		}
		if !s.row.Updated.Before(limit) {
			g.ages.push(s.row.Updated, id)
			continue
		}
		for _, d := range s.devs {
			delete(g.devs, d.row.ID)
		}
		if s.row.Into == 0 {
			g.release(s)
		}
		delete(g.stories, id)
	}
}

// Ages orders ids by the time since when they may have been silent. An id has
// one entry, which is looked at again when its time comes.
type ages[ID cmp.Ordered] struct{ list ageHeap[ID] }

func (a *ages[ID]) push(at time.Time, id ID) { heap.Push(&a.list, age[ID]{at, id}) }

// pop takes the oldest id out if its time is before the limit.
func (a *ages[ID]) pop(limit time.Time) (id ID, ok bool) {
	if len(a.list) == 0 || !a.list[0].at.Before(limit) {
		return id, false
	}
	last, ok := heap.Pop(&a.list).(age[ID])
	return last.id, ok
}

type age[ID cmp.Ordered] struct {
	at time.Time
	id ID
}

type ageHeap[ID cmp.Ordered] []age[ID]

func (h ageHeap[ID]) Len() int { return len(h) }

func (h ageHeap[ID]) Less(i, j int) bool {
	return cmp.Or(h[i].at.Compare(h[j].at), cmp.Compare(h[i].id, h[j].id)) < 0
}

func (h ageHeap[ID]) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

func (h *ageHeap[ID]) Push(x any) {
	if a, ok := x.(age[ID]); ok {
		*h = append(*h, a)
	}
}

func (h *ageHeap[ID]) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}
