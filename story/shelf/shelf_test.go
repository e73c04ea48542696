package shelf

import (
	"fmt"
	"strings"
	"testing"
)

func nowhere(int64, Place) {}

func record(i int) string { return fmt.Sprint("record ", i, strings.Repeat(" word", i%50)) }

func TestShelf(t *testing.T) {
	s := &Shelf{}
	var places []Place
	for i := range 1000 {
		places = append(places, s.Put(int64(i), []byte(record(i))))
	}
	packed := 0
	for i, p := range places {
		got, err := s.Get(p)
		if err != nil || string(got) != record(i) {
			t.Fatalf("got %q, %v; want %q", got, err, record(i))
		}
		packed += len(p.Block.packed) / len(p.Block.slots)
	}
	if packed > 60_000 {
		t.Errorf("about %d bytes in memory of 130,000; want less than half", packed)
	}
}

func TestShelf_nowhere(t *testing.T) {
	s := &Shelf{}
	p := s.Put(1, []byte("x"))
	for _, p := range []Place{{}, {p.Block, 1}, {p.Block, -1}} {
		if _, err := s.Get(p); err == nil {
			t.Errorf("%+v: got no error", p)
		}
		s.Drop(p, nowhere)
	}
	if got, err := s.Get(p); string(got) != "x" || err != nil {
		t.Errorf("got %q, %v of what is there", got, err)
	}
}

// TestShelf_drop checks that what is dropped is gone, that what is not is found
// wherever it moved, and that dropped records hold no memory for long.
func TestShelf_drop(t *testing.T) {
	places := make(map[int64]Place)
	moves := 0
	s := &Shelf{}
	moved := func(key int64, to Place) {
		moves++
		places[key] = to
	}
	for i := range int64(3000) {
		places[i] = s.Put(i, []byte(record(int(i))))
		if i%7 != 0 {
			p := places[i]
			delete(places, i)
			s.Drop(p, moved)
			if _, err := s.Get(p); err == nil {
				t.Fatalf("record %d is there after it was dropped", i)
			}
		}
	}
	blocks, held := make(map[*Block]bool), 0
	for i, p := range places {
		if got, err := s.Get(p); err != nil || string(got) != record(int(i)) {
			t.Fatalf("got %q, %v; want %q", got, err, record(int(i)))
		}
		if !blocks[p.Block] {
			blocks[p.Block] = true
			held += int(p.Block.slots[len(p.Block.slots)-1].end)
		}
	}
	wanted := 0
	for i := range places {
		wanted += len(record(int(i)))
	}
	if moves == 0 || held > 2*wanted+2*blockBytes {
		t.Errorf("%d moves; blocks of %d bytes hold %d wanted", moves, held, wanted)
	}
}

func TestDecode(t *testing.T) {
	s := &Shelf{}
	var places []Place
	for i := range 200 {
		places = append(places, s.Put(int64(i), []byte(record(i))))
	}
	for _, b := range []*Block{places[0].Block, places[199].Block} {
		again, rest, ok := Decode(append(b.Append(nil), "rest"...))
		if !ok || string(rest) != "rest" || again.Open() != b.Open() {
			t.Fatalf("open %t: got %t, rest %q", b.Open(), ok, rest)
		}
		p := Place{again, 3}
		if _, err := s.Get(p); err == nil {
			t.Error("a record is there before it is claimed")
		}
		if !Claim(p, 3) || Claim(p, 4) || Claim(Place{again, -1}, 4) || Claim(Place{again, 1000}, 4) {
			t.Error("a record is to be claimed once, by its place")
		}
		want, _ := s.Get(Place{b, 3})
		if got, err := s.Get(p); err != nil || string(got) != string(want) {
			t.Errorf("got %q, %v; want %q", got, err, want)
		}
	}
}
