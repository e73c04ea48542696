package desk

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"slices"
	"time"

	"newsbell/alert/pulse"
	"newsbell/news"
	"newsbell/pack"
	"newsbell/story"
)

// A Memory keeps what the desk knows over restarts: a snapshot, and a journal of
// the batches after it, which [Backlog.CommitBatch] writes.
type Memory interface {
	// Snapshots gives the entry of the snapshot that counts, 0 for none, and the
	// greatest number in use.
	Snapshots(ctx context.Context) (whole, newest int64, err error)
	SnapshotPart(ctx context.Context, entry int64, part int) (news.SnapshotPart, error)
	Journal(ctx context.Context, after int64, limit int) ([]news.JournalEntry, error)
	SaveSnapshotPart(ctx context.Context, p news.SnapshotPart) error
	PruneSnapshots(ctx context.Context, entry int64) (more bool, err error)
}

const (
	snapshotHead = "newsbell desk 1\n"
	// partBytes is the size of a part before it is deflated: little enough that a
	// batch which waits for its transaction does not notice.
	partBytes = 512 << 10
	// A snapshot is due when the journal since the last one has this share of the
	// stories in articles, but not for a few: replaying them at a start must take
	// less time than reading the snapshot.
	dueShare  = 32
	dueLeast  = 256
	dueAfter  = 2 * time.Minute // and not sooner
	dueAtMost = time.Hour       // nor later, if there was any article
)

// frozen is the memory after an entry of the journal.
type frozen struct {
	entry   int64
	stories *story.Frozen
	pulse   *pulse.Frozen
	pasts   map[news.ChannelID]*pulse.Past
	floods  map[news.ChannelID]flood
	merged  map[news.StoryID][]news.StoryID
	twins   map[news.StoryID][]news.StoryID
}

// freeze takes the memory down as it stands after the last committed batch.
// From then on the batches write the journal.
func (d *Desk) freeze(now time.Time) frozen {
	if !d.journals {
		d.journals = true
		d.entry++
	}
	d.since, d.frozen = 0, now
	d.tidy()
	f := frozen{
		entry: d.entry, stories: d.grouper.Freeze(), pulse: d.pulse.Freeze(), pasts: map[news.ChannelID]*pulse.Past{},
		floods: maps.Clone(d.floods), merged: cloneLists(d.merged), twins: cloneLists(d.twins),
	}
	for ch, p := range d.pasts {
		f.pasts[ch] = p.Clone()
	}
	return f
}

func cloneLists(m map[news.StoryID][]news.StoryID) map[news.StoryID][]news.StoryID {
	c := make(map[news.StoryID][]news.StoryID, len(m))
	for k, v := range m {
		c[k] = slices.Clone(v)
	}
	return c
}

// due says whether it is time for the next snapshot.
func (d *Desk) due(now time.Time) bool {
	age := now.Sub(d.frozen)
	return age >= dueAfter && d.since >= max(dueLeast, d.grouper.Stories()/dueShare) || age >= dueAtMost && d.since > 0
}

func (f frozen) encode(e *pack.Encoder) error {
	e.Text(snapshotHead)
	f.stories.Encode(e)
	f.pulse.Encode(e)
	e.Int(int64(len(f.pasts)))
	for _, ch := range slices.Sorted(maps.Keys(f.pasts)) {
		e.Int(int64(ch))
		f.pasts[ch].Encode(e)
	}
	if err := encodeFloods(e, f.floods); err != nil {
		return err
	}
	for _, m := range []map[news.StoryID][]news.StoryID{f.merged, f.twins} {
		e.Int(int64(len(m)))
		for _, id := range slices.Sorted(maps.Keys(m)) {
			e.Int(int64(id), int64(len(m[id])))
			for _, other := range m[id] {
				e.Int(int64(other))
			}
		}
	}
	return e.Flush()
}

func (m *memory) decode(d *pack.Decoder) error {
	if head := d.Text(); d.Err() == nil && head != snapshotHead {
		return errVersion
	}
	if err := errors.Join(m.grouper.Restore(d), m.pulse.Restore(d)); err != nil {
		return err
	}
	for range d.Each() {
		ch := news.ChannelID(d.Int())
		m.pasts[ch] = pulse.ReadPast(d)
	}
	if err := decodeFloods(d, m.floods); err != nil {
		return err
	}
	for _, lists := range []map[news.StoryID][]news.StoryID{m.merged, m.twins} {
		for range d.Each() {
			id := news.StoryID(d.Int())
			for range d.Each() {
				lists[id] = append(lists[id], news.StoryID(d.Int()))
			}
		}
	}
	if err := d.Err(); err != nil {
		return err
	}
	if !d.End() {
		return pack.ErrDamaged
	}
	return nil
}

// A partWriter writes a snapshot part by part, each with a checksum (CRC-32).
type partWriter struct {
	ctx  context.Context // of the one call that it serves
	to   Memory
	next news.SnapshotPart
	room []byte
}

// Write is that of [io.Writer].
func (w *partWriter) Write(b []byte) (int, error) {
	n := len(b)
	for len(w.room)+len(b) > partBytes {
		room := partBytes - len(w.room)
		w.room = append(w.room, b[:room]...)
		b = b[room:]
		if err := w.flush(); err != nil {
			return 0, err
		}
	}
	w.room = append(w.room, b...)
	return n, nil
}

func (w *partWriter) flush() error {
	sum := binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(w.room))
	body, err := squeeze(sum, w.room)
	if err != nil {
		return err
	}
	w.room = w.room[:0]
	w.next.Body = body
	if err := w.to.SaveSnapshotPart(w.ctx, w.next); err != nil {
		return err
	}
	w.next.Part++
	return nil
}

// write writes the snapshot, a small transaction a part, and then deletes the
// one before. Until its last part is written the one before counts.
func (d *Desk) write(ctx context.Context, f frozen) error {
	w := &partWriter{ctx: ctx, to: d.o.Store, next: news.SnapshotPart{Entry: f.entry}}
	if err := f.encode(pack.NewEncoder(w)); err != nil {
		return fmt.Errorf("write snapshot %d: %w", f.entry, err)
	}
	w.next.Last = true
	if err := w.flush(); err != nil {
		return fmt.Errorf("write snapshot %d: %w", f.entry, err)
	}
	for more := true; more; {
		var err error
		if more, err = d.o.Store.PruneSnapshots(ctx, f.entry); err != nil {
			return fmt.Errorf("delete old snapshots: %w", err)
		}
	}
	return nil
}

// A partReader reads what a partWriter wrote.
type partReader struct {
	ctx  context.Context // of the one call that it serves
	from Memory
	next news.SnapshotPart
	room []byte
}

// Read is that of [io.Reader].
func (r *partReader) Read(b []byte) (int, error) {
	for len(r.room) == 0 {
		if r.next.Last {
			return 0, io.EOF
		}
		p, err := r.from.SnapshotPart(r.ctx, r.next.Entry, r.next.Part)
		if err != nil {
			return 0, err
		}
		if len(p.Body) < 5 {
			return 0, pack.ErrDamaged
		}
		if r.room, err = unsqueeze(p.Body[4:]); err != nil {
			return 0, err
		}
		if crc32.ChecksumIEEE(r.room) != binary.LittleEndian.Uint32(p.Body) {
			return 0, pack.ErrDamaged
		}
		r.next.Part++
		r.next.Last = p.Last
	}
	n := copy(b, r.room)
	r.room = r.room[n:]
	return n, nil
}

// journalTogether is how many entries are read at once.
const journalTogether = 500

// restore gives the memory from a snapshot and the journal after it, with the
// number of its last entry and of the articles replayed.
func (d *Desk) restore(ctx context.Context, entry int64) (m memory, last int64, articles int, err error) {
	if m, err = newMemory(); err != nil {
		return m, 0, 0, err
	}
	if err = m.decode(pack.NewDecoder(&partReader{ctx: ctx, from: d.o.Store, next: news.SnapshotPart{Entry: entry}})); err != nil {
		return m, 0, 0, fmt.Errorf("read snapshot %d: %w", entry, err)
	}
	for {
		list, err := d.o.Store.Journal(ctx, entry, journalTogether)
		if err != nil {
			return m, 0, 0, err
		}
		for _, j := range list {
			if entry++; j.Entry != entry {
				return m, 0, 0, fmt.Errorf("read journal: entry %d is missing", entry)
			}
			n, err := m.replay(j.Body)
			if err != nil {
				return m, 0, 0, fmt.Errorf("read entry %d of the journal: %w", entry, err)
			}
			articles += n
		}
		if len(list) < journalTogether {
			return m, entry, articles, d.level(ctx, m)
		}
	}
}

var errBehind = errors.New("the rows know stories that it does not")

// level says whether the memory knows the newest story of the rows.
func (d *Desk) level(ctx context.Context, m memory) error {
	stories, developments, err := d.o.Store.RecentStories(ctx, d.o.Now().Add(100*365*24*time.Hour))
	if err != nil {
		return fmt.Errorf("read the newest story: %w", err)
	}
	s, dev := m.grouper.Next()
	for _, row := range stories {
		if row.ID >= s {
			return errBehind
		}
	}
	for _, row := range developments {
		if row.ID >= dev {
			return errBehind
		}
	}
	return nil
}
