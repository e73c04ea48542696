package pulse

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
	"unique"

	"newsbell/alert"
	"newsbell/news"
	"newsbell/pack"
)

// snapshotHead says what follows, and in which version.
const snapshotHead = "newsbell pulse 1\n"

// A Frozen is the state of a pulse at a moment. The pulse may go on while it is
// written.
type Frozen struct {
	now, swept time.Time
	devs       []frozenDev
	stories    map[news.StoryID][]mention
	names      names
	press      press
}

type frozenDev struct {
	id news.DevelopmentID
	development
}

// Freeze takes the state down, to be written by [Frozen.Encode].
func (p *Pulse) Freeze() *Frozen {
	f := &Frozen{
		now: p.now, swept: p.swept, devs: make([]frozenDev, 0, len(p.devs)), stories: maps.Clone(p.stories),
		names: names{known: maps.Clone(p.names.known), mean: maps.Clone(p.names.mean)}, press: maps.Clone(p.press),
	}
	for id, d := range p.devs {
		f.devs = append(f.devs, frozenDev{id, development{d.story, slices.Clone(d.beats), slices.Clone(d.rises)}})
	}
	for id, list := range f.stories {
		f.stories[id] = slices.Clone(list)
	}
	return f
}

// Encode writes the state for [Pulse.Restore]. The same state gives the same
// bytes.
func (f *Frozen) Encode(e *pack.Encoder) {
	e.Text(snapshotHead)
	e.Time(f.now, f.swept)
	w := &writer{Encoder: e, now: f.now, words: map[*uint64]int{}}
	slices.SortFunc(f.devs, func(a, b frozenDev) int { return cmp.Compare(a.id, b.id) })
	e.Int(int64(len(f.devs)))
	for _, d := range f.devs {
		w.development(d)
	}
	e.Int(int64(len(f.stories)))
	for _, id := range slices.Sorted(maps.Keys(f.stories)) {
		e.Int(int64(id), int64(len(f.stories[id])))
		for _, m := range f.stories[id] {
			w.at(m.at)
			w.list(m.words)
		}
		e.Spill()
	}
	w.names(f.names)
	e.Int(int64(len(f.press)))
	for _, name := range slices.Sorted(maps.Keys(f.press)) {
		e.Text(name)
		e.Float(f.press[name].told, f.press[name].shared)
		e.Spill()
	}
}

// A writer writes what stands many times once.
type writer struct {
	*pack.Encoder
	now   time.Time
	words map[*uint64]int // lists written, by their first word
}

// at writes a time by its distance from the pulse's own.
func (w *writer) at(t time.Time) {
	since := w.now.Sub(t)
	w.Int(int64(since/time.Millisecond), int64(since%time.Millisecond))
}

// list writes the words of a headline: a development and its story share them.
func (w *writer) list(words []uint64) {
	if len(words) == 0 {
		w.Int(0)
		return
	}
	n, ok := w.words[&words[0]]
	if ok {
		w.Int(int64(n))
		return
	}
	w.words[&words[0]] = len(w.words) + 1
	w.Int(-int64(len(words)))
	for _, x := range words {
		w.Uint64(x)
	}
}

func (w *writer) development(d frozenDev) {
	w.Int(int64(d.id), int64(d.story), int64(len(d.beats)))
	for _, b := range d.beats {
		r := b.report
		w.Int(int64(r.Article))
		w.Text(r.Publisher, r.Title, r.URL)
		w.at(r.At)
		w.Flag(r.Copy, r.Official)
		w.list(b.words)
		w.Float(b.grade, b.lead, b.known, b.shared)
		w.Spill()
	}
	w.Int(int64(len(d.rises)))
	for _, r := range d.rises {
		w.at(r.At)
		w.Float(r.Score)
	}
}

func (w *writer) names(n names) {
	w.Int(int64(len(n.known)))
	for _, k := range slices.Sorted(maps.Keys(n.known)) {
		x := n.known[k]
		w.Uint64(k)
		w.Float(x.mentions)
		w.at(x.at)
		w.Uint64(x.by)
		w.Spill()
	}
	w.Int(int64(len(n.mean)))
	for _, lang := range slices.Sorted(maps.Keys(n.mean)) {
		w.Text(lang)
		w.Float(n.mean[lang].value, n.mean[lang].n)
	}
}

var errSnapshotOther = errors.New("it is no snapshot of this version")

// Restore takes the state from what [Frozen.Encode] wrote. What is damaged or of
// another version is an error and changes nothing.
func (p *Pulse) Restore(d *pack.Decoder) error {
	if head := d.Text(); d.Err() == nil && head != snapshotHead {
		return fmt.Errorf("restore pulse: %w", errSnapshotOther)
	}
	fresh := &Pulse{
		lexicon: p.lexicon, devs: map[news.DevelopmentID]*development{}, stories: map[news.StoryID][]mention{},
		names: newNames(), press: press{}, now: d.Time(), swept: d.Time(),
	}
	r := &reader{Decoder: d, now: fresh.now}
	for range d.Each() {
		id := news.DevelopmentID(d.Int())
		fresh.devs[id] = r.development()
	}
	for range d.Each() {
		id := news.StoryID(d.Int())
		var list []mention
		for range d.Each() {
			list = append(list, mention{r.at(), r.list()})
		}
		fresh.stories[id] = slices.Clip(list)
	}
	r.names(&fresh.names)
	for range d.Each() {
		fresh.press[d.Text()] = record{d.Float(), d.Float()}
	}
	if err := d.Err(); err != nil {
		return fmt.Errorf("restore pulse: %w", err)
	}
	*p = *fresh
	return nil
}

// A reader reads what a writer wrote.
type reader struct {
	*pack.Decoder
	now   time.Time
	lists [][]uint64
}

func (r *reader) at() time.Time {
	return r.now.Add(-time.Duration(r.Int())*time.Millisecond - time.Duration(r.Int()))
}

func (r *reader) list() []uint64 {
	n := r.Int()
	switch {
	case n == 0:
		return nil
	case n > 0 && n <= int64(len(r.lists)):
		return r.lists[n-1]
	case n > 0 || n < -mostWords:
		r.Fail()
		return nil
	}
	words := make([]uint64, -n)
	for i := range words {
		words[i] = r.Uint64()
	}
	r.lists = append(r.lists, words)
	return words
}

func (r *reader) development() *development {
	d := &development{story: news.StoryID(r.Int())}
	for range r.Each() {
		b := beat{report: news.Report{Article: news.ArticleID(r.Int()), Publisher: unique.Make(r.Text()).Value(), Title: r.Text(), URL: r.Text()}}
		b.report.At = r.at()
		b.report.Copy, b.report.Official = r.Flag(), r.Flag()
		b.words = r.list()
		b.grade, b.lead, b.known, b.shared = r.Float(), r.Float(), r.Float(), r.Float()
		d.beats = append(d.beats, b)
	}
	for range r.Each() {
		d.rises = append(d.rises, news.Rise{At: r.at(), Score: r.Float()})
	}
	return d
}

func (r *reader) names(n *names) {
	for range r.Each() {
		k, x := r.Uint64(), name{mentions: r.Float(), at: r.at()}
		x.by = r.Uint64()
		n.known[k] = x
	}
	for range r.Each() {
		n.mean[r.Text()] = average{r.Float(), r.Float()}
	}
}

// Encode writes the past for [ReadPast].
func (p *Past) Encode(e *pack.Encoder) {
	e.Time(p.since, p.chosen)
	e.Int(int64(p.budget))
	e.Float(p.value)
	e.Int(int64(len(p.best)))
	for _, id := range slices.Sorted(maps.Keys(p.best)) {
		c := p.best[id]
		e.Int(int64(id))
		e.Time(c.At)
		e.Float(c.Score)
		e.Spill()
	}
}

// Clone gives a past of its own.
func (p *Past) Clone() *Past {
	c := *p
	c.best = maps.Clone(p.best)
	return &c
}

// Adds says whether [Past.Add] would change the past.
func (p *Past) Adds(id news.DevelopmentID, score float64, at time.Time) bool {
	c, ok := p.best[id]
	return !ok || score > c.Score || p.since.IsZero() || at.Before(p.since)
}

// Chooses says whether [Past.Threshold] would choose anew.
func (p *Past) Chooses(now time.Time, budget int) bool {
	return p.value <= 0 || p.budget != budget || now.Sub(p.chosen) >= chooseEvery || now.Before(p.chosen)
}

// ReadPast reads what [Past.Encode] wrote.
func ReadPast(d *pack.Decoder) *Past {
	p := NewPast()
	p.since, p.chosen, p.budget, p.value = d.Time(), d.Time(), int(d.Int()), d.Float()
	for range d.Each() {
		id := news.DevelopmentID(d.Int())
		p.best[id] = alert.Candidate{At: d.Time(), Score: d.Float()}
	}
	return p
}
