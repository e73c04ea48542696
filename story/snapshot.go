package story

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"maps"
	"slices"
	"time"

	"newsbell/news"
	"newsbell/story/headline"
	"newsbell/story/shelf"
	"newsbell/story/terms"
)

// A snapshot begins with its kind and version and ends with a checksum
// (CRC-32) of all before. Between them stand the clock and the next ids, the
// languages, the blocks of the shelf, and the stories by id, each with its
// centroid and either its place on the shelf or its body.
const snapshotHead = "newsbell stories 2\n"

// Snapshot writes down the whole state for [Grouper.Restore]: about a kilobyte a
// story of the window. The same state gives the same bytes.
func (g *Grouper) Snapshot() []byte {
	ids := slices.Sorted(maps.Keys(g.stories))
	langs, blocks := g.numbered(ids)
	size := 256*len(ids) + 1<<20
	for _, b := range blocks.list {
		size += b.Size()
	}
	e := encoder{b: append(make([]byte, 0, size), snapshotHead...)}
	e.times(g.now)
	e.numbers(int64(g.nextStory), int64(g.nextDev))
	e.numbers(int64(len(langs.list)))
	for _, l := range langs.list {
		e.texts(g.reader.langs[l].name)
	}
	e.numbers(int64(len(blocks.list)))
	for _, b := range blocks.list {
		e.b = b.Append(e.b)
	}
	g.writeStories(&e, ids, langs, blocks)
	devs := slices.Sorted(maps.Keys(g.devs))
	e.numbers(int64(len(devs)))
	for _, id := range devs {
		e.numbers(int64(id), int64(g.devs[id].id))
	}
	e.tails(g.tails.All())
	return binary.LittleEndian.AppendUint32(e.b, crc32.ChecksumIEEE(e.b))
}

func (g *Grouper) writeStories(e *encoder, ids []news.StoryID, langs numbering[uint16], blocks numbering[*shelf.Block]) {
	e.numbers(int64(len(ids)))
	var room []byte
	for _, id := range ids {
		s := g.stories[id]
		e.numbers(int64(id), s.updated)
		e.flag(s.merged)
		e.numbers(int64(langs.at[s.lang]))
		e.b = terms.Append(e.b, s.center)
		if s.body == nil {
			e.numbers(int64(blocks.at[s.place.Block])+1, int64(s.place.N))
			continue
		}
		e.numbers(0)
		room = s.pack(room[:0], s.center)
		e.numbers(int64(len(room)))
		e.b = append(e.b, room...)
	}
}

func (e *encoder) tails(list []headline.Tail) {
	e.numbers(int64(len(list)))
	for _, t := range list {
		e.texts(t.Publisher, t.End)
		e.numbers(int64(t.Count))
		e.flag(t.Old)
	}
}

// A numbering numbers things in the order in which they are met.
type numbering[K comparable] struct {
	list []K
	at   map[K]int
}

func (n *numbering[K]) add(k K) {
	if _, ok := n.at[k]; !ok {
		n.at[k] = len(n.list)
		n.list = append(n.list, k)
	}
}

func (g *Grouper) numbered(ids []news.StoryID) (numbering[uint16], numbering[*shelf.Block]) {
	langs := numbering[uint16]{at: make(map[uint16]int)}
	blocks := numbering[*shelf.Block]{at: make(map[*shelf.Block]int)}
	for _, id := range ids {
		s := g.stories[id]
		langs.add(s.lang)
		if s.body == nil {
			blocks.add(s.place.Block)
		}
	}
	return langs, blocks
}

var (
	errSnapshotOther   = errors.New("it is no snapshot of this version")
	errSnapshotDamaged = errors.New("it is damaged")
)

// Restore takes the state from a snapshot: what is added next is placed as if
// there had been no restart. A snapshot that is damaged or of another version
// is an error and changes nothing; [Grouper.Load] is the way then.
func (g *Grouper) Restore(snapshot []byte) error {
	n := len(snapshot) - 4
	if n < len(snapshotHead) || string(snapshot[:len(snapshotHead)]) != snapshotHead {
		return fmt.Errorf("restore snapshot: %w", errSnapshotOther)
	}
	if crc32.ChecksumIEEE(snapshot[:n]) != binary.LittleEndian.Uint32(snapshot[n:]) {
		return fmt.Errorf("restore snapshot: %w", errSnapshotDamaged)
	}
	fresh := g.empty()
	if !fresh.readSnapshot(&decoder{b: snapshot[len(snapshotHead):n]}) {
		return fmt.Errorf("restore snapshot: %w", errSnapshotDamaged)
	}
	*g = *fresh
	return nil
}

func (g *Grouper) readSnapshot(d *decoder) bool {
	g.now = d.time()
	if g.now.Equal(time.Time{}) {
		g.now = time.Time{}
	}
	g.nextStory, g.nextDev = news.StoryID(d.number()), news.DevelopmentID(d.number())
	var langs []uint16
	for range d.count() {
		langs = append(langs, g.reader.language(d.text()))
	}
	var blocks []*shelf.Block
	for range d.count() {
		b, rest, ok := shelf.Decode(d.b)
		if !ok || d.failed {
			return false
		}
		d.b = rest
		if b.Open() {
			g.shelf.Reopen(b)
		}
		blocks = append(blocks, b)
	}
	for range d.count() {
		if !g.readStory(d, langs, blocks) {
			return false
		}
	}
	for range d.count() {
		id, s := news.DevelopmentID(d.number()), g.stories[news.StoryID(d.number())]
		if s == nil {
			return false
		}
		g.devs[id] = s
		g.devAges.push(0, id) // looked at again at once
	}
	for range d.count() {
		g.tails.Put(headline.Tail{Publisher: d.text(), End: d.text(), Count: int(d.number()), Old: d.number() == 1})
	}
	return !d.failed && len(d.b) == 0
}

func (g *Grouper) readStory(d *decoder, langs []uint16, blocks []*shelf.Block) bool {
	s := &state{id: news.StoryID(d.number()), updated: d.number(), merged: d.number() == 1}
	lang := d.number()
	s.center = d.terms()
	block := d.number()
	if d.failed || lang < 0 || int(lang) >= len(langs) || block < 0 || int(block) > len(blocks) {
		return false
	}
	s.lang = langs[lang]
	if block > 0 {
		s.place = shelf.Place{Block: blocks[block-1], N: int32(d.number())}
		if !shelf.Claim(s.place, int64(s.id)) {
			return false
		}
	} else {
		n := d.count()
		b, ok := unpack(d.take(int(n)), s)
		if !ok || d.failed {
			return false
		}
		s.body = b
		g.awake.push(s.updated, s.id)
	}
	if s.merged {
		g.stories[s.id] = s
		g.ages.push(s.updated, s.id)
		return true
	}
	g.hold(s)
	return true
}
