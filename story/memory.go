package story

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"

	"newsbell/news"
	"newsbell/pack"
	"newsbell/story/minhash"
	"newsbell/story/terms"
)

// The rows carry what the grouper must know again, in Memory: a version, the
// terms of the centroid, and for a story its noise and fingerprints.
const memoryVersion = 2

// Load restores the state from the rows of the window, so that what is added
// next is placed as if there had been no restart. Over a snapshot, give it the
// rows that were written since: they replace what the snapshot says. Rows whose
// memory cannot be read are left closed. Ids go on after the greatest one
// given; see [Grouper.Reserve] for older ones.
func (g *Grouper) Load(stories []news.Story, devs []news.Development) {
	stories = slices.SortedFunc(slices.Values(stories), func(a, b news.Story) int { return cmp.Compare(a.ID, b.ID) })
	devs = slices.SortedFunc(slices.Values(devs), func(a, b news.Development) int { return cmp.Compare(a.ID, b.ID) })
	var moved []*development
	for _, row := range stories {
		g.Reserve(row.ID, 0)
		old := g.drop(row.ID)
		s := g.restore(row)
		if s == nil || s.merged {
			moved = append(moved, old...)
			continue
		}
		s.devs = old
		for _, d := range old {
			g.devs[d.row.ID] = s
		}
	}
	for _, d := range moved {
		g.adopt(d)
	}
	for _, row := range devs {
		g.Reserve(0, row.ID)
		d := &development{row: row}
		d.row.Memory, d.row.Reports = nil, slices.Clone(row.Reports)
		if d.decode(row.Memory) {
			g.adopt(d)
		}
	}
}

// drop forgets a story and gives its developments.
func (g *Grouper) drop(id news.StoryID) []*development {
	s := g.stories[id]
	if s == nil || s.merged || !g.wake(s) {
		return nil
	}
	g.release(s)
	delete(g.stories, id)
	return s.devs
}

// adopt puts a development into the story that stands for its own, in place of
// an older form of it.
func (g *Grouper) adopt(d *development) {
	s := g.stories[g.Find(d.row.Story)]
	if s == nil || s.merged || !g.wake(s) {
		return
	}
	d.row.Story = s.id
	s.devs = slices.DeleteFunc(s.devs, func(x *development) bool { return x.row.ID == d.row.ID })
	g.keepDevelopment(s, d)
	slices.SortFunc(s.devs, func(x, y *development) int { return cmp.Compare(x.row.ID, y.row.ID) })
}

// restore takes a story from its row; nil when its memory cannot be read.
func (g *Grouper) restore(row news.Story) *state {
	s := &state{id: row.ID, body: &body{row: row}}
	s.row.Memory = nil
	s.row.Reports = slices.Clone(row.Reports)
	if row.Updated.After(g.now) {
		g.now = row.Updated
	}
	if row.Into != 0 {
		s.merged, s.updated = true, row.Updated.UnixNano()
		g.stories[row.ID] = s
		g.ages.push(s.updated, s.id)
		g.awake.push(s.updated, s.id)
		return s
	}
	center, ok := s.decode(row.Memory)
	if !ok {
		return nil
	}
	s.center = center
	g.keep(s)
	return s
}

func (b *body) encode(center terms.Terms) []byte {
	out := terms.Append([]byte{memoryVersion}, center)
	return b.appendMarks(out)
}

// decode reads what encode wrote and gives the centroid.
func (b *body) decode(memory []byte) (center terms.Terms, ok bool) {
	if len(memory) == 0 || memory[0] != memoryVersion {
		return center, false
	}
	center, rest, ok := terms.Decode(memory[1:])
	if !ok {
		return center, false
	}
	d := pack.Decode(rest)
	b.marks(d)
	return center, d.End()
}

func (d *development) encode() []byte { return terms.Append([]byte{memoryVersion}, d.center) }

func (d *development) decode(memory []byte) (ok bool) {
	if len(memory) == 0 || memory[0] != memoryVersion {
		return false
	}
	d.center, _, ok = terms.Decode(memory[1:])
	return ok
}

// appendMarks writes the noise and the fingerprints.
func (b *body) appendMarks(out []byte) []byte {
	out = binary.AppendUvarint(out, uint64(b.noise))
	out = binary.AppendUvarint(out, uint64(len(b.prints)))
	for _, f := range b.prints {
		out = binary.AppendUvarint(out, uint64(f.article))
		out = binary.LittleEndian.AppendUint32(out, f.Title)
		out = append(out, byte(len(f.Body)))
		out = append(out, f.Body...)
	}
	return out
}

func (b *body) marks(d *pack.Decoder) {
	b.noise = int(d.Uint())
	n := d.Uint()
	if n > keepPrints {
		d.Fail()
	}
	for range min(n, keepPrints) {
		f := print{article: news.ArticleID(d.Uint())}
		f.Title = d.Uint32()
		switch d.Byte() {
		case 0:
		case minhash.Bins:
			f.Body = bytes.Clone(d.Take(minhash.Bins))
		default:
			d.Fail()
		}
		b.prints = append(b.prints, f)
	}
}
