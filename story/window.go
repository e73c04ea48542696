package story

import (
	"cmp"
	"container/heap"
	"slices"
	"time"

	"newsbell/news"
	"newsbell/story/shelf"
	"newsbell/story/terms"
)

const (
	// quiet is the silence after which a story's body goes on the shelf.
	quiet = 2 * time.Hour
	// quietTerms are the terms that a quiet story keeps.
	quietTerms = 20
)

// keep holds a story in the index and in the order of age.
func (g *Grouper) keep(s *state) {
	s.updated = s.row.Updated.UnixNano()
	s.lang = g.reader.language(s.row.Language)
	g.hold(s)
	g.awake.push(s.updated, s.id)
}

// hold gives the story a slot.
func (g *Grouper) hold(s *state) {
	g.stories[s.id] = s
	g.ages.push(s.updated, s.id)
	if n := len(g.free); n > 0 {
		s.slot = g.free[n-1]
		g.free = g.free[:n-1]
		g.slots[s.slot] = s
	} else {
		s.slot = int32(len(g.slots))
		g.slots = append(g.slots, s)
	}
	g.reader.langs[s.lang].live++
	g.index.Replace(s.slot, int64(s.id), nil, s.center.List)
}

// release takes a story out of the index.
func (g *Grouper) release(s *state) {
	g.index.Replace(s.slot, int64(s.id), s.center.List, nil)
	g.reader.langs[s.lang].live--
	g.slots[s.slot] = nil
	g.free = append(g.free, s.slot)
	s.center = terms.Terms{}
}

// move changes a story's centroid.
func (g *Grouper) move(s *state, center terms.Terms) {
	g.index.Replace(s.slot, int64(s.id), s.center.List, center.List)
	s.center = center
}

// forget drops what has been silent for its window, and puts the bodies of
// quiet stories on the shelf.
func (g *Grouper) forget() {
	g.settle()
	limit := g.now.Add(-g.window).UnixNano()
	for {
		id, ok := g.ages.pop(limit)
		if !ok {
			break
		}
		s := g.stories[id]
		switch {
		case s == nil:
		case s.updated >= limit:
			g.ages.push(s.updated, id)
		default:
			if !s.merged {
				g.release(s)
			}
			if s.body == nil {
				g.shelf.Drop(s.place, g.shelved)
			}
			delete(g.stories, id)
		}
	}
	limit = g.now.Add(-quiet).UnixNano()
	for {
		at, id, ok := g.awake.popAt(limit)
		if !ok {
			return
		}
		s := g.stories[id]
		switch {
		case s == nil || s.body == nil:
		case s.updated != at: // it has its turn in the order of the true times
			g.awake.push(s.updated, id)
		default:
			g.rest(s)
		}
	}
}

// rest puts a story's body on the shelf.
func (g *Grouper) rest(s *state) {
	if !s.merged {
		whole := s.center
		g.move(s, whole.Heaviest(quietTerms))
		for _, d := range s.devs {
			if d.center.Equal(whole) {
				d.center = s.center
			} else {
				d.center = d.center.Heaviest(quietTerms)
			}
		}
	}
	g.room = s.body.pack(g.room[:0], s.center)
	s.place = g.shelf.Put(int64(s.id), g.room)
	s.body = nil
}

// shelved takes note of a new place of a story's body.
func (g *Grouper) shelved(id int64, to shelf.Place) {
	if s := g.stories[news.StoryID(id)]; s != nil {
		s.place = to
	}
}

// wake takes a story's body off the shelf. It reports false should that be
// damaged.
func (g *Grouper) wake(s *state) bool {
	if s.body != nil {
		return true
	}
	b, ok := g.look(s)
	if !ok {
		return false
	}
	limit := g.now.Add(-tightWindow)
	b.devs = slices.DeleteFunc(b.devs, func(d *development) bool {
		closed := d.row.Updated.Before(limit)
		if closed {
			delete(g.devs, d.row.ID)
		} else {
			g.devAges.push(d.row.Updated.UnixNano(), d.row.ID)
		}
		return closed
	})
	g.shelf.Drop(s.place, g.shelved)
	s.body, s.place = b, shelf.Place{}
	g.awake.push(s.updated, s.id)
	return true
}

// look gives a story's body to read, wherever it is.
func (g *Grouper) look(s *state) (*body, bool) {
	if s.body != nil {
		return s.body, true
	}
	record, err := g.shelf.Get(s.place)
	if err != nil {
		return nil, false // unreachable while the memory is sound
	}
	return unpack(record, s)
}

// Ages orders ids by the time since when they may have been silent. An id has
// one entry, which is looked at again when its time comes.
type ages[ID cmp.Ordered] struct{ list ageHeap[ID] }

func (a *ages[ID]) push(at int64, id ID) { heap.Push(&a.list, age[ID]{at, id}) }

// pop takes the oldest id out if its time is before the limit.
func (a *ages[ID]) pop(limit int64) (id ID, ok bool) {
	_, id, ok = a.popAt(limit)
	return id, ok
}

// popAt is pop with the time.
func (a *ages[ID]) popAt(limit int64) (at int64, id ID, ok bool) {
	if len(a.list) == 0 || a.list[0].at >= limit {
		return 0, id, false
	}
	last, ok := heap.Pop(&a.list).(age[ID])
	return last.at, last.id, ok
}

type age[ID cmp.Ordered] struct {
	at int64 // nanoseconds
	id ID
}

type ageHeap[ID cmp.Ordered] []age[ID]

func (h ageHeap[ID]) Len() int { return len(h) }

func (h ageHeap[ID]) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(h[i].at, h[j].at), cmp.Compare(h[i].id, h[j].id)) < 0
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
