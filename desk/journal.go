package desk

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"newsbell/news"
	"newsbell/pack"
	"newsbell/story"
)

// A journal is what one batch taught the memory, in the order in which it did.
type journal struct {
	at      time.Time
	entries []story.Entry
	rises   []rise
	looks   []look
	twins   []pair
	floods  map[news.ChannelID]flood
}

// rise is [memory.rise], once a development.
func (t *turn) rise(r rise) {
	t.desk.rise(r, t.now)
	if n := len(t.journal.rises); n == 0 || t.journal.rises[n-1] != r {
		t.journal.rises = append(t.journal.rises, r)
	}
}

// look is [memory.look].
func (t *turn) look(l look) float64 {
	if t.desk.moves(l, t.now) {
		t.journal.looks = append(t.journal.looks, l)
	}
	return t.desk.look(l, t.now)
}

// twin is [memory.twin].
func (t *turn) twin(w pair) {
	t.desk.twin(w)
	t.journal.twins = append(t.journal.twins, w)
}

// journalVersion stands before each entry; the parts of a snapshot have their own.
const journalVersion = 1

// encode writes the journal for [memory.replay].
func (j journal) encode() ([]byte, error) {
	e := &pack.Encoder{}
	e.Time(j.at)
	e.Int(int64(len(j.entries)))
	for _, x := range j.entries {
		x.Append(e)
	}
	e.Int(int64(len(j.rises)))
	for _, r := range j.rises {
		e.Int(int64(r.dev))
		e.Float(r.score)
	}
	e.Int(int64(len(j.looks)))
	for _, l := range j.looks {
		e.Int(int64(l.channel), int64(l.dev), int64(l.budget))
		e.Float(l.score)
		e.Flag(l.candidate)
	}
	e.Int(int64(len(j.twins)))
	for _, w := range j.twins {
		e.Int(int64(w.of), int64(w.id))
	}
	if err := encodeFloods(e, j.floods); err != nil {
		return nil, err
	}
	return squeeze([]byte{journalVersion}, e.B)
}

// replay does what a batch did to the memory, and counts its articles.
func (m *memory) replay(entry []byte) (articles int, err error) {
	if len(entry) == 0 || entry[0] != journalVersion {
		return 0, errVersion
	}
	body, err := unsqueeze(entry[1:])
	if err != nil {
		return 0, err
	}
	d := pack.Decode(body)
	at := d.Time()
	for range d.Each() {
		if x := story.ReadEntry(d); d.Err() == nil {
			m.place(x)
			articles++
		}
	}
	for range d.Each() {
		m.rise(rise{news.DevelopmentID(d.Int()), d.Float()}, at)
	}
	for range d.Each() {
		l := look{channel: news.ChannelID(d.Int()), dev: news.DevelopmentID(d.Int()), budget: int(d.Int())}
		l.score, l.candidate = d.Float(), d.Flag()
		m.look(l, at)
	}
	for range d.Each() {
		m.twin(pair{news.StoryID(d.Int()), news.StoryID(d.Int())})
	}
	if err := decodeFloods(d, m.floods); err != nil {
		return 0, err
	}
	if !d.End() {
		return 0, pack.ErrDamaged
	}
	return articles, nil
}

// A flood's list is small and seldom: it is written as the delivery has it.
func encodeFloods(e *pack.Encoder, floods map[news.ChannelID]flood) error {
	e.Int(int64(len(floods)))
	for _, ch := range slices.Sorted(maps.Keys(floods)) {
		f := floods[ch]
		items, err := json.Marshal(f.items)
		if err != nil {
			return fmt.Errorf("encode the list of channel %d: %w", ch, err)
		}
		e.Int(int64(ch), int64(f.revision))
		e.Text(f.key)
		e.Time(f.began)
		e.Bytes(items)
	}
	return nil
}

func decodeFloods(d *pack.Decoder, floods map[news.ChannelID]flood) error {
	for range d.Each() {
		ch, f := news.ChannelID(d.Int()), flood{revision: int(d.Int()), key: d.Text(), began: d.Time()}
		items := d.Bytes()
		if d.Err() != nil {
			break
		}
		if err := json.Unmarshal(items, &f.items); err != nil {
			return fmt.Errorf("decode the list of channel %d: %w", ch, err)
		}
		floods[ch] = f
	}
	return nil
}

var errVersion = errors.New("it is of another version")

// Squeezed bytes begin with one of these.
const (
	plain    = 0
	deflated = 1

	worthIt = 512 // bytes from which it is tried
)

// squeeze appends b to head, deflated if that saves a tenth.
func squeeze(head, b []byte) ([]byte, error) {
	if len(b) >= worthIt {
		out := bytes.NewBuffer(append(slices.Clip(head), deflated))
		z, err := flate.NewWriter(out, flate.BestSpeed)
		if err != nil {
			return nil, fmt.Errorf("deflate: %w", err)
		}
		_, err = z.Write(b)
		if err = errors.Join(err, z.Close()); err != nil {
			return nil, fmt.Errorf("deflate: %w", err)
		}
		if 10*out.Len() < 9*len(b) {
			return out.Bytes(), nil
		}
	}
	return append(append(slices.Clip(head), plain), b...), nil
}

// mostBytes bounds what one piece inflates to.
const mostBytes = 256 << 20

func unsqueeze(b []byte) ([]byte, error) {
	switch {
	case len(b) > 0 && b[0] == plain:
		return b[1:], nil
	case len(b) > 0 && b[0] == deflated:
		out, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(b[1:])), mostBytes))
		if err != nil {
			return nil, fmt.Errorf("inflate: %w", err)
		}
		return out, nil
	default:
		return nil, pack.ErrDamaged
	}
}
