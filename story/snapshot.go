package story

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"newsbell/news"
	"newsbell/pack"
	"newsbell/story/headline"
	"newsbell/story/shelf"
	"newsbell/story/terms"
)

// A snapshot begins with its kind and version. Then come the clock and the next
// ids, the languages, the blocks of the shelf, and the stories by id, each with
// its centroid and either its place on the shelf or its body. Whoever keeps it
// sees to it that it comes back whole.
const snapshotHead = "newsbell stories 3\n"

// A Frozen is the state of a grouper at a moment. The grouper may go on while
// it is written.
type Frozen struct {
	now       time.Time
	nextStory news.StoryID
	nextDev   news.DevelopmentID
	langs     []string
	open      *shelf.Block // a copy of the block that still took records, and
	opened    *shelf.Block // that block
	stories   []state      // in no order
	devs      []growing    // likewise
	tails     []headline.Tail
}

// A growing development and its story.
type growing struct {
	id    news.DevelopmentID
	story news.StoryID
}

// Freeze takes the state down, to be written by [Frozen.Encode]. It copies only
// what the grouper may change: some milliseconds for a window of 300,000
// articles.
func (g *Grouper) Freeze() *Frozen {
	f := &Frozen{
		now: g.now, nextStory: g.nextStory, nextDev: g.nextDev, tails: g.tails.All(),
		stories: make([]state, 0, len(g.stories)),
	}
	for _, l := range g.reader.langs {
		f.langs = append(f.langs, l.name)
	}
	f.opened, f.open = g.shelf.Freeze()
	for _, s := range g.stories {
		x := *s
		if s.body != nil {
			x.body = s.body.clone()
		}
		f.stories = append(f.stories, x)
	}
	f.devs = make([]growing, 0, len(g.devs))
	for id, s := range g.devs {
		f.devs = append(f.devs, growing{id, s.id})
	}
	return f
}

// clone copies what a later article may change.
func (b *body) clone() *body {
	c := *b
	c.row.Reports = slices.Clone(b.row.Reports)
	c.prints = slices.Clone(b.prints)
	c.devs = make([]*development, len(b.devs))
	for i, d := range b.devs {
		x := *d
		x.row.Reports = slices.Clone(d.row.Reports)
		c.devs[i] = &x
	}
	return &c
}

// Encode writes the state for [Grouper.Restore]: about a kilobyte a story of the
// window. The same state gives the same bytes.
func (f *Frozen) Encode(e *pack.Encoder) {
	slices.SortFunc(f.stories, func(a, b state) int { return cmp.Compare(a.id, b.id) })
	e.Text(snapshotHead)
	e.Time(f.now)
	e.Int(int64(f.nextStory), int64(f.nextDev))
	blocks := f.writeShelf(e)
	e.Int(int64(len(f.stories)))
	var room []byte
	for i := range f.stories {
		s := &f.stories[i]
		e.Int(int64(s.id), s.updated)
		e.Flag(s.merged)
		e.Text(f.langs[s.lang])
		e.B = terms.Append(e.B, s.center)
		if s.body == nil {
			e.Int(int64(blocks[s.place.Block])+1, int64(s.place.N))
			e.Spill()
			continue
		}
		e.Int(0)
		room = s.pack(room[:0], s.center)
		e.Bytes(room)
		e.Spill()
	}
	slices.SortFunc(f.devs, func(a, b growing) int { return cmp.Compare(a.id, b.id) })
	e.Int(int64(len(f.devs)))
	for _, d := range f.devs {
		e.Int(int64(d.id), int64(d.story))
		e.Spill()
	}
	e.Int(int64(len(f.tails)))
	for _, t := range f.tails {
		e.Text(t.Publisher, t.End)
		e.Int(int64(t.Count))
		e.Flag(t.Old)
	}
}

// writeShelf writes the blocks in the order in which the stories name them, and
// gives their numbers.
func (f *Frozen) writeShelf(e *pack.Encoder) map[*shelf.Block]int {
	at := make(map[*shelf.Block]int)
	var list []*shelf.Block
	for i := range f.stories {
		b := f.stories[i].place.Block
		if _, ok := at[b]; !ok && b != nil {
			at[b] = len(list)
			list = append(list, b)
		}
	}
	e.Int(int64(len(list)))
	var room []byte
	for _, b := range list {
		if b == f.opened {
			b = f.open
		}
		room = b.Append(room[:0])
		e.Bytes(room)
		e.Spill()
	}
	return at
}

var errSnapshotOther = errors.New("it is no snapshot of this version")

// Restore takes the state from a snapshot: what is added next is placed as if
// there had been no restart. A snapshot that is damaged or of another version
// is an error and changes nothing; [Grouper.Load] is the way then.
func (g *Grouper) Restore(d *pack.Decoder) error {
	if head := d.Text(); d.Err() == nil && head != snapshotHead {
		return fmt.Errorf("restore stories: %w", errSnapshotOther)
	}
	fresh := g.empty()
	fresh.readSnapshot(d)
	if err := d.Err(); err != nil {
		return fmt.Errorf("restore stories: %w", err)
	}
	*g = *fresh
	return nil
}

func (g *Grouper) readSnapshot(d *pack.Decoder) {
	g.now = d.Time()
	g.nextStory, g.nextDev = news.StoryID(d.Int()), news.DevelopmentID(d.Int())
	var blocks []*shelf.Block
	for range d.Each() {
		b, rest, ok := shelf.Decode(d.Bytes())
		if !ok || len(rest) > 0 || d.Err() != nil {
			d.Fail()
			return
		}
		if b.Open() {
			g.shelf.Reopen(b)
		}
		blocks = append(blocks, b)
	}
	for range d.Each() {
		g.readStory(d, blocks)
	}
	for range d.Each() {
		id, s := news.DevelopmentID(d.Int()), g.stories[news.StoryID(d.Int())]
		if s == nil {
			d.Fail()
			return
		}
		g.devs[id] = s
		g.devAges.push(0, id) // looked at again at once
	}
	for range d.Each() {
		g.tails.Put(headline.Tail{Publisher: d.Text(), End: d.Text(), Count: int(d.Int()), Old: d.Flag()})
	}
}

func (g *Grouper) readStory(d *pack.Decoder, blocks []*shelf.Block) {
	s := &state{id: news.StoryID(d.Int()), updated: d.Int(), merged: d.Flag()}
	s.lang = g.reader.language(d.Text())
	s.center = unpackTerms(d)
	block := d.Int()
	if d.Err() != nil || block < 0 || block > int64(len(blocks)) || g.stories[s.id] != nil {
		d.Fail()
		return
	}
	var ok bool
	if block > 0 {
		s.place = shelf.Place{Block: blocks[block-1], N: int32(d.Int())}
		ok = shelf.Claim(s.place, int64(s.id))
	} else {
		s.body, ok = unpack(d.Take(int(d.Uint())), s)
	}
	if !ok || d.Err() != nil {
		d.Fail()
		return
	}
	if s.body != nil {
		g.awake.push(s.updated, s.id)
	}
	if s.merged {
		g.stories[s.id] = s
		g.ages.push(s.updated, s.id)
		return
	}
	g.hold(s)
}
