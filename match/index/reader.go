package index

import (
	"slices"
	"sync/atomic"

	"newsbell/match/article"
	"newsbell/match/query"
	"newsbell/news"
)

// A Reader holds articles against a core, one after the other. It is for one
// goroutine at a time; its memory is kept for the next article.
type Reader struct {
	core *Core
	dict *dict
	doc  *article.Doc

	bits    []uint64 // by term: the article has it
	at      []int32  // by term: its group, while the bit is set
	terms   []uint32 // the terms whose bits are set
	found   []uint32 // entries that match
	open    []uint32 // entries, with flags, that may
	codes   []uint32 // where the code of those is that must run
	taken   []uint64 // by entry: found already, for entries with several postings
	marked  []uint32 // the entries whose taken bits are set
	members []member
	words   []string
	counted int    // articles, to sample some for statistics
	sum     uint32 // keeps the touching loads alive
}

// sampleEvery is how many articles pass for one that is counted.
const sampleEvery = 8

// Find finds the entries that an article answers. The core must not change
// until Done.
func (r *Reader) Find(c *Core, d *article.Doc) {
	r.Load(c, d)
	r.scan()
	r.verify()
	r.count()
}

// Load prepares the reader for questions about an article, without looking for
// what it answers. The core must not change until Done.
func (r *Reader) Load(c *Core, d *article.Doc) {
	r.core, r.dict, r.doc = c, c.dict, d
	if n := len(c.dict.stems); len(r.at) < n {
		r.bits = make([]uint64, n/64+1+n/512)
		r.at = make([]int32, len(r.bits)*64)
	}
	if n := int(c.entries.n)/64 + 1; len(r.taken) < n {
		r.taken = make([]uint64, n+n/8)
	}
	r.loadWords()
	r.loadFilters()
}

// Done makes the reader ready for the next article.
func (r *Reader) Done() {
	for _, t := range r.terms {
		r.bits[t>>6] = 0
	}
	for _, e := range r.marked {
		r.taken[e>>6] = 0
	}
	r.terms, r.found, r.marked = r.terms[:0], r.found[:0], r.marked[:0]
	r.open, r.codes, r.members, r.words = r.open[:0], r.codes[:0], r.members[:0], nil
	r.core, r.dict, r.doc = nil, nil, nil
}

func (r *Reader) has(t uint32) bool { return r.bits[t>>6]>>(t&63)&1 != 0 }

func (r *Reader) set(t uint32, group int32) {
	if t == 0 || r.has(t) {
		return
	}
	r.bits[t>>6] |= 1 << (t & 63)
	r.at[t] = group
	r.terms = append(r.terms, t)
}

func (r *Reader) setPair(p pair, g *article.Groups, i int) {
	r.set(p.any, int32(i))
	if p.title != 0 && r.doc.InTitle(g, i) {
		r.set(p.title, int32(i))
	}
}

// setForms is setPair for a pair of forms.
func (r *Reader) setForms(p pair, g *article.Groups, i int) {
	r.setPair(pair{r.dict.terms[p.any], r.dict.terms[p.title]}, g, i)
}

func (r *Reader) loadWords() {
	d := r.dict
	lights, forms := r.doc.Groups(query.StemLight), r.doc.Groups(query.StemNone)
	for i, k := range lights.Keys {
		r.setPair(d.light.get(k, lights.Hashes[i]), lights, i)
	}
	if exact := &d.written[inExact]; len(exact.pairs) > 0 {
		for i, k := range forms.Keys {
			r.setForms(exact.get(k, forms.Hashes[i]), forms, i)
		}
	}
	if prefixes := &d.written[inPrefix]; len(prefixes.pairs) > 0 {
		for i, k := range forms.Keys {
			for _, n := range d.begins[head(k)] {
				if n <= len(k) {
					r.setForms(prefixes.get(k[:n], article.Hash(k[:n])), forms, i)
				}
			}
		}
	}
	if m := d.full[stemFamily(r.doc.Lang)]; len(m) > 0 {
		g := r.doc.Groups(query.StemFull)
		for i, k := range g.Keys {
			for _, p := range m[k] {
				r.setPair(p, g, i)
			}
		}
	}
}

func (r *Reader) loadFilters() {
	d := r.dict
	filter := func(s space, key string) {
		p := d.written[s].get(key, article.Hash(key))
		r.set(d.terms[p.any], 0)
	}
	for _, k := range r.doc.Sources {
		filter(inSource, k)
	}
	for _, k := range r.doc.Sections {
		filter(inSection, k)
	}
	if r.doc.Lang != "" {
		filter(inLang, r.doc.Lang)
	}
	for _, t := range d.speakers(r.doc.Lang) {
		r.set(t, 0)
	}
	for _, p := range d.written[inAlways].pairs {
		r.set(d.terms[p.any], 0)
	}
}

// scan collects the entries whose guards let the article through, then takes
// those that are proven. The first pass has no branches to guess.
func (r *Reader) scan() {
	n := 0
	for _, t := range r.terms {
		list := r.core.lists[t]
		r.open = slices.Grow(r.open[:n], len(list))[:n+len(list)]
		for i := range list {
			p := &list[i]
			r.open[n] = p.entry
			n += int(r.passes(p.guards[0]) & r.passes(p.guards[1]))
		}
	}
	passed := r.open[:n]
	r.open = r.open[:0]
	for _, e := range passed {
		if e&proven != 0 {
			r.take(e)
		} else {
			r.open = append(r.open, e)
		}
	}
}

// passes is 1 when a guard lets the article through, else 0.
func (r *Reader) passes(g uint32) uint32 {
	t := g &^ mustLack
	return uint32(r.bits[t>>6]>>(t&63)&1) ^ g>>31
}

// verify runs the code of the open entries. What it needs may lie far apart in
// memory: two passes of independent loads fetch it, before the third, whose
// loads wait for each other.
func (r *Reader) verify() {
	for _, e := range r.open {
		r.codes = append(r.codes, r.core.entries.at(e&entryNo).code)
	}
	for _, at := range r.codes {
		r.sum += r.core.code.at(at)[0]
	}
	for i, e := range r.open {
		if r.holds(r.core.code.at(r.codes[i])) {
			r.take(e)
		}
	}
}

// take notes an entry as matching, once.
func (r *Reader) take(e uint32) {
	if e&several != 0 {
		e &= entryNo
		if r.taken[e>>6]>>(e&63)&1 != 0 {
			return
		}
		r.taken[e>>6] |= 1 << (e & 63)
		r.marked = append(r.marked, e)
	}
	r.found = append(r.found, e&entryNo)
}

// count adds the article to the statistics, now and then.
func (r *Reader) count() {
	r.counted++
	if r.counted%sampleEvery != 1 {
		return
	}
	atomic.AddUint32(&r.core.sampled, 1)
	for _, t := range r.terms {
		atomic.AddUint32(&r.dict.seen[t], 1)
	}
}

// AppendIDs appends the subscriptions of the entries found, in no order.
func (r *Reader) AppendIDs(dst []news.SubscriptionID) []news.SubscriptionID {
	subs := &r.core.subs
	for _, e := range r.found {
		who := r.core.entries.at(e).who
		switch {
		case who == 0:
		case who&crowd == 0:
			dst = append(dst, subs.id(who))
		default:
			for _, slot := range r.core.crowds[who&^crowd] {
				dst = append(dst, subs.id(slot))
			}
		}
	}
	return dst
}
