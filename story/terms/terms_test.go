package terms

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestSimilar(t *testing.T) {
	list := func(parts ...Part) Terms { return New(parts) }
	for _, tc := range []struct {
		name   string
		a, b   Terms
		score  float64
		reason string
	}{
		{"same", list(Part{1, 2, 2}, Part{2, 1, 1}), list(Part{1, 2, 2}, Part{2, 1, 1}), 1, ReasonSimilar},
		{"nothing shared", list(Part{1, 1, 1}), list(Part{2, 1, 1}), 0, ReasonNothing},
		{"empty", Terms{}, list(Part{1, 1, 1}), 0, ReasonNothing},
		{"bodies only", list(Part{1, 1, 1}, Part{2, 1, 0}), list(Part{3, 1, 1}, Part{2, 1, 0}), 0, ReasonHeadline},
		{"one word and a body", list(Part{1, 1, 1}, Part{4, 1, 1}, Part{2, 1, 0}), list(Part{1, 1, 1}, Part{5, 1, 1}, Part{2, 1, 0}), 0, ReasonHeadline},
		{"one word without bodies", list(Part{1, 1, 1}, Part{4, 1, 1}), list(Part{1, 1, 1}, Part{5, 1, 1}), 0.5, ReasonSimilar},
		{"bodies add half as much as the headline at most", list(Part{1, 1, 1}, Part{3, 1, 1}, Part{2, 9, 0}), list(Part{1, 1, 1}, Part{3, 1, 1}, Part{2, 9, 0}), 3.0 / 83, ReasonSimilar},
		{"one word that weighs little", list(Part{1, 1, 1}, Part{4, 2, 2}), list(Part{1, 1, 1}, Part{5, 2, 2}), 0, ReasonHeadline},
		{"headline found in the other's body", list(Part{1, 1, 1}, Part{2, 1, 1}), list(Part{1, 1, 0}, Part{2, 1, 0}, Part{3, 1, 1}), 0.8165, ReasonSimilar},
	} {
		t.Run(tc.name, func(t *testing.T) {
			score, reason := Similar(tc.a, tc.b)
			if d := score - tc.score; d > 1e-4 || d < -1e-4 || reason != tc.reason {
				t.Errorf("got %.4f %s, want %.4f %s", score, reason, tc.score, tc.reason)
			}
		})
	}
}

func TestTerms_addKeepsTheHeaviest(t *testing.T) {
	a := New([]Part{{3, 1, 0}, {1, 4, 4}})
	got := a.Add(New([]Part{{2, 3, 0}, {3, 1, 1}}), 0.5, 2)
	want := New([]Part{{1, 2, 2}, {2, 3, 0}})
	if !slices.Equal(got.List, want.List) || got.Norm != want.Norm || got.Unit != want.Unit {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if !slices.Equal(a.List, New([]Part{{1, 4, 4}, {3, 1, 0}}).List) {
		t.Error("Add changed its operand")
	}
}

func TestNewUnit(t *testing.T) {
	a := NewUnit([]Part{{1, 3, 3}, {2, 2, 0}, {2, 2, 0}})
	if a.Norm != 1 || len(a.List) != 2 || a.titles != 1 {
		t.Errorf("got %+v, want two terms of unit length, one of a headline", a)
	}
	if z := New(nil); z.Len() != 0 || z.Norm != 0 {
		t.Errorf("got %+v of nothing", z)
	}
}

func TestTerms_heaviest(t *testing.T) {
	a := New([]Part{{1, 1, 0}, {2, 3, 3}, {3, 2, 0}})
	got := a.Heaviest(2)
	if want := []Term{a.List[1], a.List[2]}; !slices.Equal(got.List, want) || got.Unit != a.Unit {
		t.Errorf("got %+v, want %+v", got.List, want)
	}
	if again := got.Heaviest(2); !slices.Equal(again.List, got.List) || again.Norm != got.Norm {
		t.Error("cutting twice changes more than cutting once")
	}
}

// TestProbe holds the probe against the plain comparison, and the cut of the
// heaviest against sorting.
func TestProbe(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	draw := func(n int) Terms {
		var parts []Part
		for range n {
			w := float32(1 + r.IntN(9))
			i := uint32(r.IntN(400)) // their ids have equal low bits now and then
			parts = append(parts, Part{i * i * 2654435761 >> 9, w, w * float32(r.IntN(2))})
		}
		return New(parts)
	}
	var p Probe
	for range 2000 {
		a, b := draw(r.IntN(200)), draw(r.IntN(90))
		p.Set(a)
		want, why := Similar(a, b)
		if got, reason := p.Similar(b); got != want || reason != why || p.Compare(b) != Compare(a, b) {
			t.Fatalf("got %v %s, want %v %s", got, reason, want, why)
		}
		sorted := slices.Clone(b.List)
		slices.SortFunc(sorted, func(x, y Term) int { return cmp.Or(cmp.Compare(y.Weight, x.Weight), cmp.Compare(x.ID, y.ID)) })
		sorted = sorted[:min(20, len(sorted))]
		slices.SortFunc(sorted, func(x, y Term) int { return cmp.Compare(x.ID, y.ID) })
		if got := b.Heaviest(20); !slices.Equal(got.List, sorted) {
			t.Fatalf("heaviest of %v: got %v, want %v", b.List, got.List, sorted)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(Append(nil, New([]Part{{7, 1, 0.5}, {3, 2, 0}})))
	f.Add([]byte{255, 255, 255})
	f.Fuzz(func(t *testing.T, b []byte) {
		x, _, ok := Decode(b)
		if !ok {
			return
		}
		y, rest, ok := Decode(Append(nil, x))
		if !ok || len(rest) != 0 || !slices.Equal(x.List, y.List) || x.Unit != y.Unit || x.Norm != y.Norm || x.titles != y.titles {
			t.Errorf("%x does not survive: %+v, %+v", b, x, y)
		}
	})
}
