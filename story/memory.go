package story

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"

	"newsbell/news"
)

// The rows carry what the grouper must know again, in Memory: a version, the
// terms of the centroid, and for a story its noise and fingerprints.
const memoryVersion = 1

// Load restores the state from the rows of the window, so that what is added
// next is placed as if there had been no restart. Rows whose memory cannot be
// read are left closed. Ids go on after the greatest one given; see
// [Grouper.Reserve] for older ones.
func (g *Grouper) Load(stories []news.Story, devs []news.Development) {
	stories = slices.SortedFunc(slices.Values(stories), func(a, b news.Story) int { return cmp.Compare(a.ID, b.ID) })
	devs = slices.SortedFunc(slices.Values(devs), func(a, b news.Development) int { return cmp.Compare(a.ID, b.ID) })
	for _, row := range stories {
		g.Reserve(row.ID, 0)
		g.restore(row)
	}
	for _, row := range devs {
		g.Reserve(0, row.ID)
		s, ok := g.stories[g.Find(row.Story)]
		if !ok || s.row.Into != 0 {
			continue
		}
		d := &development{row: row}
		if !d.decode(row.Memory) {
			continue
		}
		d.row.Story, d.row.Memory = s.row.ID, nil
		d.row.Reports = slices.Clone(row.Reports)
		g.keepDevelopment(s, d)
	}
}

func (g *Grouper) restore(row news.Story) {
	s := &state{row: row}
	s.row.Memory = nil
	s.row.Reports = slices.Clone(row.Reports)
	if row.Updated.After(g.now) {
		g.now = row.Updated
	}
	if row.Into != 0 {
		g.stories[row.ID] = s
		g.ages.push(row.Updated, row.ID)
		return
	}
	if s.decode(row.Memory) {
		g.keep(s)
	}
}

func (s *state) encode() []byte {
	if s.row.Into != 0 {
		return nil
	}
	b := encodeTerms([]byte{memoryVersion}, s.center)
	b = binary.AppendUvarint(b, uint64(s.noise))
	b = binary.AppendUvarint(b, uint64(len(s.prints)))
	for _, f := range s.prints {
		b = binary.AppendUvarint(b, uint64(f.article))
		b = binary.LittleEndian.AppendUint32(b, f.title)
		b = append(b, byte(len(f.body)))
		for _, v := range f.body {
			b = binary.LittleEndian.AppendUint16(b, v)
		}
	}
	return b
}

func (s *state) decode(b []byte) bool {
	d := decoder{b: b}
	if d.byte() != memoryVersion {
		return false
	}
	s.center = d.terms()
	s.noise = int(d.uvarint())
	n := d.uvarint()
	for range min(n, keepPrint) {
		f := fingerprint{article: news.ArticleID(d.uvarint()), title: d.uint32()}
		if d.byte() == bins {
			f.body = make([]uint16, bins)
			for i := range f.body {
				f.body[i] = d.uint16()
			}
		}
		s.prints = append(s.prints, f)
	}
	return !d.failed && n <= keepPrint
}

func (d *development) encode() []byte { return encodeTerms([]byte{memoryVersion}, d.center) }

func (d *development) decode(b []byte) bool {
	r := decoder{b: b}
	if r.byte() != memoryVersion {
		return false
	}
	d.center = r.terms()
	return !r.failed
}

// encodeTerms writes the terms exactly: a restored sum is the same sum.
func encodeTerms(b []byte, t Terms) []byte {
	b = binary.AppendUvarint(b, uint64(len(t.list)))
	for _, x := range t.list {
		b = binary.LittleEndian.AppendUint32(b, x.id)
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x.weight))
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x.title))
	}
	return b
}

// A decoder reads a memory; after the first fault it gives zeros.
type decoder struct {
	b      []byte
	failed bool
}

func (d *decoder) take(n int) []byte {
	if d.failed || len(d.b) < n {
		d.failed = true
		return make([]byte, n)
	}
	head := d.b[:n]
	d.b = d.b[n:]
	return head
}

func (d *decoder) byte() byte     { return d.take(1)[0] }
func (d *decoder) uint16() uint16 { return binary.LittleEndian.Uint16(d.take(2)) }
func (d *decoder) uint32() uint32 { return binary.LittleEndian.Uint32(d.take(4)) }

func (d *decoder) uvarint() uint64 {
	v, n := binary.Uvarint(d.b)
	if d.failed || n <= 0 {
		d.failed = true
		return 0
	}
	d.b = d.b[n:]
	return v
}

func (d *decoder) terms() Terms {
	n := d.uvarint()
	if n > 4*storyTerms {
		d.failed = true
		return Terms{}
	}
	list := make([]term, n)
	for i := range list {
		list[i] = term{d.uint32(), math.Float32frombits(d.uint32()), math.Float32frombits(d.uint32())}
	}
	for i := 1; i < len(list); i++ {
		if list[i-1].id >= list[i].id {
			d.failed = true
			return Terms{}
		}
	}
	return measured(list)
}
