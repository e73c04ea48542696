package match

import (
	"strings"
	"sync/atomic"

	"newsbell/match/query"
)

// A scratch is what one reader needs to hold an article against a core. It is
// kept for the next article.
type scratch struct {
	core *core
	dict *dict
	doc  *Doc

	bits    []uint64 // by term: the article has it
	at      []int32  // by term: its group, while the bit is set
	terms   []uint32 // the terms whose bits are set
	found   []uint32 // entries that match
	open    []uint32 // entries, with flags, whose code must decide
	codes   []uint32 // where the code of each is
	taken   []uint64 // by entry: found already, for entries with several postings
	marked  []uint32 // the entries whose taken bits are set
	counted int      // articles, to sample some for statistics
	sum     uint32   // keeps the touching loads alive
}

// sampleEvery is how many articles pass for one that is counted.
const sampleEvery = 8

func (s *scratch) has(t uint32) bool { return s.bits[t>>6]>>(t&63)&1 != 0 }

// load makes the article's terms into bits.
func (s *scratch) load(c *core, d *Doc) {
	s.core, s.dict, s.doc = c, c.dict, d
	if n := len(c.dict.stems); len(s.at) < n {
		s.bits = make([]uint64, n/64+1+n/512)
		s.at = make([]int32, len(s.bits)*64)
	}
	if n := len(c.entries)/64 + 1; len(s.taken) < n {
		s.taken = make([]uint64, n+n/8)
	}
	s.loadWords()
	for _, k := range d.sources {
		s.set(s.dict.filters[inSource][k], 0)
	}
	for _, k := range d.sections {
		s.set(s.dict.filters[inSection][k], 0)
	}
	s.set(s.dict.filters[inLang][d.lang], 0)
	for set, t := range s.dict.filters[inNative] {
		if speaks(set, d.lang) {
			s.set(t, 0)
		}
	}
	for _, t := range s.dict.filters[inAlways] {
		s.set(t, 0)
	}
}

// speaks tells whether lang is in a set such as "de,en", or unknown.
func speaks(set, lang string) bool {
	if lang == "" {
		return true
	}
	for code := range strings.SplitSeq(set, ",") {
		if code == lang {
			return true
		}
	}
	return false
}

func (s *scratch) loadWords() {
	d := s.doc
	for i, k := range d.lights.keys {
		if p, ok := s.dict.light[k]; ok {
			s.setPair(p, &d.lights, i)
		}
	}
	if len(s.dict.exact) > 0 {
		for i, k := range d.forms.keys {
			if p, ok := s.dict.exact[k]; ok {
				s.setPair(p, &d.forms, i)
			}
		}
	}
	for _, n := range s.dict.lengths {
		for i, k := range d.forms.keys {
			if len(k) < n {
				continue
			}
			if p, ok := s.dict.prefix[k[:n]]; ok {
				s.setPair(p, &d.forms, i)
			}
		}
	}
	if m := s.dict.full[stemFamily(d.lang)]; len(m) > 0 {
		g := d.grouping(query.StemFull)
		for i, k := range g.keys {
			for _, p := range m[k] {
				s.setPair(p, g, i)
			}
		}
	}
}

func (s *scratch) setPair(p pair, g *groups, i int) {
	s.set(p.any, int32(i))
	if p.title != 0 && g.first[i] < s.doc.text.title {
		s.set(p.title, int32(i))
	}
}

func (s *scratch) set(t uint32, group int32) {
	if t == 0 || s.has(t) {
		return
	}
	s.bits[t>>6] |= 1 << (t & 63)
	s.at[t] = group
	s.terms = append(s.terms, t)
}

// run finds the entries that match the article.
func (s *scratch) run() {
	for _, t := range s.terms {
		list := s.core.lists[t]
		for i := range list {
			p := &list[i]
			if !s.passes(p.guards[0]) || !s.passes(p.guards[1]) {
				continue
			}
			if p.entry&proven != 0 {
				s.take(p.entry)
			} else {
				s.open = append(s.open, p.entry)
			}
		}
	}
	s.verify()
}

// verify runs the code of the open entries. What it needs lies far apart in
// memory: two passes of independent loads fetch it, before the third, whose
// loads wait for each other.
func (s *scratch) verify() {
	for _, e := range s.open {
		s.codes = append(s.codes, s.core.entries[e&entryNo].code)
	}
	for _, at := range s.codes {
		s.sum += s.core.code.at(at)[0]
	}
	for i, e := range s.open {
		if s.holds(s.core.code.at(s.codes[i])) {
			s.take(e)
		}
	}
}

// passes tells whether a guard lets the article through.
func (s *scratch) passes(g uint32) bool {
	t := g &^ mustLack
	return uint32(s.bits[t>>6]>>(t&63)&1) != g>>31
}

// take notes an entry as matching, once.
func (s *scratch) take(e uint32) {
	if e&several != 0 {
		e &= entryNo
		if s.taken[e>>6]>>(e&63)&1 != 0 {
			return
		}
		s.taken[e>>6] |= 1 << (e & 63)
		s.marked = append(s.marked, e)
	}
	s.found = append(s.found, e&entryNo)
}

// count adds the article to the statistics, now and then.
func (s *scratch) count() {
	s.counted++
	if s.counted%sampleEvery != 1 {
		return
	}
	atomic.AddUint32(&s.core.sampled, 1)
	for _, t := range s.terms {
		atomic.AddUint32(&s.dict.seen[t], 1)
	}
}

// clear makes the scratch ready for the next article.
func (s *scratch) clear() {
	for _, t := range s.terms {
		s.bits[t>>6] = 0
	}
	for _, e := range s.marked {
		s.taken[e>>6] = 0
	}
	s.terms, s.found, s.marked = s.terms[:0], s.found[:0], s.marked[:0]
	s.open, s.codes = s.open[:0], s.codes[:0]
	s.core, s.dict, s.doc = nil, nil, nil
}

// members calls use for the subscribers of the entries found, by entry. As in
// verify, passes of independent loads fetch what lies far apart.
func (s *scratch) members(use func(e, slot uint32)) {
	subs := &s.core.subs
	heads := s.codes[:0]
	for _, e := range s.found {
		heads = append(heads, s.core.entries[e].head)
	}
	for _, slot := range heads {
		s.sum += subs.at(slot).next
	}
	for i, slot := range heads {
		for slot != 0 {
			sub := subs.at(slot)
			if sub.info&hasLeft == 0 {
				use(s.found[i], slot)
			}
			slot = sub.next
		}
	}
	s.codes = heads
}
