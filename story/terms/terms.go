// Package terms belongs to stage 2: what a text says, as weighted words, and
// how alike two texts are. Package story makes terms of articles and sums them
// up in the centroid of a story; package postings finds stories by them.
//
// Weights are kept in 16 bits, as parts of the heaviest, so that a story of a
// few hundred articles weighs as much in memory as one of one article. Products
// are summed in whole numbers: the order of the terms changes nothing.
package terms

import (
	"cmp"
	"math"
	"slices"
)

// A Part is one weighted word while terms are being made.
type Part struct {
	ID     uint32
	Weight float32
	Title  float32 // the part of Weight that comes from headlines
}

// A Term is one weighted word, in units of its [Terms].
type Term struct {
	ID     uint32
	Weight uint16
	Title  uint16 // the part of Weight that comes from headlines
}

// Terms is what an article or a centroid says. The zero value says nothing.
// Terms are not changed once they are made.
type Terms struct {
	List   []Term  // by id, each once
	Unit   float32 // what a weight of 1 means
	Norm   float32 // the length of the vector
	titles uint16  // terms that stand in headlines
}

// Len counts the terms.
func (t Terms) Len() int { return len(t.List) }

// New makes terms of parts in any order; equal ids are joined. It sorts parts.
func New(parts []Part) Terms { return pack(joined(parts)) }

// NewUnit makes terms of unit length, so that each article counts the same in
// a centroid.
func NewUnit(parts []Part) Terms {
	t := New(parts)
	if t.Norm > 0 {
		t.Unit /= t.Norm
		t.Norm = 1
	}
	return t
}

// joined sorts parts by id and adds up equal ids.
func joined(parts []Part) []Part {
	slices.SortFunc(parts, byID)
	n := 0
	for i := range parts {
		if n > 0 && parts[n-1].ID == parts[i].ID {
			parts[n-1].Weight += parts[i].Weight
			parts[n-1].Title += parts[i].Title
			continue
		}
		parts[n] = parts[i]
		n++
	}
	return parts[:n]
}

func byID(a, b Part) int { return cmp.Compare(a.ID, b.ID) }

// pack makes terms of parts that are in order.
func pack(parts []Part) Terms {
	most := float32(0)
	for _, p := range parts {
		most = max(most, p.Weight)
	}
	if most <= 0 {
		return Terms{}
	}
	t := Terms{List: make([]Term, len(parts)), Unit: most / math.MaxUint16}
	for i, p := range parts {
		t.List[i] = Term{p.ID, units(p.Weight, t.Unit), units(p.Title, t.Unit)}
		t.List[i].Title = min(t.List[i].Title, t.List[i].Weight)
	}
	t.measure()
	return t
}

// units rounds a weight; what is not nothing stays something.
func units(weight, unit float32) uint16 {
	if weight <= 0 {
		return 0
	}
	return uint16(min(math.MaxUint16, max(1, math.Round(float64(weight/unit)))))
}

func (t *Terms) measure() {
	squares := uint64(0)
	for _, x := range t.List {
		squares += uint64(x.Weight) * uint64(x.Weight)
		if x.Title > 0 {
			t.titles++
		}
	}
	t.Norm = float32(math.Sqrt(float64(squares)) * float64(t.Unit))
}

// Add gives scale*t + u, cut to the heaviest limit terms.
func (t Terms) Add(u Terms, scale float32, limit int) Terms {
	var room [160]Part
	parts := room[:0]
	scale *= t.Unit
	i, j := 0, 0
	for i < len(t.List) || j < len(u.List) {
		var p Part
		takeT := j == len(u.List) || i < len(t.List) && t.List[i].ID <= u.List[j].ID
		takeU := i == len(t.List) || j < len(u.List) && u.List[j].ID <= t.List[i].ID
		if takeT {
			x := t.List[i]
			p = Part{x.ID, float32(x.Weight) * scale, float32(x.Title) * scale}
			i++
		}
		if takeU {
			x := u.List[j]
			p.ID = x.ID
			p.Weight += float32(x.Weight) * u.Unit
			p.Title += float32(x.Title) * u.Unit
			j++
		}
		parts = append(parts, p)
	}
	return pack(heaviest(parts, limit))
}

// heaviest keeps the limit heaviest parts, in their order; of equal ones the
// first.
func heaviest(parts []Part, limit int) []Part {
	if len(parts) <= limit {
		return parts
	}
	var room [160]float32
	weights := room[:0]
	for _, p := range parts {
		weights = append(weights, p.Weight)
	}
	least, equal := cut(weights, limit)
	kept := parts[:0]
	for _, p := range parts {
		if p.Weight == least {
			equal--
		}
		if p.Weight > least || p.Weight == least && equal >= 0 {
			kept = append(kept, p)
		}
	}
	return kept
}

// cut gives the weight of the lightest of the limit heaviest, and how many of
// that weight are among them. It reorders the weights.
func cut[W uint16 | float32](weights []W, limit int) (least W, equal int) {
	low, high := 0, len(weights)-1
	for low < high { // Hoare's selection: weights[limit-1] comes to its place
		pivot := weights[(low+high)/2]
		i, j := low, high
		for i <= j {
			for weights[i] > pivot {
				i++
			}
			for weights[j] < pivot {
				j--
			}
			if i <= j {
				weights[i], weights[j] = weights[j], weights[i]
				i++
				j--
			}
		}
		switch {
		case limit-1 <= j:
			high = j
		case limit-1 >= i:
			low = i
		default:
			low = high
		}
	}
	least = weights[limit-1]
	for _, w := range weights[:limit] {
		if w == least {
			equal++
		}
	}
	return least, equal
}

// Heaviest gives the limit heaviest terms, in units as before.
func (t Terms) Heaviest(limit int) Terms {
	if len(t.List) <= limit {
		return t
	}
	var room [160]uint16
	weights := room[:0]
	for _, x := range t.List {
		weights = append(weights, x.Weight)
	}
	least, equal := cut(weights, limit)
	out := Terms{List: make([]Term, 0, limit), Unit: t.Unit}
	for _, x := range t.List {
		if x.Weight == least {
			equal--
		}
		if x.Weight > least || x.Weight == least && equal >= 0 {
			out.List = append(out.List, x)
		}
	}
	out.measure()
	return out
}

// ID hashes a stem of a language (FNV-1a): no dictionary has to be kept or
// restored.
func ID(lang, stem string) uint32 {
	const offset, prime = 2166136261, 16777619
	h := uint32(offset)
	for i := range len(lang) {
		h = (h ^ uint32(lang[i])) * prime
	}
	h *= prime // a zero byte between the two
	for i := range len(stem) {
		h = (h ^ uint32(stem[i])) * prime
	}
	return h
}

// Equal says whether two terms are the same to the bit.
func (t Terms) Equal(u Terms) bool {
	return t.Unit == u.Unit && t.Norm == u.Norm && slices.Equal(t.List, u.List)
}
