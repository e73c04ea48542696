package terms

// A Probe compares one text with many: it finds a term in one step instead of
// walking both lists. The zero value says nothing; it is for one goroutine.
type Probe struct {
	terms Terms
	seen  [probeBits / 64]uint64 // which ids, by their low bits, the text has
	cells [probeCells]uint8      // place in the list + 1, 0 for none
}

const (
	probeBits  = 1 << 10
	probeCells = 1 << 8
	probeTerms = probeCells / 2 // longer lists are walked
)

// Set makes the probe that of a text.
func (p *Probe) Set(t Terms) {
	p.terms = t
	if len(t.List) > probeTerms {
		return
	}
	clear(p.seen[:])
	clear(p.cells[:])
	for i, x := range t.List {
		bit := x.ID % probeBits
		p.seen[bit/64] |= 1 << (bit % 64)
		at := x.ID % probeCells
		for p.cells[at] != 0 {
			at = (at + 1) % probeCells
		}
		p.cells[at] = uint8(i + 1)
	}
}

// Similar is the function [Similar] of the probe's text and another.
func (p *Probe) Similar(b Terms) (score float64, reason string) {
	s := p.Compare(b)
	return s.Score(p.terms, b)
}

// Compare is the function [Compare] of the probe's text and another.
func (p *Probe) Compare(b Terms) (s Share) {
	if len(p.terms.List) > probeTerms {
		return Compare(p.terms, b)
	}
	for _, q := range b.List {
		bit := q.ID % probeBits
		if p.seen[bit/64]>>(bit%64)&1 == 0 {
			continue
		}
		for at := q.ID % probeCells; p.cells[at] != 0; at = (at + 1) % probeCells {
			if x := p.terms.List[p.cells[at]-1]; x.ID == q.ID {
				s.add(x, q)
				break
			}
		}
	}
	return s
}
