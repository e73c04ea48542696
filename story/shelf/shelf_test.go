package shelf

import (
	"fmt"
	"strings"
	"testing"
)

func TestShelf(t *testing.T) {
	var s Shelf
	var places []Place
	record := func(i int) string { return fmt.Sprint("record ", i, strings.Repeat(" word", i%50)) }
	for i := range 1000 {
		places = append(places, s.Put([]byte(record(i))))
	}
	packed := 0
	for i, p := range places {
		got, err := s.Get(p)
		if err != nil || string(got) != record(i) {
			t.Fatalf("got %q, %v; want %q", got, err, record(i))
		}
		packed += len(p.Block.packed) / len(p.Block.ends)
	}
	if packed > 60_000 {
		t.Errorf("about %d bytes in memory of 130,000; want less than half", packed)
	}
}

func TestShelf_nowhere(t *testing.T) {
	var s Shelf
	p := s.Put([]byte("x"))
	for _, p := range []Place{{}, {p.Block, 1}, {p.Block, -1}} {
		if _, err := s.Get(p); err == nil {
			t.Errorf("%+v: got no error", p)
		}
	}
}
